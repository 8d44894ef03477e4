//! Calendars of business hours, and the arithmetic of deadlines in them: what `4bh` or `1bd` after a moment is, how
//! much open time lies between two moments, when a desk opens next.
//!
//! Not here: which clock a playbook runs, its ladder and its attribution (`sla`), and the words for a moment or a
//! distance (`chat::text`). Everything is pure: a moment comes in, a moment goes out.
//!
//! * `interval` opening hours of a day · `week` a week as people write it · `span` "4bh" · `period` stretches of real
//!   time · `civil` local time to moments, with the clock changes · `running` a clock's own time, measured and walked ·
//!   `deadline` add, before.
//!
//! PRODUCT, "Clocks", is the norm, so that anyone can recompute a deadline:
//! * Intervals are half-open, in local civil time, and belong to the date they start on; an exception replaces the list
//!   of its date only. A moment that two dates' lists hold belongs to the earlier date.
//! * A local time that a clock change skips moves to the first valid moment after the gap; of one that it repeats an
//!   opening takes the first and a closing the second, a deadline in days the first.
//!
//! Where the norm leaves a choice, this is the one taken:
//! * Touching intervals are one stretch, like overlapping ones. An interval that no real time is left of (it lies in
//!   the hour that spring skips) does not open the day.
//! * `0bh` and `0d` are the start itself; `0bd` is the start moved to the next opening.
//! * `bd`: "closed at that local time" asks the desk, so another date's night shift counts as open; "the last closing
//!   on that day" and "the first opening" ask that date's own list. A closing exactly at that time is the deadline.
//!   (Where lists of two dates overlap, that closing can lie before the start; the rule is kept to the letter.)
//! * A date's closing is the end of its own list, so a night shift's closing belongs to the evening it began.
//! * `before` is the mirror of `add`; see [`Calendar::before`]. Pauses: see [`Calendar::add_pausing`].
//! * Moments outside the years 1900 to 2499 are refused where a result can say so, else moved to that range's end;
//!   a search gives up after [`SEARCH_DAYS_MAX`] days without open time. So no call runs for ever.

pub mod case;
mod civil;
mod deadline;
mod interval;
mod period;
mod running;
mod span;
pub mod week;

#[cfg(test)]
mod clock_change_tests;
#[cfg(test)]
mod exhaustive;
#[cfg(test)]
mod pause_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod reference;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, SecondsFormat};
use chrono_tz::Tz;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clock::Timestamp;
use civil::Occurrence;

pub use interval::{Interval, IntervalError};
pub use period::Period;
pub use span::{AMOUNT_MAX, Span, SpanError, Unit};

/// How long a calendar may stay closed before it counts as never opening: ten years.
pub const SEARCH_DAYS_MAX: i64 = 3_660;

/// 1900-01-01 00:00 UTC; before it many zones kept local mean time, and no handoff is that old.
const MOMENT_MIN: Timestamp = Timestamp::from_ms(-2_208_988_800_000);
/// 2500-01-01 00:00 UTC; a mistyped year ends in an error here, not in a walk over millennia.
const MOMENT_MAX: Timestamp = Timestamp::from_ms(16_725_225_600_000);

/// How many dates before the local date of a moment a list can lie that holds it: an interval of 24 hours ends late on
/// the next date, and clocks that go back across midnight show the date after that while it still runs. The same
/// change lets the list of the date after hold a moment, hence the one date ahead wherever this is used.
const LIST_REACH_DAYS: i64 = 2;

/// When a desk is open: a zone, the opening hours of each weekday in local civil time, and exceptions by date.
///
/// As JSON: `{"zone":"Europe/Berlin","week":[[["09:00","17:00"]],…7, Monday first],"exceptions":{"2026-12-24":[]}}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Where the desk stands; its local civil time is what `week` and `exceptions` speak of.
    pub zone: Tz,
    /// The intervals of each weekday, Monday first, in any order; an empty list is a closed day.
    pub week: [Vec<Interval>; 7],
    /// Dates whose list replaces that of their weekday; an empty list closes the date.
    #[serde(default, deserialize_with = "read_exceptions")]
    pub exceptions: BTreeMap<NaiveDate, Vec<Interval>>,
}

