//! What the receiving side decides: accept, take over, send back, not mine, and giving it to someone else; and who owns the
//! customer meanwhile.

use super::action::{Acceptance, ReadBackText, Timer};
use super::effect::Note;
use super::testing::{
    ANA, BEN, BERLIN, CARA, GUS, LEA, MIA, NEW_YORK, NINA, OLAF, World, accept, ask, at, first_contact, read_back,
    reassign, send_back,
};
use super::{Action, Event, Refusal};
use crate::domain::handoff::{ReturnReason, Status};
use crate::domain::playbook::ClockKind;
use crate::domain::sla::Step;

/// The state of round, hops and the accept clock's deadline.
fn place(world: &World) -> (Status, u32, u32, String) {
    let handoff = &world.handoff;
    (handoff.status, handoff.round, handoff.hops, world.due(ClockKind::Accept, handoff.round))
}

#[test]
fn the_owner_is_the_sender_until_someone_accepts() {
    let mut world = World::draft("Fri 16:30");
    assert_eq!(world.handoff.owner(), ANA);
    world.does(ANA, &Action::Send);
    assert_eq!(world.handoff.owner(), ANA);
    world.does(BEN, &send_back());
    assert_eq!(world.handoff.owner(), ANA);
    world.does(ANA, &Action::Send).does(BEN, &accept());
    assert_eq!(world.handoff.owner(), BEN);
    assert!(world.happened(&Event::Accepted { by: BEN, round: 2, write_later: false, took_over: false }));
}

#[test]
fn an_accept_strictly_before_due_is_in_time() {
    let mut world = World::sent();
    world.until("Mon 12:29:59").now = at("Mon 12:30").plus_ms(-1);
    world.does(BEN, &accept()).until("Tue 09:00");
    let clock = world.clock(ClockKind::Accept, 1);
    assert_eq!((clock.met_at, clock.breached_at), (Some(at("Mon 12:30").plus_ms(-1)), None));
    assert_eq!(world.reminders(), ["Mon 11:30 accept 1 early", "Mon 14:30 kickoff 1 early", "Mon 16:30 kickoff 1 due"]);
}

#[test]
fn an_accept_at_due_is_breached_and_met_late_even_before_the_timer_fires() {
    let mut world = World::sent();
    world.until("Mon 12:00").sleeps_until("Mon 12:30").does(BEN, &accept());
    let clock = world.clock(ClockKind::Accept, 1);
    assert_eq!((clock.met_at, clock.breached_at), (Some(at("Mon 12:30")), Some(at("Mon 12:30"))));
    assert!(world.happened(&Event::Breached { clock: ClockKind::Accept, n: 1, due: at("Mon 12:30") }));
    // The action was first: nobody is told that it is late.
    world.wakes();
    assert_eq!(world.reminders(), ["Mon 11:30 accept 1 early"]);
}

#[test]
fn a_late_accept_leaves_the_breach_where_it_was() {
    let mut world = World::sent();
    world.until("Mon 13:30").does(BEN, &accept());
    let clock = world.clock(ClockKind::Accept, 1);
    assert_eq!((clock.met_at, clock.breached_at), (Some(at("Mon 13:30")), Some(at("Mon 12:30"))));
    let breaches = world.events.iter().filter(|(_, event)| matches!(event, Event::Breached { .. }));
    assert_eq!(breaches.count(), 1);
}

#[test]
fn whoever_accepts_second_hears_who_was_first() {
    let mut world = World::sent();
    world.does(BEN, &accept());
    let refusal = Refusal::AlreadyDone { status: Status::Accepted, by: Some(BEN) };
    assert_eq!(world.refusal(BEN, &accept()), refusal);
    assert_eq!(world.refusal(LEA, &Action::TakeOver(Acceptance::WriteLater)), refusal);
    assert_eq!(world.refusal(BEN, &send_back()), refusal);
    assert_eq!(world.refusal(BEN, &Action::NotMine { to: CARA }), refusal);
}

