//! Days off out of a calendar file (iCalendar, RFC 5545): the all-day events of the years to come.
//!
//! Taken are events without a time of day, over several days too (the end is the first day after), with yearly repetition,
//! its exceptions, and single occurrences that were moved or cancelled. What is not taken is told with its reason. The file
//! is read by `icalendar` (MIT or Apache-2.0, a release every few weeks, here already for the files that Baton writes) and
//! repetition by `rrule` (MIT or Apache-2.0), the crate that `icalendar` itself uses for it; both seen 2026-11.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Days, NaiveDate};
use icalendar::parser::{Component, Property, read_calendar, unfold};
use rrule::RRuleSet;

use super::FILLED_YEARS;

/// Largest file, in bytes.
pub const BYTES_MAX: usize = 256 << 10;
/// Most events that are looked at.
pub const EVENTS_MAX: usize = 2_000;
/// Most days that are taken.
pub const DAYS_MAX: usize = 1_000;
/// Longest single event, in days.
const EVENT_DAYS_MAX: u64 = 100;
/// Most occurrences of one event.
const OCCURRENCES_MAX: u16 = 400;
/// Longest name of a day, in characters.
const NAME_CHARS: usize = 60;

/// What a file tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Days off, by date, with their names.
    pub days: BTreeMap<NaiveDate, String>,
    /// Events that were not taken: how many for each reason, and the name of one.
    pub skipped: BTreeMap<Skipped, (usize, String)>,
}

/// Why an event is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skipped {
    /// It has a time of day, and is no day off.
    Timed,
    /// It was cancelled.
    Cancelled,
    /// It is over, or further ahead than days are kept.
    OutOfReach,
    /// It repeats, but not by the year.
    OtherRule,
    /// Its days cannot be read.
    Unread,
    /// It lasts longer than a day off does.
    TooLong,
}

/// Why a file is not taken at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileError {
    /// It has more than [`BYTES_MAX`].
    TooLarge,
    /// It is no calendar.
    NoCalendar,
    /// It has more than [`EVENTS_MAX`] events or [`DAYS_MAX`] days.
    TooMany,
}

/// Reads a file, as on this day.
pub fn read(text: &str, today: NaiveDate) -> Result<Found, FileError> {
    if text.len() > BYTES_MAX {
        return Err(FileError::TooLarge);
    }
    let text = text.trim().trim_start_matches('\u{feff}');
    if !text.to_uppercase().starts_with("BEGIN:VCALENDAR") {
        return Err(FileError::NoCalendar);
    }
    let unfolded = unfold(&text.replace("\r\n", "\n").replace('\n', "\r\n"));
    let calendar = read_calendar(&unfolded).map_err(|_| FileError::NoCalendar)?;
    let events: Vec<&Component<'_>> = calendar.components.iter().filter(|part| part.name == "VEVENT").collect();
    if events.len() > EVENTS_MAX {
        return Err(FileError::TooMany);
    }
    let last = NaiveDate::from_ymd_opt(today.year() + FILLED_YEARS, 12, 31).unwrap_or(today);
    let replaced = replaced(&events);
    let mut found = Found::default();
    for event in events {
        match days_of(event, &replaced, (today, last)) {
            Ok(days) => {
                let name = name(event);
                found.days.extend(days.into_iter().map(|date| (date, name.clone())));
            }
            Err(why) => found.skipped.entry(why).or_insert_with(|| (0, name(event))).0 += 1,
        }
        if found.days.len() > DAYS_MAX {
            return Err(FileError::TooMany);
        }
    }
    Ok(found)
}

