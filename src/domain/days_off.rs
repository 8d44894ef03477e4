//! The days on which a calendar differs from its week, and where each comes from: public holidays of a place, a calendar
//! file that was brought in, days that somebody entered. A [`Calendar`] knows only what follows, its exceptions.
//!
//! What was entered counts more than a file, and a file more than the public holidays. Public holidays are filled in for
//! [`FILLED_YEARS`] years ahead and kept as they were told then, so that a new version of the data moves no deadline by
//! itself; each new year is filled in as it comes near. Not here: where the data come from ([`super::holidays`]).

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::calendar::{Calendar, Interval};
use super::holidays;

pub mod by_hand;
pub mod ics;

/// Public holidays are filled in to the end of the year that is so many ahead.
pub const FILLED_YEARS: i32 = 5;
const VERSION: u32 = 1;

/// All of a calendar's days that are no ordinary ones.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DaysOff {
    /// Version of this form.
    #[serde(default)]
    v: u32,
    /// Country whose public holidays are off, by code; empty for none.
    #[serde(default)]
    pub country: String,
    /// Region of it, by code; empty for the whole country.
    #[serde(default)]
    pub region: String,
    /// The last year of which its holidays are filled in.
    #[serde(default)]
    pub filled_to: Option<i32>,
    #[serde(default)]
    holidays: BTreeMap<NaiveDate, String>,
    #[serde(default)]
    imported: BTreeMap<NaiveDate, String>,
    #[serde(default)]
    by_hand: BTreeMap<NaiveDate, ByHand>,
}

/// A day that somebody entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByHand {
    /// What it is called; may be empty.
    #[serde(default)]
    pub name: String,
    /// Its hours, none where it is closed; absent for a day like any other, whatever a holiday says.
    pub hours: Option<Vec<Interval>>,
}

/// A day to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// Which.
    pub date: NaiveDate,
    /// What it is called; may be empty.
    pub name: String,
    /// Its hours; absent for a day like any other.
    pub hours: Option<Vec<Interval>>,
}

impl DaysOff {
    /// As stored beside a calendar; what stands in the calendar without a reason was entered by somebody.
    pub fn of(stored: Option<&Value>, calendar: &Calendar) -> Self {
        let mut days: Self = stored.and_then(|body| serde_json::from_value(body.clone()).ok()).unwrap_or_default();
        let known = days.exceptions();
        for (date, hours) in calendar.exceptions.iter().filter(|(date, _)| !known.contains_key(date)) {
            days.by_hand.insert(*date, ByHand { name: String::new(), hours: Some(hours.clone()) });
        }
        days.v = VERSION;
        days
    }

    /// What it makes of a calendar.
    pub fn exceptions(&self) -> BTreeMap<NaiveDate, Vec<Interval>> {
        let closed = self.holidays.keys().chain(self.imported.keys()).map(|date| (*date, Vec::new()));
        let mut exceptions: BTreeMap<_, _> = closed.collect();
        for (date, day) in &self.by_hand {
            match &day.hours {
                Some(hours) => drop(exceptions.insert(*date, hours.clone())),
                None => drop(exceptions.remove(date)),
            }
        }
        exceptions
    }

    /// The public holidays of this place from now on; none for an empty country.
    pub fn set_place(&mut self, country: &str, region: &str, today: NaiveDate) {
        (self.country, self.region) = (country.to_owned(), region.to_owned());
        self.holidays.clear();
        self.filled_to = None;
        self.fill(today);
    }

    /// Fills in the years that are near by now; whether anything is new.
    pub fn fill(&mut self, today: NaiveDate) -> bool {
        if self.country.is_empty() {
            return false;
        }
        let last = (today.year() + FILLED_YEARS).min(*holidays::YEARS.end());
        // A clock that runs may have begun before the turn of the year.
        let first = self.filled_to.map_or(today.year() - 1, |filled| filled + 1);
        if first > last {
            return false;
        }
        let found = holidays::days(&self.country, &self.region, first..=last);
        self.holidays.extend(found.into_iter().map(|(date, name)| (date, name.to_owned())));
        self.filled_to = Some(last);
        true
    }

