//! Every minute as a start, over whole weeks around days on which clocks or their rules change, in all units and with
//! pauses, against the table of minutes.
//!
//! A plain run takes the minutes near each change and some of the others; compiled with `BATON_EXHAUSTIVE=200` it takes
//! every minute, and says how many answers agreed.

use std::sync::Arc;

use chrono_tz::Tz;

use super::properties::CHANGES;
use super::reference::{Slow, Wall};
use super::tests::{date, hours, span};
use super::*;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// So many minutes lie around the change, and are starts: a week.
const STARTS: i64 = 7 * 1_440;

/// Besides the changes of every year: zones whose rules changed, and clocks far ahead.
const RULES: [(Tz, &str); 22] = [
    (Tz::Europe__Istanbul, "2016-09-07"),
    (Tz::Europe__Istanbul, "2016-10-30"),
    (Tz::Asia__Pyongyang, "2018-05-05"),
    (Tz::America__Caracas, "2007-12-09"),
    (Tz::America__Caracas, "2016-05-01"),
    (Tz::Africa__Casablanca, "2018-10-28"),
    (Tz::Africa__Casablanca, "2026-02-15"),
    (Tz::Africa__Casablanca, "2026-03-22"),
    (Tz::Asia__Gaza, "2011-08-01"),
    (Tz::Asia__Gaza, "2023-04-29"),
    (Tz::Asia__Gaza, "2026-10-31"),
    (Tz::Europe__Moscow, "2011-03-27"),
    (Tz::Europe__Moscow, "2014-10-26"),
    (Tz::Europe__Simferopol, "2014-03-30"),
    (Tz::Africa__Cairo, "2023-04-28"),
    (Tz::America__Nuuk, "2023-03-26"),
    (Tz::Antarctica__Casey, "2010-03-05"),
    (Tz::Asia__Tehran, "2022-09-22"),
    (Tz::Pacific__Fakaofo, "2011-12-30"),
    (Tz::Europe__Dublin, "2026-10-25"),
    (Tz::Europe__Berlin, "2060-03-28"),
    (Tz::America__New_York, "2060-11-07"),
];

fn everything() -> bool {
    // Read when it is compiled: nothing under `domain` asks the environment.
    option_env!("BATON_EXHAUSTIVE").is_some()
}

/// Desks of every kind; the exceptions lie around the change.
fn desks(zone: Tz, day: NaiveDate) -> Vec<(&'static str, Calendar)> {
    let same = |list: &str| Calendar { zone, week: [0; 7].map(|_| hours(list)), exceptions: BTreeMap::new() };
    let mut split = same("08:00-12:00 13:30-18:15");
    split.week[5] = hours("09:00-12:30");
    split.week[6] = Vec::new();
    let mut excepted = same("09:00-17:00");
    let on = |days: i64| civil::shift(day, days);
    excepted.exceptions = BTreeMap::from([
        (on(-2), hours("12:00-12:00")),
        (on(-1), hours("09:00-12:00")),
        (on(0), Vec::new()),
        (on(1), hours("00:00-24:00")),
        (on(2), hours("18:00-20:00")),
    ]);
    let mut rare = Calendar { zone, week: Default::default(), exceptions: BTreeMap::new() };
    rare.week[2] = hours("23:00-01:00");
    rare.week[6] = hours("01:30-02:30 02:45-04:00");
    vec![
        ("office", Calendar::business_week(zone)),
        ("split shifts and a half day", split),
        ("night shift", same("22:00-06:00")),
        ("shifts that overlap", same("07:00-19:00 18:00-08:00")),
        ("the hours that change", same("00:30-01:30 02:00-02:30 02:30-03:30 23:15-00:15")),
        ("exceptions", excepted),
        ("two short days a week", rare),
        ("around the clock", Calendar::always(zone)),
    ]
}