/// Why a deadline cannot be given. Trying again does not help; the calendar, the span or the moment must change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// No time that counts within [`SEARCH_DAYS_MAX`] days after (or before) this moment.
    #[error("nothing is open within ten years of {}", .near.utc().to_rfc3339_opts(SecondsFormat::Secs, true))]
    NeverOpens {
        /// The last moment up to which time still counted.
        near: Timestamp,
    },
    /// The span counts more units than [`AMOUNT_MAX`].
    #[error("{amount} units are more than the {AMOUNT_MAX} a span may have")]
    AmountTooLarge {
        /// The amount asked for.
        amount: u32,
    },
    /// The moment given, or the deadline, lies outside the years 1900 to 2499.
    #[error("{} lies outside the years 1900 to 2499", .at.utc().to_rfc3339_opts(SecondsFormat::Secs, true))]
    OutOfRange {
        /// The moment that is too early or too late.
        at: Timestamp,
    },
}

/// Which way a search over dates goes.
#[derive(Clone, Copy)]
enum Direction {
    Forward,
    Backward,
}

impl Direction {
    fn sign(self) -> i64 {
        match self {
            Self::Forward => 1,
            Self::Backward => -1,
        }
    }
}

impl Calendar {
    /// Monday to Friday with the same hours, closed at weekends.
    pub fn weekdays(zone: Tz, hours: Interval) -> Self {
        let week = [0, 1, 2, 3, 4, 5, 6].map(|day| if day < 5 { vec![hours] } else { Vec::new() });
        Self { zone, week, exceptions: BTreeMap::new() }
    }

    /// Monday to Friday, 9:00 to 17:00.
    pub fn business_week(zone: Tz) -> Self {
        Self::weekdays(zone, Interval::OFFICE_HOURS)
    }

    /// Open around the clock, every day.
    pub fn always(zone: Tz) -> Self {
        Self { zone, week: [0; 7].map(|_| vec![Interval::WHOLE_DAY]), exceptions: BTreeMap::new() }
    }

