//! Days as an admin types them, one a line: "24 Dec closed", "31 Dec 9-13", "24 Dec - 1 Jan closed (Company holidays)",
//! "26 Dec as usual". A day without a year is the next such day; a day alone is closed.

use chrono::NaiveDate;

use crate::domain::brief::day;
use crate::domain::calendar::Interval;
use crate::domain::calendar::week::read_hours;

/// Longest range of days in a line.
const DAYS_MAX: i64 = 366;
/// So many lines are taken at once.
pub const LINES_MAX: usize = 100;
/// Longest name of a day, in characters.
const NAME_CHARS: usize = 60;

/// Days that are all alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The first of them.
    pub first: NaiveDate,
    /// The last of them.
    pub last: NaiveDate,
    /// Their hours, none where they are closed; absent for days like any other.
    pub hours: Option<Vec<Interval>>,
    /// What they are called; may be empty.
    pub name: String,
}

/// Why a text tells no days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DaysError {
    /// This line cannot be read.
    Unread(String),
    /// This line begins after it ends, or lasts longer than a year.
    Range(String),
    /// Nothing was written.
    Nothing,
    /// More lines than are taken at once.
    TooMany,
}

/// Reads days, a line each.
pub fn read(text: &str, today: NaiveDate) -> Result<Vec<Line>, DaysError> {
    let lines: Vec<&str> = text.lines().flat_map(|line| line.split(';')).map(str::trim).collect();
    let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    match lines.len() {
        0 => Err(DaysError::Nothing),
        count if count > LINES_MAX => Err(DaysError::TooMany),
        _ => lines.into_iter().map(|line| read_line(line, today)).collect(),
    }
}

fn read_line(line: &str, today: NaiveDate) -> Result<Line, DaysError> {
    let (plain, name) = named(line);
    let spaced = spaced(&plain);
    let words: Vec<&str> = spaced.split_whitespace().collect();
    // The longest beginning that is a day or a range, with hours behind it.
    let found = (1..=words.len()).rev().find_map(|length| {
        let (days, rest) = words.split_at(length);
        let hours = hours(&rest.join(" "))?;
        Some((days_of(days, today)?, hours))
    });
    let ((first, last), hours) = found.ok_or_else(|| DaysError::Unread(line.to_owned()))?;
    if last < first || (last - first).num_days() >= DAYS_MAX {
        return Err(DaysError::Range(line.to_owned()));
    }
    Ok(Line { first, last, hours, name })
}

/// What stands in brackets is the name.
fn named(line: &str) -> (String, String) {
    match line.split_once('(') {
        Some((before, rest)) => {
            let (name, after) = rest.split_once(')').unwrap_or((rest, ""));
            (format!("{before} {after}"), name.trim().chars().take(NAME_CHARS).collect())
        }
        None => (line.to_owned(), String::new()),
    }
}

/// With room around the strokes that stand between two days, not within a date or hours.
fn spaced(line: &str) -> String {
    let line = line.replace("..", " - ").replace(['–', '—'], "-");
    let mut spaced = String::new();
    let mut before = ' ';
    for c in line.chars() {
        if c == '-' && (before.is_alphabetic() || before == '.') {
            spaced.push_str(" - ");
        } else {
            spaced.push(c);
        }
        before = c;
    }
    spaced.replace(':', if line.contains(": ") { " " } else { ":" })
}

/// None where this is neither hours nor one of the words; `Some(None)` for a day like any other.
#[expect(clippy::option_option, reason = "an absent answer and a day like any other are two things")]
fn hours(text: &str) -> Option<Option<Vec<Interval>>> {
    match text.to_lowercase().trim() {
        "" | "closed" | "off" | "free" | "holiday" => Some(Some(Vec::new())),
        "as usual" | "usual" | "open" | "normal" | "working day" | "remove" | "not closed" => Some(None),
        other => read_hours(other).ok().map(Some),
    }
}

fn days_of(words: &[&str], today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let date = |words: &[&str], today| day::date(&words.join(" "), today).ok();
    // "9-13" is hours, never a day.
    let is_hours = words.len() == 1 && words.first().is_some_and(|word| word.matches('-').count() == 1);
    if is_hours {
        return None;
    }
    if let Some(only) = date(words, today) {
        return Some((only, only));
    }
    if let Some(stroke) = words.iter().position(|word| ["-", "to", "until", "till"].contains(word)) {
        let (one, other) = (&words[..stroke], &words[stroke + 1..]);
        if let Some(first) = date(one, today) {
            return Some((first, date(other, first)?));
        }
        // "24 - 26 Dec"
        let first = date(&[one, other.get(1..)?].concat(), today)?;
        return Some((first, date(other, first)?));
    }
    // "24-26 Dec"
    let (one, other) = words.first()?.split_once('-')?;
    let with = |day| [&[day], words.get(1..).unwrap_or_default()].concat();
    let first = date(&with(one), today)?;
    Some((first, date(&with(other), first)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::calendar::week::written_hours;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 5).unwrap_or_default()
    }

    fn told(text: &str) -> Result<String, DaysError> {
        let line = |line: &Line| {
            let hours = line.hours.as_deref().map_or("as usual".to_owned(), written_hours);
            let last = if line.last == line.first { String::new() } else { format!(" - {}", line.last) };
            format!("{}{last} {hours} {}", line.first, line.name).trim().to_owned()
        };
        read(text, today()).map(|lines| lines.iter().map(line).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn days_are_read_as_they_are_written() {
        for (text, expected) in [
            ("24 Dec closed", "2026-12-24 closed"),
            ("24 Dec", "2026-12-24 closed"),
            ("31 Dec 9-13", "2026-12-31 9:00-13:00"),
            ("31 December 2027 9:00-12:00, 13-15", "2027-12-31 9:00-12:00, 13:00-15:00"),
            ("24 Dec - 1 Jan closed", "2026-12-24 - 2027-01-01 closed"),
            ("24 Dec-1 Jan (Company holidays)", "2026-12-24 - 2027-01-01 closed Company holidays"),
            ("24-26 Dec closed", "2026-12-24 - 2026-12-26 closed"),
            ("24 to 26 December", "2026-12-24 - 2026-12-26 closed"),
            ("2026-12-24 - 2026-12-31 closed", "2026-12-24 - 2026-12-31 closed"),
            ("26 Dec as usual", "2026-12-26 as usual"),
            ("24.12. closed\n31.12. 9-13", "2026-12-24 closed; 2026-12-31 9:00-13:00"),
            ("Dec 24: closed; 2 Jan: 10-12", "2026-12-24 closed; 2027-01-02 10:00-12:00"),
        ] {
            assert_eq!(told(text), Ok(expected.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_day_is_named() {
        for text in ["Christmas", "24 Dec nine", "32 Dec closed", "closed", "9-13"] {
            assert_eq!(told(text), Err(DaysError::Unread(text.to_owned())), "{text:?}");
        }
        assert_eq!(told(" \n"), Err(DaysError::Nothing));
        assert_eq!(told("2026-12-31 - 2026-12-24"), Err(DaysError::Range("2026-12-31 - 2026-12-24".to_owned())));
        assert_eq!(told(&"24 Dec\n".repeat(101)), Err(DaysError::TooMany));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = read(&text, today());
        }

        #[test]
        fn nor_do_days(text in "((24|1|Dec|Jan|2026-12-24|-|to|closed|9-13|\\(x\\)| |\n)){0,12}") {
            let _ = read(&text, today());
        }
    }
}
