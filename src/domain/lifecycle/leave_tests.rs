//! How a handoff or a person leaves: cancelled, discarded, gone from the company.

use super::effect::Note;
use super::testing::{ANA, BEN, CARA, GUS, LEA, MIA, World, accept, at, first_contact};
use super::{Action, Event, Refusal};
use crate::domain::handoff::Status;
use crate::domain::playbook::ClockKind;
use crate::domain::roles::Actor;
use crate::ids::PersonId;

fn cancel(reason: &str) -> Action {
    Action::Cancel { reason: reason.to_owned() }
}

/// Somebody leaves and Cara, or another, takes their part.
fn leaves(world: &mut World, person: PersonId, fallback: PersonId) -> Vec<Event> {
    world.directory.members.get_mut(&person).expect("a member").is_present = false;
    let decision = world.act(Actor::System, &Action::PersonLeft { person, fallback }).expect("taken");
    decision.events
}

#[test]
fn cancelling_needs_a_reason_and_stops_every_clock() {
    let mut world = World::accepted();
    assert_eq!(world.refusal(ANA, &cancel("")), Refusal::ReasonNeeded);
    world.does(ANA, &cancel("They went elsewhere"));
    let cancelled = world.handoff.cancelled.clone().expect("cancelled");
    assert_eq!((cancelled.by, cancelled.at, cancelled.from), (ANA, at("Mon 10:00"), Status::Accepted));
    let kickoff = world.clock(ClockKind::Kickoff, 1);
    assert_eq!((kickoff.met_at, kickoff.breached_at, kickoff.stopped_at), (None, None, Some(at("Mon 10:00"))));
    assert!(world.said(&Note::Cancelled) && world.happened(&Event::Cancelled { from: Status::Accepted }));
    let done = Refusal::AlreadyDone { status: Status::Cancelled, by: Some(ANA) };
    assert_eq!(world.refusal(MIA, &cancel("Again")), done);
}

#[test]
fn cancelling_erases_no_breach() {
    let mut world = World::sent();
    world.until("Mon 13:00").does(MIA, &cancel("They went elsewhere"));
    let clock = world.clock(ClockKind::Accept, 1);
    assert_eq!((clock.breached_at, clock.stopped_at), (Some(at("Mon 12:30")), Some(at("Mon 13:00"))));
}

#[test]
fn what_was_due_before_it_was_cancelled_is_a_breach_even_if_its_timer_never_fired() {
    let mut world = World::sent();
    world.sleeps_until("Mon 12:30").does(MIA, &cancel("They went elsewhere"));
    assert_eq!(world.clock(ClockKind::Accept, 1).breached_at, Some(at("Mon 12:30")));
    assert!(world.happened(&Event::Breached { clock: ClockKind::Accept, n: 1, due: at("Mon 12:30") }));
    assert_eq!(world.clock(ClockKind::Kickoff, 1).breached_at, None);
}

#[test]
fn cancelling_ends_the_waiting() {
    let mut world = World::accepted();
    world.does(BEN, &Action::Wait { reason: "Their fair is on".to_owned() }).does(BEN, &cancel("They went elsewhere"));
    assert_eq!(world.handoff.waiting, None);
    assert!(world.handoff.clocks.iter().all(|clock| clock.paused_since.is_none() && !clock.is_running()));
}

#[test]
fn cancelled_while_the_customer_let_us_wait_it_was_not_late() {
    let mut world = World::sent();
    world.does(BEN, &accept()).does(BEN, &Action::Wait { reason: "Their fair is on".to_owned() });
    world.until("Tue 08:00").does(BEN, &cancel("They went elsewhere"));
    let kickoff = world.clock(ClockKind::Kickoff, 1);
    assert_eq!((kickoff.due, kickoff.breached_at), (at("Tue 16:30"), None));
    assert_eq!(kickoff.stopped_at, Some(at("Tue 08:00")));
}

