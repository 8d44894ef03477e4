//! Between acceptance and completion: first contact, the checklist, and the definition of done.

use super::action::{Acceptance, Timer};
use super::effect::Note;
use super::testing::{ANA, BEN, LEA, MIA, OLAF, World, accept, at, first_contact, moment, read_back, reassign};
use super::{Action, Event, Refusal, open_clauses};
use crate::domain::handoff::{READ_BACK_ITEM, Status};
use crate::domain::playbook::{Assignee, ClauseMet, ClockKind};

fn tick(item: &str) -> Action {
    Action::Tick { item: item.to_owned(), line: String::new() }
}

fn untick(item: &str) -> Action {
    Action::Untick { item: item.to_owned() }
}

fn waive(clause: &str) -> Action {
    Action::Waive { clause: clause.to_owned(), reason: "She left the company".to_owned() }
}

fn made(tick: &[&str]) -> Action {
    Action::FirstContact { tick: tick.iter().map(|item| (*item).to_owned()).collect() }
}

fn open(world: &World) -> Vec<String> {
    open_clauses(&world.handoff, &world.playbook)
}

fn is_ticked(world: &World, key: &str) -> bool {
    world.handoff.item(key).is_some_and(|item| item.ticked.is_some())
}

#[test]
fn first_contact_waits_for_the_kickoff_to_be_scheduled() {
    let mut world = World::accepted();
    let needs = Refusal::KickoffNeeds {
        items: vec!["kickoff_scheduled".to_owned()],
        fields: Vec::new(),
        read_back: false,
        backup: false,
    };
    assert_eq!(world.refusal(BEN, &made(&[])), needs);
    assert_eq!(world.refusal(BEN, &made(&["billing_confirmed"])), needs);
    world.does(BEN, &tick("kickoff_scheduled")).does(BEN, &made(&[]));
    assert_eq!(world.handoff.status, Status::KickedOff);
}

#[test]
fn the_same_tap_may_say_that_it_is_scheduled_and_ticks_nothing_else() {
    let mut world = World::accepted();
    world.until("Mon 11:00").does(BEN, &made(&["kickoff_scheduled", "billing_confirmed"]));
    assert!(is_ticked(&world, "kickoff_scheduled") && !is_ticked(&world, "billing_confirmed"));
    assert_eq!(world.handoff.times.kicked_off, Some(at("Mon 11:00")));
    assert!(world.happened(&Event::Ticked { item: "kickoff_scheduled".to_owned() }));
    assert!(world.happened(&Event::KickedOff) && world.said(&Note::KickedOff));
    assert_eq!(world.clock(ClockKind::Kickoff, 1).met_at, Some(at("Mon 11:00")));
}

#[test]
fn a_refused_first_contact_ticks_nothing() {
    let mut world = World::sent();
    world.does(BEN, &Action::Accept(Acceptance::WriteLater));
    let needs = Refusal::KickoffNeeds { items: Vec::new(), fields: Vec::new(), read_back: true, backup: false };
    assert_eq!(world.refusal(BEN, &first_contact()), needs);
    assert!(!is_ticked(&world, "kickoff_scheduled"));
}

#[test]
fn the_playbook_may_want_fields_before_first_contact() {
    let mut world = World::accepted();
    world.playbook.kickoff.needs_fields = vec!["kickoff_target".to_owned()];
    let needs = Refusal::KickoffNeeds {
        items: Vec::new(),
        fields: vec!["kickoff_target".to_owned()],
        read_back: false,
        backup: false,
    };
    assert_eq!(world.refusal(BEN, &first_contact()), needs);
    world.fills("kickoff_target", "12 March 2026 10:00").does(BEN, &first_contact());
}

#[test]
fn the_backup_may_make_first_contact_and_it_happens_once() {
    let mut world = World::accepted();
    world.does(LEA, &first_contact());
    assert_eq!(world.handoff.owner(), BEN);
    let done = Refusal::AlreadyDone { status: Status::KickedOff, by: Some(BEN) };
    assert_eq!(world.refusal(BEN, &first_contact()), done);
}

