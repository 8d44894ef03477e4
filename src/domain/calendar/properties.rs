//! The calendar against the slow reference, and laws that hold for any calendar: random zones, hours, exceptions and
//! pauses, always around a change of clocks.

use chrono::Days;
use chrono_tz::Tz;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::reference::Slow;
use super::tests::date;
use super::*;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// Zones and a day near which their clocks change, with the odd ones: half an hour, two hours, at midnight, a minute
/// after it, a whole date skipped, or for good.
pub(super) const CHANGES: [(Tz, &str); 20] = [
    (Tz::Europe__Berlin, "2026-03-29"),
    (Tz::Europe__Berlin, "2026-10-25"),
    (Tz::America__New_York, "2026-03-08"),
    (Tz::America__New_York, "2026-11-01"),
    (Tz::Australia__Lord_Howe, "2026-04-05"),
    (Tz::Australia__Lord_Howe, "2026-10-04"),
    (Tz::America__Sao_Paulo, "2018-02-18"),
    (Tz::America__Sao_Paulo, "2018-11-04"),
    (Tz::America__Havana, "2026-03-08"),
    (Tz::America__Havana, "2026-11-01"),
    (Tz::America__St_Johns, "2010-03-14"),
    (Tz::America__St_Johns, "2010-11-07"),
    (Tz::Antarctica__Troll, "2026-03-29"),
    (Tz::Antarctica__Troll, "2026-10-25"),
    (Tz::Asia__Pyongyang, "2015-08-15"),
    (Tz::Pacific__Apia, "2011-12-30"),
    (Tz::Pacific__Kwajalein, "1993-08-21"),
    (Tz::Pacific__Chatham, "2026-04-05"),
    (Tz::America__Scoresbysund, "2024-03-31"),
    (Tz::Asia__Kolkata, "2026-03-29"),
];

#[derive(Debug)]
struct Case {
    calendar: Calendar,
    start: Timestamp,
    pauses: Vec<Period>,
}

/// Mostly full and half hours, sometimes the hours that clocks change in, sometimes any minute.
fn minute_of_day(last: u32) -> impl Strategy<Value = u32> {
    prop_oneof![3 => (0..=last / 30).prop_map(|half_hour| half_hour * 30), 2 => 0..=240_u32, 1 => 0..=last]
}

fn list(intervals_max: usize) -> impl Strategy<Value = Vec<Interval>> {
    let interval = (minute_of_day(1_439), minute_of_day(1_440));
    let interval = interval.prop_map(|(open, close)| Interval::new(open * 60, close * 60).unwrap());
    proptest::collection::vec(interval, 0..=intervals_max)
}

fn pauses() -> impl Strategy<Value = Vec<(i64, i64)>> {
    proptest::collection::vec((-2_000..7_000_i64, 0..4_000_i64), 0..3)
}

prop_compose! {
    fn case()(
        (zone, day) in proptest::sample::select(CHANGES.as_slice()),
        week in proptest::array::uniform7(list(2)),
        exceptions in proptest::collection::btree_map(0..8_u64, list(2), 0..3),
        start_ms in -3 * DAY_MS..DAY_MS,
        on_the_minute in any::<bool>(),
        pauses in pauses(),
    ) -> Case {
        let first = date(day) - Days::new(4);
        let exceptions = exceptions.into_iter().map(|(days, list)| (first + Days::new(days), list)).collect();
        let change = Timestamp::from_utc(date(day).and_time(chrono::NaiveTime::MIN).and_utc());
        let start_ms = if on_the_minute { start_ms.div_euclid(MINUTE_MS) * MINUTE_MS } else { start_ms };
        let start = change.plus_ms(start_ms);
        let pause = |(from, length)| {
            let from = Timestamp::from_ms((start.ms().div_euclid(MINUTE_MS) + from) * MINUTE_MS);
            Period { from, to: from.plus_ms(length * MINUTE_MS) }
        };
        let pauses = pauses.into_iter().map(pause).collect();
        Case { calendar: Calendar { zone, week, exceptions }, start, pauses }
    }
}

/// The same cases in every run: a failure elsewhere can be repeated here.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_306),
        ..ProptestConfig::default()
    }
}

fn spans(amount: u32) -> [Span; 5] {
    Unit::ALL.map(|unit| Span { amount, unit })
}

