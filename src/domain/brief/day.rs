//! Days and times as people type them: `15 March`, `15.3.2027`, `2027-03-15`, `Thu 10:00`.
//!
//! A day without a year is the next such day on or after today. A day that can be read in two ways, or whose weekday
//! contradicts it, is refused, never guessed: a promise a month off is worse than a question.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::value::Trouble;

/// First three letters of the months, in order.
const MONTHS: [(&str, &str); 12] = [
    ("jan", "january"),
    ("feb", "february"),
    ("mar", "march"),
    ("apr", "april"),
    ("may", "may"),
    ("jun", "june"),
    ("jul", "july"),
    ("aug", "august"),
    ("sep", "september"),
    ("oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
];

/// Years that a business date can lie in; anything else is a slip of the finger.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;

/// Reads a day.
pub(in crate::domain) fn date(text: &str, today: NaiveDate) -> Result<NaiveDate, Trouble> {
    day_of(&words(text), today)
}

/// Reads a day and a time of day, in whatever zone the reader lives.
pub(super) fn datetime(text: &str, today: NaiveDate) -> Result<NaiveDateTime, Trouble> {
    let mut words = words(text);
    let time = take_time(&mut words)?;
    Ok(day_of(&words, today)?.and_time(time))
}

/// Number of the month that the word names, 1 to 12.
pub(super) fn month_of(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.');
    (1..)
        .zip(MONTHS)
        .find(|(_, (short, long))| word == *short || word == *long || (word == "sept" && *short == "sep"))
        .map(|(number, _)| number)
}

/// Folded words, without what carries no meaning, and `2026-03-12T10:00` in two.
fn words(text: &str) -> Vec<String> {
    let folded = text.to_lowercase();
    let mut words = Vec::new();
    for word in folded.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()) {
        match word.split_once('t') {
            Some((day, time)) if day.starts_with(|c: char| c.is_ascii_digit()) && time.contains(':') => {
                words.extend([day.to_owned(), time.to_owned()]);
            }
            Some(_) | None => {
                if !["of", "the", "on"].contains(&word) {
                    words.push(word.to_owned());
                }
            }
        }
    }
    words
}

fn day_of(words: &[String], today: NaiveDate) -> Result<NaiveDate, Trouble> {
    let mut weekday = None;
    let mut rest: Vec<&str> = Vec::new();
    for word in words {
        match weekday_of(word) {
            Some(day) if weekday.is_none() => weekday = Some(day),
            Some(_) => return Err(Trouble::NotADate),
            None => rest.push(word),
        }
    }
    let day = match (rest.as_slice(), weekday) {
        ([], Some(weekday)) => return next_weekday(weekday, today),
        (rest, _) => civil_day(rest, today)?,
    };
    match weekday {
        Some(weekday) if weekday != day.weekday() => Err(Trouble::WrongWeekday { is: day.weekday() }),
        Some(_) | None => Ok(day),
    }
}

fn civil_day(words: &[&str], today: NaiveDate) -> Result<NaiveDate, Trouble> {
    match words {
        [one] => numeric_day(one, today),
        [first, second] | [first, second, _] if month_of(first).is_some() || month_of(second).is_some() => {
            let year = words.get(2).map(|year| year_of(year).ok_or(Trouble::NotADate)).transpose()?;
            let (day, month) = match (month_of(first), month_of(second)) {
                (Some(month), None) => (second, month),
                (None, Some(month)) => (first, month),
                (Some(_), Some(_)) | (None, None) => return Err(Trouble::NotADate),
            };
            build(year, month, day_number(day).ok_or(Trouble::NotADate)?, today)
        }
        // "15. 3. 2027"
        [first, second] | [first, second, _] if first.ends_with('.') && second.ends_with('.') => {
            numeric_day(&words.concat(), today)
        }
        _ => Err(Trouble::NotADate),
    }
}

/// `2027-03-15`, `15.3.2027`, `15.3.`, `3/15/2027`.
fn numeric_day(word: &str, today: NaiveDate) -> Result<NaiveDate, Trouble> {
    let mark = word.chars().find(|c| !c.is_ascii_digit()).ok_or(Trouble::NotADate)?;
    if !['-', '.', '/'].contains(&mark) {
        return Err(Trouble::NotADate);
    }
    let word = if mark == '.' { word.strip_suffix('.').unwrap_or(word) } else { word };
    let parts: Vec<&str> = word.split(mark).collect();
    if !parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|digit| digit.is_ascii_digit())) {
        return Err(Trouble::NotADate);
    }
    let part = |at: usize| parts.get(at).and_then(|part| part.parse().ok()).ok_or(Trouble::NotADate);
    match parts.as_slice() {
        [year, _, _] if year.len() == 4 => {
            build(Some(year_of(year).ok_or(Trouble::NotADate)?), part(1)?, part(2)?, today)
        }
        [_, _] | [_, _, _] => {
            let year = parts.get(2).map(|year| year_of(year).ok_or(Trouble::NotADate)).transpose()?;
            let (day, month) = day_and_month(mark, part(0)?, part(1)?)?;
            build(year, month, day, today)
        }
        _ => Err(Trouble::NotADate),
    }
}

