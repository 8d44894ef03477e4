//! Days off: whole local dates on which somebody is not there, as ranges of which both ends are included.
//!
//! Not here: the desk's own closed days, which are the calendar's; where both count, the caller asks both.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::brief::value::Trouble;
use crate::domain::brief::{read_date, value};

/// Longest range that is no slip of the finger: two years.
const DAYS_MAX: i64 = 731;
/// A range whose first day was typed without a year may have begun so long ago.
const BEGAN_DAYS_MAX: u64 = 90;
/// So far ahead somebody is looked for who comes back.
const SEARCH_DAYS_MAX: usize = 3_660;

/// Dates off, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DaysOff {
    /// The first one.
    pub first: NaiveDate,
    /// The last one.
    pub last: NaiveDate,
}

/// A time in which somebody is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// Its first date.
    pub first: NaiveDate,
    /// The first working day after it.
    pub back: NaiveDate,
}

/// Why something that was typed is no range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongDays {
    /// What was typed.
    pub typed: String,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// One of the two is no day.
    Day(Trouble),
    /// It ends before it begins.
    EndsBeforeStart,
    /// It is over.
    Past,
    /// It is longer than two years.
    TooLong,
}

impl DaysOff {
    /// Whether the date is one of them.
    pub fn holds(self, date: NaiveDate) -> bool {
        self.first <= date && date <= self.last
    }
}

/// Whether somebody with these days off is off on a date.
pub fn is_off(ranges: &[DaysOff], date: NaiveDate) -> bool {
    ranges.iter().any(|range| range.holds(date))
}

/// The first absence that falls on a working day from `from` to `to`, both included, until the next day on which they work.
pub fn absence(
    ranges: &[DaysOff],
    (from, to): (NaiveDate, NaiveDate),
    is_closed: impl Fn(NaiveDate) -> bool,
) -> Option<Absence> {
    let window = from.iter_days().take_while(|date| *date <= to).take(SEARCH_DAYS_MAX);
    let missed = window.into_iter().find(|date| is_off(ranges, *date) && !is_closed(*date))?;
    let joined = joined(ranges);
    let range = joined.iter().find(|range| range.holds(missed))?;
    let mut after = range.last.iter_days().skip(1).take(SEARCH_DAYS_MAX);
    let back = after.find(|date| !is_off(ranges, *date) && !is_closed(*date))?;
    Some(Absence { first: range.first, back })
}

/// In order, with those that touch or overlap made one.
pub fn joined(ranges: &[DaysOff]) -> Vec<DaysOff> {
    let mut sorted = ranges.to_vec();
    sorted.sort_unstable();
    let mut joined: Vec<DaysOff> = Vec::new();
    for range in sorted {
        let touches = |last: &DaysOff| last.last.succ_opt().is_none_or(|next| range.first <= next);
        match joined.last_mut().filter(|last| touches(last)) {
            Some(last) => last.last = last.last.max(range.last),
            None => joined.push(range),
        }
    }
    joined
}

/// Several ranges, a line each; in order and joined.
pub fn read_lines(typed: &str, today: NaiveDate) -> Result<Vec<DaysOff>, WrongDays> {
    let lines = typed.split(['\n', ';']).map(str::trim).filter(|line| !line.is_empty());
    let ranges = lines.map(|line| read(line, today)).collect::<Result<Vec<_>, _>>()?;
    Ok(joined(&ranges))
}

/// `24 Dec to 2 Jan`, `24-28 Dec`, `2026-12-24 – 2027-01-02`, `until 4 Jan`, `tomorrow`, one day.
pub fn read(typed: &str, today: NaiveDate) -> Result<DaysOff, WrongDays> {
    let wrong = |why| WrongDays { typed: typed.trim().to_owned(), why };
    let cleaned = value::clean(typed).to_lowercase();
    let cleaned = cleaned.trim().trim_start_matches("from ").trim();
    let day = |text: &str, today| date_of(text, today).map_err(|trouble| wrong(Why::Day(trouble)));
    let range = if let Some(back) = ["until ", "till "].iter().find_map(|word| cleaned.strip_prefix(word)) {
        // Until a day means that they are there again on it.
        let back = day(back, today)?;
        DaysOff { first: today, last: back.pred_opt().unwrap_or(back) }
    } else if let Some((first, last)) = ends(cleaned) {
        let (first_text, last_day) = (with_month(first, last), day(last, today)?);
        let first_day = day(&first_text, today)?;
        // Without a year a range that has begun begins with a day that comes again only in a year.
        let before = last_day.checked_sub_days(Days::new(BEGAN_DAYS_MAX)).unwrap_or(last_day);
        let first = if first_day <= last_day { first_day } else { day(&first_text, before.min(today))? };
        DaysOff { first, last: last_day }
    } else {
        let only = day(cleaned, today)?;
        DaysOff { first: only, last: only }
    };
    if range.last < range.first {
        Err(wrong(Why::EndsBeforeStart))
    } else if range.last < today {
        Err(wrong(Why::Past))
    } else if range.last.signed_duration_since(range.first).num_days() > DAYS_MAX {
        Err(wrong(Why::TooLong))
    } else {
        Ok(range)
    }
}

/// The two ends of what was typed; nothing where it names one day.
fn ends(typed: &str) -> Option<(&str, &str)> {
    let marks = [" to ", " until ", " till ", " through ", " - ", "–", "—", ".."];
    let found = marks.iter().find_map(|mark| typed.split_once(mark));
    // A bare hyphen is part of `2026-12-24`, unless it stands between two days of one month.
    let days = || typed.split_once('-').filter(|(first, _)| is_bare(first) && first.len() <= 3);
    let (first, last) = found.or_else(days)?;
    Some((first.trim(), last.trim())).filter(|(_, last)| last.contains(|c: char| c.is_alphabetic()) || found.is_some())
}

/// `24` and `28 dec` are `24 dec` and `28 dec`.
fn with_month(first: &str, last: &str) -> String {
    if !is_bare(first) {
        return first.to_owned();
    }
    let month = last.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim();
    format!("{first} {month}")
}

fn is_bare(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.');
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

fn date_of(text: &str, today: NaiveDate) -> Result<NaiveDate, Trouble> {
    match text.trim() {
        "today" => Ok(today),
        "tomorrow" => today.succ_opt().ok_or(Trouble::NotADate),
        other => read_date(other, today),
    }
}
