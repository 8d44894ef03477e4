//! What `explain` says against the table of minutes: random desks, spans and pauses in every zone that there is.
//!
//! A plain run draws a case a zone; compiled with `BATON_EXHAUSTIVE=200` it draws two hundred.

use std::collections::BTreeMap;

use chrono_tz::{TZ_VARIANTS, Tz};

use super::explain::explain;
use super::*;
use crate::domain::calendar::Interval;
use crate::domain::calendar::reference::Slow;
use crate::domain::lifecycle::testing::BERLIN;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 1_440 * MINUTE_MS;
/// 1990-01-01: since then every zone is whole minutes away from UTC.
const FIRST: Timestamp = Timestamp::from_ms(631_152_000_000);
/// Up to 2049, clocks that nobody has set yet included.
const DAYS: u64 = 60 * 365;

/// A small generator of numbers, the same in every run (Steele and others, `SplitMix`, 2014).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    pub(super) fn minutes(&mut self, end: u64) -> i64 {
        i64::try_from(self.below(end)).unwrap() * MINUTE_MS
    }

    fn list(&mut self) -> Vec<Interval> {
        let time = |dice: &mut Self| u32::try_from(dice.below(96)).unwrap() * 900;
        (0..self.below(3)).map(|_| Interval::new(time(self), time(self)).unwrap()).collect()
    }

    fn calendar(&mut self, zone: Tz) -> Calendar {
        let mut calendar = Calendar { zone, week: [0; 7].map(|_| self.list()), exceptions: BTreeMap::new() };
        calendar.week[2] = vec![Interval::OFFICE_HOURS];
        calendar
    }
}

fn rounds() -> u64 {
    // Read when it is compiled: nothing under `domain` asks the environment.
    option_env!("BATON_EXHAUSTIVE").and_then(|rounds| rounds.parse().ok()).unwrap_or(1)
}

/// A clock of up to four days with up to two pauses, where its desk says when it is due.
fn drawn(dice: &mut Dice, calendar: &Calendar) -> Option<ClockInstance> {
    let day = i64::try_from(dice.below(DAYS)).unwrap();
    let start = FIRST.plus_ms(day * DAY_MS + dice.minutes(1_440));
    let unit = Unit::ALL[usize::try_from(dice.below(5)).unwrap()];
    let most = match unit {
        Unit::Minutes => 500,
        Unit::Hours | Unit::BusinessHours => 24,
        Unit::Days | Unit::BusinessDays => 4,
    };
    let span = Span { amount: u32::try_from(dice.below(most)).unwrap(), unit };
    let pauses: Vec<Period> = (0..dice.below(3))
        .map(|_| {
            let from = start.plus_ms(dice.minutes(2_880) - 360 * MINUTE_MS);
            Period { from, to: from.plus_ms(dice.minutes(2_160)) }
        })
        .collect();
    Some(ClockInstance {
        kind: ClockKind::Kickoff,
        n: 1,
        start,
        span,
        before: false,
        calendar: BERLIN,
        due: calendar.add_pausing(start, span, &pauses).ok()?,
        schedule: 1,
        pauses,
        paused_since: None,
        met_at: None,
        breached_at: None,
        stopped_at: None,
        steps: Vec::new(),
    })
}

