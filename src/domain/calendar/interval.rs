//! Opening hours within a day, as people write them: "09:00" to "17:00". Not here: dates, zones, real time.

use std::fmt;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

const DAY_S: u32 = 86_400;

/// Opening hours in local civil time, half-open [open, close). A close at or before the open is on the next day.
///
/// As JSON a pair of times, `["22:00","06:00"]`: HH:MM or HH:MM:SS, "24:00" allowed as the close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(String, String)", into = "(String, String)")]
pub struct Interval {
    open_s: u32,
    close_s: u32,
}

/// Why two times are no interval.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntervalError {
    /// The text is no time of day.
    #[error("{text:?} is not a time of day such as 09:00, 09:00:30 or 24:00")]
    Malformed {
        /// What was written.
        text: String,
    },
    /// The open is not before 24:00, or the close is after it.
    #[error("an interval opens before 24:00 and closes by 24:00, not {open_s} s to {close_s} s after midnight")]
    OutsideDay {
        /// Seconds after midnight.
        open_s: u32,
        /// Seconds after midnight.
        close_s: u32,
    },
}

impl Interval {
    /// 9:00 to 17:00.
    pub const OFFICE_HOURS: Self = Self { open_s: 9 * 3_600, close_s: 17 * 3_600 };
    /// 0:00 to 24:00.
    pub const WHOLE_DAY: Self = Self { open_s: 0, close_s: DAY_S };

    /// From seconds after midnight: `open_s` up to 86,399, `close_s` up to 86,400.
    pub fn new(open_s: u32, close_s: u32) -> Result<Self, IntervalError> {
        if open_s >= DAY_S || close_s > DAY_S {
            return Err(IntervalError::OutsideDay { open_s, close_s });
        }
        Ok(Self { open_s, close_s })
    }

    /// From two times of day, such as "09:00" and "17:00".
    pub fn parse(open: &str, close: &str) -> Result<Self, IntervalError> {
        Self::new(parse_time_s(open)?, parse_time_s(close)?)
    }

    /// When it opens, in seconds after local midnight.
    pub fn open_s(self) -> u32 {
        self.open_s
    }

    /// When it closes, in seconds after local midnight, of the next day where [`Self::crosses_midnight`].
    pub fn close_s(self) -> u32 {
        self.close_s
    }

    /// Does it close on the day after the one it opens on? (A close at 24:00 does not count as that.)
    pub fn crosses_midnight(self) -> bool {
        self.close_s <= self.open_s
    }

    /// The local times of opening and closing for the interval that starts on `date`.
    pub(super) fn on(self, date: NaiveDate) -> (NaiveDateTime, NaiveDateTime) {
        let midnight = date.and_time(NaiveTime::MIN);
        let next_day_s = if self.crosses_midnight() { DAY_S } else { 0 };
        let after_midnight = |seconds: u32| midnight + TimeDelta::seconds(i64::from(seconds));
        (after_midnight(self.open_s), after_midnight(self.close_s + next_day_s))
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", time_text(self.open_s), time_text(self.close_s))
    }
}

impl TryFrom<(String, String)> for Interval {
    type Error = IntervalError;

    fn try_from((open, close): (String, String)) -> Result<Self, IntervalError> {
        Self::parse(&open, &close)
    }
}

impl From<Interval> for (String, String) {
    fn from(interval: Interval) -> Self {
        (time_text(interval.open_s), time_text(interval.close_s))
    }
}

fn parse_time_s(text: &str) -> Result<u32, IntervalError> {
    read_time_s(text).ok_or_else(|| IntervalError::Malformed { text: text.to_owned() })
}

/// Strict on purpose: hours that are guessed wrongly move every deadline of a team.
fn read_time_s(text: &str) -> Option<u32> {
    let mut parts = text.split(':');
    let (hours, minutes) = (two_digits(parts.next()?)?, two_digits(parts.next()?)?);
    let seconds = parts.next().map_or(Some(0), two_digits)?;
    let time_s = hours * 3_600 + minutes * 60 + seconds;
    let is_time = parts.next().is_none() && minutes < 60 && seconds < 60 && time_s <= DAY_S;
    is_time.then_some(time_s)
}

fn two_digits(part: &str) -> Option<u32> {
    let is_number = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { part.parse().ok() } else { None }
}

fn time_text(time_s: u32) -> String {
    let (hours, minutes, seconds) = (time_s / 3_600, time_s / 60 % 60, time_s % 60);
    if seconds == 0 { format!("{hours:02}:{minutes:02}") } else { format!("{hours:02}:{minutes:02}:{seconds:02}") }
}
