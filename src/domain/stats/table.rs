//! The figures as a table to download: one line a figure, comma-separated, with the Wilson bounds of every share.
//!
//! A cell is never blank: where there are too few for a per cent, a median or a mean, it says so. Cells that a spreadsheet
//! would read as a formula get an apostrophe in front.

use super::share::{ENOUGH, Share};
use super::{Figures, Median, Ratings};

const HEAD: [&str; 7] =
    ["playbook", "figure", "count", "of", "percent", "wilson_95_low_percent", "wilson_95_high_percent"];

/// What stands in a cell for which there are too few.
const TOO_FEW: &str = "fewer than 10";
/// What stands in a cell that has no meaning for its figure.
const NONE: &str = "-";

/// The table, one part for each playbook's figures, in the order given; the text beside figures is the playbook's key, or what
/// they are all of. Lines that count time or a mean carry it in `count`, with its unit in the figure's name.
///
/// # Errors
/// Only when the table cannot be written to memory.
pub fn to_csv(parts: &[(String, &Figures)]) -> Result<String, csv::Error> {
    let mut out = Vec::new();
    let mut table = csv::Writer::from_writer(&mut out);
    table.write_record(HEAD)?;
    for (playbook, figures) in parts {
        for line in lines(figures) {
            table.write_record(std::iter::once(safe(playbook)).chain(line))?;
        }
    }
    table.flush()?;
    drop(table);
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn lines(figures: &Figures) -> Vec<[String; 6]> {
    let mut lines = vec![
        plain("sent", figures.sent, None),
        plain("cancelled", figures.cancelled, Some(figures.sent)),
        plain("accepted", figures.accepted, Some(figures.population())),
    ];
    lines.extend(figures.on_time.iter().map(|(kind, share)| of_share(&format!("{}_on_time", kind.key()), *share)));
    lines.push(of_median("sent_to_accepted_median_minutes", figures.accept_time));
    lines.push(of_ratings("brief_mean_of_5", &figures.brief));
    lines.push(of_share("rated", figures.rated));
    lines.push(plain("sent_back_times", figures.sent_back.times, None));
    lines.push(of_share("sent_back", Share { met: figures.sent_back.handoffs, of: figures.population() }));
    for (reason, times) in &figures.sent_back.reasons {
        lines.push(plain(&format!("sent_back_{}", reason.key()), *times, Some(figures.sent_back.times)));
    }
    lines.push(plain("rerouted_more_than_once", figures.rerouted, Some(figures.population())));
    lines.push(minutes("late_minutes", figures.late.total_ms));
    for (phase, ms) in &figures.late.parts {
        lines.push(minutes(&format!("late_minutes_{}", phase.key()), *ms));
    }
    lines
}

fn of_share(figure: &str, share: Share) -> [String; 6] {
    let few = || (if share.of == 0 { NONE } else { TOO_FEW }).to_owned();
    let percent = share.percent().map_or_else(few, |percent| percent.to_string());
    let bounds = share.wilson();
    let bound = |end: Option<f64>| end.map_or_else(few, |end| format!("{:.1}", end * 100.0));
    let low = bound(bounds.map(|(low, _)| low));
    let high = bound(bounds.map(|(_, high)| high));
    [figure.to_owned(), share.met.to_string(), share.of.to_string(), percent, low, high]
}

fn of_median(figure: &str, median: Median) -> [String; 6] {
    let middle = median.middle_ms.map_or_else(|| few(median.of), |ms| whole_minutes(ms).to_string());
    with_value(figure, middle, Some(median.of))
}

fn of_ratings(figure: &str, ratings: &Ratings) -> [String; 6] {
    let count = ratings.count();
    let mean = ratings.mean_tenths().map_or_else(|| few(count), |tenths| format!("{}.{}", tenths / 10, tenths % 10));
    with_value(figure, mean, Some(count))
}

fn few(of: u32) -> String {
    (if of < ENOUGH && of > 0 { TOO_FEW } else { NONE }).to_owned()
}

fn plain(figure: &str, count: u32, of: Option<u32>) -> [String; 6] {
    with_value(figure, count.to_string(), of)
}

fn minutes(figure: &str, ms: i64) -> [String; 6] {
    with_value(figure, whole_minutes(ms).to_string(), None)
}

fn with_value(figure: &str, value: String, of: Option<u32>) -> [String; 6] {
    let of = of.map_or_else(|| NONE.to_owned(), |of| of.to_string());
    [figure.to_owned(), value, of, NONE.to_owned(), NONE.to_owned(), NONE.to_owned()]
}

/// Half up.
fn whole_minutes(ms: i64) -> i64 {
    ms.saturating_add(30_000).div_euclid(60_000)
}

fn safe(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}
