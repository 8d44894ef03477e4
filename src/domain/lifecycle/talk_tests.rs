//! The read-back: what accepting asks for, what the sender says to it, and writing it later.

use super::action::{Acceptance, ReadBackText};
use super::effect::Note;
use super::testing::{ANA, BEN, LEA, World, accept, at, first_contact, read_back, reassign, send_back};
use super::{Action, Event, Refusal};
use crate::domain::handoff::{Item, READ_BACK_ITEM, Status, Verdict};
use crate::domain::playbook::Assignee;

fn with(goal: &str, first_step: &str, watch: &str) -> ReadBackText {
    ReadBackText {
        goal: goal.to_owned(),
        first_step: first_step.to_owned(),
        watch: watch.to_owned(),
        answers: Vec::new(),
    }
}

fn accept_with(goal: &str, first_step: &str, watch: &str) -> Action {
    Action::Accept(Acceptance::Now(with(goal, first_step, watch)))
}

fn not_quite(line: &str) -> Action {
    Action::DisputeReadBack { line: line.to_owned() }
}

fn high_risk() -> World {
    let mut world = World::draft("Fri 16:30");
    world.fills("renewal_risk", "high").fills("what_if", "If SSO slips past 15 March, Mia calls Dana");
    world.does(ANA, &Action::Send);
    world
}

fn verdict(world: &World) -> Verdict {
    world.handoff.read_back().expect("a read-back").verdict.clone()
}

#[test]
fn accepting_asks_for_two_lines() {
    let world = World::sent();
    let needed = Refusal::ReadBackNeeded { watch: false };
    assert_eq!(world.refusal(BEN, &accept_with("", "Mail Dana", "")), needed);
    assert_eq!(world.refusal(BEN, &accept_with("Five days", "", "SSO")), needed);
    assert!(world.decide(super::world_tests::acting(BEN), &accept_with("Five days", "Mail Dana", "")).is_ok());
}

#[test]
fn at_high_risk_accepting_asks_for_the_third_line_too() {
    let mut world = high_risk();
    let needed = Refusal::ReadBackNeeded { watch: true };
    assert_eq!(world.refusal(BEN, &accept_with("Five days", "Mail Dana", "")), needed);
    world.does(BEN, &accept_with("Five days", "Mail Dana", "SSO"));
    assert_eq!(world.refusal(BEN, &Action::WriteReadBack(with("Five days", "Call Dana", ""))), needed);
}

#[test]
fn the_read_back_stands_in_the_thread_and_waits_for_the_sender() {
    let world = World::accepted();
    let read_back = world.handoff.read_back().expect("a read-back");
    assert_eq!((read_back.by, read_back.at, &read_back.verdict), (BEN, at("Mon 10:00"), &Verdict::Open));
    assert!(world.said(&Note::Accepted { by: BEN, read_back: Some(1) }));
}

#[test]
fn thats_it_confirms_it_once() {
    let mut world = World::accepted();
    world.does(ANA, &Action::ConfirmReadBack);
    assert_eq!(verdict(&world), Verdict::Confirmed(at("Mon 10:00")));
    assert!(world.said(&Note::ReadBackSettled { n: 1 }) && world.happened(&Event::ReadBackConfirmed { n: 1 }));
    let done = Refusal::AlreadyDone { status: Status::Accepted, by: Some(ANA) };
    assert_eq!(world.refusal(ANA, &Action::ConfirmReadBack), done);
}

#[test]
fn not_quite_needs_a_line_pings_the_receiver_once_and_got_it_settles_it() {
    let mut world = World::accepted();
    assert_eq!(world.refusal(ANA, &not_quite("")), Refusal::ReasonNeeded);
    assert_eq!(world.refusal(BEN, &Action::TakeCorrection), Refusal::Gone);
    world.does(ANA, &not_quite("Nine days, not five"));
    let done = |by| Refusal::AlreadyDone { status: Status::Accepted, by: Some(by) };
    assert_eq!(world.refusal(ANA, &not_quite("Ten")), done(ANA));
    world.does(BEN, &Action::TakeCorrection);
    assert_eq!(verdict(&world), Verdict::Taken { at: at("Mon 10:00"), line: "Nine days, not five".to_owned() });
    assert_eq!(world.refusal(BEN, &Action::TakeCorrection), done(BEN));
    assert_eq!(world.refusal(ANA, &not_quite("Ten")), done(ANA));
    let pings = world.notes.iter().filter(|(_, note)| *note == Note::ReadBackDisputed { n: 1 });
    assert_eq!(pings.count(), 1);
}

#[test]
fn the_receiver_may_rewrite_instead_and_all_versions_stay() {
    let mut world = World::accepted();
    assert_eq!(world.refusal(BEN, &Action::WriteReadBack(read_back())), Refusal::NothingChanged);
    world.does(ANA, &not_quite("Nine days, not five"));
    world.does(BEN, &Action::WriteReadBack(with("Nine days", "Mail Dana today", "")));
    assert_eq!((world.handoff.read_backs.len(), verdict(&world)), (2, Verdict::Open));
    assert!(matches!(world.handoff.read_backs[0].verdict, Verdict::Disputed { .. }));
    assert!(world.said(&Note::ReadBackWritten { n: 2 }));
    world.does(ANA, &Action::ConfirmReadBack);
    assert!(world.happened(&Event::ReadBackConfirmed { n: 2 }));
}