#[test]
fn first_contact_at_due_is_late() {
    let mut world = World::accepted();
    world.sleeps_until("Mon 16:30").does(BEN, &first_contact());
    let clock = world.clock(ClockKind::Kickoff, 1);
    assert_eq!((clock.met_at, clock.breached_at), (Some(at("Mon 16:30")), Some(at("Mon 16:30"))));
}

#[test]
fn an_item_is_ticked_once_and_the_tick_can_be_taken_back() {
    let mut world = World::sent();
    world.does(ANA, &tick("contract_linked"));
    let done = Refusal::AlreadyDone { status: Status::Sent, by: Some(ANA) };
    assert_eq!(world.refusal(MIA, &tick("contract_linked")), done);
    world.does(MIA, &untick("contract_linked"));
    assert!(!is_ticked(&world, "contract_linked"));
    assert!(world.happened(&Event::Unticked { item: "contract_linked".to_owned() }));
    assert_eq!(world.refusal(ANA, &untick("contract_linked")), Refusal::NothingChanged);
    assert_eq!(world.refusal(ANA, &tick("nonsense")), Refusal::Gone);
}

#[test]
fn an_item_belongs_to_one_person_and_follows_the_part() {
    let mut world = World::accepted();
    for (person, item) in [(BEN, "contract_linked"), (ANA, "billing_confirmed"), (LEA, "billing_confirmed")] {
        let refusal = world.refusal(person, &tick(item));
        assert!(matches!(refusal, Refusal::NotYours { .. }), "{person} {item}: {refusal:?}");
    }
    world.does(BEN, &reassign(LEA));
    assert!(matches!(world.refusal(BEN, &tick("billing_confirmed")), Refusal::NotYours { .. }));
    world.does(LEA, &tick("billing_confirmed")).does(MIA, &tick("kickoff_held"));
    assert!(matches!(world.refusal(OLAF, &tick("intro_sent")), Refusal::NotYours { .. }));
}

#[test]
fn items_have_the_moment_of_the_playbook_or_none() {
    let world = World::sent();
    let due = |key: &str| world.handoff.item(key).and_then(|item| item.due).map(moment);
    assert_eq!(due("intro_sent"), Some("Mon 16:30".to_owned()));
    assert_eq!(due("kickoff_held"), Some("Fri 2026-03-13 16:30".to_owned()));
    assert_eq!(due("contract_linked"), None);
    let mine = |who| world.handoff.items.iter().filter(|item| item.who == who).count();
    assert_eq!((mine(Assignee::Sender), mine(Assignee::Receiver)), (3, 4));
}

#[test]
fn items_that_do_not_apply_are_not_asked() {
    let mut world = World::draft("Fri 16:30");
    let condition = crate::domain::playbook::Condition { field: "segment".to_owned(), is: vec!["smb".to_owned()] };
    world.playbook.checklist[0].applies_when = Some(condition);
    world.does(ANA, &Action::Send);
    assert_eq!(world.handoff.item("contract_linked"), None);
    assert_eq!(world.handoff.items.len(), 6);
}

#[test]
fn the_definition_of_done_names_what_is_open_in_order() {
    let mut world = World::sent();
    let all = ["accepted", "read_back_settled", "first_contact", "ae_leaves", "promises_confirmed"];
    assert_eq!(open(&world), all);
    world.does(BEN, &accept());
    assert_eq!(open(&world), all[2..]);
    world.does(BEN, &first_contact());
    assert_eq!(open(&world), all[3..]);
    let refusal = Refusal::ClausesOpen(all[3..].iter().map(|key| (*key).to_owned()).collect());
    assert_eq!(world.refusal(BEN, &Action::Complete), refusal);
    world.fulfil_clauses();
    assert_eq!(open(&world), Vec::<String>::new());
    world.does(BEN, &Action::Complete);
}

#[test]
fn junk_does_not_meet_a_clause() {
    let mut world = World::kicked_off();
    world.does(BEN, &tick("promises_confirmed")).fills("ae_leaves_on", "tbd");
    assert_eq!(open(&world), ["ae_leaves"]);
}

