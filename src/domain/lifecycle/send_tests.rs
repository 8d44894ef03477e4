//! Sending: what must be there, what holds a draft back, and what the first send sets going.

use super::effect::Note;
use super::refusal::Missing;
use super::testing::{ANA, BEN, GUS, LEA, MIA, World, at, send_back, start};
use super::{Action, Event, Refusal, gate_warnings};
use crate::domain::brief::{Entry, Value};
use crate::domain::handoff::{Status, Suggestion};
use crate::domain::playbook::{DueSpec, Gate, GateEffect, Origin};
use crate::domain::roles::Actor;

fn warnings(world: &World) -> Vec<String> {
    let context = super::Context {
        now: world.now,
        actor: Actor::System,
        playbook: &world.playbook,
        directory: &world.directory,
        dated: &[],
    };
    gate_warnings(&world.handoff, &context)
}

fn override_gate(gate: &str) -> Action {
    Action::Override { gate: gate.to_owned(), reason: "The paper is on its way".to_owned() }
}

fn missing(fields: &[&str]) -> Refusal {
    Refusal::Incomplete(fields.iter().map(|key| Missing::Field((*key).to_owned())).collect())
}

#[test]
fn sending_opens_the_first_round_and_pings_the_receiver_once() {
    let world = World::sent();
    let handoff = &world.handoff;
    assert_eq!((handoff.status, handoff.round, handoff.brief_version), (Status::Sent, 1, 1));
    assert_eq!((handoff.times.first_sent, handoff.times.sent), (Some(world.now), Some(world.now)));
    assert_eq!(handoff.number, Some(482));
    let said: Vec<&Note> = world.notes.iter().map(|(_, note)| note).collect();
    assert_eq!(said, [&Note::Greeting { to: BEN }, &Note::Arrived]);
    assert!(world.happened(&Event::Sent { round: 1, to: BEN }));
}

#[test]
fn a_draft_has_no_number_no_checklist_and_no_clock_of_the_customer() {
    let world = World::draft("Fri 16:30");
    assert_eq!((world.handoff.number, world.handoff.round), (None, 0));
    assert!(world.handoff.items.is_empty() && world.handoff.promises.is_empty());
    assert_eq!(world.handoff.clocks.len(), 1);
    assert!(world.notes.is_empty());
}

#[test]
fn all_that_is_missing_is_named_at_once() {
    let mut world = World::blank("Fri 16:30");
    world.does(ANA, &start(None)).does(ANA, &Action::SetCustomer(String::new()));
    let Refusal::Incomplete(missing) = world.refusal(ANA, &Action::Send) else { panic!("incomplete") };
    assert_eq!(missing[..3], [Missing::Customer, Missing::Receiver, Missing::DealClosed]);
    let fields: Vec<&str> = missing[3..]
        .iter()
        .map(|missing| if let Missing::Field(key) = missing { key.as_str() } else { panic!("{missing:?}") })
        .collect();
    let required = [
        "segment",
        "renewal_risk",
        "contract_value",
        "start_date",
        "renewal_date",
        "contact",
        "why_bought",
        "success_criteria",
        "promises",
        "red_flags",
    ];
    assert_eq!(fields, required);
}

#[test]
fn junk_in_a_required_field_blocks_like_an_empty_one() {
    for junk in ["tbd", "N/A", "see CRM", " - ", "x", "none", "T.B.A."] {
        let mut world = World::draft("Fri 16:30");
        world.fills("red_flags", junk);
        assert_eq!(world.refusal(ANA, &Action::Send), missing(&["red_flags"]), "{junk}");
    }
    let mut world = World::draft("Fri 16:30");
    world.fills("contract_value", "a lot").fills("promises", "tbd");
    assert_eq!(world.refusal(ANA, &Action::Send), missing(&["contract_value", "promises"]));
    world.fills("contract_value", "48,000 EUR").fills("promises", "no promises beyond contract");
    world.does(ANA, &Action::Send);
    assert!(world.handoff.promises.is_empty());
}

#[test]
fn a_thin_answer_does_not_block() {
    let mut world = World::draft("Fri 16:30");
    world.fills("why_bought", "Onboarding").does(ANA, &Action::Send);
}

