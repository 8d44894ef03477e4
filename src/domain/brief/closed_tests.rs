//! Closing moments by hand, over weekends, at night and when the clocks change.

use chrono_tz::Europe::Berlin;

use super::*;
use crate::domain::calendar::Interval;

fn at(text: &str) -> Timestamp {
    Timestamp::from_utc(text.parse().unwrap())
}

fn desk() -> Calendar {
    Calendar::business_week(Berlin)
}

#[track_caller]
fn check(closed: Closed, day: &str, time: &str, now: &str, expected: &str) {
    assert_eq!(read(closed, day, time, &desk(), at(now)), Ok(at(expected)), "{day} {time}");
}

#[track_caller]
fn check_problem(closed: Closed, day: &str, time: &str, now: &str, expected: ClosedProblem) {
    assert_eq!(read(closed, day, time, &desk(), at(now)), Err(expected), "{day} {time}");
}

/// Friday 6 March 2026, 16:30 in Berlin.
const FRIDAY: &str = "2026-03-06T16:30:20+01:00";
/// Monday after it, 10:00.
const MONDAY: &str = "2026-03-09T10:00:00+01:00";

#[test]
fn just_now_keeps_its_seconds() {
    check(Closed::JustNow, "", "", FRIDAY, FRIDAY);
    check(Closed::JustNow, "nonsense", "nonsense", FRIDAY, FRIDAY);
}

#[test]
fn earlier_today_is_a_time_of_today() {
    for time in ["11:15", "11:15am", "at 11:15", " 11:15 "] {
        check(Closed::EarlierToday, "", time, FRIDAY, "2026-03-06T11:15:00+01:00");
    }
    check(Closed::EarlierToday, "", "3pm", FRIDAY, "2026-03-06T15:00:00+01:00");
    check(Closed::EarlierToday, "", "9", FRIDAY, "2026-03-06T09:00:00+01:00");
    check(Closed::EarlierToday, "", "16:30", FRIDAY, "2026-03-06T16:30:00+01:00");
    check_problem(Closed::EarlierToday, "", "16:31", FRIDAY, ClosedProblem::InFuture);
    for bad in ["", "25:00", "soon", "16:30 17:00", "6 March"] {
        check_problem(Closed::EarlierToday, "", bad, FRIDAY, ClosedProblem::NotATime);
    }
}

#[test]
fn yesterday_is_the_last_closing() {
    check(Closed::Yesterday, "", "", FRIDAY, "2026-03-05T17:00:00+01:00");
    // Sunday and Saturday are closed: Friday's closing.
    check(Closed::Yesterday, "", "", MONDAY, "2026-03-06T17:00:00+01:00");
    check(Closed::Yesterday, "", "", "2026-03-08T10:00:00+01:00", "2026-03-06T17:00:00+01:00");
    check(Closed::Yesterday, "", "", "2026-03-07T10:00:00+01:00", "2026-03-06T17:00:00+01:00");
    // Just after midnight in Berlin it is Friday, though it is still Thursday in UTC.
    check(Closed::Yesterday, "", "", "2026-03-06T00:10:00+01:00", "2026-03-05T17:00:00+01:00");
}

#[test]
fn a_holiday_is_closed_too() {
    let mut desk = desk();
    desk.exceptions.insert("2026-03-05".parse().unwrap(), Vec::new());
    let read = read(Closed::Yesterday, "", "", &desk, at(FRIDAY));
    assert_eq!(read, Ok(at("2026-03-04T17:00:00+01:00")));
}

