//! A team's figures: a bar for each clock with how sure it is, below them where the lateness lies and what marks the
//! briefs got.

use svg::Document;
use svg::node::element::{Group, Text};

use super::draw::{At, BLUE, Face, TRACK, block, centred, counted, fill_of, paper, patterns, whisker, words};
use super::{BARS_MAX, Bar, HEIGHT, PARTS_MAX, Sheet, WIDTH};
use crate::domain::stats::Share;

const LEFT_X: f32 = 32.0;
const RIGHT_X: f32 = 868.0;
const TRACK_X: f32 = 240.0;
const TRACK_WIDTH: f32 = 430.0;
const VALUE_X: f32 = 686.0;
const BARS_Y: f32 = 94.0;
/// Between two bars, as the room allows.
const ROW_LEAST: f32 = 32.0;
const ROW_MOST: f32 = 46.0;
/// Room for all bars and the scale below them.
const BARS_HEIGHT: f32 = 200.0;
const THICK: f32 = 14.0;
/// Between two circles.
const CIRCLE_STEP: f32 = 20.0;
/// Where the lower part begins.
const FOOT_Y: f32 = 330.0;
const STACK_WIDTH: f32 = 520.0;
const MARKS_X: f32 = 620.0;
const MARK_STEP: f32 = 50.0;
const MARK_WIDTH: f32 = 30.0;
const MARK_HEIGHT_MAX: f32 = 40.0;

pub(super) fn draw(sheet: &Sheet) -> Document {
    let document = Document::new().set("width", WIDTH).set("height", HEIGHT).set("viewBox", (0, 0, WIDTH, HEIGHT));
    let document = document.add(patterns()).add(paper(WIDTH, HEIGHT));
    let title = Face { size: title_size(&sheet.title), ..Face::TITLE };
    let document = document.add(words(&sheet.title, At { x: LEFT_X, y: 46.0 }, title));
    document.add(bars(sheet)).add(lateness(sheet)).add(marks(sheet))
}

/// Small enough for the width; a letter is a little wider than half its height.
fn title_size(title: &str) -> f32 {
    let letters = u16::try_from(title.chars().count()).unwrap_or(u16::MAX);
    let fits = (RIGHT_X - LEFT_X) / (f32::from(letters.max(1)) * 0.57);
    fits.clamp(Face::SMALL.size, Face::TITLE.size)
}

fn bars(sheet: &Sheet) -> Group {
    let shown = sheet.bars.iter().take(BARS_MAX);
    let places = rows_y(portion(1, u32::try_from(shown.len()).unwrap_or(1)) * BARS_HEIGHT);
    let mut group = shown.clone().zip(places.clone()).fold(Group::new(), |group, (bar, y)| group.add(row(bar, y)));
    if shown.clone().any(Bar::is_share) {
        let foot = places.clone().nth(shown.len()).unwrap_or(BARS_Y);
        for (percent, text) in [(0.0, "0"), (0.5, "50"), (1.0, "100 %")] {
            group = group.add(centred(text, At { x: TRACK_X + percent * TRACK_WIDTH, y: foot + 4.0 }, Face::SMALL));
        }
        group = group.add(words(&sheet.range, At { x: LEFT_X, y: 70.0 }, Face::SMALL));
    }
    group
}

/// The upper edges of the rows' bars, so far from each other where that is neither too close nor too far.
fn rows_y(apart: f32) -> impl Iterator<Item = f32> + Clone {
    std::iter::successors(Some(BARS_Y), move |y| Some(y + apart.clamp(ROW_LEAST, ROW_MOST)))
}

fn row(bar: &Bar, y: f32) -> Group {
    let middle = y + THICK / 2.0;
    let group = Group::new().add(words(&bar.label, At { x: LEFT_X, y: middle + 5.0 }, Face::PLAIN));
    let group = group.add(words(&bar.value, At { x: VALUE_X, y: middle + 5.0 }, Face::STRONG));
    match bar.share.wilson().filter(|_| bar.is_share()) {
        Some(sure) => group.add(length(bar.share, y)).add(range(sure, middle)),
        None => circles(bar.share, middle).into_iter().fold(group, Group::add),
    }
}