#[test]
fn high_risk_needs_a_what_if_and_a_backup() {
    let mut world = World::draft("Fri 16:30");
    world.fills("renewal_risk", "high").does(ANA, &Action::SetBackup(None));
    let both = Refusal::Incomplete(vec![Missing::Backup, Missing::Field("what_if".to_owned())]);
    assert_eq!(world.refusal(ANA, &Action::Send), both);
    world.fills("what_if", "tbd").does(ANA, &Action::SetBackup(Some(LEA)));
    assert_eq!(world.refusal(ANA, &Action::Send), missing(&["what_if"]));
    world.fills("what_if", "If SSO slips past 15 March, Mia calls Dana").does(ANA, &Action::Send);
    let mut low = World::draft("Fri 16:30");
    low.does(ANA, &Action::SetBackup(None)).does(ANA, &Action::Send);
}

#[test]
fn the_backup_is_someone_else_than_sender_and_receiver() {
    let mut world = World::draft("Fri 16:30");
    for (person, refusal) in [(ANA, Refusal::SamePerson), (BEN, Refusal::SamePerson), (GUS, Refusal::NotAPerson(GUS))] {
        assert_eq!(world.refusal(ANA, &Action::SetBackup(Some(person))), refusal);
    }
    // Whoever is chosen as the receiver cannot stay behind themselves.
    world.does(ANA, &Action::SetReceiver { to: LEA, suggestion: None });
    assert_eq!((world.handoff.receiver, world.handoff.backup), (Some(LEA), None));
}

#[test]
fn the_receiver_is_a_person_who_is_here_and_not_the_sender() {
    let to = |to| Action::SetReceiver { to, suggestion: None };
    let mut world = World::draft("Fri 16:30");
    assert_eq!(world.refusal(ANA, &to(GUS)), Refusal::NotAPerson(GUS));
    assert_eq!(world.refusal(ANA, &to(ANA)), Refusal::SamePerson);
    // Ben leaves while the draft waits.
    world.directory.members.get_mut(&BEN).expect("Ben").is_present = false;
    assert_eq!(world.refusal(ANA, &Action::Send), Refusal::NotAPerson(BEN));
}

#[test]
fn a_suggestion_is_kept_until_a_person_chooses() {
    let suggestion = Suggestion { rule: Some("Mid-market".to_owned()), open: 3 };
    let mut world = World::draft("Fri 16:30");
    world.does(ANA, &Action::SetReceiver { to: BEN, suggestion: Some(suggestion.clone()) });
    assert_eq!(world.handoff.suggestion, Some(suggestion));
    assert!(world.happened(&Event::ReceiverSet { to: BEN, suggested: true }));
    world.does(ANA, &Action::SetReceiver { to: LEA, suggestion: None });
    assert_eq!(world.handoff.suggestion, None);
    // Choosing her once more is not told once more.
    let told = world.events.len();
    world.does(ANA, &Action::SetReceiver { to: LEA, suggestion: None });
    assert_eq!(world.events.len(), told);
}

#[test]
fn not_signed_yet_keeps_the_draft_and_holds_it() {
    let mut world = World::draft("Fri 16:30");
    world.does(ANA, &Action::SetSigned(false));
    assert_eq!(world.refusal(ANA, &Action::Send), Refusal::NotSigned);
    world.does(ANA, &Action::SetSigned(true)).does(ANA, &Action::Send);
    let mut unanswered = World::draft("Fri 16:30");
    unanswered.handoff.signed = None;
    assert_eq!(unanswered.refusal(ANA, &Action::Send), Refusal::NotSigned);
}

#[test]
fn a_manager_lets_an_unsigned_draft_through_and_says_why() {
    let mut world = World::draft("Fri 16:30");
    world.does(ANA, &Action::SetSigned(false));
    let no_reason = Action::Override { gate: "signed".to_owned(), reason: String::new() };
    assert_eq!(world.refusal(MIA, &no_reason), Refusal::ReasonNeeded);
    assert_eq!(world.refusal(MIA, &override_gate("nonsense")), Refusal::Gone);
    world.does(MIA, &override_gate("signed")).does(ANA, &Action::Send);
    assert_eq!(world.handoff.waivers[0].reason, "The paper is on its way");
    assert!(world.happened(&Event::Overridden { gate: "signed".to_owned() }));
}

#[test]
fn a_late_start_warns_and_does_not_hold() {
    let mut world = World::draft("Fri 16:30");
    world.until("Mon 16:29");
    assert_eq!(warnings(&world), Vec::<String>::new());
    world.until("Mon 16:30");
    assert_eq!(warnings(&world), ["late_start"]);
    world.does(ANA, &Action::Send);
}

/// The late start, made to hold.
fn with_gate(world: &mut World, change: impl Fn(&mut Gate)) {
    let gate = world.playbook.gates.first_mut().expect("one gate");
    gate.effect = GateEffect::Hold;
    change(gate);
}