    /// Is the desk open at this moment? Open at an opening, closed at a closing.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.date_holding(at).is_some()
    }

    /// Has this date's list any open time?
    pub fn is_open_day(&self, date: NaiveDate) -> bool {
        !self.periods_of(date).is_empty()
    }

    /// The date on the wall calendar at this moment, whatever the opening hours.
    pub fn local_date(&self, at: Timestamp) -> NaiveDate {
        civil::local_time(self.zone, clamped(at)).date()
    }

    /// The moment at which the clock on the wall shows `local`: the first valid one after a gap, the first of two. None
    /// outside the years 1900 to 2499.
    pub fn moment(&self, local: NaiveDateTime) -> Option<Timestamp> {
        let is_covered = (1900..2500).contains(&local.year());
        is_covered.then(|| civil::moment_of(self.zone, local, Occurrence::First))
    }

    /// The moment at which the desk is next open, `at` itself where it is open then.
    pub fn next_opening(&self, at: Timestamp) -> Option<Timestamp> {
        self.opening_from(clamped(at)).ok()
    }

    /// The first opening of the first date after `at`'s local date that opens: "the next working morning".
    ///
    /// A desk that is open around the clock opens at midnight.
    pub fn next_open_day_start(&self, at: Timestamp) -> Option<Timestamp> {
        let date = self.open_dates(self.local_date(at), Direction::Forward).next()?;
        self.periods_of(date).first().map(|period| period.from)
    }

    /// The last closing of the latest date up to and including `date` that opens at all.
    ///
    /// A closing belongs to the date on which its interval began: for a night shift it lies on the next morning.
    pub fn last_closing_on_or_before(&self, date: NaiveDate) -> Option<Timestamp> {
        let day_after = civil::shift(date, 1);
        let date = self.open_dates(day_after, Direction::Backward).next()?;
        self.periods_of(date).last().map(|period| period.to)
    }

    /// The real time inside open intervals in [from, to), in milliseconds; 0 where `to` is not after `from`.
    pub fn open_ms(&self, from: Timestamp, to: Timestamp) -> i64 {
        self.open_periods(from, to).iter().map(Period::length_ms).sum()
    }

    /// The open stretches in [from, to), clipped to it, merged where they overlap or touch, in order.
    pub fn open_periods(&self, from: Timestamp, to: Timestamp) -> Vec<Period> {
        let window = Period { from: clamped(from), to: clamped(to) };
        if window.is_empty() {
            return Vec::new();
        }
        let first = civil::shift(self.local_date(window.from), -LIST_REACH_DAYS);
        let last = civil::shift(self.local_date(window.to), 1);
        let lists = first.iter_days().take_while(|date| *date <= last);
        let open = lists.flat_map(|date| self.periods_of(date));
        period::merged(open.filter_map(|period| period.clipped(window)).collect())
    }

    /// The open stretches of one date's own list, as real time, merged, in order.
    fn periods_of(&self, date: NaiveDate) -> Vec<Period> {
        // Beyond the range of moments, where arithmetic on dates ends too.
        if !(1899..=2500).contains(&date.year()) {
            return Vec::new();
        }
        let weekday = date.weekday().num_days_from_monday() as usize;
        let list = self.exceptions.get(&date).unwrap_or(&self.week[weekday]);
        let periods = list.iter().map(|interval| {
            let (open, close) = interval.on(date);
            Period {
                from: civil::moment_of(self.zone, open, Occurrence::First),
                to: civil::moment_of(self.zone, close, Occurrence::Second),
            }
        });
        period::merged(periods.collect())
    }

    /// The date to which an open moment belongs: the earliest whose list holds it. None where the desk is closed.
    fn date_holding(&self, at: Timestamp) -> Option<NaiveDate> {
        self.date_where(at, |period| period.contains(at))
    }

    /// The date to which a closing belongs: the earliest with an interval that ends at it.
    fn date_closing(&self, at: Timestamp) -> Option<NaiveDate> {
        self.date_where(at, |period| period.to == at)
    }

    fn date_where(&self, near: Timestamp, holds: impl Fn(&Period) -> bool) -> Option<NaiveDate> {
        let today = self.local_date(near);
        let mut dates = (-LIST_REACH_DAYS..=1).map(|days| civil::shift(today, days));
        dates.find(|date| self.periods_of(*date).iter().any(&holds))
    }

    /// The dates that open, from the one next to `date` on, until none follows within the search limit.
    fn open_dates(&self, date: NaiveDate, direction: Direction) -> impl Iterator<Item = NaiveDate> {
        let mut last = date;
        std::iter::from_fn(move || {
            let mut near = (1..=SEARCH_DAYS_MAX).map(|days| civil::shift(last, days * direction.sign()));
            last = near.find(|date| self.is_open_day(*date))?;
            Some(last)
        })
    }
}

/// A date that cannot be read is named.
fn read_exceptions<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<NaiveDate, Vec<Interval>>, D::Error> {
    let listed = BTreeMap::<String, Vec<Interval>>::deserialize(from)?;
    let dated = listed.into_iter().map(|(date, list)| match date.parse() {
        Ok(date) => Ok((date, list)),
        Err(_) => Err(D::Error::custom(format!("{date:?} is no date such as 2026-12-24"))),
    });
    dated.collect()
}

/// The moment, moved into the range that calendars cover.
fn clamped(at: Timestamp) -> Timestamp {
    at.clamp(MOMENT_MIN, MOMENT_MAX)
}

/// The moment, if calendars cover it.
fn in_range(at: Timestamp) -> Result<Timestamp, CalendarError> {
    if clamped(at) == at { Ok(at) } else { Err(CalendarError::OutOfRange { at }) }
}
