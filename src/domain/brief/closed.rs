//! When a deal closed, from what the sender chose and typed.
//!
//! *Just now*, *Earlier today* with a time, *Yesterday*, or another day with or without a time. A day without a time is the
//! last closing of the desk on or before it: nobody remembers the minute, and a weekend counts for nobody. Never later than
//! now: a closing still to come is cut to now, a time typed that is still to come is a problem. All in the zone of the sender's
//! calendar. What a CRM says wins, and that is not decided here.

use chrono::{Days, NaiveDate, NaiveTime};

use super::day;
use super::value::Trouble;
use crate::clock::Timestamp;
use crate::domain::calendar::Calendar;

/// Days before today that a day without a year is looked for among: a weekday first, then a date of the last half year.
/// Whoever types "10 March" on 6 March means the coming one, which is a slip, and not the one a year ago.
const LOOK_BACK_DAYS: [u64; 3] = [0, 6, 182];

/// What the card offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Closed {
    /// Now; what a new draft starts with.
    JustNow,
    /// Asks the time.
    EarlierToday,
    /// Asks nothing.
    Yesterday,
    /// Asks the day, and the time if it is known.
    Other,
}

/// Why an answer gives no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosedProblem {
    /// It is still to come.
    InFuture,
    /// Not a time of day.
    NotATime,
    /// Not a day, or not one day only.
    NotADay(Trouble),
}

impl Closed {
    /// All, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::JustNow, Self::EarlierToday, Self::Yesterday, Self::Other];

    /// As in ids and message files.
    pub fn key(self) -> &'static str {
        match self {
            Self::JustNow => "now",
            Self::EarlierToday => "today",
            Self::Yesterday => "yesterday",
            Self::Other => "other",
        }
    }

    /// From its key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|closed| closed.key() == key)
    }

    /// Whether something has to be typed first.
    pub fn asks(self) -> bool {
        matches!(self, Self::EarlierToday | Self::Other)
    }
}

/// The moment of a choice with what was typed: the time for *Earlier today*; the day and, where known, the time for *Other*.
pub fn read(
    closed: Closed,
    day: &str,
    time: &str,
    calendar: &Calendar,
    now: Timestamp,
) -> Result<Timestamp, ClosedProblem> {
    let today = calendar.local_date(now);
    match closed {
        Closed::JustNow => Ok(now),
        Closed::EarlierToday => at_time(today, time, calendar, now),
        Closed::Yesterday => {
            let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
            Ok(last_closing(yesterday, calendar, now))
        }
        Closed::Other => {
            let day = past_day(day, today)?;
            if time.trim().is_empty() {
                Ok(last_closing(day, calendar, now))
            } else {
                at_time(day, time, calendar, now)
            }
        }
    }
}

/// The last closing on or before the day. A desk that never opens has no closing; then it is the day's end.
fn last_closing(day: NaiveDate, calendar: &Calendar, now: Timestamp) -> Timestamp {
    let end_of_day = || calendar.moment(day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN));
    calendar.last_closing_on_or_before(day).or_else(end_of_day).unwrap_or(now).min(now)
}

fn at_time(day: NaiveDate, time: &str, calendar: &Calendar, now: Timestamp) -> Result<Timestamp, ClosedProblem> {
    let local =
        day::datetime(&format!("{day} {time}"), day).or_else(|_| day::datetime(&format!("{day} at {time}"), day));
    let local = local.map_err(|_| ClosedProblem::NotATime)?;
    let at = calendar.moment(local).ok_or(ClosedProblem::NotATime)?;
    if at > now { Err(ClosedProblem::InFuture) } else { Ok(at) }
}

/// The latest such day up to today.
fn past_day(text: &str, today: NaiveDate) -> Result<NaiveDate, ClosedProblem> {
    let back = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    match text.trim().to_lowercase().as_str() {
        "today" => return Ok(today),
        "yesterday" => return Ok(back(1)),
        _ => {}
    }
    let read = LOOK_BACK_DAYS.map(|days| day::date(text, back(days)));
    if let Some(day) = read.iter().flatten().find(|day| **day <= today) {
        return Ok(*day);
    }
    match read {
        [Err(trouble), Err(_), Err(_)] => Err(ClosedProblem::NotADay(trouble)),
        _ => Err(ClosedProblem::InFuture),
    }
}

#[cfg(test)]
#[path = "closed_tests.rs"]
mod tests;
