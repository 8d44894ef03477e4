//! What an edit after sending does to the clocks that run: a field that a duration depends on recomputes every one of
//! them, keeps the steps that were taken, and makes the timers of the old moments stale. Held at Support > Engineering,
//! where the severity decides how long everything takes.

use super::action::Timer;
use super::testing::{ANA, BEN, World, accept, answer, ask, at, moment, reassign, send_back, start};
use super::{Action, Event};
use crate::domain::playbook::{ClockKind, load};
use crate::domain::sla::Step;

const DEFECT: [(&str, &str); 11] = [
    ("severity", "s3"),
    ("security", "no"),
    ("ask", "fix"),
    ("one_line", "Signing in fails for users of two sites"),
    ("steps", "Sign in at site A\nSwitch to site B"),
    ("expected", "The start page of site B opens at once."),
    ("actual", "The page stays blank, with error 403 in the log."),
    ("customers_affected", "3"),
    ("needed_by", "Thursday noon, before their audit"),
    ("customer_was_told", "That engineering looks at it today."),
    ("what_if", "If there is no fix by Monday, we go back to release 4.1"),
];

/// A defect of severity 3, sent on Monday at 9:00: a working day to accept, two to reply, twenty to settle.
fn defect() -> World {
    let mut world = World::blank("Mon 09:00");
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/prompts/playbooks/sup_eng_bug.toml"));
    world.playbook = load::parse("sup_eng_bug.toml", text).expect("it loads");
    world.does(ANA, &start(None));
    let entries = world.typed(&DEFECT);
    world.does(ANA, &Action::Fill { entries }).does(ANA, &Action::SetReceiver { to: BEN, suggestion: None });
    world.does(ANA, &Action::SetBackup(Some(super::testing::LEA))).does(ANA, &Action::Send);
    world
}

fn dues(world: &World) -> Vec<String> {
    let running = world.handoff.clocks.iter().filter(|clock| clock.is_running());
    running.map(|clock| format!("{} {} v{}", clock.kind.key(), moment(clock.due), clock.schedule)).collect()
}

#[test]
fn the_accept_clock_follows_an_edit_like_kickoff_and_complete() {
    let mut world = defect();
    assert_eq!(dues(&world), ["accept Mon 17:00 v1", "kickoff Wed 09:00 v1", "complete Mon 2026-04-06 09:00 v1"]);
    world.until("Mon 09:05").fills("severity", "s1");
    assert_eq!(dues(&world), ["accept Mon 09:15 v2", "kickoff Mon 10:00 v2", "complete Tue 09:00 v2"]);
    let moved = Event::DueMoved { clock: ClockKind::Accept, n: 1, from: at("Mon 17:00"), to: at("Mon 09:15") };
    assert!(world.happened(&moved));
    // The outage has its own ladder: nothing at 75 %, and the managers after a quarter of an hour.
    world.until("Mon 09:45");
    assert_eq!(world.reminders(), ["Mon 09:15 accept 1 due", "Mon 09:30 accept 1 manager", "Mon 09:45 accept 1 offer"]);
}

#[test]
fn timers_of_the_old_moment_are_stale() {
    let mut world = defect();
    world.fills("severity", "s4").sleeps_until("Tue 09:00");
    assert_eq!(world.due(ClockKind::Accept, 1), "Thu 09:00");
    for step in Step::ALL {
        assert!(!world.fires(Timer::Sla { clock: ClockKind::Accept, n: 1, step, schedule: 1 }));
    }
}

#[test]
fn steps_that_were_taken_and_a_breach_stay_when_the_deadline_moves() {
    let mut world = defect();
    world.until("Tue 09:00").fills("severity", "s4").until("Thu 09:00");
    assert_eq!(world.due(ClockKind::Accept, 1), "Thu 09:00");
    let clock = world.clock(ClockKind::Accept, 1);
    assert_eq!(clock.breached_at, Some(at("Mon 17:00")));
    let of_accept: Vec<String> = world.reminders().into_iter().filter(|line| line.contains("accept")).collect();
    assert_eq!(of_accept, ["Mon 15:00 accept 1 early", "Mon 17:00 accept 1 due"]);
}