fn length(share: Share, y: f32) -> Group {
    let part = portion(share.met, share.of);
    let at = At { x: TRACK_X, y };
    let track = block(at, TRACK_WIDTH, THICK, TRACK).set("rx", 3);
    Group::new().add(track).add(block(at, part * TRACK_WIDTH, THICK, BLUE).set("rx", 3))
}

fn range((low, high): (f64, f64), y: f32) -> Group {
    whisker(TRACK_X + fraction(low) * TRACK_WIDTH, TRACK_X + fraction(high) * TRACK_WIDTH, y)
}

fn circles(share: Share, y: f32) -> Vec<svg::node::element::Circle> {
    let places = std::iter::successors(Some(TRACK_X + 7.0), |x| Some(x + CIRCLE_STEP));
    (0..share.of).zip(places).map(|(nth, x)| counted(At { x, y }, nth < share.met)).collect()
}

fn lateness(sheet: &Sheet) -> Group {
    let mut group = Group::new().add(words(&sheet.late, At { x: LEFT_X, y: FOOT_Y }, Face::STRONG));
    let parts = || sheet.late_parts.iter().take(PARTS_MAX).enumerate();
    let total: i64 = parts().map(|(_, (_, ms))| *ms).sum();
    let mut x = LEFT_X;
    for (nth, (_, ms)) in parts() {
        let width = portion(seconds(*ms), seconds(total)) * STACK_WIDTH;
        group = group.add(block(At { x, y: FOOT_Y + 12.0 }, width - 1.5, 18.0, &fill_of(nth)));
        x += width;
    }
    // Two columns below the stack, filled row by row.
    for (nth, (label, _)) in parts() {
        let column = if nth.is_multiple_of(2) { LEFT_X } else { LEFT_X + STACK_WIDTH / 2.0 };
        let y = rows_below(nth / 2);
        group = group.add(block(At { x: column, y: y - 10.0 }, 12.0, 12.0, &fill_of(nth)));
        group = group.add(words(label, At { x: column + 19.0, y }, Face::SMALL));
    }
    group
}

fn rows_below(row: usize) -> f32 {
    std::iter::successors(Some(FOOT_Y + 54.0), |y| Some(y + 22.0)).nth(row).unwrap_or(FOOT_Y)
}

fn marks(sheet: &Sheet) -> Group {
    let mut group = Group::new().add(words(&sheet.brief, At { x: MARKS_X, y: FOOT_Y }, Face::STRONG));
    let most = sheet.marks.times.iter().copied().max().unwrap_or_default();
    if most == 0 {
        return group;
    }
    let foot = FOOT_Y + 76.0;
    let places = std::iter::successors(Some(MARKS_X), |x| Some(x + MARK_STEP));
    for ((mark, times), x) in (1..=5).zip(sheet.marks.times).zip(places) {
        let height = portion(times, most) * MARK_HEIGHT_MAX;
        let middle = x + MARK_WIDTH / 2.0;
        let column =
            block(At { x, y: foot - height }, MARK_WIDTH, height.max(1.0), if times > 0 { BLUE } else { TRACK });
        let above: Text = centred(&times.to_string(), At { x: middle, y: foot - height - 5.0 }, Face::SMALL);
        let below = centred(&mark.to_string(), At { x: middle, y: foot + 17.0 }, Face::SMALL);
        group = group.add(column).add(above).add(below);
    }
    group
}

#[expect(clippy::cast_possible_truncation, reason = "a position on a picture")]
fn fraction(of_one: f64) -> f32 {
    of_one.clamp(0.0, 1.0) as f32
}

fn portion(part: u32, of: u32) -> f32 {
    if of == 0 { 0.0 } else { fraction(f64::from(part) / f64::from(of)) }
}

fn seconds(ms: i64) -> u32 {
    u32::try_from(ms / 1_000).unwrap_or(if ms < 0 { 0 } else { u32::MAX })
}