#[test]
fn a_read_back_nobody_answered_blocks_nothing_and_a_disputed_one_does() {
    let mut world = World::kicked_off();
    world.fulfil_clauses().does(ANA, &Action::DisputeReadBack { line: "Nine days".to_owned() });
    assert_eq!(world.refusal(BEN, &Action::Complete), Refusal::ClausesOpen(vec!["read_back_settled".to_owned()]));
    world.does(BEN, &Action::TakeCorrection).does(BEN, &Action::Complete);
    World::completed();
}

#[test]
fn completing_meets_the_complete_clock_and_asks_for_the_second_look_later() {
    let world = World::completed();
    assert_eq!(world.handoff.status, Status::Completed);
    assert_eq!(world.handoff.times.completed, Some(at("Mon 12:00")));
    let clock = world.clock(ClockKind::Complete, 1);
    assert_eq!((clock.met_at, clock.breached_at), (Some(at("Mon 12:00")), None));
    assert!(world.timers.contains(&(at("Mon 2026-03-23 12:00"), Timer::SecondLookDue)));
    assert!(world.handoff.clocks.iter().all(|clock| !clock.is_running()));
    let done = Refusal::AlreadyDone { status: Status::Completed, by: Some(BEN) };
    assert_eq!(world.refusal(MIA, &Action::Complete), done);
}

#[test]
fn completing_at_due_is_late() {
    let mut world = World::kicked_off();
    world.fulfil_clauses().sleeps_until("Fri 2026-03-20 16:30").does(MIA, &Action::Complete);
    assert_eq!(world.clock(ClockKind::Complete, 1).breached_at, Some(at("Fri 2026-03-20 16:30")));
}

#[test]
fn a_manager_waives_a_clause_with_a_reason_that_everybody_reads() {
    let mut world = World::kicked_off();
    let no_reason = Action::Waive { clause: "ae_leaves".to_owned(), reason: String::new() };
    assert_eq!(world.refusal(MIA, &no_reason), Refusal::ReasonNeeded);
    assert_eq!(world.refusal(MIA, &waive("nonsense")), Refusal::Gone);
    assert_eq!(world.refusal(MIA, &waive("accepted")), Refusal::Gone);
    world.does(MIA, &waive("ae_leaves")).does(MIA, &waive("promises_confirmed"));
    assert_eq!(world.refusal(MIA, &waive("ae_leaves")), Refusal::Gone);
    let reason = "She left the company".to_owned();
    assert!(world.said(&Note::Waived { clause: "ae_leaves".to_owned(), by: MIA, reason }));
    assert!(world.happened(&Event::Waived { clause: "ae_leaves".to_owned() }));
    world.does(BEN, &Action::Complete);
}

#[test]
fn what_baton_can_see_it_ticks_by_itself_in_the_name_of_whoever_did_it() {
    let mut world = World::draft("Fri 16:30");
    let whens = [
        ("billing_confirmed", ClauseMet::ReadBackSettled),
        ("promises_confirmed", ClauseMet::FirstContact),
        ("sequences_stopped", ClauseMet::Field("ae_leaves_on".to_owned())),
    ];
    for (key, when) in whens {
        let item = world.playbook.checklist.iter_mut().find(|item| item.key == key).expect(key);
        item.ticked_when = Some(when);
    }
    world.does(ANA, &Action::Send).until("Mon 10:00").does(BEN, &Action::Accept(Acceptance::WriteLater));
    assert!(!is_ticked(&world, "billing_confirmed"));
    world.does(BEN, &Action::WriteReadBack(read_back()));
    assert!(is_ticked(&world, "billing_confirmed") && !is_ticked(&world, "promises_confirmed"));
    world.does(LEA, &first_contact()).fills("ae_leaves_on", "31 March 2026");
    let ticked = |key: &str| world.handoff.item(key).and_then(|item| item.ticked).map(|(by, _)| by);
    assert_eq!((ticked("promises_confirmed"), ticked("sequences_stopped")), (Some(LEA), Some(ANA)));
    assert!(world.happened(&Event::Ticked { item: "promises_confirmed".to_owned() }));
    world.does(BEN, &Action::Complete);
    assert_eq!(world.handoff.item(READ_BACK_ITEM).map(|item| item.is_clause), Some(false));
}
