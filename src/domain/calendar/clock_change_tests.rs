//! The nights on which clocks change, and zones that change them oddly.

use chrono_tz::Tz;

use super::tests::{at, daily, date, hours, span};
use super::*;

const HOUR_MS: i64 = 3_600_000;
const BERLIN: Tz = Tz::Europe__Berlin;

/// A moment, written in UTC.
fn utc(text: &str) -> Timestamp {
    at(Tz::UTC, text)
}

/// Start and deadline in UTC, since the local times of these nights are ambiguous.
fn check(calendar: &Calendar, start: &str, spans_and_dues: &[(&str, &str)]) {
    for (text, due) in spans_and_dues {
        let found = calendar.add(utc(start), span(text)).unwrap();
        assert_eq!(found.utc(), utc(due).utc(), "{start} + {text}");
    }
}

/// The date's open time, in minutes.
fn open_minutes(calendar: &Calendar, day: &str) -> i64 {
    calendar.periods_of(date(day)).iter().map(Period::length_ms).sum::<i64>() / 60_000
}

#[test]
fn a_night_shift_is_an_hour_shorter_in_spring_and_longer_in_autumn() {
    let night = daily(BERLIN, "22:00-06:00");
    assert_eq!(open_minutes(&night, "2026-03-27"), 8 * 60);
    assert_eq!(open_minutes(&night, "2026-03-28"), 7 * 60);
    assert_eq!(open_minutes(&night, "2026-10-24"), 9 * 60);
    // From Saturday 22:00: eight hours end at 22:00 + 1 h on Sunday in spring, at 05:00 winter time in autumn.
    check(&night, "2026-03-28 21:00", &[("7bh", "2026-03-29 04:00"), ("8bh", "2026-03-29 21:00")]);
    check(&night, "2026-10-24 20:00", &[("8bh", "2026-10-25 04:00"), ("9bh", "2026-10-25 05:00")]);
}

#[test]
fn days_keep_the_local_time_over_a_change() {
    let always = Calendar::always(BERLIN);
    check(
        &always,
        "2026-03-28 11:00",
        &[("1d", "2026-03-29 10:00"), ("1bd", "2026-03-29 10:00"), ("24h", "2026-03-29 11:00")],
    );
    check(
        &always,
        "2026-10-24 10:00",
        &[("1d", "2026-10-25 11:00"), ("1bd", "2026-10-25 11:00"), ("24bh", "2026-10-25 10:00")],
    );
    let week = Calendar::business_week(BERLIN);
    check(&week, "2026-03-27 15:30", &[("1bd", "2026-03-30 14:30"), ("8bh", "2026-03-30 14:30")]);
}

#[test]
fn a_skipped_time_moves_to_the_end_of_the_gap() {
    // 02:30 on 29 March does not exist; 03:00 summer time is 01:00 UTC.
    let night = daily(BERLIN, "22:00-06:00");
    check(
        &night,
        "2026-03-28 01:30:15",
        &[("1d", "2026-03-29 01:00"), ("1bd", "2026-03-29 01:00"), ("2bd", "2026-03-30 00:30:15")],
    );
    assert_eq!(night.before(utc("2026-03-30 00:30"), span("1d")), Ok(utc("2026-03-29 01:00")));
    // Openings and closings too, so that an interval can vanish, and the day with it.
    let mut calendar = daily(BERLIN, "02:00-03:00");
    assert!(!calendar.is_open_day(date("2026-03-29")));
    check(&calendar, "2026-03-28 01:15", &[("1bd", "2026-03-30 00:15"), ("1bh", "2026-03-30 00:15")]);
    calendar.exceptions.insert(date("2026-03-29"), hours("01:30-02:30 02:45-03:30"));
    let open = [("2026-03-29 00:30", "2026-03-29 01:30")].map(|(from, to)| Period { from: utc(from), to: utc(to) });
    assert_eq!(calendar.periods_of(date("2026-03-29")), open);
}