#[test]
fn the_backup_takes_over_only_after_the_breach_and_becomes_the_receiver() {
    let take_over = Action::TakeOver(Acceptance::Now(read_back()));
    let mut world = World::sent();
    world.until("Mon 12:29");
    assert_eq!(world.refusal(LEA, &take_over), Refusal::NotOverdue { due: at("Mon 12:30") });
    world.until("Mon 12:30").does(LEA, &take_over);
    let handoff = &world.handoff;
    assert_eq!((handoff.receiver, handoff.backup, handoff.owner()), (Some(LEA), None, LEA));
    assert_eq!((handoff.status, handoff.round), (Status::Accepted, 1));
    assert_eq!(handoff.read_back().map(|read_back| read_back.by), Some(LEA));
    let clock = world.clock(ClockKind::Accept, 1);
    assert_eq!((clock.met_at, clock.breached_at), (Some(at("Mon 12:30")), Some(at("Mon 12:30"))));
    assert!(world.happened(&Event::Accepted { by: LEA, round: 1, write_later: false, took_over: true }));
}

#[test]
fn taking_over_asks_for_the_same_two_lines() {
    let mut world = World::sent();
    world.until("Mon 13:00");
    let blank = Action::TakeOver(Acceptance::Now(ReadBackText::default()));
    assert_eq!(world.refusal(LEA, &blank), Refusal::ReadBackNeeded { watch: false });
    assert_eq!(world.handoff.backup, Some(LEA));
}

#[test]
fn a_return_meets_the_accept_clock_and_opens_resubmit() {
    let world = World::returned();
    let accept = world.clock(ClockKind::Accept, 1);
    assert_eq!((accept.met_at, accept.breached_at), (Some(at("Mon 10:00")), None));
    let resubmit = world.clock(ClockKind::Resubmit, 1);
    assert!(resubmit.is_running());
    assert_eq!((world.due(ClockKind::Resubmit, 1), resubmit.calendar), ("Mon 14:00".to_owned(), BERLIN));
    assert_eq!(world.handoff.owner(), ANA);
    assert_eq!(world.handoff.returns[0].sections, ["why"]);
    assert!(world.said(&Note::Returned { n: 1 }));
}

#[test]
fn a_return_after_due_is_met_late() {
    let mut world = World::sent();
    world.until("Mon 12:45").does(LEA, &send_back());
    let accept = world.clock(ClockKind::Accept, 1);
    assert_eq!((accept.met_at, accept.breached_at), (Some(at("Mon 12:45")), Some(at("Mon 12:30"))));
    assert!(world.happened(&Event::Returned { by: LEA, n: 1, reason: ReturnReason::VagueCriteria }));
}

#[test]
fn a_return_for_another_reason_says_which() {
    let world = World::sent();
    let other = |note: &str| Action::Return {
        reason: ReturnReason::Other,
        sections: vec!["nonsense".to_owned()],
        note: note.to_owned(),
    };
    assert_eq!(world.refusal(BEN, &other("")), Refusal::ReasonNeeded);
    let mut world = World::sent();
    world.does(BEN, &other("They are leaving us"));
    assert!(world.handoff.returns[0].sections.is_empty());
}

#[test]
fn a_second_round_has_a_fresh_accept_clock_with_its_own_reminders() {
    let mut world = World::sent();
    world.until("Mon 12:30").does(BEN, &send_back());
    world.until("Tue 09:00").does(ANA, &Action::Send);
    assert_eq!(place(&world), (Status::Sent, 2, 0, "Tue 13:00".to_owned()));
    let resubmit = world.clock(ClockKind::Resubmit, 1);
    assert_eq!((resubmit.met_at, resubmit.breached_at), (Some(at("Tue 09:00")), Some(at("Mon 16:30"))));
    assert_eq!(world.clock(ClockKind::Accept, 1).breached_at, Some(at("Mon 12:30")));
    world.until("Tue 13:30");
    let of_accept: Vec<String> = world.reminders().into_iter().filter(|line| line.contains("accept")).collect();
    assert_eq!(
        of_accept,
        ["Mon 11:30 accept 1 early", "Mon 12:30 accept 1 due", "Tue 12:00 accept 2 early", "Tue 13:00 accept 2 due"]
    );
    assert!(world.said(&Note::SentAgain { round: 2 }));
    world.does(BEN, &send_back()).does(ANA, &Action::Send);
    assert_eq!(place(&world), (Status::Sent, 3, 0, "Wed 09:30".to_owned()));
    assert_eq!(world.clock(ClockKind::Resubmit, 2).met_at, Some(at("Tue 13:30")));
}