#[test]
fn a_draft_is_discarded_by_its_sender_and_nobody_hears_of_it() {
    let mut world = World::draft("Fri 16:30");
    assert!(matches!(world.refusal(ANA, &cancel("I changed my mind")), Refusal::NotNow { .. }));
    world.does(ANA, &Action::Discard);
    assert_eq!(world.handoff.status, Status::Cancelled);
    assert_eq!(world.handoff.cancelled.as_ref().map(|cancelled| cancelled.from), Some(Status::Draft));
    assert!(world.notes.is_empty());
    assert_eq!(world.handoff.number, None);
    assert_eq!(world.clock(ClockKind::Start, 1).stopped_at, Some(at("Fri 16:30")));
    assert!(matches!(world.refusal(ANA, &Action::Send), Refusal::NotNow { .. }));
}

#[test]
fn whoever_leaves_leaves_every_part_to_the_fallback_and_round_and_status_stay() {
    for (left, has_part) in [
        (ANA, (|world: &World| world.handoff.sender == CARA) as fn(&World) -> bool),
        (BEN, |world| world.handoff.receiver == Some(CARA) && world.handoff.owner() == CARA),
        (LEA, |world| world.handoff.backup == Some(CARA)),
    ] {
        let mut world = World::accepted();
        let before = (world.handoff.status, world.handoff.round, world.handoff.clocks.clone());
        assert_eq!(leaves(&mut world, left, CARA), [Event::PartTaken { left, by: CARA }]);
        assert!(has_part(&world));
        assert_eq!((world.handoff.status, world.handoff.round, world.handoff.clocks.clone()), before);
        assert!(world.said(&Note::PartTaken { left, by: CARA }));
    }
}

#[test]
fn ownership_goes_too_when_the_owner_is_not_the_receiver() {
    let mut world = World::second_hand();
    leaves(&mut world, CARA, MIA);
    assert_eq!((world.handoff.owner(), world.handoff.receiver), (MIA, Some(BEN)));
    let mut unaccepted = World::sent();
    leaves(&mut unaccepted, ANA, CARA);
    assert_eq!((unaccepted.handoff.owner(), unaccepted.handoff.sender), (CARA, CARA));
}

#[test]
fn leaving_is_told_once_and_those_without_a_part_leave_silently() {
    let mut world = World::sent();
    leaves(&mut world, BEN, CARA);
    assert!(leaves(&mut world, BEN, CARA).is_empty());
    assert!(leaves(&mut world, super::testing::OLAF, CARA).is_empty());
    let told = world.notes.iter().filter(|(_, note)| matches!(note, Note::PartTaken { .. }));
    assert_eq!(told.count(), 1);
}

#[test]
fn the_fallback_does_what_the_one_who_left_would_have_done() {
    let mut world = World::sent();
    leaves(&mut world, BEN, CARA);
    world.until("Mon 10:00").does(CARA, &accept()).does(CARA, &first_contact());
    assert_eq!(world.handoff.owner(), CARA);
    let mut returned = World::returned();
    leaves(&mut returned, ANA, MIA);
    returned.does(MIA, &Action::Send);
    assert_eq!((returned.handoff.round, returned.clock(ClockKind::Resubmit, 1).breached_at), (2, None));
}

#[test]
fn nobody_is_both_receiver_and_backup_after_somebody_left() {
    for (left, fallback) in [(BEN, LEA), (LEA, BEN)] {
        let mut world = World::sent();
        leaves(&mut world, left, fallback);
        assert_eq!((world.handoff.receiver, world.handoff.backup), (Some(fallback), None));
    }
}

#[test]
fn the_fallback_is_somebody_else_who_is_here() {
    let world = World::sent();
    let left = |fallback| Action::PersonLeft { person: BEN, fallback };
    assert_eq!(world.decide(Actor::System, &left(GUS)), Err(Refusal::NotAPerson(GUS)));
    assert_eq!(world.decide(Actor::System, &left(BEN)), Err(Refusal::NotAPerson(BEN)));
}

#[test]
fn what_is_over_keeps_its_people() {
    let mut returned = World::returned();
    returned.does(ANA, &cancel("They went elsewhere"));
    for world in [World::completed(), returned] {
        let left = Action::PersonLeft { person: BEN, fallback: CARA };
        assert!(matches!(world.decide(Actor::System, &left), Err(Refusal::NotNow { .. })));
    }
}