/// Occurrences that an event of their own stands for, moved or cancelled, by the series.
fn replaced(events: &[&Component<'_>]) -> BTreeSet<(String, NaiveDate)> {
    let of = |event: &&Component<'_>| Some((value(event, "UID")?, date(&value(event, "RECURRENCE-ID")?)?));
    events.iter().filter_map(of).collect()
}

fn days_of(
    event: &Component<'_>,
    replaced: &BTreeSet<(String, NaiveDate)>,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<NaiveDate>, Skipped> {
    if value(event, "STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")) {
        return Err(Skipped::Cancelled);
    }
    let start = value(event, "DTSTART").ok_or(Skipped::Unread)?;
    if !is_whole_day(&start) {
        return Err(Skipped::Timed);
    }
    let start_day = date(&start).ok_or(Skipped::Unread)?;
    let length = length_days(event, start_day)?;
    if length > EVENT_DAYS_MAX {
        return Err(Skipped::TooLong);
    }
    let uid = value(event, "UID").unwrap_or_default();
    let is_series = value(event, "RECURRENCE-ID").is_none();
    let excluded = excluded(event);
    let is_left_out =
        |day: &NaiveDate| excluded.contains(day) || (is_series && replaced.contains(&(uid.clone(), *day)));
    let starts = match value(event, "RRULE") {
        Some(rule) => occurrences(start_day, &rule, last)?,
        None => vec![start_day],
    };
    let starts = starts.into_iter().filter(|day| !is_left_out(day));
    let days = starts.flat_map(|start| start.iter_days().take(usize::try_from(length).unwrap_or(1)));
    let days: Vec<NaiveDate> = days.filter(|day| (first..=last).contains(day)).collect();
    if days.is_empty() { Err(Skipped::OutOfReach) } else { Ok(days) }
}

/// The end is the first day after; without one it lasts a day, or as long as it says.
fn length_days(event: &Component<'_>, start: NaiveDate) -> Result<u64, Skipped> {
    if let Some(end) = value(event, "DTEND") {
        let end = date(&end).ok_or(Skipped::Unread)?;
        return Ok(u64::try_from((end - start).num_days()).unwrap_or(0).max(1));
    }
    let Some(length) = value(event, "DURATION") else { return Ok(1) };
    let digits = length.trim_start_matches('P');
    let days = digits.strip_suffix('D').and_then(|days| days.parse::<u64>().ok());
    let weeks = digits.strip_suffix('W').and_then(|weeks| weeks.parse::<u64>().ok()?.checked_mul(7));
    days.or(weeks).map(|days| days.max(1)).ok_or(Skipped::Unread)
}

/// The yearly occurrences up to a day.
fn occurrences(start: NaiveDate, rule: &str, last: NaiveDate) -> Result<Vec<NaiveDate>, Skipped> {
    let rule = rule.to_uppercase();
    if !rule.split(';').any(|part| part == "FREQ=YEARLY") {
        return Err(Skipped::OtherRule);
    }
    // A day without a time is a midnight somewhere; here, of UTC.
    let until = |part: &str| match part.strip_prefix("UNTIL=") {
        Some(day) => format!("UNTIL={}T235959Z", day.get(..8).unwrap_or(day)),
        None => part.to_owned(),
    };
    let rule = rule.split(';').map(until).collect::<Vec<_>>().join(";");
    let text = format!("DTSTART:{}T000000Z\nRRULE:{rule}", start.format("%Y%m%d"));
    let set: RRuleSet = text.parse().map_err(|_| Skipped::Unread)?;
    let end = last.checked_add_days(Days::new(1)).unwrap_or(last).and_time(chrono::NaiveTime::MIN).and_utc();
    let found = set.before(end.with_timezone(&rrule::Tz::UTC)).all(OCCURRENCES_MAX);
    Ok(found.dates.into_iter().map(|at| at.date_naive()).collect())
}

fn excluded(event: &Component<'_>) -> BTreeSet<NaiveDate> {
    let lists = event.properties.iter().filter(|property| property.name == "EXDATE");
    lists.flat_map(|list| text(list).split(',').filter_map(date).collect::<Vec<_>>()).collect()
}

fn value(event: &Component<'_>, name: &str) -> Option<String> {
    event.properties.iter().find(|property| property.name == name).map(text)
}

fn text(property: &Property<'_>) -> String {
    property.val.to_string().trim().to_owned()
}

/// `20261224`; some programs write the midnight with it.
fn is_whole_day(written: &str) -> bool {
    written.len() == 8 || written.get(8..).is_some_and(|time| time == "T000000")
}

fn date(written: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(written.trim().get(..8)?, "%Y%m%d").ok()
}

fn name(event: &Component<'_>) -> String {
    let summary = value(event, "SUMMARY").unwrap_or_default();
    let plain = summary.replace("\\,", ",").replace("\\;", ";").replace("\\n", " ").replace("\\\\", "\\");
    plain.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 5).unwrap_or_default()
    }

    fn file(events: &[&str]) -> String {
        let event = |event: &&str| format!("BEGIN:VEVENT\n{event}\nEND:VEVENT\n");
        let events: String = events.iter().map(event).collect();
        format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y\n{events}END:VCALENDAR\n")
    }

    fn told(events: &[&str]) -> Vec<String> {
        let found = read(&file(events), today()).expect("a calendar");
        let days = found.days.iter().map(|(date, name)| format!("{date} {name}"));
        let skipped = found.skipped.iter().map(|(why, (count, name))| format!("{why:?} {count} {name}"));
        days.chain(skipped).collect()
    }

    #[test]
    fn days_over_several_dates_end_before_their_end() {
        let christmas = "UID:1\nSUMMARY:Christmas\\, closed\nDTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227";
        let days = ["2026-12-24", "2026-12-25", "2026-12-26"].map(|day| format!("{day} Christmas, closed"));
        assert_eq!(told(&[christmas]), days);
        assert_eq!(told(&["SUMMARY:One\nDTSTART;VALUE=DATE:20260501"]), ["2026-05-01 One"]);
        assert_eq!(
            told(&["SUMMARY:Same\nDTSTART;VALUE=DATE:20260501\nDTEND;VALUE=DATE:20260501"]),
            ["2026-05-01 Same"]
        );
        assert_eq!(
            told(&["SUMMARY:Two\nDTSTART;VALUE=DATE:20260501\nDURATION:P2D"]),
            ["2026-05-01 Two", "2026-05-02 Two"]
        );
        assert_eq!(
            told(&["SUMMARY:Mid\nDTSTART;TZID=x:20260501T000000\nDTEND;TZID=x:20260502T000000"]),
            ["2026-05-01 Mid"]
        );
    }

    #[test]
    fn yearly_days_repeat_without_their_exceptions() {
        let yearly = "UID:y\nSUMMARY:Founding\nDTSTART;VALUE=DATE:20200710\nRRULE:FREQ=YEARLY;UNTIL=20290101\nEXDATE;VALUE=DATE:20270710";
        assert_eq!(told(&[yearly]), ["2026-07-10 Founding", "2028-07-10 Founding"]);
        let moved = "UID:y\nSUMMARY:Founding\nRECURRENCE-ID;VALUE=DATE:20260710\nDTSTART;VALUE=DATE:20260713";
        assert_eq!(told(&[yearly, moved]), ["2026-07-13 Founding", "2028-07-10 Founding"]);
        let cancelled =
            "UID:y\nSUMMARY:Founding\nSTATUS:CANCELLED\nRECURRENCE-ID;VALUE=DATE:20260710\nDTSTART;VALUE=DATE:20260710";
        assert_eq!(told(&[yearly, cancelled]), ["2028-07-10 Founding", "Cancelled 1 Founding"]);
        let fourth = "SUMMARY:Thanks\nDTSTART;VALUE=DATE:20251127\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3";
        assert_eq!(told(&[fourth]), ["2026-11-26 Thanks", "2027-11-25 Thanks"]);
    }

    #[test]
    fn what_is_no_day_off_is_told_with_its_reason() {
        let skipped = [
            "SUMMARY:Call\nDTSTART:20260501T090000Z\nDTEND:20260501T100000Z",
            "SUMMARY:Gone\nSTATUS:CANCELLED\nDTSTART;VALUE=DATE:20260501",
            "SUMMARY:Past\nDTSTART;VALUE=DATE:20200501",
            "SUMMARY:Far\nDTSTART;VALUE=DATE:20990501",
            "SUMMARY:Weekly\nDTSTART;VALUE=DATE:20260501\nRRULE:FREQ=WEEKLY",
            "SUMMARY:Broken\nDTSTART;VALUE=DATE:2026MAY1",
            "SUMMARY:Sabbatical\nDTSTART;VALUE=DATE:20260501\nDTEND;VALUE=DATE:20270501",
        ];
        let expected = [
            "Timed 1 Call",
            "Cancelled 1 Gone",
            "OutOfReach 2 Past",
            "OtherRule 1 Weekly",
            "Unread 1 Broken",
            "TooLong 1 Sabbatical",
        ];
        assert_eq!(told(&skipped), expected);
    }

    #[test]
    fn a_file_has_its_limits() {
        assert_eq!(read("hello", today()), Err(FileError::NoCalendar));
        assert_eq!(read("BEGIN:VCALENDAR\nBEGIN:", today()), Err(FileError::NoCalendar));
        assert_eq!(read(&"x".repeat(BYTES_MAX + 1), today()), Err(FileError::TooLarge));
        let many = vec!["DTSTART;VALUE=DATE:20260501"; EVENTS_MAX + 1];
        assert_eq!(read(&file(&many), today()), Err(FileError::TooMany));
        let long = "SUMMARY:Long\nDTSTART;VALUE=DATE:20260501\nDTEND;VALUE=DATE:20260809\nRRULE:FREQ=YEARLY";
        let others: Vec<String> = (1..=9)
            .map(|month| long.replace("0501", &format!("0{month}01")).replace("0809", &format!("0{month}28")))
            .collect();
        let all: Vec<&str> = std::iter::once(long).chain(others.iter().map(String::as_str)).collect();
        assert!(
            read(&file(&all), today()).is_err()
                || read(&file(&all), today()).is_ok_and(|found| found.days.len() <= DAYS_MAX)
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_file_makes_it_panic(lines in proptest::collection::vec("(DTSTART;VALUE=DATE:2026050[1-9]|DTEND;VALUE=DATE:20260[1-9]01|RRULE:FREQ=YEARLY;(COUNT=[0-9]|BYDAY=[0-9]MO|UNTIL=20[0-9]{6}|BYMONTHDAY=-?[0-9]{1,2}|INTERVAL=[0-9])|EXDATE:[0-9,]{0,20}|DURATION:P[0-9]{0,3}[DW]|[A-Z]{1,9}:\\PC{0,20})", 0..6)) {
            let _ = read(&file(&[lines.join("\n").as_str()]), today());
        }
    }
}
