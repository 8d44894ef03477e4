//! Every kind of timer, fired when it is due and once more: the second time nothing happens, whatever has happened since.

use super::action::{RateAnswer, Timer};
use super::dated_tests::{day, renewal};
use super::testing::{ANA, BEN, MIA, World, accept, ask, at};
use super::world_tests::acting;
use super::{Action, Event};
use crate::domain::playbook::{Alarm, AlarmTo, Branch, ClockKind, DueSpec, Gate, GateEffect, Origin, Tick};
use crate::domain::roles::Actor;
use crate::domain::sla::Step;

/// The row a timer belongs to. A new kind does not compile before it has one.
fn kind_of(timer: &Timer) -> &'static str {
    match timer {
        Timer::Sla { .. } => "a step of a clock",
        Timer::AskPauseOver { .. } => "the end of a question's pause",
        Timer::RatingLocks => "the lock of a rating",
        Timer::SecondLookDue => "the second look",
        Timer::GateOpens { .. } => "a gate",
        Timer::Alarm { .. } => "an alarm",
        Timer::DraftDue { .. } => "a draft of another playbook",
        Timer::Tick { .. } => "a repeating reminder",
        Timer::LateArrival => "the reminder of a late arrival",
    }
}

const KINDS: usize = 9;

fn before(span: &str) -> DueSpec {
    let branches = vec![Branch { when: None, span: span.parse().expect("a span") }];
    DueSpec { from: Origin::Field("ae_leaves_on".to_owned()), before: true, branches }
}

/// A draft whose playbook has an alarm, a gate and a repeating reminder, too.
fn rich_draft() -> World {
    let mut world = World::draft("Fri 16:30");
    world.playbook.alarms = vec![Alarm {
        key: "last_day".to_owned(),
        label: "Tomorrow Ana is gone".to_owned(),
        at: before("1bd"),
        to: vec![AlarmTo::Owner],
        until_kicked_off: false,
    }];
    world.playbook.gates = vec![Gate {
        key: "near_the_end".to_owned(),
        label: "Two days before the end".to_owned(),
        effect: GateEffect::Warn,
        not_before_fields: Vec::new(),
        not_before: Some(before("2bd")),
        not_after: None,
    }];
    let every = vec![Branch { when: None, span: "1bd".parse().expect("a span") }];
    world.playbook.ticks =
        vec![Tick { key: "told".to_owned(), label: "Customer informed".to_owned(), who: None, every }];
    world.fills("ae_leaves_on", "12 March 2026");
    world
}

/// Of every kind a timer, in a world in which it is due now and has not fired.
fn due_timers() -> Vec<(World, Timer)> {
    let mut draft = rich_draft();
    draft.sleeps_until("Tue 17:00");
    let mut sent = rich_draft();
    sent.does(ANA, &Action::Send).sleeps_until("Wed 17:00");
    let mut asked = World::sent();
    asked.until("Mon 10:00").does(BEN, &ask("By how much?")).sleeps_until("Mon 14:00");
    let mut rated = World::kicked_off();
    rated.does(BEN, &Action::Rate(RateAnswer::Needed(4))).sleeps_until("Tue 11:00");
    let mut done = World::completed();
    done.sleeps_until("Mon 2026-03-23 12:00");
    let mut late = World::draft_of("Mon 17:00", "Fri 12:00");
    late.does(ANA, &Action::Send).sleeps_until("Tue 10:00");
    let mut renewing = World::draft("Fri 16:30");
    renewing.dated = vec![renewal()];
    renewing.fills("renewal_date", "28 August 2026").does(ANA, &Action::Send).does(BEN, &accept());
    renewing.sleeps_until("Thu 2026-04-30 17:00");
    let (clock, step) = (ClockKind::Accept, Step::Due);
    vec![
        (sent.clone(), Timer::Sla { clock, n: 1, step, schedule: 1 }),
        (asked, Timer::AskPauseOver { question: 1 }),
        (rated, Timer::RatingLocks),
        (done, Timer::SecondLookDue),
        (draft, Timer::GateOpens { gate: "near_the_end".to_owned() }),
        (sent.clone(), Timer::Alarm { alarm: "last_day".to_owned(), at: at("Wed 17:00"), on: None }),
        (
            renewing,
            Timer::DraftDue {
                playbook: "csm_renewal".to_owned(),
                on: day("2026-08-28"),
                at: at("Thu 2026-04-30 17:00"),
            },
        ),
        (sent, Timer::Tick { tick: "told".to_owned(), n: 1 }),
        (late, Timer::LateArrival),
    ]
}

#[test]
fn every_kind_of_timer_is_tried() {
    let mut kinds: Vec<&str> = due_timers().iter().map(|(_, timer)| kind_of(timer)).collect();
    kinds.dedup();
    assert_eq!(kinds.len(), KINDS);
}

#[test]
fn a_timer_that_fires_twice_does_nothing_the_second_time() {
    let mut wrong = Vec::new();
    for (mut world, timer) in due_timers() {
        assert!(world.fires(timer.clone()), "{timer:?} has nothing to do");
        let again = world.decide(Actor::System, &Action::TimerFired(timer.clone())).expect("never refused");
        if !again.events.is_empty() || !again.effects.is_empty() || again.handoff != world.handoff {
            wrong.push(format!("{}: {:?} {:?}", kind_of(&timer), again.events, again.effects));
        }
    }
    assert!(wrong.is_empty(), "fired twice:\n{}", wrong.join("\n"));
}

#[test]
fn a_timer_that_fires_again_much_later_does_nothing_whatever_has_happened_since() {
    for (mut world, timer) in due_timers() {
        world.fires(timer.clone());
        world.now = world.now.plus_ms(3 * 86_400_000);
        let given_away = Action::Reassign { to: MIA, reason: "Ben is away".to_owned() };
        let _ = world.act(acting(ANA), &given_away);
        assert!(!world.fires(timer.clone()), "{}", kind_of(&timer));
    }
}

#[test]
fn what_is_over_silences_every_timer_that_was_set() {
    for status in [World::sent, World::returned, World::accepted, World::kicked_off] {
        let mut world = status();
        world.does(ANA, &Action::Cancel { reason: "They went elsewhere".to_owned() });
        for (at, timer) in world.ever_set.clone() {
            world.now = world.now.max(at);
            assert!(!world.fires(timer.clone()), "{timer:?}");
        }
    }
}

#[test]
fn a_gate_that_closes_again_opens_again() {
    let mut world = rich_draft();
    world.until("Wed 10:00").fills("ae_leaves_on", "17 March 2026").until("Fri 2026-03-13 17:00");
    let opened = Event::GateOpened { gate: "near_the_end".to_owned() };
    assert_eq!(world.events.iter().filter(|(_, event)| *event == opened).count(), 2);
}
