//! Pictures: numbers and words become an SVG, and an SVG becomes PNG bytes. Pure, so that the same numbers are the same
//! bytes on every machine: the font comes along (`fonts/`, Inter under the OFL), and none of the machine's is used.
//!
//! What is drawn is decided by the caller, words included. Nothing is told by colour alone: lengths have numbers beside
//! them, parts have patterns, and what is counted has filled and open circles.
//!
//! * `sheet` the picture of a team's figures · `draw` its parts · `png` the bytes.

mod draw;
mod png;
mod sheet;

#[cfg(test)]
mod tests;

pub use png::{PngError, png};

use crate::domain::stats::{ENOUGH, Ratings, Share};

/// Width of a picture, in its own units; as many pixels at scale 1.
pub const WIDTH: u16 = 900;
/// Height of a picture.
pub const HEIGHT: u16 = 450;
/// So many bars find room; the caller gives no more.
pub const BARS_MAX: usize = 6;
/// So many parts of the lateness have a pattern of their own.
pub const PARTS_MAX: usize = 5;

/// A team's figures on one sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What the figures are of, and from when.
    pub title: String,
    /// What the thin line over a bar means.
    pub range: String,
    /// One a clock, at most [`BARS_MAX`].
    pub bars: Vec<Bar>,
    /// The lateness in all, in words.
    pub late: String,
    /// What it waited for, in words and milliseconds, the longest first, at most [`PARTS_MAX`].
    pub late_parts: Vec<(String, i64)>,
    /// The ratings, in words.
    pub brief: String,
    /// How often each mark was given.
    pub marks: Ratings,
}

/// A share with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Of what.
    pub label: String,
    /// In words.
    pub value: String,
    /// In numbers: a bar with its Wilson interval from [`ENOUGH`] on, circles to count below.
    pub share: Share,
}

impl Bar {
    /// Whether there are enough for a bar.
    fn is_share(&self) -> bool {
        self.share.of >= ENOUGH
    }
}

impl Sheet {
    /// The picture as SVG, [`WIDTH`] by [`HEIGHT`].
    pub fn svg(&self) -> String {
        sheet::draw(self).to_string()
    }
}