#[test]
fn a_gate_that_holds_is_closed_from_its_moment_on_until_a_manager_overrides_it() {
    let mut world = World::draft("Fri 16:30");
    with_gate(&mut world, |_| {});
    world.until("Mon 16:29");
    assert!(world.decide(super::world_tests::acting(ANA), &Action::Send).is_ok());
    world.until("Mon 16:30");
    assert_eq!(world.refusal(ANA, &Action::Send), Refusal::Held { gate: "late_start".to_owned(), until: None });
    world.does(MIA, &override_gate("late_start")).does(ANA, &Action::Send);
}

#[test]
fn a_gate_that_opens_by_itself_says_when_and_tells_the_sender() {
    let mut world = World::blank("Fri 16:30");
    with_gate(&mut world, |gate| gate.not_before = gate.not_after.take());
    world.does(ANA, &start(Some(at("Fri 16:30"))));
    let mut complete = World::draft("Fri 16:30");
    complete.playbook = world.playbook.clone();
    let held = Refusal::Held { gate: "late_start".to_owned(), until: Some(at("Mon 16:30")) };
    assert_eq!(complete.refusal(ANA, &Action::Send), held);
    world.until("Mon 16:29");
    assert!(!world.said(&Note::GateOpened { gate: "late_start".to_owned() }));
    world.until("Mon 16:30");
    assert!(world.said(&Note::GateOpened { gate: "late_start".to_owned() }));
    complete.until("Mon 16:30").does(ANA, &Action::Send);
}

#[test]
fn a_gate_waits_for_its_fields_and_a_no_is_no_answer() {
    let mut world = World::draft("Fri 16:30");
    with_gate(&mut world, |gate| gate.not_before_fields = vec!["sponsor".to_owned()]);
    let held = Refusal::Held { gate: "late_start".to_owned(), until: None };
    assert_eq!(world.refusal(ANA, &Action::Send), held);
    world.fills("sponsor", "tbd");
    assert_eq!(world.refusal(ANA, &Action::Send), held);
    world.handoff.brief.values.insert("sponsor".to_owned(), Entry { value: Value::Yesno(false), source: None });
    assert_eq!(world.refusal(ANA, &Action::Send), held);
    world.fills("sponsor", "Ines Vogt, COO").does(ANA, &Action::Send);
}

#[test]
fn gates_hold_drafts_only() {
    let mut world = World::returned();
    with_gate(&mut world, |gate| {
        gate.not_after = Some(DueSpec {
            from: Origin::DealClosed,
            before: false,
            branches: vec![crate::domain::playbook::Branch { when: None, span: "0m".parse().expect("a span") }],
        });
    });
    world.does(ANA, &Action::Send);
    assert_eq!(world.handoff.round, 2);
}

#[test]
fn what_was_sent_back_is_complete_when_it_is_sent_again() {
    let mut world = World::returned();
    world.fills("red_flags", "tbd");
    assert_eq!(world.refusal(ANA, &Action::Send), missing(&["red_flags"]));
}

#[test]
fn sending_twice_sends_once() {
    let mut world = World::sent();
    let done = |status| Refusal::AlreadyDone { status, by: Some(ANA) };
    assert_eq!(world.refusal(ANA, &Action::Send), done(Status::Sent));
    world.does(BEN, &send_back()).does(ANA, &Action::Send);
    assert_eq!((world.refusal(ANA, &Action::Send), world.handoff.round), (done(Status::Sent), 2));
}

#[test]
fn the_number_is_given_once() {
    let mut world = World::sent();
    world.does(BEN, &send_back());
    let again = world.act(super::world_tests::acting(ANA), &Action::Send).expect("sent again");
    assert!(!again.assigns_number());
    assert_eq!(world.handoff.number, Some(482));
}

#[test]
fn a_deal_never_closed_later_than_now() {
    let mut world = World::blank("Fri 16:30");
    world.does(ANA, &start(Some(at("Mon 09:00"))));
    assert_eq!(world.handoff.deal_closed, Some(at("Fri 16:30")));
    let later = Action::SetDealClosed { at: at("Fri 16:31"), reason: String::new() };
    assert_eq!(world.refusal(ANA, &later), Refusal::InFuture);
}

#[test]
fn a_draft_moves_to_a_newer_playbook_and_keeps_every_value() {
    let mut world = World::draft("Fri 16:30");
    let before = world.handoff.brief.clone();
    world.does(ANA, &Action::MoveToVersion("2".to_owned()));
    assert_eq!((world.handoff.playbook_version.as_str(), &world.handoff.brief), ("2", &before));
    assert!(world.happened(&Event::Moved { to: "2".to_owned() }));
}