#[test]
fn a_resubmit_at_due_is_late_and_warns_the_sender_before() {
    let mut world = World::returned();
    world.until("Mon 14:00").does(ANA, &Action::Send);
    let resubmit = world.clock(ClockKind::Resubmit, 1);
    assert_eq!((resubmit.met_at, resubmit.breached_at), (Some(at("Mon 14:00")), Some(at("Mon 14:00"))));
    assert_eq!(world.reminders(), ["Mon 13:00 resubmit 1 early", "Mon 14:00 resubmit 1 due"]);
}

#[test]
fn kickoff_and_complete_run_on_through_a_return() {
    let mut world = World::returned();
    assert_eq!(world.due(ClockKind::Kickoff, 1), "Mon 16:30");
    let complete = world.due(ClockKind::Complete, 1);
    assert_eq!(complete, "Fri 2026-03-20 16:30");
    world.until("Mon 17:00");
    assert!(world.reminders().contains(&"Mon 16:30 kickoff 1 due".to_owned()));
    world.does(ANA, &Action::Send);
    let kickoff = world.clock(ClockKind::Kickoff, 1);
    assert_eq!((kickoff.start, kickoff.breached_at), (at("Fri 16:30"), Some(at("Mon 16:30"))));
    assert_eq!((world.due(ClockKind::Complete, 1), world.clock(ClockKind::Complete, 1).schedule), (complete, 1));
    assert_eq!(world.handoff.clocks.iter().filter(|clock| clock.kind == ClockKind::Kickoff).count(), 1);
}

#[test]
fn not_mine_keeps_round_and_due_and_counts_a_hop() {
    let mut world = World::sent();
    world.until("Mon 10:00").does(BEN, &Action::NotMine { to: CARA });
    assert_eq!(place(&world), (Status::Sent, 1, 1, "Mon 12:30".to_owned()));
    assert_eq!((world.handoff.receiver, world.handoff.owner()), (Some(CARA), ANA));
    assert_eq!(world.clock(ClockKind::Accept, 1).schedule, 1);
    assert!(world.said(&Note::Rerouted { by: BEN, to: CARA }));
    assert!(matches!(world.refusal(BEN, &accept()), Refusal::NotYours { .. }));
    world.does(CARA, &Action::NotMine { to: BEN });
    assert_eq!(place(&world), (Status::Sent, 1, 2, "Mon 12:30".to_owned()));
    // The one timer of the round speaks once, to whoever has it by then.
    world.until("Mon 13:00");
    assert_eq!(world.reminders(), ["Mon 11:30 accept 1 early", "Mon 12:30 accept 1 due"]);
}

#[test]
fn it_goes_to_one_person_who_is_here_and_is_not_the_sender() {
    let world = World::sent();
    for give in [|to| Action::NotMine { to }, reassign] {
        let who = if give(CARA) == reassign(CARA) { MIA } else { BEN };
        assert_eq!(world.refusal(who, &give(GUS)), Refusal::NotAPerson(GUS));
        assert_eq!(world.refusal(who, &give(BEN)), Refusal::AlreadyReceiver(BEN));
        assert_eq!(world.refusal(who, &give(ANA)), Refusal::SamePerson);
    }
}

#[test]
fn the_backup_who_becomes_the_receiver_is_the_backup_no_longer() {
    let mut world = World::sent();
    world.does(BEN, &Action::NotMine { to: LEA });
    assert_eq!((world.handoff.receiver, world.handoff.backup), (Some(LEA), None));
}

#[test]
fn reassigned_while_sent_it_keeps_round_and_due() {
    let mut world = World::sent();
    let no_reason = Action::Reassign { to: CARA, reason: String::new() };
    assert_eq!(world.refusal(ANA, &no_reason), Refusal::ReasonNeeded);
    world.until("Mon 11:45").does(ANA, &reassign(CARA));
    assert_eq!(place(&world), (Status::Sent, 1, 0, "Mon 12:30".to_owned()));
    assert_eq!(world.handoff.receiver, Some(CARA));
    assert!(world.happened(&Event::Reassigned { from: BEN, to: CARA, status: Status::Sent }));
    world.until("Mon 13:00");
    assert_eq!(world.reminders(), ["Mon 11:30 accept 1 early", "Mon 12:30 accept 1 due"]);
}

