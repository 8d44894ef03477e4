//! Pauses taken out of deadlines, one unit at a time, and the moment at which a share of a clock has passed.

use chrono_tz::Tz;

use super::tests::{at, span};
use super::*;

const BERLIN: Tz = Tz::Europe__Berlin;

/// "2026-03-09 12:00 > 2026-03-09 14:00, …"
fn pauses(text: &str) -> Vec<Period> {
    let pairs = text.split(", ").filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once(" > ").expect(pair));
    pairs.map(|(from, to)| Period { from: at(BERLIN, from), to: at(BERLIN, to) }).collect()
}

/// The deadline from Mon 2026-03-09 12:00 at a desk open Monday to Friday, 9 to 17.
fn check(text: &str, paused: &str, due: &str) {
    let calendar = Calendar::business_week(BERLIN);
    let found = calendar.add_pausing(at(BERLIN, "2026-03-09 12:00"), span(text), &pauses(paused)).unwrap();
    assert_eq!(civil::local_time(BERLIN, found), super::tests::naive(due), "{text} without {paused}");
}

#[test]
fn real_time_loses_the_length_of_the_pause() {
    check("4h", "2026-03-09 13:00 > 2026-03-09 15:30", "2026-03-09 18:30");
    check("30m", "2026-03-09 12:10 > 2026-03-12 12:10", "2026-03-12 12:30");
    // Begun before the start: only what lies after it.
    check("4h", "2026-03-09 10:00 > 2026-03-09 13:00", "2026-03-09 17:00");
    // The first pause moves the deadline into the second.
    check("4h", "2026-03-09 16:30 > 2026-03-09 17:30, 2026-03-09 13:00 > 2026-03-09 14:00", "2026-03-09 18:00");
}

#[test]
fn business_hours_lose_the_open_time_of_the_pause() {
    check("5bh", "2026-03-09 16:00 > 2026-03-10 10:00", "2026-03-10 11:00");
    check("8bh", "2026-03-09 16:00 > 2026-03-10 10:00", "2026-03-10 14:00");
    // A night's pause takes out nothing.
    check("8bh", "2026-03-09 17:00 > 2026-03-10 09:00", "2026-03-10 12:00");
    // Reached exactly where the pause begins: the deadline is there, not where it ends.
    check("2bh", "2026-03-09 14:00 > 2026-03-11 14:00", "2026-03-09 14:00");
}

#[test]
fn pauses_are_joined_first() {
    let apart = "2026-03-09 15:00 > 2026-03-09 16:00, 2026-03-09 13:00 > 2026-03-09 14:00";
    check("4bh", apart, "2026-03-10 10:00");
    let overlapping =
        "2026-03-09 13:30 > 2026-03-09 15:00, 2026-03-09 13:00 > 2026-03-09 14:00, 2026-03-09 13:10 > 2026-03-09 13:20";
    check("2bh", overlapping, "2026-03-09 16:00");
    // An empty one and one the wrong way round are none.
    check("2bh", "2026-03-09 13:00 > 2026-03-09 13:00, 2026-03-09 14:00 > 2026-03-09 13:00", "2026-03-09 14:00");
    // Two halves of a day that touch are a whole day; two that leave a minute are not.
    check("1bd", "2026-03-10 09:00 > 2026-03-10 12:00, 2026-03-10 12:00 > 2026-03-10 17:00", "2026-03-11 12:00");
    check("1bd", "2026-03-10 09:00 > 2026-03-10 12:00, 2026-03-10 12:01 > 2026-03-10 17:00", "2026-03-10 12:00");
}

#[test]
fn a_pause_after_the_deadline_has_no_effect() {
    for (text, due) in [
        ("4h", "2026-03-09 16:00"),
        ("4bh", "2026-03-09 16:00"),
        ("1bd", "2026-03-10 12:00"),
        ("1d", "2026-03-10 12:00"),
    ] {
        check(text, "", due);
        check(text, &format!("{due} > 2026-03-20 12:00"), due);
        check(text, "2026-03-11 00:00 > 2026-03-20 12:00", due);
        check(text, "2026-03-01 00:00 > 2026-03-09 12:00", due);
    }
}

#[test]
fn business_days_lose_the_open_days_inside_the_pause() {
    check("1bd", "2026-03-10 08:00 > 2026-03-10 18:00", "2026-03-11 12:00");
    check("1bd", "2026-03-10 09:00 > 2026-03-10 17:00", "2026-03-11 12:00");
    check("1bd", "2026-03-10 09:01 > 2026-03-10 17:00", "2026-03-10 12:00");
    check("1bd", "2026-03-10 09:00 > 2026-03-10 16:59", "2026-03-10 12:00");
    // The start's own day was running already; Tuesday and Wednesday are out, the weekend never counted.
    check("1bd", "2026-03-09 12:00 > 2026-03-11 17:00", "2026-03-12 12:00");
    check("5bd", "2026-03-13 17:00 > 2026-03-16 09:00", "2026-03-16 12:00");
    check("5bd", "2026-03-12 18:00 > 2026-03-17 08:00", "2026-03-18 12:00");
    // Begun just before the deadline it counts whole, and the deadline it makes takes in the next one.
    check("1bd", "2026-03-10 11:00 > 2026-03-11 18:00, 2026-03-12 11:59 > 2026-03-13 18:00", "2026-03-11 12:00");
    check("1bd", "2026-03-10 11:00 > 2026-03-12 18:00, 2026-03-12 18:01 > 2026-03-13 18:00", "2026-03-12 12:00");
    check("1bd", "2026-03-10 08:00 > 2026-03-10 18:00, 2026-03-11 08:00 > 2026-03-12 18:00", "2026-03-13 12:00");
}

