//! What people type about their own time, and when the digest is next after a change.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::days_off::{Absence, DaysOff, Why, absence, is_off, joined, read, read_lines};
use super::digest_hour::{Planned, moved, next};
use super::{Quiet, Times, Wrong, WrongZone, quiet_of};
use crate::clock::Timestamp;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn range(first: &str, last: &str) -> DaysOff {
    DaysOff { first: day(first), last: day(last) }
}

fn check(typed: &str, today: &str, first: &str, last: &str) {
    assert_eq!(read(typed, day(today)), Ok(range(first, last)), "{typed:?} on {today}");
}

#[test]
fn days_off_are_read_as_people_write_them() {
    for typed in [
        "24 Dec to 2 Jan",
        "from 24 December until 2 January",
        "24 dec – 2 jan",
        "2026-12-24 to 2027-01-02",
        "2026-12-24..2027-01-02",
        "24.12. - 2.1.",
        "Thu 24 Dec to Sat 2 Jan",
        "24 Dec 2026 to 2 Jan 2027",
    ] {
        check(typed, "2026-11-23", "2026-12-24", "2027-01-02");
    }
    check("24-28 Dec", "2026-11-23", "2026-12-24", "2026-12-28");
    check("24. to 28. Dec", "2026-11-23", "2026-12-24", "2026-12-28");
    check("2026-12-24", "2026-11-23", "2026-12-24", "2026-12-24");
    check("tomorrow", "2026-11-23", "2026-11-24", "2026-11-24");
    check("today", "2026-11-23", "2026-11-23", "2026-11-23");
    check("today to Fri", "2026-11-23", "2026-11-23", "2026-11-27");
    // Until a day: they are there again on it.
    check("until 4 Jan", "2026-12-23", "2026-12-23", "2027-01-03");
    // What has begun is this year's.
    check("20 Dec to 2 Jan", "2026-12-23", "2026-12-20", "2027-01-02");
    check("20 Dec to 2 Jan", "2027-01-01", "2026-12-20", "2027-01-02");
    check("20 Dec to 2 Jan", "2027-01-03", "2027-12-20", "2028-01-02");
}

#[test]
fn what_is_no_range_says_why() {
    let why = |typed: &str| read(typed, day("2026-11-23")).unwrap_err().why;
    assert_eq!(why("28 Dec to 5 Dec"), Why::EndsBeforeStart);
    assert_eq!(why("2026-12-28 to 2026-12-05"), Why::EndsBeforeStart);
    assert_eq!(why("2026-10-01 to 2026-10-05"), Why::Past);
    assert_eq!(why("2026-12-01 to 2029-12-05"), Why::TooLong);
    assert_eq!(why("until today"), Why::EndsBeforeStart);
    for typed in ["soon", "3/4", "Mon 24 Dec", "to", "-", "31 Feb to 3 Mar"] {
        assert!(matches!(why(typed), Why::Day(_)), "{typed}");
    }
    let wrong = read_lines("24 Dec to 2 Jan\n\nwhenever", day("2026-11-23")).unwrap_err();
    assert_eq!(wrong.typed, "whenever");
}

#[test]
fn ranges_that_touch_are_one() {
    let ranges =
        [range("2026-12-28", "2026-12-30"), range("2026-12-24", "2026-12-27"), range("2027-02-01", "2027-02-01")];
    assert_eq!(joined(&ranges), [range("2026-12-24", "2026-12-30"), range("2027-02-01", "2027-02-01")]);
    assert_eq!(joined(&[range("2026-12-01", "2026-12-31"), range("2026-12-05", "2026-12-06")]).len(), 1);
    assert!(is_off(&ranges, day("2026-12-27")) && !is_off(&ranges, day("2026-12-31")));
}

#[test]
fn somebody_is_back_on_the_next_working_day() {
    use chrono::Datelike;
    let weekend = |date: NaiveDate| date.weekday().num_days_from_monday() > 4;
    let ranges = [range("2026-12-24", "2027-01-02")];
    let look = |from: &str, to: &str| absence(&ranges, (day(from), day(to)), weekend);
    let found = Some(Absence { first: day("2026-12-24"), back: day("2027-01-04") });
    assert_eq!(look("2026-12-24", "2026-12-24"), found);
    assert_eq!(look("2026-12-23", "2026-12-28"), found);
    assert_eq!(look("2027-01-01", "2027-01-05"), found);
    assert_eq!(look("2026-12-22", "2026-12-23"), None);
    // 2 January is a Saturday: nobody is missed on it.
    assert_eq!(look("2027-01-02", "2027-01-04"), None);
}