#[test]
fn of_repeated_times_an_opening_takes_the_first_and_a_closing_the_second() {
    // 02:00 to 03:00 on 25 October happens at 00:00 UTC and again at 01:00 UTC.
    let autumn = |list: &str| daily(BERLIN, list).periods_of(date("2026-10-25"));
    let period = |from: &str, to: &str| vec![Period { from: utc(from), to: utc(to) }];
    assert_eq!(autumn("01:00-02:30"), period("2026-10-24 23:00", "2026-10-25 01:30"));
    assert_eq!(autumn("02:30-04:00"), period("2026-10-25 00:30", "2026-10-25 03:00"));
    assert_eq!(autumn("02:15-02:45"), period("2026-10-25 00:15", "2026-10-25 01:45"));
    assert_eq!(autumn("02:00-03:00"), period("2026-10-25 00:00", "2026-10-25 02:00"));
    // Two intervals that touch in local time overlap in real time, and count once.
    assert_eq!(autumn("01:00-02:30 02:30-04:00"), period("2026-10-24 23:00", "2026-10-25 03:00"));
    // A deadline in days takes the first; a start in the second hour keeps its local time.
    let night = daily(BERLIN, "22:00-06:00");
    check(&night, "2026-10-24 00:30", &[("1d", "2026-10-25 00:30"), ("1bd", "2026-10-25 00:30")]);
    check(
        &night,
        "2026-10-25 01:30",
        &[
            ("0d", "2026-10-25 01:30"),
            ("0bd", "2026-10-25 01:30"),
            ("1d", "2026-10-26 01:30"),
            ("1bd", "2026-10-26 01:30"),
        ],
    );
}

#[test]
fn half_an_hour_on_lord_howe() {
    let night = daily(Tz::Australia__Lord_Howe, "22:00-06:00");
    assert_eq!(open_minutes(&night, "2026-04-04"), 8 * 60 + 30);
    assert_eq!(open_minutes(&night, "2026-10-03"), 7 * 60 + 30);
}

#[test]
fn midnight_is_skipped_in_sao_paulo() {
    // On 2018-11-04 the clocks went from 00:00 to 01:00, three hours behind UTC to two.
    let always = Calendar::always(Tz::America__Sao_Paulo);
    assert_eq!(open_minutes(&always, "2018-11-04"), 23 * 60);
    assert_eq!(always.next_open_day_start(utc("2018-11-03 15:00")), Some(utc("2018-11-04 03:00")));
    assert_eq!(always.last_closing_on_or_before(date("2018-11-03")), Some(utc("2018-11-04 03:00")));
    check(
        &always,
        "2018-11-03 03:30",
        &[("1d", "2018-11-04 03:00"), ("1bd", "2018-11-04 03:00"), ("2d", "2018-11-05 02:30")],
    );
}

#[test]
fn a_whole_date_is_skipped_in_apia() {
    // After Thursday 2011-12-29 came Saturday the 31st, at 10:00 UTC on the 30th.
    let week = Calendar::business_week(Tz::Pacific__Apia);
    assert!(!week.is_open_day(date("2011-12-30")));
    let thursday_noon = at(week.zone, "2011-12-29 12:00");
    assert_eq!(week.add(thursday_noon, span("1bd")), Ok(at(week.zone, "2012-01-02 12:00")));
    assert_eq!(week.add(thursday_noon, span("8bh")), Ok(at(week.zone, "2012-01-02 12:00")));
    assert_eq!(week.add(thursday_noon, span("1d")), Ok(utc("2011-12-30 10:00")));
    let always = Calendar::always(week.zone);
    assert!(!always.is_open_day(date("2011-12-30")));
    assert_eq!(always.next_open_day_start(thursday_noon), Some(utc("2011-12-30 10:00")));
    // A pause over the skip takes both dates out; one that begins with Saturday takes out Saturday.
    let pause = |from: &str, to: &str| [Period { from: at(week.zone, from), to: at(week.zone, to) }];
    let due = |start: &str, pauses: &[Period]| week.add_pausing(at(week.zone, start), span("1d"), pauses);
    assert_eq!(
        due("2011-12-28 10:00", &pause("2011-12-29 00:00", "2011-12-31 00:00")),
        Ok(at(week.zone, "2011-12-31 10:00"))
    );
    assert_eq!(due("2011-12-29 10:00", &pause("2011-12-29 12:00", "2011-12-29 13:00")), Ok(utc("2011-12-30 10:00")));
    assert_eq!(
        due("2011-12-31 00:00", &pause("2011-12-31 00:00", "2012-01-01 00:00")),
        Ok(at(week.zone, "2012-01-02 00:00"))
    );
}