/// A desk, what the tables of minutes say of it, and how many answers were held against them.
struct Trial {
    name: String,
    calendar: Calendar,
    plain: Slow,
    pausing: Slow,
    pauses: Vec<Period>,
    checked: u64,
}

impl Trial {
    fn expect<T: std::fmt::Debug + PartialEq>(&mut self, start: Timestamp, what: &str, found: &T, expected: &T) {
        self.checked += 1;
        assert_eq!(found, expected, "{}: {what} at {}", self.name, start.utc());
    }

    fn adds(&mut self, start: Timestamp) {
        for (text, minutes) in [("0bh", 0), ("1bh", 60), ("8bh", 480), ("13bh", 780)] {
            if let Some(due) = self.plain.add_open(start, minutes) {
                self.expect(start, text, &self.calendar.add(start, span(text)), &Ok(due));
            }
            if let Some(moment) = self.plain.subtract_open_minutes(start, minutes) {
                let before = self.calendar.before(start, span(text));
                self.expect(start, &format!("before {text}"), &before, &Ok(moment));
            }
        }
        for days in 0..=3 {
            let days_signed = i64::try_from(days).unwrap();
            let (dates, open_days) = (span(&format!("{days}d")), span(&format!("{days}bd")));
            if let Some(due) = self.plain.add_dates(start, days_signed) {
                self.expect(start, "dates", &self.calendar.add(start, dates), &Ok(due));
            }
            if let Some(moment) = self.plain.add_dates(start, -days_signed) {
                self.expect(start, "dates before", &self.calendar.before(start, dates), &Ok(moment));
            }
            if let Some(due) = self.plain.add_business_days(start, days) {
                self.expect(start, "working days", &self.calendar.add(start, open_days), &Ok(due));
            }
            if let Some(moment) = self.plain.subtract_business_days(start, days) {
                self.expect(start, "working days before", &self.calendar.before(start, open_days), &Ok(moment));
            }
        }
        for text in ["90m", "26h"] {
            let length = if text == "90m" { 90 * MINUTE_MS } else { 26 * HOUR_MS };
            self.expect(start, text, &self.calendar.add(start, span(text)), &Ok(start.plus_ms(length)));
            self.expect(start, text, &self.calendar.before(start, span(text)), &Ok(start.plus_ms(-length)));
        }
    }

    fn measures(&mut self, start: Timestamp) {
        for minutes in [1, 61, 26 * 60, 3 * 1_440] {
            let to = start.plus_ms(minutes * MINUTE_MS);
            let open_ms = self.plain.open_minutes(start, to) * MINUTE_MS;
            self.expect(start, "open time", &self.calendar.open_ms(start, to), &open_ms);
        }
        self.expect(start, "open", &self.calendar.is_open(start), &self.plain.is_open(start));
    }

    fn pauses(&mut self, start: Timestamp) {
        for (unit, amount) in [(Unit::Hours, 5), (Unit::Minutes, 100), (Unit::BusinessHours, 6)] {
            let unit_ms = if unit == Unit::Minutes { MINUTE_MS } else { HOUR_MS };
            if let Some(due) = self.pausing.add_running(unit, start, i64::from(amount) * unit_ms) {
                let found = self.calendar.add_pausing(start, Span { amount, unit }, &self.pauses);
                self.expect(start, "with pauses", &found, &Ok(due));
                let within = Period { from: start, to: due };
                let running = self.calendar.running_ms(within, unit, &self.pauses);
                self.expect(start, "running", &running, &(i64::from(amount) * unit_ms));
            }
        }
        // Where a zone skips a whole date the table has no cell for it, and cannot see it inside a pause.
        let skips_a_date =
            matches!(self.calendar.zone, Tz::Pacific__Apia | Tz::Pacific__Kwajalein | Tz::Pacific__Fakaofo);
        for unit in [Unit::BusinessDays, Unit::Days] {
            let due = self.pausing.add_days_pausing(unit, start, 2);
            if let Some(due) = due.filter(|_| unit == Unit::BusinessDays || !skips_a_date) {
                let found = self.calendar.add_pausing(start, Span { amount: 2, unit }, &self.pauses);
                self.expect(start, "days with pauses", &found, &Ok(due));
            }
        }
    }
}