/// The stretches sum up to the span, hold open time only and all of it but the pauses, and end at the deadline.
fn hold(clock: &ClockInstance, calendar: &Calendar) {
    let what = format!("{} {} from {} {:?}", calendar.zone, clock.span, clock.start.utc(), clock.pauses);
    let explained = explain(clock, calendar, clock.start);
    let slow = Slow::new(calendar, clock.start.plus_ms(-5 * DAY_MS), 22, &clock.pauses);
    let amount = i64::from(clock.span.amount);
    let reference = match clock.span.unit {
        Unit::Minutes => slow.add_running(clock.span.unit, clock.start, amount * MINUTE_MS),
        Unit::Hours | Unit::BusinessHours => slow.add_running(clock.span.unit, clock.start, amount * 60 * MINUTE_MS),
        Unit::Days | Unit::BusinessDays => {
            slow.add_days_pausing(clock.span.unit, clock.start, usize::try_from(amount).unwrap())
        }
    };
    // The table is short; a desk may be closed for longer.
    let Some(due) = reference else { return };
    // Where a zone skips a whole date the table has no minute of it, and cannot see it inside a pause.
    if clock.span.unit == Unit::Days && skips_a_date(calendar.zone, clock.start) {
        return;
    }
    assert_eq!(explained.due, due, "{what}");
    let counted_ms: i64 = explained.counted.iter().map(Period::length_ms).sum();
    match clock.span.unit {
        Unit::Minutes => assert_eq!(counted_ms, amount * MINUTE_MS, "{what}"),
        Unit::Hours | Unit::BusinessHours => assert_eq!(counted_ms, amount * 60 * MINUTE_MS, "{what}"),
        Unit::Days | Unit::BusinessDays => assert_eq!(explained.left_ms, counted_ms, "{what}"),
    }
    let counts = slow.counted_minutes(clock.span.unit, clock.start, due);
    let in_table = counts.iter().filter(|counts| **counts).count();
    assert_eq!(counted_ms, i64::try_from(in_table).unwrap() * MINUTE_MS, "{what}: {:?}", explained.counted);
    for stretch in &explained.counted {
        assert!(slow.all_count(&counts, *stretch), "{what}: {stretch:?}");
    }
    let ends_at_due = explained.counted.last().is_none_or(|last| last.to == due);
    assert!(ends_at_due || matches!(clock.span.unit, Unit::Days | Unit::BusinessDays), "{what}");
    let added = clock.span.amount + explained.days_added;
    if !explained.taken_out.is_empty() && explained.days_added > 0 {
        let longer = Span { amount: added, unit: clock.span.unit };
        assert_eq!(calendar.add(clock.start, longer), Ok(due), "{what}: {} days were added", explained.days_added);
    }
}

fn skips_a_date(zone: Tz, near: Timestamp) -> bool {
    let calendar = Calendar::always(zone);
    let days: Vec<_> = (-6..30).map(|day| calendar.local_date(near.plus_ms(day * DAY_MS))).collect();
    days.windows(2).any(|pair| pair[1].signed_duration_since(pair[0]).num_days() > 1)
}

#[test]
fn explain_agrees_with_the_table_of_minutes_in_every_zone() {
    let mut dice = Dice(20_260_306);
    let mut held = 0_u64;
    for zone in TZ_VARIANTS {
        for _ in 0..rounds() {
            let calendar = dice.calendar(zone);
            let Some(clock) = drawn(&mut dice, &calendar) else { continue };
            hold(&clock, &calendar);
            held += 1;
        }
    }
    assert!(held > 500 * rounds(), "{held}");
    report(held);
}

fn report(held: u64) {
    if rounds() > 1 {
        eprintln!("{held} deadlines in {} zones are explained as the table of minutes has them", TZ_VARIANTS.len());
    }
}

/// A night shift belongs to the evening it began, also where a pause takes it out.
#[test]
fn a_paused_night_shift_is_left_out_of_the_stretches() {
    let night = vec![Interval::parse("22:00", "06:00").unwrap()];
    let calendar =
        Calendar { zone: Tz::Europe__Berlin, week: [0; 7].map(|_| night.clone()), exceptions: BTreeMap::new() };
    let at = crate::domain::lifecycle::testing::at;
    let pauses = vec![Period { from: at("Mon 21:00"), to: at("Tue 07:00") }];
    let (start, span) = (at("Fri 23:00"), "3bd".parse().unwrap());
    let due = calendar.add_pausing(start, span, &pauses).unwrap();
    assert_eq!(due, at("Tue 23:00"));
    let mut dice = Dice(1);
    let Some(drawn) = drawn(&mut dice, &calendar) else { return };
    let clock = ClockInstance { start, span, due, pauses, ..drawn };
    let explained = explain(&clock, &calendar, start);
    assert_eq!(explained.days_added, 1);
    let monday = Period { from: at("Mon 22:00"), to: at("Tue 06:00") };
    assert!(explained.counted.iter().all(|stretch| stretch.clipped(monday).is_none()), "{:?}", explained.counted);
}
