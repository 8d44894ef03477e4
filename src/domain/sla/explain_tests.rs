//! Deadlines taken apart, and put together again. Monday to Friday, 9:00 to 17:00, Berlin.

use chrono_tz::Tz;

use super::*;
use crate::domain::lifecycle::testing::{BERLIN, at, moment};
use crate::domain::playbook::ClockKind;

fn desk() -> Calendar {
    Calendar::business_week(Tz::Europe__Berlin)
}

fn period(from: &str, to: &str) -> Period {
    Period { from: at(from), to: at(to) }
}

/// A kickoff clock that counts `span` from `start`, these pauses over.
fn clock(start: &str, span: &str, pauses: &[Period]) -> ClockInstance {
    let (start, span) = (at(start), span.parse().expect(span));
    ClockInstance {
        kind: ClockKind::Kickoff,
        n: 1,
        start,
        span,
        before: false,
        calendar: BERLIN,
        due: desk().add_pausing(start, span, pauses).expect("a deadline"),
        schedule: 1,
        pauses: pauses.to_vec(),
        paused_since: None,
        met_at: None,
        breached_at: None,
        stopped_at: None,
        steps: Vec::new(),
    }
}

fn backwards(origin: &str, span: &str) -> ClockInstance {
    let clock = clock(origin, span, &[]);
    let due = desk().before(clock.start, clock.span).expect("a deadline");
    ClockInstance { before: true, due, ..clock }
}

fn told(periods: &[Period]) -> Vec<String> {
    periods.iter().map(|period| format!("{} to {}", moment(period.from), moment(period.to))).collect()
}

#[track_caller]
fn counts(clock: &ClockInstance, stretches: &[&str]) -> Explained {
    let explained = explain(clock, &desk(), at("Fri 16:30"));
    assert_eq!(told(&explained.counted), stretches, "due {}", moment(clock.due));
    explained
}

#[test]
fn the_stretches_that_made_it() {
    let explained = counts(&clock("Fri 16:30", "4bh", &[]), &["Fri 16:30 to Fri 17:00", "Mon 09:00 to Mon 12:30"]);
    assert_eq!((explained.start, explained.due), (at("Fri 16:30"), at("Mon 12:30")));
    assert_eq!((explained.taken_out, explained.days_added, explained.left_ms), (Vec::new(), 0, 4 * 3_600_000));
    counts(&clock("Fri 16:30", "1bd", &[]), &["Fri 16:30 to Fri 17:00", "Mon 09:00 to Mon 16:30"]);
    counts(&clock("Sat 12:00", "1bd", &[]), &["Mon 09:00 to Mon 17:00"]);
    counts(&clock("Fri 16:30", "24h", &[]), &["Fri 16:30 to Sat 16:30"]);
    counts(&clock("Fri 16:30", "3d", &[]), &["Fri 16:30 to Mon 16:30"]);
    counts(&clock("Fri 16:30", "0bh", &[]), &[]);
}

#[test]
fn a_pause_in_hours_is_taken_out() {
    let pause = [period("Mon 10:00", "Mon 11:00")];
    let stretches = ["Fri 16:30 to Fri 17:00", "Mon 09:00 to Mon 10:00", "Mon 11:00 to Mon 13:30"];
    let explained = counts(&clock("Fri 16:30", "4bh", &pause), &stretches);
    assert_eq!((explained.taken_out, explained.days_added), (pause.to_vec(), 0));
    let real = ["Fri 16:30 to Mon 10:00", "Mon 11:00 to Mon 17:30"];
    counts(&clock("Fri 16:30", "72h", &pause), &real);
}

#[test]
fn of_a_clock_in_days_only_whole_days_are_taken_out() {
    let half = [period("Mon 10:00", "Mon 12:00")];
    let explained = counts(&clock("Fri 16:30", "1bd", &half), &["Fri 16:30 to Fri 17:00", "Mon 09:00 to Mon 16:30"]);
    assert_eq!((told(&explained.taken_out).len(), explained.days_added), (1, 0));

    let one_whole = [period("Mon 10:00", "Tue 17:00")];
    let explained =
        counts(&clock("Fri 16:30", "1bd", &one_whole), &["Fri 16:30 to Fri 17:00", "Mon 09:00 to Mon 17:00"]);
    assert_eq!((moment(explained.due), explained.days_added), ("Tue 16:30".to_owned(), 1));

    let whole = [period("Mon 09:00", "Wed 08:00")];
    let explained = counts(&clock("Fri 16:30", "1bd", &whole), &["Fri 16:30 to Fri 17:00", "Wed 09:00 to Wed 16:30"]);
    assert_eq!((told(&explained.taken_out), explained.days_added), (vec!["Mon 09:00 to Wed 08:00".to_owned()], 2));

    let calendar_days = [period("Sat 00:00", "Mon 00:00")];
    let explained =
        counts(&clock("Fri 16:30", "1d", &calendar_days), &["Fri 16:30 to Sat 00:00", "Mon 00:00 to Mon 16:30"]);
    assert_eq!(explained.days_added, 2);
}