    /// Whether the public holidays end within the year after this one.
    pub fn runs_out(&self, today: NaiveDate) -> bool {
        !self.country.is_empty() && self.filled_to.is_none_or(|filled| filled <= today.year())
    }

    /// Takes what somebody entered.
    pub fn enter(&mut self, lines: &[by_hand::Line]) {
        for line in lines {
            for date in line.first.iter_days().take_while(|date| *date <= line.last) {
                let is_holiday = self.holidays.contains_key(&date);
                self.imported.remove(&date);
                if line.hours.is_none() && !is_holiday {
                    self.by_hand.remove(&date);
                } else {
                    self.by_hand.insert(date, ByHand { name: line.name.clone(), hours: line.hours.clone() });
                }
            }
        }
    }

    /// Takes the days of a file; those that somebody entered stay as they are.
    pub fn import(&mut self, days: &BTreeMap<NaiveDate, String>) {
        self.imported.extend(days.iter().map(|(date, name)| (*date, name.clone())));
    }

    /// What is special from this day on, in order.
    pub fn coming(&self, from: NaiveDate) -> Vec<Coming> {
        let mut days: BTreeMap<NaiveDate, Coming> = BTreeMap::new();
        for (date, name) in self.holidays.range(from..).chain(self.imported.range(from..)) {
            days.insert(*date, Coming { date: *date, name: name.clone(), hours: Some(Vec::new()) });
        }
        for (date, day) in self.by_hand.range(from..) {
            let known = days.get(date).map(|day| day.name.clone()).unwrap_or_default();
            let name = if day.name.is_empty() { known } else { day.name.clone() };
            days.insert(*date, Coming { date: *date, name, hours: day.hours.clone() });
        }
        days.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn berlin() -> Calendar {
        Calendar::business_week(Tz::Europe__Berlin)
    }

    #[test]
    fn what_is_entered_counts_more_than_a_holiday() {
        let mut days = DaysOff::of(None, &berlin());
        days.set_place("DE", "", day("2026-03-05"));
        assert_eq!(days.filled_to, Some(2031));
        assert!(days.exceptions()[&day("2026-12-25")].is_empty());
        let lines =
            by_hand::read("25 Dec as usual\n31 Dec 9-13 (short)\n24 Dec closed", day("2026-03-05")).expect("days");
        days.enter(&lines);
        let exceptions = days.exceptions();
        assert!(!exceptions.contains_key(&day("2026-12-25")), "a working day after all");
        assert_eq!(exceptions[&day("2026-12-31")].len(), 1);
        assert!(exceptions[&day("2026-12-24")].is_empty());
        let names: Vec<_> =
            days.coming(day("2026-12-20")).into_iter().take(4).map(|day| (day.name, day.hours.is_none())).collect();
        let expected = [("", false), ("Christmas Day", true), ("Second Day of Christmas", false), ("short", false)];
        assert_eq!(names, expected.map(|(name, usual)| (name.to_owned(), usual)));
        days.enter(&by_hand::read("24 Dec as usual", day("2026-03-05")).expect("a day"));
        assert!(!days.exceptions().contains_key(&day("2026-12-24")));
    }

    #[test]
    fn the_next_year_is_filled_in_once_and_the_end_is_seen() {
        let mut days = DaysOff::default();
        days.set_place("DE", "BY", day("2026-03-05"));
        assert!(!days.fill(day("2026-12-31")));
        assert!(days.fill(day("2027-01-01")) && days.exceptions().contains_key(&day("2032-01-06")));
        assert!(!days.runs_out(day("2027-01-01")));
        assert!(days.fill(day("2044-01-01")) && !days.fill(day("2045-01-01")));
        assert!(days.runs_out(day("2045-01-01")));
        assert!(!DaysOff::default().runs_out(day("2045-01-01")), "who has none, needs none");
    }

    #[test]
    fn a_day_in_the_calendar_that_nobody_explained_stays() {
        let mut calendar = berlin();
        calendar.exceptions.insert(day("2026-04-06"), Vec::new());
        let days = DaysOff::of(None, &calendar);
        assert_eq!(days.exceptions(), calendar.exceptions);
        let stored = serde_json::to_value(&days).expect("JSON");
        assert_eq!(DaysOff::of(Some(&stored), &calendar), days);
    }
}
