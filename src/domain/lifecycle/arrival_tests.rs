//! Fair on arrival: what the clocks of the customer, which may have started long before, say to a receiver who could not
//! have known.

use super::effect::Note;
use super::testing::{ANA, BEN, World, accept, at, first_contact, send_back};
use super::{Action, Event};
use crate::domain::playbook::ClockKind;

/// A deal that closed on Friday at 16:30, sent that late; its kickoff is due on Monday at 16:30.
fn sent_at(moment: &str) -> World {
    let mut world = World::draft_of(moment, "Fri 16:30");
    world.wakes().notes.clear();
    world.events.clear();
    world.does(ANA, &Action::Send);
    assert_eq!(world.due(ClockKind::Kickoff, 1), "Mon 16:30");
    world
}

/// Reminders of the customer's clocks up to a moment, while Ben does nothing.
fn told_until(mut world: World, moment: &str) -> Vec<String> {
    world.until(moment);
    world.reminders().into_iter().filter(|line| !line.contains("accept 1")).collect()
}

#[test]
fn the_early_reminder_comes_after_three_quarters_of_what_is_left() {
    // Six hours are left at 10:30; three quarters of them end at 15:00.
    let told = told_until(sent_at("Mon 10:30"), "Mon 17:00");
    assert_eq!(told, ["Mon 15:00 kickoff 1 early", "Mon 16:30 kickoff 1 due"]);
}

#[test]
fn the_early_reminder_never_comes_sooner_than_an_hour_of_work_after_the_send() {
    // Three quarters of 70 minutes end at 16:12:30, an hour after the send is 16:20.
    let told = told_until(sent_at("Mon 15:20"), "Mon 17:00");
    assert_eq!(told, ["Mon 16:20 kickoff 1 early", "Mon 16:30 kickoff 1 due"]);
}

#[test]
fn an_early_reminder_that_is_not_before_due_is_dropped_and_due_speaks() {
    assert_eq!(told_until(sent_at("Mon 15:30"), "Mon 17:00"), ["Mon 16:30 kickoff 1 due"]);
    assert_eq!(told_until(sent_at("Mon 16:29"), "Mon 17:00"), ["Mon 16:30 kickoff 1 due"]);
}

#[test]
fn late_on_arrival_is_a_breach_and_one_reminder_an_hour_of_work_later() {
    let world = sent_at("Tue 10:30");
    assert_eq!(world.clock(ClockKind::Kickoff, 1).breached_at, Some(at("Mon 16:30")));
    assert!(world.happened(&Event::Breached { clock: ClockKind::Kickoff, n: 1, due: at("Mon 16:30") }));
    assert_eq!(world.steps(), ["Tue 10:30 kickoff 1 due, passed over"]);
    // What comes after the send is told as ever.
    assert_eq!(
        told_until(world, "Wed 17:00"),
        ["Tue 11:30 late arrival", "Tue 12:30 kickoff 1 manager", "Tue 16:30 kickoff 1 offer"]
    );
}

#[test]
fn due_at_the_very_moment_of_the_send_counts_as_before_it() {
    let world = sent_at("Mon 16:30");
    assert_eq!(world.steps(), ["Mon 16:30 kickoff 1 due, passed over"]);
    // The hour ends on Tuesday morning: half an hour of Monday is left.
    assert_eq!(told_until(world, "Tue 10:00"), ["Tue 09:30 late arrival"]);
}

#[test]
fn steps_at_or_before_the_send_ping_nobody() {
    let world = sent_at("Wed 09:00");
    assert_eq!(
        world.steps(),
        [
            "Wed 09:00 kickoff 1 due, passed over",
            "Wed 09:00 kickoff 1 manager, passed over",
            "Wed 09:00 kickoff 1 offer, passed over",
        ]
    );
    assert_eq!(told_until(world, "Thu 17:00"), ["Wed 10:00 late arrival"]);
}

#[test]
fn two_clocks_that_are_late_on_arrival_make_one_reminder() {
    let mut world = World::draft_of("Mon 10:00", "Mon 2026-02-09 12:00");
    world.wakes().notes.clear();
    world.does(ANA, &Action::Send).does(BEN, &accept()).until("Thu 17:00");
    assert_eq!(world.reminders(), ["Mon 11:00 late arrival"]);
    assert_eq!(world.clock(ClockKind::Complete, 1).breached_at, Some(at("Mon 2026-02-23 12:00")));
}

#[test]
fn the_reminder_of_a_late_arrival_is_not_given_once_the_customer_was_contacted() {
    let mut world = sent_at("Tue 10:30");
    world.does(BEN, &accept()).does(BEN, &first_contact()).until("Tue 12:00");
    assert!(!world.said(&Note::LateArrival));
    assert_eq!(world.clock(ClockKind::Kickoff, 1).breached_at, Some(at("Mon 16:30")));
}

#[test]
fn it_arrives_only_once() {
    let mut world = sent_at("Tue 10:30");
    world.until("Tue 10:45").does(BEN, &send_back()).until("Tue 11:00").does(ANA, &Action::Send);
    let told = told_until(world, "Tue 17:00");
    assert_eq!(told.iter().filter(|line| line.contains("late arrival")).count(), 1);
    assert!(told.contains(&"Tue 12:30 kickoff 1 manager".to_owned()));
}

#[test]
fn on_time_there_is_no_reminder_of_a_late_arrival() {
    let mut world = World::sent();
    world.until("Thu 17:00");
    assert!(!world.said(&Note::LateArrival));
}

#[test]
fn a_clock_that_starts_after_the_send_counts_its_quarters_from_its_own_start() {
    use crate::domain::playbook::Origin;
    let mut world = World::draft("Fri 16:30");
    for clock in world.playbook.clocks.iter_mut().filter(|spec| spec.clock == ClockKind::Kickoff) {
        clock.due.from = Origin::Accepted;
        clock.due.branches[0].span = "4bh".parse().expect("a span");
    }
    world.does(ANA, &Action::Send).until("Mon 12:00").does(BEN, &accept());
    assert_eq!(world.due(ClockKind::Kickoff, 1), "Mon 16:00");
    world.until("Mon 16:00");
    assert_eq!(world.reminders(), ["Mon 11:30 accept 1 early", "Mon 15:00 kickoff 1 early", "Mon 16:00 kickoff 1 due"]);
}