#[test]
fn of_several_steps_that_an_edit_puts_into_the_past_only_the_highest_is_told() {
    let mut world = defect();
    world.until("Mon 12:00").fills("severity", "s1").wakes();
    let of_accept: Vec<String> = world.steps().into_iter().filter(|line| line.contains("accept")).collect();
    assert_eq!(
        of_accept,
        ["Mon 12:00 accept 1 due, passed over", "Mon 12:00 accept 1 manager, passed over", "Mon 12:00 accept 1 offer"]
    );
    assert_eq!(world.clock(ClockKind::Accept, 1).breached_at, Some(at("Mon 09:15")));
}

#[test]
fn an_edit_does_not_touch_what_was_met() {
    let mut world = defect();
    world.until("Mon 10:00").does(BEN, &accept()).fills("severity", "s1");
    assert_eq!(world.due(ClockKind::Accept, 1), "Mon 17:00");
    assert_eq!(dues(&world), ["kickoff Mon 10:00 v2", "complete Tue 09:00 v2"]);
}

#[test]
fn a_later_round_counts_from_its_own_opening() {
    let mut world = defect();
    world.until("Mon 10:00").does(BEN, &send_back()).until("Mon 11:00").does(ANA, &Action::Send);
    world.fills("severity", "s2");
    assert_eq!(dues(&world)[0], "kickoff Mon 13:00 v2");
    assert_eq!(world.due(ClockKind::Accept, 2), "Mon 12:00");
    world.does(BEN, &accept()).until("Mon 12:30").does(ANA, &reassign(super::testing::CARA)).fills("severity", "s4");
    assert_eq!(world.due(ClockKind::Accept, 3), "Thu 12:30");
}

#[test]
fn an_answer_that_changes_the_field_moves_them_too_and_its_pause_is_taken_out() {
    let mut world = defect();
    let about = Action::Ask { field: Some("severity".to_owned()), text: "Is everything down?".to_owned() };
    world.until("Mon 10:00").does(BEN, &about).until("Mon 11:00");
    let entry = world.typed(&[("severity", "s2")]).remove(0).1;
    world.does(ANA, &Action::Answer { n: 1, text: "Not everything".to_owned(), entry: Some(entry) });
    // An hour of work, reached when the question was asked: the pause began at the deadline and takes out nothing.
    assert_eq!(world.due(ClockKind::Accept, 1), "Mon 10:00");
}

#[test]
fn a_pause_that_an_edit_puts_behind_the_deadline_is_over() {
    let mut world = defect();
    world.until("Mon 12:00").does(BEN, &ask("Is everything down?")).until("Mon 12:30").fills("severity", "s1");
    let clock = world.clock(ClockKind::Accept, 1);
    assert_eq!((clock.due, clock.paused_since), (at("Mon 09:15"), None));
    world.wakes();
    assert_eq!(world.clock(ClockKind::Accept, 1).breached_at, Some(at("Mon 09:15")));
    world.does(ANA, &answer(1));
    assert_eq!(world.due(ClockKind::Accept, 1), "Mon 09:15");
}

#[test]
fn a_ladder_that_an_edit_changes_has_timers_of_its_own() {
    let mut world = defect();
    // Without an outage as long to accept as with one: the deadline stays, the ladder does not.
    let spec = world.playbook.clocks.iter_mut().find(|spec| spec.clock == ClockKind::Accept).expect("a clock");
    spec.due.branches.retain(|branch| branch.when.is_none());
    world.fills("severity", "s4").fills("severity", "s1");
    let of_accept = |world: &World| {
        let timers = world.timers.iter().filter(|(_, timer)| matches!(timer, Timer::Sla { schedule: 3, .. }));
        timers.map(|(at, _)| moment(*at)).collect::<Vec<_>>()
    };
    assert_eq!(of_accept(&world)[..3], ["Thu 09:00", "Thu 09:15", "Thu 09:30"]);
}
