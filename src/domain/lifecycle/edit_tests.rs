//! Changes after sending: new versions of the brief, when the deal closed, and the promises ledger.

use super::effect::Note;
use super::refusal::Missing;
use super::testing::{ANA, BEN, CARA, LEA, World, accept, at, send_back};
use super::{Action, Event, Refusal};
use crate::domain::brief::{Entry, Value};
use crate::domain::handoff::Promise;
use crate::domain::playbook::ClockKind;

fn edits(world: &World) -> Vec<&Note> {
    world.notes.iter().map(|(_, note)| note).filter(|note| matches!(note, Note::Edited { .. })).collect()
}

fn ledger(world: &World) -> Vec<(&str, bool)> {
    world.handoff.promises.iter().map(|row| (row.text.as_str(), row.withdrawn)).collect()
}

#[test]
fn an_edit_is_a_new_version_of_the_brief_and_the_other_sees_what_changed() {
    let mut world = World::accepted();
    world.fills("sponsor", "Ines Vogt, COO");
    assert_eq!(world.handoff.brief_version, 2);
    assert_eq!(edits(&world), [&Note::Edited { by: ANA, fields: vec!["sponsor".to_owned()] }]);
    let entries = world.typed(&[("ae_leaves_on", "31 March 2026"), ("sponsor", "Ines Vogt, COO")]);
    world.does(BEN, &Action::Fill { entries });
    assert_eq!(world.handoff.brief_version, 3);
    assert_eq!(edits(&world)[1], &Note::Edited { by: BEN, fields: vec!["ae_leaves_on".to_owned()] });
    assert!(world.happened(&Event::Filled { fields: vec!["ae_leaves_on".to_owned()], brief_version: 3 }));
}

#[test]
fn in_a_draft_nobody_is_told_and_the_version_is_zero() {
    let mut world = World::draft("Fri 16:30");
    world.fills("sponsor", "Ines Vogt, COO").does(ANA, &Action::SetCustomer("ACME Ltd".to_owned()));
    assert_eq!(world.handoff.brief_version, 0);
    assert!(edits(&world).is_empty());
    assert!(world.happened(&Event::Filled { fields: vec!["sponsor".to_owned()], brief_version: 0 }));
}

#[test]
fn what_is_the_same_or_still_blank_is_no_change() {
    let mut world = World::sent();
    let before = world.handoff.clone();
    world.fills("segment", "mid_market").fills("sponsor", "").fills("sponsor", "  ");
    world.does(ANA, &Action::SetCustomer("ACME".to_owned())).does(ANA, &Action::SetBackup(Some(LEA)));
    world.does(ANA, &Action::SetDealClosed { at: at("Fri 16:30"), reason: String::new() });
    let unknown = Entry { value: Value::Text("of another playbook".to_owned()), source: None };
    world.does(ANA, &Action::Fill { entries: vec![("nonsense".to_owned(), unknown)] });
    assert!(world.handoff == before, "version {} of the brief", world.handoff.brief_version);
    assert!(edits(&world).is_empty());
}

#[test]
fn an_answer_can_be_taken_out_again() {
    let mut world = World::sent();
    world.fills("sponsor", "Ines Vogt, COO").fills("sponsor", "");
    assert!(world.handoff.brief.value("sponsor").is_none_or(Value::is_blank));
    assert_eq!((world.handoff.brief_version, edits(&world).len()), (3, 2));
}

#[test]
fn customer_and_backup_are_told_like_any_other_edit() {
    let mut world = World::sent();
    world.does(ANA, &Action::SetCustomer("ACME Ltd".to_owned())).does(ANA, &Action::SetBackup(Some(CARA)));
    world.does(ANA, &Action::SetCustomer(String::new()));
    let told = |field: &str| Note::Edited { by: ANA, fields: vec![field.to_owned()] };
    assert_eq!(edits(&world), [&told("customer"), &told("backup")]);
    assert_eq!((world.handoff.customer.as_str(), world.handoff.backup), ("ACME Ltd", Some(CARA)));
    assert!(world.happened(&Event::BackupSet { to: Some(CARA) }));
}

#[test]
fn a_changed_closing_needs_a_reason_after_sending_and_moves_kickoff_complete_and_items() {
    let mut world = World::sent();
    world.until("Mon 10:00");
    let closed = |reason: &str| Action::SetDealClosed { at: at("Fri 15:00"), reason: reason.to_owned() };
    assert_eq!(world.refusal(ANA, &closed("")), Refusal::ReasonNeeded);
    let future = Action::SetDealClosed { at: at("Mon 10:01"), reason: "By mail".to_owned() };
    assert_eq!(world.refusal(ANA, &future), Refusal::InFuture);
    world.does(ANA, &closed("The mail says so"));
    assert_eq!(world.due(ClockKind::Kickoff, 1), "Mon 15:00");
    assert_eq!(world.due(ClockKind::Complete, 1), "Fri 2026-03-20 15:00");
    assert_eq!(world.due(ClockKind::Accept, 1), "Mon 12:30");
    assert_eq!(world.handoff.item("kickoff_scheduled").and_then(|item| item.due), Some(at("Mon 15:00")));
    assert!(world.happened(&Event::DealClosedSet { at: at("Fri 15:00"), reason: "The mail says so".to_owned() }));
    assert!(world.happened(&Event::DueMoved {
        clock: ClockKind::Kickoff,
        n: 1,
        from: at("Mon 16:30"),
        to: at("Mon 15:00")
    }));
    assert_eq!(edits(&world), [&Note::Edited { by: ANA, fields: vec!["deal_closed".to_owned()] }]);
    // Its reminder still counts from the send: six of Monday's hours and a half of Friday's, three quarters of them.
    world.until("Mon 17:00");
    let of_kickoff: Vec<String> = world.reminders().into_iter().filter(|line| line.contains("kickoff")).collect();
    assert_eq!(of_kickoff, ["Mon 13:22:30 kickoff 1 early", "Mon 15:00 kickoff 1 due"]);
}