/// Dots put the day first everywhere. With a stroke Europe writes the day first and America the month.
fn day_and_month(mark: char, first: u32, second: u32) -> Result<(u32, u32), Trouble> {
    if mark == '.' || first > 12 || first == second {
        Ok((first, second))
    } else if second > 12 {
        Ok((second, first))
    } else {
        Err(Trouble::AmbiguousDate)
    }
}

fn build(year: Option<i32>, month: u32, day: u32, today: NaiveDate) -> Result<NaiveDate, Trouble> {
    let found = match year {
        Some(year) => NaiveDate::from_ymd_opt(year, month, day),
        // Nine years, since 29 February may be eight away (1896 to 1904).
        None => (today.year()..today.year().saturating_add(9))
            .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
            .find(|day| *day >= today),
    };
    found.ok_or(Trouble::NotADate)
}

fn next_weekday(weekday: Weekday, today: NaiveDate) -> Result<NaiveDate, Trouble> {
    let ahead = weekday.days_since(today.weekday());
    today.checked_add_days(Days::new(u64::from(ahead))).ok_or(Trouble::NotADate)
}

fn weekday_of(word: &str) -> Option<Weekday> {
    match word.trim_end_matches('.') {
        "mon" | "monday" => Some(Weekday::Mon),
        "tue" | "tues" | "tuesday" => Some(Weekday::Tue),
        "wed" | "wednesday" => Some(Weekday::Wed),
        "thu" | "thur" | "thurs" | "thursday" => Some(Weekday::Thu),
        "fri" | "friday" => Some(Weekday::Fri),
        "sat" | "saturday" => Some(Weekday::Sat),
        "sun" | "sunday" => Some(Weekday::Sun),
        _ => None,
    }
}

fn year_of(word: &str) -> Option<i32> {
    let digits = word.trim_start_matches('\'');
    let year: i32 = digits.parse().ok()?;
    let year = if digits.len() == 2 { year + 2000 } else { year };
    YEARS.contains(&year).then_some(year)
}

/// `15`, `15.`, `15th`.
fn day_number(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let tail = &word[digits.len()..];
    (digits.len() <= 2 && ["", ".", "st", "nd", "rd", "th"].contains(&tail)).then(|| digits.parse().ok()).flatten()
}

/// Takes the one time out of the words: `10:00`, `3pm`, `3 pm`, `at 10`, `noon`.
fn take_time(words: &mut Vec<String>) -> Result<NaiveTime, Trouble> {
    if let [.., _, half] = words.as_slice()
        && (half == "am" || half == "pm")
    {
        let half = words.pop().unwrap_or_default();
        if let Some(hour) = words.last_mut() {
            hour.push_str(&half);
        }
    }
    let clocked = words.iter().position(|word| clock_time(word).is_some());
    let after_at = words.iter().position(|word| word == "at");
    let time = match (clocked, after_at.and_then(|at| words.get(at + 1))) {
        (Some(at), _) => clock_time(&words.remove(at)),
        (None, Some(hour)) => {
            let time = hour.parse().ok().and_then(|hour| NaiveTime::from_hms_opt(hour, 0, 0));
            after_at.inspect(|at| drop(words.remove(at + 1)));
            time
        }
        (None, None) => None,
    };
    words.retain(|word| word != "at");
    time.ok_or(Trouble::NoTime)
}

fn clock_time(word: &str) -> Option<NaiveTime> {
    if word == "noon" {
        return NaiveTime::from_hms_opt(12, 0, 0);
    }
    let (body, half) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(body), _) => (body, Some(0)),
        (None, Some(body)) => (body, Some(12)),
        (None, None) => (word, None),
    };
    let parts: Vec<u32> = body.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (hour, minute) = match parts.as_slice() {
        [hour] if half.is_some() => (*hour, 0),
        [hour, minute] | [hour, minute, 0..=59] => (*hour, *minute),
        _ => return None,
    };
    let hour = match half {
        Some(noon) if (1..=12).contains(&hour) => hour % 12 + noon,
        Some(_) => return None,
        None => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

#[cfg(test)]
#[path = "day_tests.rs"]
mod tests;