#[test]
fn reassigned_after_acceptance_it_is_a_new_round_and_the_customers_clocks_stay() {
    let mut world = World::accepted();
    let dues = |world: &World| (world.due(ClockKind::Kickoff, 1), world.due(ClockKind::Complete, 1));
    let before = dues(&world);
    world.until("Mon 10:30").does(BEN, &reassign(NINA));
    // 10:30 in Berlin is 5:30 in New York: four hours of Nina's desk end at 18:00 in Berlin, its clocks being ahead already.
    assert_eq!(place(&world), (Status::Sent, 2, 0, "Mon 18:00".to_owned()));
    assert_eq!(world.clock(ClockKind::Accept, 2).calendar, NEW_YORK);
    assert_eq!((world.clock(ClockKind::Kickoff, 1).calendar, dues(&world)), (BERLIN, before.clone()));
    assert_eq!((world.handoff.owner(), world.handoff.receiver), (BEN, Some(NINA)));
    world.until("Mon 15:00").does(NINA, &accept());
    assert_eq!((world.handoff.owner(), dues(&world)), (NINA, before));
    assert!(world.clock(ClockKind::Accept, 2).breached_at.is_none());
}

#[test]
fn reassigned_after_first_contact_it_is_accepted_and_contacted_anew() {
    let mut world = World::kicked_off();
    world.until("Mon 11:30").does(MIA, &reassign(CARA));
    assert_eq!(world.clock(ClockKind::Kickoff, 1).met_at, Some(at("Mon 11:00")));
    world.does(CARA, &accept());
    assert_eq!(world.handoff.status, Status::Accepted);
    world.until("Mon 11:45").does(CARA, &first_contact());
    assert_eq!(world.handoff.status, Status::KickedOff);
    assert_eq!(world.clock(ClockKind::Kickoff, 1).met_at, Some(at("Mon 11:00")));
}

#[test]
fn the_owner_who_is_not_the_receiver_may_give_it_on_and_stop_it() {
    let mut world = World::second_hand();
    assert_eq!((world.handoff.owner(), world.handoff.receiver), (CARA, Some(BEN)));
    assert!(matches!(world.refusal(CARA, &accept()), Refusal::NotYours { .. }));
    world.does(CARA, &reassign(LEA));
    assert_eq!(place(&world), (Status::Sent, 2, 0, "Mon 13:30".to_owned()));
    world.does(LEA, &send_back());
    assert_eq!(world.handoff.owner(), CARA);
    world.does(CARA, &Action::Cancel { reason: "They went elsewhere".to_owned() });
    assert_eq!((world.handoff.status, world.handoff.owner()), (Status::Cancelled, CARA));
    assert!(matches!(world.refusal(OLAF, &accept()), Refusal::NotYours { .. }));
}

#[test]
fn an_old_rounds_timer_does_not_speak_for_the_new_one() {
    let mut world = World::returned();
    world.does(ANA, &Action::Send);
    let old = Timer::Sla { clock: ClockKind::Accept, n: 1, step: Step::Due, schedule: 1 };
    world.sleeps_until("Tue 09:30");
    assert!(!world.fires(old));
    assert!(world.clock(ClockKind::Accept, 2).steps.is_empty());
}

#[test]
fn the_backup_takes_over_when_the_deadline_passed_though_nobody_ended_the_questions_pause() {
    let mut world = World::sent();
    world.until("Mon 10:00").does(BEN, &ask("By how much?"));
    // Four hours of pause move the deadline to 16:30; until then it is Ben's.
    world.sleeps_until("Mon 16:29");
    let take_over = Action::TakeOver(Acceptance::Now(read_back()));
    assert_eq!(world.refusal(LEA, &take_over), Refusal::NotOverdue { due: at("Mon 16:30") });
    world.sleeps_until("Mon 16:30").does(LEA, &take_over);
    let clock = world.clock(ClockKind::Accept, 1);
    assert_eq!((clock.breached_at, clock.met_at), (Some(at("Mon 16:30")), Some(at("Mon 16:30"))));
    assert_eq!(world.handoff.receiver, Some(LEA));
}