#[test]
fn times_are_read_and_kept() {
    assert_eq!(quiet_of("20-7"), Ok(Quiet::USUAL));
    assert_eq!(quiet_of("8 pm until 7 am"), Ok(Quiet::USUAL));
    assert_eq!(quiet_of("22:30 to 24:00"), Ok(Quiet::Between { from: 1_350, to: 0 }));
    assert_eq!(quiet_of(" None "), Ok(Quiet::None));
    for typed in ["", "20", "8-8", "0-24", "late", "20-7-9"] {
        assert_eq!(quiet_of(typed), Err(Wrong::Quiet(typed.to_owned())), "{typed}");
    }
    for quiet in [Quiet::USUAL, Quiet::None, Quiet::Between { from: 0, to: 1 }] {
        let (from, to) = quiet.stored();
        assert_eq!(Quiet::of(Some(from), Some(to)), quiet);
    }
    assert_eq!(Quiet::of(None, None), Quiet::USUAL);
    assert_eq!(Times::read("lisbon", "9", "20-7").map(|times| times.zone), Ok(Tz::Europe__Lisbon));
    let meant = WrongZone { typed: "Berln".to_owned(), near: vec!["Europe/Berlin"] };
    assert_eq!(Times::read("Berln", "9", "20-7"), Err(Wrong::Zone(meant)));
    assert_eq!(Times::read("UTC", "noonish", "20-7"), Err(Wrong::Digest("noonish".to_owned())));
    assert_eq!(Times::read("UTC", "8:30", "20-7").map(|times| times.digest_minute), Ok(510));
}

/// A local time in Berlin in winter.
fn at(day_and_time: &str) -> Timestamp {
    Timestamp::from_utc(format!("2026-{day_and_time}:00+01:00").parse().unwrap())
}

fn check_moved(now: &str, last: Option<&str>, planned: &str, minute: i64, expected: &str) {
    let before = Planned { last_at: last.map(at), next_at: at(planned) };
    assert_eq!(moved(before, at(now), minute, Tz::Europe__Berlin), at(expected), "{minute} at {now}");
}

#[test]
fn a_moved_digest_comes_once_a_day() {
    // From 9:00 to 8:00 at 8:30: today's would be lost, so it comes now.
    check_moved("03-10T08:30", Some("03-09T09:00"), "03-10T09:00", 480, "03-10T08:30");
    // From 8:00 to 9:00 at 8:30: today's was there.
    check_moved("03-10T08:30", Some("03-10T08:00"), "03-11T08:00", 540, "03-11T09:00");
    // From 9:00 to 10:00 at 8:30, and back at 9:30.
    check_moved("03-10T08:30", Some("03-09T09:00"), "03-10T09:00", 600, "03-10T10:00");
    check_moved("03-10T09:30", Some("03-09T09:00"), "03-10T10:00", 540, "03-10T09:30");
    // In the evening, after today's.
    check_moved("03-10T20:00", Some("03-10T09:00"), "03-11T09:00", 480, "03-11T08:00");
    // Somebody new, whose first is tomorrow's anyway.
    check_moved("03-10T14:00", None, "03-11T09:00", 480, "03-11T08:00");
    // Overdue at this very moment: once, now.
    check_moved("03-10T09:00", Some("03-09T09:00"), "03-10T09:00", 480, "03-10T09:00");
}

#[test]
fn a_new_zone_moves_it_with_the_local_day() {
    let before = Planned { last_at: Some(at("03-10T09:00")), next_at: at("03-11T09:00") };
    // In Auckland it is 22:00 of the same date.
    let auckland = moved(before, at("03-10T10:00"), 540, Tz::Pacific__Auckland);
    assert_eq!(auckland, at("03-10T21:00"));
    // In Los Angeles it is 2:00 of that date, and today's came an hour ago.
    let angeles = moved(before, at("03-10T10:00"), 540, Tz::America__Los_Angeles);
    assert_eq!(angeles, next(at("03-11T09:00"), 540, Tz::America__Los_Angeles));
}
