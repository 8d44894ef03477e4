//! What else a playbook may set going: alarms at a moment, reminders that repeat, and the timers of both.

use super::action::Timer;
use super::effect::Note;
use super::testing::{ANA, BEN, World, accept, at, first_contact, moment, send_back};
use super::{Action, Event};
use crate::domain::handoff::Status;
use crate::domain::playbook::{Alarm, AlarmTo, Branch, Condition, DueSpec, Origin, Tick};

fn after(span: &str) -> Vec<Branch> {
    vec![Branch { when: None, span: span.parse().expect("a span") }]
}

/// One working day before the account executive's last day, until first contact is made.
fn with_alarm() -> World {
    let mut world = World::draft("Fri 16:30");
    world.playbook.alarms = vec![Alarm {
        key: "last_day".to_owned(),
        label: "Tomorrow Ana is gone".to_owned(),
        at: DueSpec { from: Origin::Field("ae_leaves_on".to_owned()), before: true, branches: after("1bd") },
        to: vec![AlarmTo::Owner],
        until_kicked_off: true,
    }];
    world
}

/// Every working day at low risk, else every four hours of work.
fn with_tick() -> World {
    let mut world = World::draft("Fri 16:30");
    let low = Condition { field: "renewal_risk".to_owned(), is: vec!["low".to_owned()] };
    let mut every = after("4bh");
    every.insert(0, Branch { when: Some(low), span: "1bd".parse().expect("a span") });
    world.playbook.ticks =
        vec![Tick { key: "told".to_owned(), label: "Customer informed".to_owned(), who: None, every }];
    world.does(ANA, &Action::Send);
    world
}

fn alarms(world: &World) -> Vec<String> {
    let alarm = Note::Alarm { alarm: "last_day".to_owned() };
    world.notes.iter().filter(|(_, note)| *note == alarm).map(|(at, _)| moment(*at)).collect()
}

fn ticks(world: &World) -> Vec<String> {
    let is_tick = |note: &Note| matches!(note, Note::Tick { .. });
    world.notes.iter().filter(|(_, note)| is_tick(note)).map(|(at, _)| moment(*at)).collect()
}

#[test]
fn an_alarm_waits_for_its_day_and_is_raised_once() {
    let mut world = with_alarm();
    world.does(ANA, &Action::Send).until("Mon 10:00");
    assert!(!world.timers.iter().any(|(_, timer)| matches!(timer, Timer::Alarm { .. })));
    // A day without a time ends with that day's last closing.
    world.fills("ae_leaves_on", "12 March 2026").until("Thu 17:00");
    assert_eq!(alarms(&world), ["Wed 17:00"]);
    assert!(world.happened(&Event::AlarmRaised { alarm: "last_day".to_owned() }));
}

#[test]
fn an_alarm_that_was_moved_is_raised_at_its_new_moment_only() {
    let mut world = with_alarm();
    world.fills("ae_leaves_on", "11 March 2026").does(ANA, &Action::Send);
    world.until("Mon 10:00").fills("ae_leaves_on", "12 March 2026").until("Thu 17:00");
    assert_eq!(alarms(&world), ["Wed 17:00"]);
}

#[test]
fn an_alarm_is_silent_after_first_contact_in_a_draft_and_in_what_is_over() {
    let mut contacted = with_alarm();
    contacted.fills("ae_leaves_on", "11 March 2026").does(ANA, &Action::Send).does(BEN, &accept());
    contacted.does(BEN, &first_contact());
    let mut draft = with_alarm();
    draft.fills("ae_leaves_on", "11 March 2026");
    let mut over = with_alarm();
    over.fills("ae_leaves_on", "11 March 2026").does(ANA, &Action::Send);
    over.does(ANA, &Action::Cancel { reason: "They went elsewhere".to_owned() });
    for mut world in [contacted, draft, over] {
        world.until("Thu 17:00");
        assert_eq!(alarms(&world), Vec::<String>::new());
    }
}

#[test]
fn an_alarm_of_the_customers_own_is_raised_after_completion_and_not_after_a_cancellation() {
    let lasting = || {
        let mut world = with_alarm();
        world.playbook.alarms[0].until_kicked_off = false;
        world.fills("ae_leaves_on", "12 March 2026").does(ANA, &Action::Send).does(BEN, &accept());
        world
            .does(BEN, &first_contact())
            .does(BEN, &Action::Tick { item: "promises_confirmed".to_owned(), line: String::new() });
        world
    };
    let mut done = lasting();
    done.does(BEN, &Action::Complete).until("Thu 17:00");
    assert_eq!((done.handoff.status, alarms(&done)), (Status::Completed, vec!["Wed 17:00".to_owned()]));
    let mut cancelled = lasting();
    cancelled.does(ANA, &Action::Cancel { reason: "They went elsewhere".to_owned() }).until("Thu 17:00");
    assert_eq!(alarms(&cancelled), Vec::<String>::new());
}

#[test]
fn a_repeating_reminder_follows_the_brief_and_stops_with_completion() {
    let mut world = with_tick();
    world.until("Mon 17:00");
    assert_eq!(ticks(&world), ["Mon 16:30"]);
    world.fills("renewal_risk", "watch").until("Wed 12:00");
    // The one that was set keeps its moment; the next follows the brief.
    assert_eq!(ticks(&world), ["Mon 16:30", "Tue 16:30"]);
    world.until("Wed 13:00").does(BEN, &accept()).does(BEN, &first_contact()).fulfil_clauses();
    world.does(BEN, &Action::Complete).until("Tue 2026-03-17 17:00");
    assert_eq!(ticks(&world), ["Mon 16:30", "Tue 16:30", "Wed 12:30"]);
    assert!(world.happened(&Event::TickGiven { tick: "told".to_owned(), n: 3 }));
}

#[test]
fn a_second_round_starts_no_second_chain_of_reminders() {
    let mut world = with_tick();
    world.does(BEN, &send_back()).does(ANA, &Action::Send).until("Tue 17:00");
    assert_eq!(ticks(&world), ["Mon 16:30", "Tue 16:30"]);
}

#[test]
fn timers_of_what_the_playbook_no_longer_has_do_nothing() {
    let mut world = World::sent();
    world.sleeps_until("Wed 12:00");
    assert!(!world.fires(Timer::Alarm { alarm: "gone".to_owned(), at: at("Wed 12:00"), on: None }));
    assert!(!world.fires(Timer::GateOpens { gate: "gone".to_owned() }));
    assert!(!world.fires(Timer::RatingLocks));
    assert!(!world.fires(Timer::SecondLookDue));
}