#[test]
fn another_day_is_the_latest_one_up_to_today() {
    for (day, expected) in [
        ("4 March", "2026-03-04T17:00:00+01:00"),
        ("2026-03-04", "2026-03-04T17:00:00+01:00"),
        ("4.3.", "2026-03-04T17:00:00+01:00"),
        ("Wednesday", "2026-03-04T17:00:00+01:00"),
        ("Wed 4 March", "2026-03-04T17:00:00+01:00"),
        ("yesterday", "2026-03-05T17:00:00+01:00"),
        ("Saturday", "2026-02-27T17:00:00+01:00"),
        ("20 December", "2025-12-19T17:00:00+01:00"),
        ("4 March 2024", "2024-03-04T17:00:00+01:00"),
        // Summer time then.
        ("26 September", "2025-09-26T17:00:00+02:00"),
        // Today's closing is still to come: now.
        ("today", FRIDAY),
        ("Friday", FRIDAY),
        ("6 March", FRIDAY),
    ] {
        check(Closed::Other, day, "", FRIDAY, expected);
    }
    check(Closed::Other, "today", "", "2026-03-06T18:00:00+01:00", "2026-03-06T17:00:00+01:00");
    check(Closed::Other, "4 March", "10:20", FRIDAY, "2026-03-04T10:20:00+01:00");
    check(Closed::Other, "1 March", "22:00", FRIDAY, "2026-03-01T22:00:00+01:00");
}

#[test]
fn what_is_to_come_or_unclear_is_asked_again() {
    for day in ["7 March", "10 March", "2026-03-07", "31 July", "2027-01-01"] {
        check_problem(Closed::Other, day, "", FRIDAY, ClosedProblem::InFuture);
    }
    check_problem(Closed::Other, "6 March", "17:00", FRIDAY, ClosedProblem::InFuture);
    check_problem(Closed::Other, "4 March", "late", FRIDAY, ClosedProblem::NotATime);
    check_problem(Closed::Other, "3/4/2026", "", FRIDAY, ClosedProblem::NotADay(Trouble::AmbiguousDate));
    check_problem(Closed::Other, "", "", FRIDAY, ClosedProblem::NotADay(Trouble::NotADate));
    check_problem(Closed::Other, "30 February", "", FRIDAY, ClosedProblem::NotADay(Trouble::NotADate));
    let wrong = ClosedProblem::NotADay(Trouble::WrongWeekday { is: chrono::Weekday::Wed });
    check_problem(Closed::Other, "Tue 4 March 2026", "", FRIDAY, wrong);
}

#[test]
fn clocks_that_change() {
    // 29 March 2026: 2:00 to 3:00 is skipped; 2:30 becomes 3:00 summer time.
    let spring = "2026-03-29T12:00:00+02:00";
    check(Closed::EarlierToday, "", "2:30", spring, "2026-03-29T03:00:00+02:00");
    check(Closed::Yesterday, "", "", spring, "2026-03-27T17:00:00+01:00");
    // 25 October 2026: 2:30 comes twice; the first one counts.
    check(Closed::EarlierToday, "", "2:30", "2026-10-25T12:00:00+01:00", "2026-10-25T02:30:00+02:00");
    check(Closed::Yesterday, "", "", "2026-10-26T09:00:00+01:00", "2026-10-23T17:00:00+02:00");
}

#[test]
fn a_night_shift_closes_the_morning_after_but_never_later_than_now() {
    let night = Calendar::weekdays(Berlin, Interval::parse("22:00", "06:00").unwrap());
    let read = |now| read(Closed::Yesterday, "", "", &night, at(now));
    assert_eq!(read("2026-03-06T09:00:00+01:00"), Ok(at("2026-03-06T06:00:00+01:00")));
    assert_eq!(read("2026-03-06T02:00:00+01:00"), Ok(at("2026-03-06T02:00:00+01:00")));
}

#[test]
fn a_desk_that_never_opens_has_days_that_end() {
    let never = Calendar { week: Default::default(), ..desk() };
    let read = read(Closed::Yesterday, "", "", &never, at(FRIDAY));
    assert_eq!(read, Ok(at("2026-03-06T00:00:00+01:00")));
}

#[test]
fn keys_come_back() {
    for closed in Closed::ALL {
        assert_eq!(Closed::from_key(closed.key()), Some(closed));
    }
    assert_eq!(Closed::from_key("tomorrow"), None);
    assert!(Closed::Other.asks() && !Closed::Yesterday.asks());
}