#[test]
fn pauses_that_could_not_move_it_are_not_told() {
    let mut clock = clock("Mon 10:00", "4bh", &[]);
    clock.pauses = vec![period("Mon 14:00", "Mon 15:00"), period("Mon 09:00", "Mon 10:00")];
    assert_eq!(counts(&clock, &["Mon 10:00 to Mon 14:00"]).taken_out, []);
}

#[test]
fn while_it_stands_still() {
    let mut clock = clock("Fri 16:30", "4bh", &[period("Mon 09:00", "Mon 09:30")]);
    clock.paused_since = Some(at("Mon 10:00"));
    let explained = explain(&clock, &desk(), at("Tue 10:00"));
    assert_eq!(told(&explained.counted), ["Fri 16:30 to Fri 17:00", "Mon 09:30 to Mon 10:00"]);
    assert_eq!(told(&explained.taken_out), ["Mon 09:00 to Mon 09:30", "Mon 10:00 to Tue 10:00"]);
    assert_eq!(explained.left_ms, 3 * 3_600_000);
    // A question pauses for four working hours at most.
    clock.kind = ClockKind::Accept;
    let explained = explain(&clock, &desk(), at("Tue 10:00"));
    assert_eq!(told(&explained.taken_out)[1], "Mon 10:00 to Mon 14:00");
    assert_eq!(explain(&clock, &desk(), at("Mon 10:00")).taken_out.len(), 1, "it has just begun");
}

#[test]
fn what_is_left() {
    let mut clock = clock("Fri 16:30", "4bh", &[]);
    let left = |clock: &ClockInstance, at_: &str| explain(clock, &desk(), at(at_)).left_ms / 60_000;
    assert_eq!(left(&clock, "Mon 10:00"), 150);
    assert_eq!(left(&clock, "Sat 10:00"), 210);
    assert_eq!(left(&clock, "Tue 10:00"), 0);
    clock.start = at("Mon 09:00");
    assert_eq!(left(&clock, "Fri 10:00"), 210, "not more than there is");
    clock.met_at = Some(at("Mon 10:00"));
    assert_eq!(left(&clock, "Mon 11:00"), 0);
}

#[test]
fn counted_backwards() {
    let clock = backwards("Tue 10:00", "4bh");
    let explained = counts(&clock, &["Mon 14:00 to Mon 17:00", "Tue 09:00 to Tue 10:00"]);
    assert_eq!((moment(explained.due), explained.days_added), ("Mon 14:00".to_owned(), 0));
    assert_eq!(explained.left_ms, (30 + 5 * 60) * 60_000);
}

/// In hours the stretches are as long as what was given, whatever the start and the pauses.
#[test]
fn the_stretches_add_up() {
    let days = ["Fri", "Sat", "Sun", "Mon", "Tue"];
    let starts =
        days.iter().flat_map(|day| ["00:00", "08:59", "09:00", "16:30", "17:00"].map(|t| format!("{day} {t}")));
    let pauses = [
        vec![],
        vec![period("Mon 10:00", "Mon 11:00")],
        vec![period("Fri 16:45", "Mon 09:15"), period("Mon 12:00", "Wed 09:30")],
    ];
    for start in starts {
        for (amount, pauses) in [1, 4, 8, 20].iter().flat_map(|amount| pauses.iter().map(move |some| (amount, some))) {
            for unit in ["h", "bh"] {
                let clock = clock(&start, &format!("{amount}{unit}"), pauses);
                let explained = explain(&clock, &desk(), clock.start);
                let sum: i64 = explained.counted.iter().map(Period::length_ms).sum();
                assert_eq!(sum, amount * 3_600_000, "{start} {amount}{unit} {pauses:?}");
                assert_eq!(explained.left_ms, sum);
            }
        }
    }
}
