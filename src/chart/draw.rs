//! The parts that sheets are made of: words, bars, circles, patterns. Positions are in the picture's own units, from its
//! upper left corner.

use svg::node::element::{Circle, Definitions, Group, Line, Pattern, Rectangle, Text};

use super::png::FAMILY;

/// Words.
pub(super) const INK: &str = "#1f2328";
/// Words that matter less.
pub(super) const GREY: &str = "#59636e";
/// What a bar lies on.
pub(super) const TRACK: &str = "#e6eaef";
/// Bars, columns and filled circles.
pub(super) const BLUE: &str = "#5b8def";
const PAPER: &str = "#ffffff";
const EDGE: &str = "#d1d9e0";

/// Shades of the parts of a stack, dark to light; each has a pattern besides.
const SHADES: [&str; 5] = ["#8a3b12", "#bf6a2b", "#d99a5b", "#8c959f", "#c4cbd3"];

/// Where words begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    pub(super) x: f32,
    pub(super) y: f32,
}

/// A face of the font.
#[derive(Debug, Clone, Copy)]
pub(super) struct Face {
    pub(super) size: f32,
    pub(super) weight: u16,
    pub(super) colour: &'static str,
}

impl Face {
    pub(super) const TITLE: Self = Self { size: 22.0, weight: 600, colour: INK };
    pub(super) const STRONG: Self = Self { size: 14.0, weight: 600, colour: INK };
    pub(super) const PLAIN: Self = Self { size: 14.0, weight: 400, colour: INK };
    pub(super) const SMALL: Self = Self { size: 13.0, weight: 400, colour: GREY };
}

/// Words from there on to the right. What no XML holds is left out.
pub(super) fn words(text: &str, at: At, face: Face) -> Text {
    let shown: String = text.chars().filter(|letter| !letter.is_control()).collect();
    Text::new(shown)
        .set("x", at.x)
        .set("y", at.y)
        .set("font-family", FAMILY)
        .set("font-size", face.size)
        .set("font-weight", face.weight)
        .set("fill", face.colour)
}

/// Words in the middle of there.
pub(super) fn centred(text: &str, at: At, face: Face) -> Text {
    words(text, at, face).set("text-anchor", "middle")
}

/// The sheet itself, readable on a dark page and on a light one.
pub(super) fn paper(width: u16, height: u16) -> Rectangle {
    block(At { x: 0.5, y: 0.5 }, f32::from(width) - 1.0, f32::from(height) - 1.0, PAPER)
        .set("rx", 12)
        .set("stroke", EDGE)
}

/// A filled rectangle.
pub(super) fn block(at: At, width: f32, height: f32, fill: &str) -> Rectangle {
    Rectangle::new().set("x", at.x).set("y", at.y).set("width", width.max(0.0)).set("height", height).set("fill", fill)
}

/// A thin line along `y`, with a stroke across at either end.
pub(super) fn whisker(from_x: f32, to_x: f32, y: f32) -> Group {
    let line = |x1: f32, y1: f32, x2: f32, y2: f32| {
        Line::new().set("x1", x1).set("y1", y1).set("x2", x2).set("y2", y2).set("stroke", INK).set("stroke-width", 1.6)
    };
    let ends = [from_x, to_x].map(|x| line(x, y - 5.0, x, y + 5.0));
    ends.into_iter().fold(Group::new().add(line(from_x, y, to_x, y)), Group::add)
}

/// One of several that are counted: filled where it counts.
pub(super) fn counted(at: At, counts: bool) -> Circle {
    let circle =
        Circle::new().set("cx", at.x).set("cy", at.y).set("r", 6.5).set("stroke", BLUE).set("stroke-width", 1.6);
    circle.set("fill", if counts { BLUE } else { PAPER })
}

/// The patterns of a stack's parts, for the head of the drawing.
pub(super) fn patterns() -> Definitions {
    let mut all = Definitions::new();
    for (nth, shade) in SHADES.iter().enumerate() {
        let ground = block(At { x: 0.0, y: 0.0 }, 8.0, 8.0, shade);
        let pattern = Pattern::new()
            .set("id", format!("part{nth}"))
            .set("width", 8)
            .set("height", 8)
            .set("patternUnits", "userSpaceOnUse")
            .add(ground);
        all = all.add(strokes(nth).into_iter().fold(pattern, Pattern::add));
    }
    all
}

/// What lies over a part's shade: nothing, falling lines, rising lines, dots, upright lines.
fn strokes(nth: usize) -> Vec<Line> {
    let ends: &[[f32; 4]] = match nth {
        1 => &[[0.0, 0.0, 8.0, 8.0]],
        2 => &[[0.0, 8.0, 8.0, 0.0]],
        3 => &[[2.0, 4.0, 4.0, 4.0]],
        4 => &[[4.0, 0.0, 4.0, 8.0]],
        _ => &[],
    };
    let line = |[x1, y1, x2, y2]: &[f32; 4]| {
        Line::new()
            .set("x1", *x1)
            .set("y1", *y1)
            .set("x2", *x2)
            .set("y2", *y2)
            .set("stroke", PAPER)
            .set("stroke-width", 1.4)
    };
    ends.iter().map(line).collect()
}

/// How a part is filled.
pub(super) fn fill_of(nth: usize) -> String {
    format!("url(#part{})", nth.min(SHADES.len() - 1))
}
