//! When somebody is not to be disturbed, and what becomes of what would disturb them.

use chrono::Datelike;
use chrono_tz::America::New_York;
use chrono_tz::Europe::Berlin;

use super::*;
use crate::domain::playbook::ClockKind;

fn at(zone: Tz, local: &str) -> Timestamp {
    Calendar::always(zone).moment(local.parse().unwrap()).unwrap()
}

fn is_weekend(date: NaiveDate) -> bool {
    date.weekday().number_from_monday() > 5
}

fn never(_: NaiveDate) -> bool {
    false
}

fn berlin(local: &str) -> Timestamp {
    at(Berlin, &format!("2026-{local}:00"))
}

fn usual(is_day_off: &(dyn Fn(NaiveDate) -> bool + Send + Sync)) -> Quiet<'_> {
    Quiet { zone: Berlin, from_minute: QUIET_FROM_MINUTE, to_minute: QUIET_TO_MINUTE, is_day_off }
}

#[test]
fn quiet_hours_of_nights_and_days_off() {
    // 6 March 2026 is a Friday.
    let cases = [
        ("03-06T06:59", Some("03-06T07:00")),
        ("03-06T07:00", None),
        ("03-06T19:59", None),
        ("03-05T20:00", Some("03-06T07:00")),
        ("03-05T23:30", Some("03-06T07:00")),
        ("03-06T20:00", Some("03-09T07:00")),
        ("03-07T12:00", Some("03-09T07:00")),
        ("03-08T23:59", Some("03-09T07:00")),
        ("03-09T07:00", None),
    ];
    for (now, until) in cases {
        assert_eq!(usual(&is_weekend).until(berlin(now)), until.map(berlin), "{now}");
    }
}

#[test]
fn quiet_hours_within_a_day_and_none() {
    let noon = Quiet { from_minute: 12 * 60, to_minute: 13 * 60 + 30, ..usual(&never) };
    let cases =
        [("03-06T11:59", None), ("03-06T12:00", Some("03-06T13:30")), ("03-06T13:30", None), ("03-06T23:30", None)];
    for (now, until) in cases {
        assert_eq!(noon.until(berlin(now)), until.map(berlin), "{now}");
    }
    let none = Quiet { from_minute: 0, to_minute: 0, ..usual(&never) };
    assert_eq!(none.until(berlin("03-06T03:00")), None);
    // Who is on call wants to hear of it on days off, too.
    let on_call = Quiet { from_minute: 600, to_minute: 600, ..usual(&is_weekend) };
    assert_eq!(on_call.until(berlin("03-07T12:00")), None);
}

#[test]
fn nights_in_which_the_clock_changes() {
    // 29 March 2026: 2:00 becomes 3:00. 25 October: 3:00 becomes 2:00.
    let early = Quiet { to_minute: 2 * 60 + 30, ..usual(&never) };
    assert_eq!(early.until(berlin("03-28T23:00")), Some(berlin("03-29T03:00")));
    assert_eq!(usual(&never).until(berlin("03-28T23:00")), Some(berlin("03-29T07:00")));
    assert_eq!(berlin("03-29T07:00").since(berlin("03-28T23:00")), 7 * 3_600_000);
    assert_eq!(usual(&never).until(berlin("10-24T23:00")), Some(berlin("10-25T07:00")));
    assert_eq!(berlin("10-25T07:00").since(berlin("10-24T23:00")), 9 * 3_600_000);
    assert_eq!(early.until(berlin("10-24T23:00")), Some(berlin("10-25T02:30")));
    // The half hour that comes twice is not quiet the second time.
    assert_eq!(early.until(berlin("10-25T02:30").plus_ms(3_600_000)), None);
}

#[test]
fn everybody_sleeps_in_their_own_zone() {
    let there = Quiet { zone: New_York, ..usual(&is_weekend) };
    // 9:00 in Berlin is 3:00 in New York.
    assert_eq!(there.until(berlin("03-05T09:00")), Some(at(New_York, "2026-03-05T07:00:00")));
    assert_eq!(there.until(berlin("03-05T22:00")), None);
    // Saturday has begun in Berlin, not in New York; there it is 18:30 on Friday.
    assert_eq!(there.until(berlin("03-07T00:30")), None);
}

#[test]
fn days_off_in_a_row_end_at_last() {
    let holidays = |date: NaiveDate| date.month() == 12 || is_weekend(date);
    assert_eq!(usual(&holidays).until(berlin("12-01T09:00")), Some(at(Berlin, "2027-01-01T07:00:00")));
    let always = |_: NaiveDate| true;
    let end = usual(&always).until(berlin("03-06T12:00")).unwrap();
    assert!(end.since(berlin("03-06T12:00")) > 365 * 86_400_000, "{end:?}");
}

