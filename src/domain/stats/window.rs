//! From when to when handoffs are counted: whole local days of the workspace's zone, [from, to).

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::domain::calendar::Calendar;

/// Days that are counted where nobody says otherwise, today among them.
pub const DEFAULT_DAYS: u16 = 30;

/// What somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Period {
    /// The last local days, today among them.
    LastDays(u16),
    /// From the first day to the last, both among them.
    Dates {
        /// The first day.
        first: NaiveDate,
        /// The last day.
        last: NaiveDate,
    },
}

impl Default for Period {
    fn default() -> Self {
        Self::LastDays(DEFAULT_DAYS)
    }
}

/// A stretch of whole local days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// As it was asked for.
    pub period: Period,
    /// Whose days.
    pub zone: Tz,
    /// The first midnight.
    pub from: Timestamp,
    /// The midnight after the last day, not in it.
    pub to: Timestamp,
}

impl Window {
    /// The days of the period in the zone. An empty stretch where the last day comes before the first.
    pub fn of(period: Period, zone: Tz, now: Timestamp) -> Self {
        let today = now.utc().with_timezone(&zone).date_naive();
        let (first, last) = match period {
            Period::LastDays(days) => {
                let before = Days::new(u64::from(days.max(1)) - 1);
                (today.checked_sub_days(before).unwrap_or(today), today)
            }
            Period::Dates { first, last } => (first, last),
        };
        let after = last.checked_add_days(Days::new(1)).unwrap_or(last);
        Self { period, zone, from: midnight(first, zone), to: midnight(after, zone) }
    }

    /// Whether the moment lies in it.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }
}

/// The first moment of a local day; where a change of clocks skips midnight, the first moment after the gap.
fn midnight(day: NaiveDate, zone: Tz) -> Timestamp {
    let local = day.and_time(NaiveTime::MIN);
    Calendar::always(zone).moment(local).unwrap_or_else(|| Timestamp::from_utc(local.and_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_utc(text.parse().unwrap())
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_days_are_local_and_end_with_today() {
        let window = Window::of(Period::LastDays(30), chrono_tz::Europe::Berlin, at("2026-03-09T08:30:00Z"));
        assert_eq!(window.from, at("2026-02-07T23:00:00Z"));
        assert_eq!(window.to, at("2026-03-09T23:00:00Z"));
        assert!(window.contains(window.from) && !window.contains(window.to));
        // Half past midnight in Berlin is still yesterday in London.
        let late = at("2026-03-08T23:30:00Z");
        assert_eq!(Window::of(Period::LastDays(1), chrono_tz::Europe::Berlin, late).from, at("2026-03-08T23:00:00Z"));
        assert_eq!(Window::of(Period::LastDays(1), chrono_tz::Europe::London, late).from, at("2026-03-08T00:00:00Z"));
    }

    #[test]
    fn a_change_of_clocks_makes_a_day_shorter_or_longer() {
        let hours = |first: &str, zone: Tz| {
            let period = Period::Dates { first: day(first), last: day(first) };
            let window = Window::of(period, zone, at("2026-01-01T00:00:00Z"));
            window.to.since(window.from) / 3_600_000
        };
        assert_eq!(hours("2026-03-29", chrono_tz::Europe::Berlin), 23);
        assert_eq!(hours("2026-10-25", chrono_tz::Europe::Berlin), 25);
        assert_eq!(hours("2026-06-01", chrono_tz::Europe::Berlin), 24);
        // Cairo skips midnight: the day begins at 1:00.
        assert_eq!(hours("2026-04-24", chrono_tz::Africa::Cairo), 23);
    }

    #[test]
    fn a_window_the_wrong_way_round_holds_nothing() {
        let period = Period::Dates { first: day("2026-03-09"), last: day("2026-03-01") };
        let window = Window::of(period, chrono_tz::UTC, at("2026-03-09T00:00:00Z"));
        assert!(!window.contains(at("2026-03-05T00:00:00Z")));
        let none = Window::of(Period::LastDays(0), chrono_tz::UTC, at("2026-03-09T00:00:00Z"));
        assert!(none.contains(at("2026-03-09T00:00:00Z")));
    }
}