#[test]
fn what_was_met_is_not_moved() {
    let mut world = World::kicked_off();
    let closed = Action::SetDealClosed { at: at("Fri 10:00"), reason: "By mail".to_owned() };
    world.does(BEN, &closed);
    let kickoff = world.clock(ClockKind::Kickoff, 1);
    assert_eq!((kickoff.due, kickoff.breached_at), (at("Mon 16:30"), None));
    assert_eq!(world.due(ClockKind::Complete, 1), "Fri 2026-03-20 10:00");
}

#[test]
fn a_draft_may_be_told_its_closing_without_a_reason() {
    let mut world = World::draft("Fri 16:30");
    world.does(ANA, &Action::SetDealClosed { at: at("Fri 10:00"), reason: String::new() });
    assert_eq!(world.due(ClockKind::Start, 1), "Fri 14:00");
    world.wakes();
    assert_eq!(world.reminders(), ["Fri 16:30 start 1 due"]);
}

#[test]
fn a_closing_that_moves_while_the_customer_lets_us_wait_counts_from_the_new_moment() {
    let mut world = World::sent();
    world.does(BEN, &accept()).does(BEN, &Action::Wait { reason: "Their fair is on".to_owned() });
    world.until("Mon 12:00").does(ANA, &Action::SetDealClosed { at: at("Fri 15:00"), reason: "By mail".to_owned() });
    assert!(world.clock(ClockKind::Kickoff, 1).paused_since.is_some());
    world.until("Tue 08:00").does(BEN, &Action::Lift);
    assert_eq!(world.due(ClockKind::Kickoff, 1), "Tue 15:00");
}

#[test]
fn the_segment_decides_when_the_kickoff_is_to_be_held() {
    let held = |world: &World| world.handoff.item("kickoff_held").and_then(|item| item.due);
    let mut world = World::sent();
    assert_eq!(held(&world), Some(at("Fri 2026-03-13 16:30")));
    world.fills("segment", "enterprise");
    assert_eq!(held(&world), Some(at("Fri 2026-03-20 16:30")));
    assert_eq!(world.handoff.item("contract_linked").and_then(|item| item.due), None);
}

#[test]
fn every_promise_is_a_row_of_the_ledger_from_the_first_send_on() {
    let world = World::sent();
    let sso = Promise {
        text: "SSO live by 15 March, to Dana Ortiz".to_owned(),
        to: Some("Dana Ortiz".to_owned()),
        by: "2026-03-15".parse().ok(),
        kept: None,
        withdrawn: false,
    };
    assert_eq!(world.handoff.promises[0], sso);
    assert_eq!(ledger(&world)[1], ("A named engineer", false));
    assert_eq!(world.handoff.promises[1].by, None);
}

#[test]
fn a_promise_that_is_dropped_stays_struck_out_and_comes_back_to_its_row() {
    let mut world = World::sent();
    world.fills("promises", "A named engineer\nFree training");
    let sso = "SSO live by 15 March, to Dana Ortiz";
    assert_eq!(ledger(&world), [(sso, true), ("A named engineer", false), ("Free training", false)]);
    world.fills("promises", sso);
    assert_eq!(ledger(&world), [(sso, false), ("A named engineer", true), ("Free training", true)]);
}

#[test]
fn an_edit_of_something_else_leaves_the_ledger_alone() {
    let mut world = World::accepted();
    world.does(BEN, &Action::JudgePromise { n: 1, kept: true });
    world.does(BEN, &Action::DatePromise { n: 2, by: "2026-04-01".parse().expect("a date") });
    let before = world.handoff.promises.clone();
    world.fills("sponsor", "Ines Vogt, COO");
    assert_eq!(world.handoff.promises, before);
}

#[test]
fn a_weekday_in_a_promise_is_the_senders() {
    // Half past midnight on Saturday in Berlin; in Greenwich it is Friday still.
    let mut world = World::draft_of("Sat 00:30", "Fri 16:30");
    world.fills("promises", "Call them by Friday").does(ANA, &Action::Send);
    assert_eq!(world.handoff.promises[0].by, "2026-03-13".parse().ok());
}