#[test]
fn the_sender_may_change_their_mind_either_way() {
    let mut world = World::accepted();
    world.does(ANA, &Action::ConfirmReadBack).does(ANA, &not_quite("Nine days, not five"));
    assert!(matches!(verdict(&world), Verdict::Disputed { .. }));
    world.does(ANA, &Action::ConfirmReadBack);
    assert!(matches!(verdict(&world), Verdict::Confirmed(_)));
}

#[test]
fn write_later_hands_over_at_once_and_leaves_an_item_due_before_first_contact() {
    let mut world = World::sent();
    world.until("Mon 10:00").does(BEN, &Action::Accept(Acceptance::WriteLater));
    assert_eq!((world.handoff.status, world.handoff.owner()), (Status::Accepted, BEN));
    assert!(world.said(&Note::Accepted { by: BEN, read_back: None }));
    let item = Item { due: Some(at("Mon 16:30")), ..Item::open(READ_BACK_ITEM, Assignee::Receiver) };
    assert_eq!(world.handoff.item(READ_BACK_ITEM), Some(&item));
    let nothing_written = [Action::ConfirmReadBack, not_quite("Nine days")].map(|action| world.refusal(ANA, &action));
    assert_eq!(nothing_written, [Refusal::Gone, Refusal::Gone]);
}

#[test]
fn what_was_to_be_written_later_is_written_and_not_ticked() {
    let mut world = World::sent();
    world.until("Mon 10:00").does(BEN, &Action::Accept(Acceptance::WriteLater));
    assert_eq!(
        world.refusal(BEN, &Action::Tick { item: READ_BACK_ITEM.to_owned(), line: String::new() }),
        Refusal::Gone
    );
    let missing = Refusal::KickoffNeeds { items: Vec::new(), fields: Vec::new(), read_back: true, backup: false };
    assert_eq!(world.refusal(BEN, &first_contact()), missing);
    world.until("Mon 10:30").does(BEN, &Action::WriteReadBack(read_back()));
    let ticked = world.handoff.item(READ_BACK_ITEM).and_then(|item| item.ticked);
    assert_eq!(ticked, Some((BEN, at("Mon 10:30"))));
    assert!(world.happened(&Event::Ticked { item: READ_BACK_ITEM.to_owned() }));
    assert_eq!(world.refusal(BEN, &Action::Untick { item: READ_BACK_ITEM.to_owned() }), Refusal::Gone);
    world.does(BEN, &first_contact());
}

#[test]
fn whoever_accepts_next_and_writes_later_owes_a_read_back_of_their_own() {
    let mut world = World::sent();
    world.until("Mon 10:00").does(BEN, &Action::Accept(Acceptance::WriteLater));
    world.does(BEN, &Action::WriteReadBack(read_back())).does(BEN, &reassign(LEA)).until("Mon 10:30");
    world.does(LEA, &Action::Accept(Acceptance::WriteLater));
    assert_eq!(world.handoff.item(READ_BACK_ITEM).and_then(|item| item.ticked), None);
    assert_eq!(world.handoff.items.iter().filter(|item| item.key == READ_BACK_ITEM).count(), 1);
    // The same words are hers now.
    world.does(LEA, &Action::WriteReadBack(read_back())).does(LEA, &first_contact());
    assert_eq!(world.handoff.read_back().map(|read_back| read_back.by), Some(LEA));
}

#[test]
fn an_earlier_receivers_words_are_not_the_new_ones_read_back() {
    let mut world = World::accepted();
    world.does(BEN, &reassign(LEA)).until("Mon 10:30").does(LEA, &Action::Accept(Acceptance::WriteLater));
    assert_eq!(world.refusal(ANA, &Action::ConfirmReadBack), Refusal::Gone);
    assert_eq!(world.refusal(ANA, &not_quite("Nine days")), Refusal::Gone);
}

#[test]
fn what_is_owed_moves_with_first_contact() {
    let mut world = World::sent();
    world.until("Mon 10:00").does(BEN, &Action::Accept(Acceptance::WriteLater));
    world.does(BEN, &Action::SetDealClosed { at: at("Fri 15:00"), reason: "The mail says so".to_owned() });
    assert_eq!(world.handoff.item(READ_BACK_ITEM).and_then(|item| item.due), Some(at("Mon 15:00")));
}

#[test]
fn whoever_reads_back_at_once_owes_nothing() {
    let mut world = World::returned();
    world.does(ANA, &Action::Send).does(BEN, &accept());
    assert_eq!((world.handoff.read_backs.len(), world.handoff.item(READ_BACK_ITEM)), (1, None));
    assert!(matches!(world.refusal(BEN, &send_back()), Refusal::AlreadyDone { .. }));
}