/// All desks in a zone, every start around the day; how many answers agreed.
fn hold(zone: Tz, day: &str) -> u64 {
    let noon = Timestamp::from_utc(date(day).and_time(chrono::NaiveTime::MIN).and_utc()).plus_ms(12 * HOUR_MS);
    let first = noon.plus_ms(-STARTS / 2 * MINUTE_MS);
    let wall = Arc::new(Wall::new(zone, first.plus_ms(-16 * DAY_MS), 46));
    // Over the day itself, over a whole working day before it, and some minutes after it.
    let pause =
        |from_h: i64, to_h: i64| Period { from: noon.plus_ms(from_h * HOUR_MS), to: noon.plus_ms(to_h * HOUR_MS) };
    let pauses = vec![pause(-61, -36), pause(-20, 7), pause(30, 31)];
    let mut checked = 0;
    for (name, calendar) in desks(zone, date(day)) {
        let plain = Slow::over(Arc::clone(&wall), &calendar, &[]);
        let pausing = Slow::over(Arc::clone(&wall), &calendar, &pauses);
        let name = format!("{zone} {day}, {name}");
        let mut trial = Trial { name, calendar, plain, pausing, pauses: pauses.clone(), checked: 0 };
        for minute in 0..STARTS {
            let from_noon = (minute - STARTS / 2).abs();
            // The change comes in the night before, the night after or somewhere else on the day.
            let is_near = from_noon < 15 * 60 && minute % 251 == 0;
            if !everything() && !is_near && minute % 4_001 != 0 {
                continue;
            }
            let start = first.plus_ms(minute * MINUTE_MS);
            trial.measures(start);
            trial.adds(start);
            if everything() && minute % 7 != 0 {
                continue;
            }
            trial.pauses(start);
        }
        checked += trial.checked;
    }
    // A whole run takes long: one that is stopped has told how far it came.
    report(&format!("{zone} {day}"), checked);
    checked
}

#[test]
fn every_minute_around_the_changes_of_every_year() {
    let checked: u64 = CHANGES.iter().map(|(zone, day)| hold(*zone, day)).sum();
    assert!(checked > 30_000, "{checked}");
    report("changes of every year", checked);
}

#[test]
fn every_minute_around_changes_of_the_rules() {
    let checked: u64 = RULES.iter().map(|(zone, day)| hold(*zone, day)).sum();
    assert!(checked > 30_000, "{checked}");
    report("changes of the rules", checked);
}

fn report(what: &str, checked: u64) {
    if everything() {
        eprintln!("{what}: {checked} answers agree with the table of minutes");
    }
}

/// A desk that never opens is refused in every unit that waits for it, at every hour, and in words.
#[test]
fn every_start_at_a_desk_that_never_opens_is_refused() {
    let empty = Calendar { zone: Tz::Europe__Berlin, week: Default::default(), exceptions: BTreeMap::new() };
    let first = Timestamp::from_utc(date("2026-03-28").and_time(chrono::NaiveTime::MIN).and_utc());
    for hour in 0..48 {
        let start = first.plus_ms(hour * HOUR_MS);
        for text in ["1bh", "0bd", "1bd", "5bd"] {
            let refused = empty.add(start, span(text)).unwrap_err().to_string();
            assert!(refused.starts_with("nothing is open within ten years of 2026-03-2"), "{refused}");
            assert!(empty.before(start, span(text)).is_err());
        }
        assert_eq!(empty.open_ms(start, start.plus_ms(DAY_MS)), 0);
        assert_eq!(empty.add(start, span("24h")), Ok(start.plus_ms(DAY_MS)));
    }
}