#[test]
fn a_promise_is_kept_or_broken_and_the_receiver_may_think_again() {
    let judge = |n, kept| Action::JudgePromise { n, kept };
    let mut world = World::accepted();
    world.does(BEN, &judge(1, true));
    assert_eq!(world.handoff.promises[0].kept, Some(true));
    assert_eq!(world.refusal(BEN, &judge(1, true)), Refusal::NothingChanged);
    world.does(BEN, &judge(1, false));
    assert!(world.happened(&Event::PromiseJudged { n: 1, kept: false }));
    assert_eq!(world.refusal(BEN, &judge(0, true)), Refusal::Gone);
    assert_eq!(world.refusal(BEN, &judge(3, true)), Refusal::Gone);
}

#[test]
fn a_promise_without_a_day_gets_one_from_whoever_may_edit() {
    let date = |n| Action::DatePromise { n, by: "2026-04-01".parse().expect("a date") };
    let mut world = World::sent();
    assert!(matches!(world.refusal(BEN, &date(2)), Refusal::NotYours { .. }));
    world.does(ANA, &date(2));
    assert_eq!(world.handoff.promises[1].by, "2026-04-01".parse().ok());
    world.does(BEN, &accept()).does(BEN, &Action::DatePromise { n: 2, by: "2026-05-01".parse().expect("a date") });
    assert!(world.happened(&Event::PromiseDated { n: 2 }));
    assert_eq!(world.refusal(ANA, &date(3)), Refusal::Gone);
}

#[test]
fn a_promises_day_is_a_new_version_of_the_brief_and_the_other_sees_it() {
    let date = Action::DatePromise { n: 2, by: "2026-04-01".parse().expect("a date") };
    let mut world = World::accepted();
    world.does(BEN, &date);
    assert_eq!(world.handoff.brief_version, 2);
    assert_eq!(edits(&world), [&Note::Edited { by: BEN, fields: vec!["promises".to_owned()] }]);
    assert_eq!(world.refusal(BEN, &date), Refusal::NothingChanged);
}

fn plan() -> Vec<Missing> {
    vec![Missing::Field("what_if".to_owned())]
}

#[test]
fn what_was_sent_does_not_become_high_risk_without_a_plan_and_a_backup() {
    let mut world = World::sent();
    let high = |world: &World| Action::Fill { entries: world.typed(&[("renewal_risk", "high")]) };
    world.does(ANA, &Action::SetBackup(None));
    let both = vec![Missing::Backup, Missing::Field("what_if".to_owned())];
    assert_eq!(world.refusal(ANA, &high(&world)), Refusal::HighRisk(both));
    world.does(ANA, &Action::SetBackup(Some(LEA)));
    assert_eq!(world.refusal(ANA, &high(&world)), Refusal::HighRisk(plan()));
    // Both at once will do, and so does the plan before the risk.
    let entries = world.typed(&[("renewal_risk", "high"), ("what_if", "If SSO slips, Mia calls Dana")]);
    world.does(ANA, &Action::Fill { entries });
    // Neither can be taken away again.
    let empty = Action::Fill { entries: world.typed(&[("what_if", "")]) };
    assert_eq!(world.refusal(ANA, &empty), Refusal::HighRisk(plan()));
    assert_eq!(world.refusal(ANA, &Action::SetBackup(None)), Refusal::HighRisk(vec![Missing::Backup]));
    world.fills("sponsor", "Ines Vogt, COO").fills("renewal_risk", "low").fills("what_if", "");
}

#[test]
fn an_answer_is_taken_as_it_comes() {
    let mut world = World::sent();
    let field = Some("renewal_risk".to_owned());
    world.does(BEN, &Action::Ask { field, text: "Will they stay?".to_owned() });
    let entry = world.typed(&[("renewal_risk", "high")]).remove(0).1;
    world.does(ANA, &Action::Answer { n: 1, text: "I doubt it".to_owned(), entry: Some(entry) });
    assert!(world.playbook.is_high_risk(&world.handoff.brief));
}

#[test]
fn what_somebody_else_took_away_holds_up_no_edit() {
    let mut world = World::draft("Fri 16:30");
    world.fills("what_if", "If SSO slips, Mia calls Dana").fills("renewal_risk", "high").does(ANA, &Action::Send);
    // The backup is the receiver now, so there is none.
    world.does(BEN, &Action::NotMine { to: LEA }).fills("sponsor", "Ines Vogt, COO");
    assert_eq!(world.handoff.backup, None);
}

#[test]
fn after_acceptance_and_while_it_is_back_the_truth_is_written_down_at_once() {
    let mut returned = World::returned();
    returned.fills("renewal_risk", "high");
    assert_eq!(returned.refusal(ANA, &Action::Send), Refusal::Incomplete(plan()));
    let mut accepted = World::accepted();
    accepted.fills("renewal_risk", "high");
    assert!(accepted.playbook.is_high_risk(&accepted.handoff.brief));
}

#[test]
fn sent_back_it_is_the_senders_to_mend_and_the_round_keeps_every_version() {
    let mut world = World::sent();
    world.does(BEN, &send_back()).fills("success_criteria", "From 14 to 5 days by 30 June").does(ANA, &Action::Send);
    assert_eq!((world.handoff.round, world.handoff.brief_version), (2, 2));
}