proptest! {
    #![proptest_config(cases(32))]

    /// Deadlines of every unit, with and without pauses, and measures, against the table of minutes.
    #[test]
    fn the_reference_agrees(case in case(), amount in 0..30_u32, days in 0..6_usize, minutes in 0..9_000_i64) {
        let Case { calendar, start, pauses } = case;
        let window_start = start.plus_ms(-8 * DAY_MS);
        let plain = Slow::new(&calendar, window_start, 26, &[]);
        let pausing = Slow::new(&calendar, window_start, 26, &pauses);
        prop_assert_eq!(calendar.is_open(start), plain.is_open(start));
        let to = start.plus_ms(minutes * MINUTE_MS);
        let within = Period { from: start, to };
        for unit in Unit::ALL {
            prop_assert_eq!(calendar.running_ms(within, unit, &pauses), pausing.running_ms(unit, start, to));
        }
        prop_assert_eq!(calendar.open_ms(start, to), plain.running_ms(Unit::BusinessHours, start, to));

        let hours = Span { amount, unit: Unit::BusinessHours };
        let amount_ms = i64::from(amount) * HOUR_MS;
        if let Some(due) = plain.add_running(hours.unit, start, amount_ms) {
            prop_assert_eq!(calendar.add(start, hours), Ok(due));
        }
        for unit in [Unit::Hours, Unit::BusinessHours] {
            if let Some(due) = pausing.add_running(unit, start, amount_ms) {
                prop_assert_eq!(calendar.add_pausing(start, Span { amount, unit }, &pauses), Ok(due), "{:?}", unit);
            }
        }
        if let Some(moment) = plain.subtract_open(start, amount_ms) {
            prop_assert_eq!(calendar.before(start, hours), Ok(moment));
        }

        let [_, _, dates, _, business_days] = spans(u32::try_from(days).unwrap());
        if let Some(due) = plain.add_business_days(start, days) {
            prop_assert_eq!(calendar.add(start, business_days), Ok(due));
        }
        if let Some(moment) = plain.subtract_business_days(start, days) {
            prop_assert_eq!(calendar.before(start, business_days), Ok(moment));
        }
        let days_signed = i64::try_from(days).unwrap();
        if let Some(due) = plain.add_dates(start, days_signed) {
            prop_assert_eq!(calendar.add(start, dates), Ok(due));
        }
        if let Some(moment) = plain.add_dates(start, -days_signed) {
            prop_assert_eq!(calendar.before(start, dates), Ok(moment));
        }
        if let Some(due) = pausing.add_days_pausing(Unit::BusinessDays, start, days) {
            prop_assert_eq!(calendar.add_pausing(start, business_days, &pauses), Ok(due));
        }
        // Where a zone skips a whole date the table has no cell for it, and cannot see it inside a pause.
        let skips_a_date = matches!(calendar.zone, Tz::Pacific__Apia | Tz::Pacific__Kwajalein);
        if let Some(due) = pausing.add_days_pausing(Unit::Days, start, days).filter(|_| !skips_a_date) {
            prop_assert_eq!(calendar.add_pausing(start, dates, &pauses), Ok(due));
        }
    }
}

proptest! {
    #![proptest_config(cases(128))]

    /// Adding business hours and then measuring gives the amount back, with pauses too, and backward.
    #[test]
    fn business_hours_added_are_measured(case in case(), amount in 0..200_u32) {
        let Case { calendar, start, pauses } = case;
        let span = Span { amount, unit: Unit::BusinessHours };
        let amount_ms = i64::from(amount) * HOUR_MS;
        if let Ok(due) = calendar.add(start, span) {
            prop_assert_eq!(calendar.open_ms(start, due), amount_ms);
            // The first such moment: a millisecond sooner it is not reached yet.
            prop_assert!(amount == 0 || calendar.open_ms(start, due.plus_ms(-1)) < amount_ms);
        }
        if let Ok(due) = calendar.add_pausing(start, span, &pauses) {
            let within = Period { from: start, to: due };
            prop_assert_eq!(calendar.running_ms(within, span.unit, &pauses), amount_ms);
        }
        if let Ok(moment) = calendar.before(start, span) {
            prop_assert_eq!(calendar.open_ms(moment, start), amount_ms);
            prop_assert!(amount == 0 || calendar.open_ms(moment.plus_ms(1), start) < amount_ms);
        }
    }

    /// Deadlines in working time land inside hours or on a closing; reminders lie between start and deadline.
    #[test]
    fn deadlines_land_inside_hours_or_on_a_closing(case in case(), amount in 1..40_u32, percent in 0..=100_u8) {
        let Case { calendar, start, pauses } = case;
        let is_inside = |at: Timestamp| calendar.is_open(at) || calendar.is_open(at.plus_ms(-1));
        for span in spans(amount) {
            let Ok(due) = calendar.add_pausing(start, span, &pauses) else { continue };
            prop_assert!(is_inside(due) || !span.unit.runs_in_open_time(), "{}", span);
            prop_assert!(calendar.before(due, span).is_ok_and(|moment| is_inside(moment) || !span.unit.runs_in_open_time()));
            let share = calendar.elapsed_share_moment(start, due, percent, span.unit, &pauses);
            prop_assert!(share <= due && (start <= share || due < start));
            let total_ms = calendar.running_ms(Period { from: start, to: due }, span.unit, &pauses);
            let passed_ms = calendar.running_ms(Period { from: start, to: share }, span.unit, &pauses);
            prop_assert!(passed_ms * 100 >= total_ms * i64::from(percent));
        }
    }

    /// The searches agree with each other and with what is open.
    #[test]
    fn openings_are_the_first(case in case()) {
        let Case { calendar, start, .. } = case;
        let Some(opening) = calendar.next_opening(start) else {
            prop_assert_eq!(calendar.open_ms(start, start.plus_ms(30 * DAY_MS)), 0);
            return Ok(());
        };
        prop_assert!(calendar.is_open(opening) && start <= opening);
        prop_assert_eq!(calendar.open_ms(start, opening), 0);
        let today = calendar.local_date(start);
        let morning = calendar.next_open_day_start(start);
        prop_assert!(morning.is_none_or(|morning| calendar.is_open(morning) && start < morning));
        let closing = calendar.last_closing_on_or_before(today);
        prop_assert!(closing.is_none_or(|closing| calendar.is_open(closing.plus_ms(-1))));
    }
}