#[test]
fn the_whole_first_day_can_be_paused() {
    let calendar = Calendar::business_week(BERLIN);
    let due = |start: &str, paused: &str| calendar.add_pausing(at(BERLIN, start), span("1bd"), &pauses(paused));
    // From the opening, and from the weekend before it.
    for start in ["2026-03-09 09:00", "2026-03-08 15:00"] {
        assert_eq!(due(start, "2026-03-08 12:00 > 2026-03-09 18:00"), Ok(at(BERLIN, "2026-03-11 09:00")));
    }
    assert_eq!(due("2026-03-09 09:01", "2026-03-08 12:00 > 2026-03-09 18:00"), Ok(at(BERLIN, "2026-03-10 09:01")));
}

#[test]
fn days_lose_the_local_dates_inside_the_pause() {
    check("2d", "2026-03-10 00:00 > 2026-03-11 00:00", "2026-03-12 12:00");
    check("2d", "2026-03-10 00:01 > 2026-03-11 23:59", "2026-03-11 12:00");
    check("2d", "2026-03-09 12:00 > 2026-03-11 00:00", "2026-03-12 12:00");
    check("2d", "2026-03-09 00:00 > 2026-03-10 00:00", "2026-03-11 12:00");
    check("2d", "2026-03-11 11:00 > 2026-03-14 00:00", "2026-03-13 12:00");
    // Over the change of 29 March a date is still a date.
    check("20d", "2026-03-28 00:00 > 2026-03-30 00:00", "2026-03-31 12:00");
}

#[test]
fn a_pause_without_end_is_an_error() {
    let calendar = Calendar::business_week(BERLIN);
    let start = at(BERLIN, "2026-03-09 12:00");
    let forever = [Period { from: start.plus_ms(60_000), to: Timestamp::from_ms(i64::MAX) }];
    for text in ["2m", "1h", "1d", "1bh", "1bd"] {
        assert!(calendar.add_pausing(start, span(text), &forever).is_err(), "{text}");
    }
}

/// 75 % of the clock `text` from `start`, in Berlin at the desk of Monday to Friday, 9 to 17.
fn check_share(start: &str, text: &str, without: &str, percent: u8, moment: &str) {
    let calendar = Calendar::business_week(BERLIN);
    let (start, span, pauses) = (at(BERLIN, start), span(text), pauses(without));
    let due = calendar.add_pausing(start, span, &pauses).unwrap();
    let found = calendar.elapsed_share_moment(start, due, percent, span.unit, &pauses);
    assert_eq!(
        civil::local_time(BERLIN, found),
        super::tests::naive(moment),
        "{percent} % of {text} without {without}"
    );
}

#[test]
fn a_share_of_a_clock() {
    check_share("2026-03-06 16:30", "4bh", "", 75, "2026-03-09 11:30");
    check_share("2026-03-06 16:30", "1bd", "", 75, "2026-03-09 14:30");
    check_share("2026-03-06 16:30", "24h", "", 75, "2026-03-07 10:30");
    check_share("2026-03-06 16:30", "2d", "", 50, "2026-03-07 16:30");
    // Real time over the change: 23 hours.
    check_share("2026-03-28 12:00", "1d", "", 50, "2026-03-28 23:30");
    check_share("2026-03-09 12:00", "4bh", "2026-03-09 13:00 > 2026-03-09 15:00", 75, "2026-03-09 17:00");
    check_share("2026-03-09 12:00", "4h", "2026-03-09 13:00 > 2026-03-09 15:00", 50, "2026-03-09 16:00");
    // Passed exactly at a closing: there, not at the next opening.
    check_share("2026-03-09 11:00", "8bh", "", 75, "2026-03-09 17:00");
    for (percent, moment) in [(0, "2026-03-09 12:00"), (100, "2026-03-09 16:00"), (255, "2026-03-09 16:00")] {
        check_share("2026-03-09 12:00", "4h", "", percent, moment);
    }
}

#[test]
fn a_share_is_rounded_up_to_a_second_but_not_past_the_deadline() {
    check_share("2026-03-09 12:00:00", "1m", "", 1, "2026-03-09 12:00:01");
    check_share("2026-03-09 12:00:00.250", "4h", "", 75, "2026-03-09 15:00:01");
    check_share("2026-03-09 12:00:00.250", "4h", "", 100, "2026-03-09 16:00:00.250");
    check_share("2026-03-07 12:00:00.250", "0h", "", 75, "2026-03-07 12:00:00.250");
    let calendar = Calendar::business_week(BERLIN);
    let half = |start, due| {
        let (start, due) = (Timestamp::from_ms(start), Timestamp::from_ms(due));
        calendar.elapsed_share_moment(start, due, 50, Unit::Hours, &[]).ms()
    };
    // After 1000 ms half of 2001 ms has not passed yet.
    assert_eq!((half(0, 2_000), half(0, 2_001), half(5_000, 4_000)), (1_000, 2_000, 4_000));
}