#[test]
fn what_becomes_of_a_ping() {
    use Class::{Counted, Greeting, Reminder, Uncapped};
    use Verdict::{InDigest, NotBefore, Now, Said};
    let night = NotBefore(berlin("03-09T07:00"));
    let (nine, day, evening) = (berlin("03-09T09:00"), "03-09T12:00", "03-06T21:00");
    // Class, high risk, given today, next digest, named at, now.
    let cases = [
        (Uncapped, false, 9, None, None, day, Now),
        (Uncapped, false, 0, None, None, evening, night),
        (Uncapped, true, 0, None, None, evening, Now),
        (Greeting, false, 9, None, None, day, Now),
        (Greeting, false, 0, None, None, evening, night),
        (Counted, false, 2, None, None, day, Now),
        (Counted, false, 3, None, None, day, InDigest { at: None }),
        (Counted, true, 0, None, None, evening, night),
        (Counted, false, 3, None, None, evening, night),
        (Counted, false, 0, Some(nine), Some(nine), "03-09T08:30", Now),
        (Reminder, false, 0, Some(nine), None, "03-09T08:00", Now),
        (Reminder, false, 0, Some(nine), None, "03-09T08:01", InDigest { at: Some(nine) }),
        (Reminder, false, 3, Some(nine), None, "03-09T08:30", InDigest { at: Some(nine) }),
        (Reminder, true, 0, Some(nine), None, "03-09T09:00", InDigest { at: Some(nine) }),
        (Reminder, false, 0, None, Some(nine), "03-09T09:59", Said(nine)),
        (Reminder, false, 0, None, Some(nine), "03-09T10:00", Now),
        (Reminder, false, 0, None, None, "03-09T09:30", Now),
        (Reminder, false, 3, None, None, day, InDigest { at: None }),
        (Reminder, true, 0, None, None, evening, night),
    ];
    for (class, is_high_risk, given_today, next_digest, named_at, now, expected) in cases {
        let quiet = usual(&is_weekend);
        let claim = Claim { class, is_high_risk, quiet: &quiet, given_today, next_digest, named_at };
        assert_eq!(verdict(&claim, berlin(now)), expected, "{class:?} {now}");
    }
}

#[test]
fn what_only_reminds_is_not_said_at_night() {
    let step = |step| Note::Step { clock: ClockKind::Accept, n: 1, step };
    assert!(waits_whole(&step(Step::Early)) && waits_whole(&Note::LateArrival) && waits_whole(&Note::SecondLook));
    assert!(!waits_whole(&step(Step::Due)) && !waits_whole(&Note::Arrived) && !waits_whole(&Note::Asked { n: 1 }));
    assert!(!waits_whole(&step(Step::Manager)) && !waits_whole(&step(Step::Offer)));
    // Before there is a thread, there is nowhere to say it in silence.
    assert!(waits_whole(&Note::Step { clock: ClockKind::Start, n: 1, step: Step::Due }));
    assert_eq!(class(&step(Step::Due)), Class::Uncapped);
    assert_eq!(class(&Note::Cancelled), Class::Silent);
}

#[test]
fn what_was_allowed_is_looked_at_again() {
    // May wake, the day it counts on, now, outdated.
    let cases = [
        (false, None, "03-06T19:59", false),
        (false, None, "03-06T20:00", true),
        (true, None, "03-06T20:00", false),
        (true, None, "03-07T12:00", false),
        (false, None, "03-07T12:00", true),
        (false, Some("2026-03-06"), "03-06T19:59", false),
        (false, Some("2026-03-06"), "03-06T20:00", true),
        (false, Some("2026-03-06"), "03-09T07:00", true),
        (false, Some("2026-03-09"), "03-09T07:00", false),
    ];
    for (may_wake, day, now, expected) in cases {
        assert_eq!(is_outdated(may_wake, day, &usual(&is_weekend), berlin(now)), expected, "{may_wake} {day:?} {now}");
    }
    // It is Friday still in New York when Saturday has begun in Berlin.
    let there = Quiet { zone: New_York, ..usual(&is_weekend) };
    assert!(!is_outdated(false, Some("2026-03-06"), &there, berlin("03-07T00:30")));
    assert!(may_wake(Class::Uncapped, true) && may_wake(Class::Greeting, true));
    assert!(!may_wake(Class::Uncapped, false) && !may_wake(Class::Counted, true) && !may_wake(Class::Reminder, true));
}