#[test]
fn the_date_goes_back_in_st_johns() {
    // On 2010-11-07 the clocks went from 00:01 back to 23:01 of the day before, at 02:31 UTC.
    let always = Calendar::always(Tz::America__St_Johns);
    assert_eq!(always.local_date(utc("2010-11-07 02:30:30")), date("2010-11-07"));
    assert_eq!(always.local_date(utc("2010-11-07 02:31")), date("2010-11-06"));
    assert_eq!(open_minutes(&always, "2010-11-06"), 25 * 60);
    assert_eq!(always.open_ms(utc("2010-11-06 00:00"), utc("2010-11-08 00:00")), 48 * HOUR_MS);
    // In the first minute of the 7th a list of the 5th may hold, and in the second evening of the 6th one of the 7th.
    let mut calendar = Calendar { week: Default::default(), ..always.clone() };
    calendar.exceptions.insert(date("2010-11-05"), hours("23:59-23:59"));
    let holds = |calendar: &Calendar, from: &str, to: &str| {
        calendar.is_open(utc(from)) && calendar.open_ms(utc(from), utc(to)) == utc(to).since(utc(from))
    };
    assert!(holds(&calendar, "2010-11-07 02:30:10", "2010-11-07 02:30:50"));
    calendar.exceptions = BTreeMap::from([(date("2010-11-07"), hours("00:00-01:00"))]);
    assert!(holds(&calendar, "2010-11-07 02:40", "2010-11-07 02:50"));
    // The 6th lies inside a pause only if its second evening does.
    let start = at(always.zone, "2010-11-05 12:00");
    let due = |pause_end: &str| {
        let pause = Period { from: start, to: utc(pause_end) };
        always.add_pausing(start, span("1d"), &[pause]).map(|due| always.local_date(due))
    };
    assert_eq!(due("2010-11-07 02:30"), Ok(date("2010-11-06")));
    assert_eq!(due("2010-11-07 03:30"), Ok(date("2010-11-07")));
}

#[test]
fn midnight_is_repeated_in_havana() {
    // On 2026-11-01 the clocks go from 01:00 back to 00:00, at 05:00 UTC; the day before ends at the first midnight.
    let always = Calendar::always(Tz::America__Havana);
    let start = at(always.zone, "2026-10-31 00:00");
    let pause = Period { from: start, to: utc("2026-11-01 04:00") };
    assert_eq!(always.add_pausing(start, span("1d"), &[pause]), Ok(at(always.zone, "2026-11-02 00:00")));
    assert_eq!(always.add(start, span("1d")), Ok(utc("2026-11-01 04:00")));
}

#[test]
fn around_the_clock_is_open_over_every_change() {
    for (zone, change) in super::properties::CHANGES {
        let always = Calendar::always(zone);
        let from = utc(&format!("{change} 00:00")).plus_ms(-72 * HOUR_MS);
        assert_eq!(always.open_ms(from, from.plus_ms(144 * HOUR_MS)), 144 * HOUR_MS, "{zone} {change}");
    }
}
