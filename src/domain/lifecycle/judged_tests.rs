//! What the playbook asks of the receiver on accepting, and a high risk that the receiver tells there.

use super::action::{Acceptance, ReadBackText};
use super::testing::{ANA, BEN, CARA, LEA, World, at, first_contact, read_back, reassign};
use super::{Action, Event, Refusal};
use crate::domain::brief::{Entry, Value};
use crate::domain::handoff::Status;
use crate::domain::playbook::{Condition, Field};

const VERDICT: &str = "verdict";

/// AE > CSM sent to Ben, with a verdict that is his: *no* is a high risk, and first contact waits for it.
fn judging() -> World {
    let mut world = World::sent();
    let risk = world.playbook.field("renewal_risk").cloned().expect("the shipped field");
    world.playbook.at_accept = vec![Field { key: VERDICT.to_owned(), restricted: false, ..risk }];
    world.playbook.high_risk = Some(Condition { field: VERDICT.to_owned(), is: vec!["high".to_owned()] });
    world.playbook.kickoff.needs_fields = vec![VERDICT.to_owned()];
    world
}

fn saying(verdict: &str, watch: &str) -> ReadBackText {
    let entry = Entry { value: Value::Choice(verdict.to_owned()), source: None };
    ReadBackText { watch: watch.to_owned(), answers: vec![(VERDICT.to_owned(), entry)], ..read_back() }
}

fn accept(verdict: &str, watch: &str) -> Action {
    Action::Accept(Acceptance::Now(saying(verdict, watch)))
}

fn verdict(world: &World) -> Option<&Value> {
    world.handoff.brief.value(VERDICT)
}

#[test]
fn what_is_asked_must_be_answered_and_becomes_a_new_version_of_the_brief() {
    let mut world = judging();
    let bare = Action::Accept(Acceptance::Now(read_back()));
    assert_eq!(world.refusal(BEN, &bare), Refusal::AnswersNeeded(vec![VERDICT.to_owned()]));
    assert_eq!(world.refusal(BEN, &accept("", "SSO")), Refusal::AnswersNeeded(vec![VERDICT.to_owned()]));
    world.does(BEN, &accept("low", ""));
    assert_eq!(verdict(&world), Some(&Value::Choice("low".to_owned())));
    assert_eq!(world.handoff.brief_version, 2);
    assert!(world.happened(&Event::Filled { fields: vec![VERDICT.to_owned()], brief_version: 2 }));
}

#[test]
fn a_high_risk_told_there_needs_the_third_line_in_the_same_form() {
    let mut world = judging();
    assert_eq!(world.refusal(BEN, &accept("high", "")), Refusal::ReadBackNeeded { watch: true });
    assert_eq!((world.handoff.status, verdict(&world)), (Status::Sent, None));
    world.does(BEN, &accept("high", "SSO by 15 March"));
    assert_eq!(world.handoff.status, Status::Accepted);
}

#[test]
fn the_form_answers_only_what_it_asks() {
    let mut world = judging();
    let mut text = saying("low", "");
    let segment = Entry { value: Value::Choice("enterprise".to_owned()), source: None };
    text.answers.push(("segment".to_owned(), segment));
    world.does(BEN, &Action::Accept(Acceptance::Now(text)));
    assert_eq!(world.handoff.brief.value("segment"), Some(&Value::Choice("mid_market".to_owned())));
}

#[test]
fn first_contact_then_waits_for_a_plan_and_a_backup() {
    let mut world = judging();
    world.does(ANA, &Action::SetBackup(None)).does(BEN, &accept("high", "SSO by 15 March"));
    let needs = |fields: &[&str], backup| Refusal::KickoffNeeds {
        items: Vec::new(),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        read_back: false,
        backup,
    };
    assert_eq!(world.refusal(BEN, &first_contact()), needs(&["what_if"], true));
    world.does(BEN, &Action::SetBackup(Some(LEA)));
    assert_eq!(world.refusal(BEN, &first_contact()), needs(&["what_if"], false));
    world.fills("what_if", "If SSO slips, Mia calls Dana").does(BEN, &first_contact());
    assert_eq!(world.handoff.status, Status::KickedOff);
}

#[test]
fn no_high_risk_waits_for_nothing_more() {
    let mut world = judging();
    world.does(ANA, &Action::SetBackup(None)).does(BEN, &accept("watch", "")).does(BEN, &first_contact());
    assert_eq!(world.handoff.status, Status::KickedOff);
}

#[test]
fn a_risk_that_is_the_senders_to_tell_holds_no_first_contact() {
    let mut world = World::sent();
    let text = ReadBackText { watch: "SSO by 15 March".to_owned(), ..read_back() };
    world.does(BEN, &Action::Accept(Acceptance::Now(text)));
    world.fills("renewal_risk", "high").does(ANA, &Action::SetBackup(None)).does(BEN, &first_contact());
    assert_eq!(world.handoff.status, Status::KickedOff);
}

#[test]
fn put_off_with_the_read_back_it_is_asked_with_the_read_back() {
    let mut world = judging();
    world.does(BEN, &Action::Accept(Acceptance::WriteLater));
    let needs =
        Refusal::KickoffNeeds { items: Vec::new(), fields: vec![VERDICT.to_owned()], read_back: true, backup: false };
    assert_eq!(world.refusal(BEN, &first_contact()), needs);
    let bare = Action::WriteReadBack(read_back());
    assert_eq!(world.refusal(BEN, &bare), Refusal::AnswersNeeded(vec![VERDICT.to_owned()]));
    world.does(BEN, &Action::WriteReadBack(saying("low", ""))).does(BEN, &first_contact());
}

#[test]
fn the_verdict_may_change_alone() {
    let mut world = judging();
    world.does(BEN, &accept("low", "")).until("Mon 10:30");
    world.does(BEN, &Action::WriteReadBack(saying("watch", "")));
    assert_eq!(verdict(&world), Some(&Value::Choice("watch".to_owned())));
    assert_eq!(world.handoff.read_backs.len(), 1);
    assert_eq!(world.refusal(BEN, &Action::WriteReadBack(saying("watch", ""))), Refusal::NothingChanged);
}

#[test]
fn the_backup_who_takes_over_and_the_next_receiver_are_asked_too() {
    let mut world = judging();
    world.until("Mon 16:00").until("Tue 10:00");
    let bare = Action::TakeOver(Acceptance::Now(read_back()));
    assert_eq!(world.refusal(LEA, &bare), Refusal::AnswersNeeded(vec![VERDICT.to_owned()]));
    world.does(LEA, &Action::TakeOver(Acceptance::Now(saying("watch", ""))));
    world.does(ANA, &reassign(CARA)).does(CARA, &accept("low", ""));
    assert_eq!(verdict(&world), Some(&Value::Choice("low".to_owned())));
    assert_eq!(world.handoff.times.accepted, Some(at("Tue 10:00")));
}
