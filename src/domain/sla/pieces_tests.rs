//! Random histories: whatever happened in whatever order, the pieces of a lateness add up to all of it, in the clock's own
//! time, and each has somebody to answer for it but what waited for the customer.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::late::{late_ms, pieces_of, was_missed};
use super::zones_tests::Dice;
use super::*;
use crate::domain::handoff::{ReturnReason, Status};
use crate::domain::lifecycle::Event;
use crate::domain::lifecycle::testing::{ANA, BEN, BERLIN, CARA, LEA, MIA, at};
use crate::domain::stats::LatePhase;
use crate::ids::PersonId;

const PEOPLE: [PersonId; 5] = [ANA, BEN, CARA, LEA, MIA];
const ZONES: [Tz; 4] = [Tz::Europe__Berlin, Tz::America__New_York, Tz::Australia__Lord_Howe, Tz::Africa__Casablanca];
/// Two weeks, over the nights on which clocks change in most of these zones.
const MINUTES: u64 = 14 * 1_440;

fn person(dice: &mut Dice) -> PersonId {
    PEOPLE[usize::try_from(dice.below(5)).unwrap()]
}

fn event(dice: &mut Dice, n: u32) -> Event {
    let (one, other) = (person(dice), person(dice));
    match dice.below(9) {
        0 => Event::Sent { round: n, to: one },
        1 => Event::Returned { by: one, n, reason: ReturnReason::VagueCriteria },
        2 => Event::Accepted { by: one, round: n, write_later: false, took_over: false },
        3 => Event::Reassigned { from: one, to: other, status: Status::Accepted },
        4 => Event::Rerouted { from: one, to: other, hops: n },
        5 => Event::WaitStarted,
        6 => Event::WaitEnded,
        7 => Event::PartTaken { left: one, by: other },
        _ => Event::Asked { n },
    }
}

fn history(dice: &mut Dice, start: Timestamp) -> Vec<(Timestamp, Event)> {
    let mut moments: Vec<Timestamp> = (0..dice.below(12)).map(|_| start.plus_ms(dice.minutes(MINUTES))).collect();
    moments.sort_unstable();
    moments.into_iter().zip(1_u32..).map(|(at, n)| (at, event(dice, n))).collect()
}

fn drawn(dice: &mut Dice, start: Timestamp) -> ClockInstance {
    let unit = Unit::ALL[usize::try_from(dice.below(5)).unwrap()];
    let due = start.plus_ms(dice.minutes(MINUTES / 2));
    let pauses = (0..dice.below(3)).map(|_| {
        let from = start.plus_ms(dice.minutes(MINUTES));
        Period { from, to: from.plus_ms(dice.minutes(2_000)) }
    });
    let pauses = pauses.collect();
    let later = |dice: &mut Dice| (dice.below(3) > 0).then(|| due.plus_ms(dice.minutes(MINUTES / 2)));
    let met_at = later(dice);
    ClockInstance {
        kind: ClockKind::ALL[usize::try_from(dice.below(6)).unwrap()],
        n: 1,
        start,
        span: Span { amount: 1, unit },
        before: dice.below(4) == 0,
        calendar: BERLIN,
        due,
        schedule: 1,
        pauses,
        paused_since: (dice.below(5) == 0 && met_at.is_none()).then(|| due.plus_ms(dice.minutes(600))),
        met_at,
        breached_at: (dice.below(2) == 0).then_some(due),
        stopped_at: None,
        steps: Vec::new(),
    }
}

#[test]
fn the_pieces_of_a_lateness_add_up_to_all_of_it() {
    let mut dice = Dice(9);
    let (mut late, mut cut) = (0, 0);
    for round in 0..1_500 {
        let mut calendar = Calendar::business_week(ZONES[usize::try_from(dice.below(4)).unwrap()]);
        if dice.below(2) == 0 {
            calendar.week[5] = calendar.week[0].clone();
        }
        let start = at("Sat 2026-03-21 00:00");
        let clock = drawn(&mut dice, start);
        let events = history(&mut dice, start);
        let now = start.plus_ms(dice.minutes(MINUTES));
        let calendars = BTreeMap::from([(BERLIN, calendar.clone())]);
        let pieces = pieces_of(ANA, std::slice::from_ref(&clock), &events, &calendars, now);
        let whole_ms = late_ms(&clock, &calendar, now);
        let what = format!("round {round}: {clock:?} {events:?}");
        assert_eq!(pieces.iter().map(|piece| piece.late_ms).sum::<i64>(), whole_ms, "{what}");
        assert!(pieces.is_empty() || was_missed(&clock, now), "{what}");
        for piece in &pieces {
            assert!(piece.late_ms > 0 && piece.clock == clock.kind, "{what}");
            let is_nobodys = piece.phase == LatePhase::Waiting && piece.person.is_none();
            let had_no_receiver = piece.phase == LatePhase::Unaccepted;
            assert!(is_nobodys || piece.person.is_some() || had_no_receiver, "{what}: {piece:?}");
        }
        late += u32::from(whole_ms > 0);
        cut += u32::from(pieces.len() > 1);
    }
    assert!(late > 500 && cut > 100, "{late} late, {cut} of them in pieces");
}
