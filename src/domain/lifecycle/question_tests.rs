//! Questions and answers, and what pauses a clock: a question the accept clock, waiting for the customer the customer's own.

use chrono_tz::Tz;

use super::action::Timer;
use super::effect::{Effect, Note};
use super::testing::{
    ANA, BEN, BERLIN, LEA, World, accept, answer, ask, at, first_contact, moment, reassign, send_back,
};
use super::{Action, Event, Refusal};
use crate::domain::calendar::{Calendar, Interval};
use crate::domain::handoff::{Purpose, Status};
use crate::domain::playbook::ClockKind;
use crate::domain::roles::Actor;
use crate::domain::sla::{Step, late};

fn wait() -> Action {
    Action::Wait { reason: "Their fair is on".to_owned() }
}

fn dues(world: &World) -> [String; 2] {
    [world.due(ClockKind::Kickoff, 1), world.due(ClockKind::Complete, 1)]
}

#[test]
fn a_question_pauses_the_accept_clock_and_no_other() {
    let mut world = World::sent();
    world.until("Mon 09:30").does(BEN, &ask("By how much?"));
    let paused: Vec<ClockKind> =
        world.handoff.clocks.iter().filter(|clock| clock.paused_since.is_some()).map(|clock| clock.kind).collect();
    assert_eq!(paused, [ClockKind::Accept]);
    assert_eq!(dues(&world), ["Mon 16:30", "Fri 2026-03-20 16:30"]);
    assert!(world.said(&Note::Asked { n: 1 }));
}

#[test]
fn while_the_question_waits_the_accept_clock_does_not_remind() {
    let mut world = World::sent();
    world.until("Mon 09:30").does(BEN, &ask("By how much?")).until("Mon 13:00");
    assert_eq!(world.reminders(), ["Mon 12:30 answer 1 early"]);
}

#[test]
fn the_answer_gives_back_the_time_that_the_question_took() {
    let mut world = World::sent();
    world.until("Mon 09:30").does(BEN, &ask("By how much?"));
    world.until("Mon 11:00").does(ANA, &answer(1));
    assert_eq!(world.due(ClockKind::Accept, 1), "Mon 14:00");
    assert!(world.happened(&Event::DueMoved {
        clock: ClockKind::Accept,
        n: 1,
        from: at("Mon 12:30"),
        to: at("Mon 14:00")
    }));
    world.until("Mon 14:15");
    // Three of the four hours are over at 13:00; on Friday half an hour had passed, on Monday one more.
    let of_accept: Vec<String> = world.reminders().into_iter().filter(|line| line.contains("accept")).collect();
    assert_eq!(of_accept, ["Mon 13:00 accept 1 early", "Mon 14:00 accept 1 due"]);
}

#[test]
fn only_the_first_question_of_a_round_pauses() {
    let mut world = World::sent();
    world.until("Mon 09:30").does(BEN, &ask("By how much?"));
    world.until("Mon 10:00").does(ANA, &answer(1));
    world.until("Mon 10:30").does(LEA, &ask("By when?")).until("Mon 11:30");
    assert!(world.clock(ClockKind::Accept, 1).paused_since.is_none());
    world.does(ANA, &answer(2));
    assert_eq!(world.due(ClockKind::Accept, 1), "Mon 13:00");
    // A new round may ask anew.
    world.does(BEN, &send_back()).does(ANA, &Action::Send).does(BEN, &ask("Who signs?"));
    assert_eq!(world.clock(ClockKind::Accept, 2).paused_since, Some(at("Mon 11:30")));
}

#[test]
fn a_second_questions_answer_does_not_end_the_pause_of_the_first() {
    let mut world = World::sent();
    world.until("Mon 09:30").does(BEN, &ask("By how much?")).does(BEN, &ask("By when?"));
    world.until("Mon 10:00").does(ANA, &answer(2));
    assert_eq!(world.clock(ClockKind::Accept, 1).paused_since, Some(at("Mon 09:30")));
    world.until("Mon 11:00").does(ANA, &answer(1));
    assert_eq!(world.due(ClockKind::Accept, 1), "Mon 14:00");
}

#[test]
fn a_question_pauses_for_four_hours_of_work_at_most() {
    let mut world = World::sent();
    world.until("Mon 10:00").does(BEN, &ask("By how much?")).until("Mon 14:00");
    let clock = world.clock(ClockKind::Accept, 1);
    assert_eq!((clock.paused_since, clock.pauses.len()), (None, 1));
    assert_eq!(world.due(ClockKind::Accept, 1), "Mon 16:30");
    world.until("Tue 09:00").does(ANA, &answer(1));
    assert_eq!(world.due(ClockKind::Accept, 1), "Mon 16:30");
    assert_eq!(world.clock(ClockKind::Accept, 1).breached_at, Some(at("Mon 16:30")));
}

#[test]
fn the_pause_is_no_longer_when_its_timer_comes_late() {
    let asked = || {
        let mut world = World::sent();
        world.until("Mon 10:00").does(BEN, &ask("By how much?")).sleeps_until("Mon 15:00");
        world
    };
    let mut by_timer = asked();
    by_timer.wakes();
    let mut by_answer = asked();
    by_answer.does(ANA, &answer(1));
    let mut by_accept = asked();
    by_accept.does(BEN, &accept());
    for world in [by_timer, by_answer, by_accept] {
        assert_eq!(world.due(ClockKind::Accept, 1), "Mon 16:30");
        assert_eq!(world.clock(ClockKind::Accept, 1).pauses[0].to, at("Mon 14:00"));
    }
    // So late that the deadline is over, too.
    let mut world = asked();
    world.sleeps_until("Mon 17:30").does(BEN, &accept());
    let clock = world.clock(ClockKind::Accept, 1);
    assert_eq!((clock.met_at, clock.breached_at), (Some(at("Mon 17:30")), Some(at("Mon 16:30"))));
}

/// Asked on Monday at 10:00; the desk has other hours from 11:00.
fn asked_before_the_desk_opens(from: &str, to: &str) -> World {
    let mut world = World::sent();
    world.until("Mon 10:00").does(BEN, &ask("By how much?")).until("Mon 11:00");
    let hours = Interval::parse(from, to).expect("hours");
    world.directory.calendars.insert(BERLIN, Calendar::weekdays(Tz::Europe__Berlin, hours));
    world.act(Actor::System, &Action::HoursChanged).expect("the system may");
    world
}

#[test]
fn the_pause_follows_the_hours_that_change_meanwhile() {
    // Four hours of work from 10:00 are over at 15:00 now, and no longer at 14:00.
    let mut later = asked_before_the_desk_opens("11:00", "18:00");
    later.until("Mon 14:59");
    assert_eq!(later.clock(ClockKind::Accept, 1).paused_since, Some(at("Mon 10:00")));
    later.until("Mon 15:00");
    assert_eq!(later.clock(ClockKind::Accept, 1).pauses[0].to, at("Mon 15:00"));
    // Sent on Friday at 16:30, an hour and a half of which is work by now.
    assert_eq!(later.due(ClockKind::Accept, 1), "Mon 17:30");
    // A desk that closes at noon opens again tomorrow.
    let mut days = asked_before_the_desk_opens("09:00", "12:00");
    days.until("Tue 10:59");
    assert!(days.clock(ClockKind::Accept, 1).paused_since.is_some());
    days.until("Tue 11:00");
    assert_eq!(days.clock(ClockKind::Accept, 1).pauses[0].to, at("Tue 11:00"));
}

#[test]
fn a_pause_that_is_over_in_other_hours_ends_with_them_and_is_said_once() {
    let mut world = World::sent();
    world.until("Mon 16:00").does(BEN, &ask("By how much?"));
    assert!(world.clock(ClockKind::Accept, 1).paused_since.is_none(), "it was due at 12:30");
    let mut world = World::draft("Mon 14:00");
    world.does(ANA, &Action::Send).until("Mon 16:00").does(BEN, &ask("By how much?")).until("Mon 22:00");
    let hours = Interval::parse("09:00", "23:00").expect("hours");
    world.directory.calendars.insert(BERLIN, Calendar::weekdays(Tz::Europe__Berlin, hours));
    let decision = world.act(Actor::System, &Action::HoursChanged).expect("the system may");
    let clock = world.clock(ClockKind::Accept, 1);
    assert_eq!((clock.paused_since, clock.pauses.len()), (None, 1));
    assert_eq!((clock.pauses[0].to, moment(clock.due)), (at("Mon 20:00"), "Mon 22:00".to_owned()));
    let moved = |event: &&Event| matches!(event, Event::DueMoved { clock: ClockKind::Accept, .. });
    assert_eq!(decision.events.iter().filter(moved).count(), 1);
    assert!(decision.effects.contains(&Effect::Card), "its card said that it waits");
    world.wakes();
    assert_eq!(world.clock(ClockKind::Accept, 1).breached_at, Some(at("Mon 22:00")));
}

#[test]
fn a_test_that_is_hurried_hurries_the_pause() {
    let mut world = World::sent();
    world.handoff.purpose = Purpose::Test;
    world.until("Mon 10:00").does(BEN, &ask("By how much?")).does(BEN, &Action::JumpAhead);
    // To the sender's reminder, three hours later.
    assert_eq!(world.clock(ClockKind::Accept, 1).paused_since, Some(at("Mon 07:00")));
    world.until("Mon 13:00");
    assert_eq!(world.clock(ClockKind::Accept, 1).pauses[0].to, at("Mon 13:00"));
}

#[test]
fn the_timer_of_an_answered_question_ends_no_later_pause() {
    let mut world = World::sent();
    world.until("Mon 10:00").does(BEN, &ask("By how much?")).does(ANA, &answer(1));
    world.does(BEN, &send_back()).does(ANA, &Action::Send).until("Mon 13:00").does(BEN, &ask("By when?"));
    assert!(!world.fires(Timer::AskPauseOver { question: 1 }));
    assert_eq!(world.clock(ClockKind::Accept, 2).paused_since, Some(at("Mon 13:00")));
    assert!(!world.fires(Timer::AskPauseOver { question: 0 }));
    assert!(!world.fires(Timer::AskPauseOver { question: 9 }));
}

#[test]
fn a_question_after_due_pauses_nothing() {
    let mut world = World::sent();
    world.until("Mon 12:30").does(BEN, &ask("By how much?"));
    assert!(world.clock(ClockKind::Accept, 1).paused_since.is_none());
    world.until("Mon 16:30");
    assert!(world.reminders().contains(&"Mon 16:30 accept 1 manager".to_owned()));
}

#[test]
fn every_question_starts_an_answer_clock_of_four_hours_in_the_senders_calendar() {
    let mut world = World::sent();
    world.until("Mon 10:00").does(BEN, &ask("By how much?")).does(LEA, &ask("By when?"));
    for n in [1, 2] {
        assert_eq!(
            (world.due(ClockKind::Answer, n), world.clock(ClockKind::Answer, n).calendar),
            ("Mon 14:00".to_owned(), BERLIN)
        );
    }
    world.until("Mon 13:59").does(ANA, &answer(1));
    assert_eq!(world.clock(ClockKind::Answer, 1).breached_at, None);
    assert_eq!(world.clock(ClockKind::Answer, 1).met_at, Some(at("Mon 13:59")));
    world.until("Mon 14:00").does(ANA, &answer(2));
    assert_eq!(world.clock(ClockKind::Answer, 2).breached_at, Some(at("Mon 14:00")));
}

#[test]
fn a_question_after_acceptance_pauses_nothing_and_has_its_clock() {
    let mut world = World::kicked_off();
    world.does(BEN, &ask("Who signs?"));
    assert!(world.handoff.clocks.iter().all(|clock| clock.paused_since.is_none()));
    assert_eq!(world.due(ClockKind::Answer, 1), "Mon 15:00");
    world.does(ANA, &answer(1));
    assert!(world.said(&Note::Answered { n: 1 }));
}

#[test]
fn the_answer_updates_the_field_that_the_question_was_about() {
    let mut world = World::sent();
    let about = Action::Ask { field: Some("success_criteria".to_owned()), text: "By how much?".to_owned() };
    world.does(BEN, &about);
    let (key, entry) = world.typed(&[("success_criteria", "From 14 to 5 days by 30 June")]).remove(0);
    world.does(ANA, &Action::Answer { n: 1, text: "From 14 to 5".to_owned(), entry: Some(entry.clone()) });
    assert_eq!(world.handoff.brief.values.get(&key), Some(&entry));
    assert_eq!(world.handoff.brief_version, 2);
    assert!(world.happened(&Event::Filled { fields: vec![key], brief_version: 2 }));
    assert!(!world.notes.iter().any(|(_, note)| matches!(note, Note::Edited { .. })), "the answer says it already");
}

#[test]
fn a_question_and_an_answer_say_something_and_only_once() {
    let mut world = World::sent();
    assert_eq!(world.refusal(BEN, &ask("")), Refusal::ReasonNeeded);
    world.does(BEN, &ask("By how much?"));
    assert_eq!(world.refusal(BEN, &ask("By how much?")), Refusal::QuestionOpen);
    let blank = Action::Answer { n: 1, text: String::new(), entry: None };
    assert_eq!(world.refusal(ANA, &blank), Refusal::ReasonNeeded);
    assert_eq!(world.refusal(ANA, &answer(0)), Refusal::Gone);
    assert_eq!(world.refusal(ANA, &answer(2)), Refusal::Gone);
    world.does(ANA, &answer(1));
    assert_eq!(world.refusal(ANA, &answer(1)), Refusal::AlreadyDone { status: Status::Sent, by: Some(ANA) });
}

#[test]
fn a_question_nobody_answered_is_not_met_by_completing() {
    let mut world = World::kicked_off();
    world.does(BEN, &ask("Who signs?")).fulfil_clauses().does(BEN, &Action::Complete);
    let clock = world.clock(ClockKind::Answer, 1);
    assert_eq!((clock.met_at, clock.stopped_at), (None, Some(at("Mon 11:00"))));
    world.until("Thu 12:00");
    assert!(world.reminders().is_empty());
}

#[test]
fn a_return_closes_the_questions_of_its_round() {
    let mut world = World::sent();
    world.until("Mon 09:30").does(BEN, &ask("By how much?")).does(BEN, &ask("By when?"));
    world.does(ANA, &answer(2)).until("Mon 10:00").does(BEN, &send_back());
    let clock = world.clock(ClockKind::Answer, 1);
    assert_eq!((clock.met_at, clock.stopped_at, clock.breached_at), (None, Some(at("Mon 10:00")), None));
    assert_eq!(world.clock(ClockKind::Answer, 2).met_at, Some(at("Mon 09:30")));
    assert_eq!(world.handoff.open_question(), None);
    assert_eq!(world.handoff.questions[0].text, "By how much?");
    world.until("Tue 12:00");
    assert!(world.reminders().iter().all(|line| !line.contains("answer")), "{:?}", world.reminders());
    // What is settled cannot be answered any more, and may be asked anew.
    world.does(ANA, &Action::Send);
    assert_eq!(world.refusal(ANA, &answer(1)), Refusal::Gone);
    world.does(BEN, &ask("By how much?"));
    assert_eq!(world.handoff.open_question().map(|(n, _)| n), Some(3));
    world.does(ANA, &answer(3));
}

#[test]
fn an_answer_that_was_late_already_stays_late_when_the_brief_comes_back() {
    let mut world = World::sent();
    world.until("Mon 09:30").does(BEN, &ask("By how much?")).sleeps_until("Mon 15:00").does(BEN, &send_back());
    let clock = world.clock(ClockKind::Answer, 1);
    assert_eq!((clock.breached_at, clock.stopped_at), (Some(at("Mon 13:30")), Some(at("Mon 15:00"))));
}

#[test]
fn a_question_lives_on_when_somebody_else_is_to_accept() {
    let mut world = World::accepted();
    world.does(BEN, &ask("Who signs?")).does(ANA, &reassign(LEA));
    assert_eq!(world.handoff.open_question().map(|(n, _)| n), Some(1));
    world.does(ANA, &answer(1));
}

#[test]
fn waiting_for_the_customer_pauses_kickoff_and_complete_and_no_other() {
    let mut world = World::accepted();
    world.does(BEN, &ask("Who signs?"));
    let no_reason = Action::Wait { reason: String::new() };
    assert_eq!(world.refusal(BEN, &no_reason), Refusal::ReasonNeeded);
    world.does(BEN, &wait());
    let paused: Vec<ClockKind> =
        world.handoff.clocks.iter().filter(|clock| clock.paused_since.is_some()).map(|clock| clock.kind).collect();
    assert_eq!(paused, [ClockKind::Kickoff, ClockKind::Complete]);
    assert!(world.clock(ClockKind::Answer, 1).is_running());
    assert_eq!(world.refusal(BEN, &wait()), Refusal::AlreadyDone { status: Status::Accepted, by: Some(BEN) });
    world.until("Wed 12:00");
    assert!(world.reminders().iter().all(|line| line.contains("answer")), "{:?}", world.reminders());
}

#[test]
fn lifting_takes_the_whole_days_of_waiting_out() {
    let mut world = World::sent();
    world.does(BEN, &accept()).does(BEN, &wait());
    world.until("Wed 08:00").does(BEN, &Action::Lift);
    // Monday and Tuesday lie wholly inside.
    assert_eq!(dues(&world), ["Wed 16:30", "Tue 2026-03-24 16:30"]);
    assert!(world.happened(&Event::WaitStarted) && world.happened(&Event::WaitEnded));
    world.until("Wed 17:00");
    // Seven and a half hours are left on Wednesday; three quarters of them end at 14:37:30.
    assert_eq!(world.reminders(), ["Wed 14:37:30 kickoff 1 early", "Wed 16:30 kickoff 1 due"]);
    assert_eq!(world.refusal(BEN, &Action::Lift), Refusal::NothingChanged);
}

#[test]
fn waiting_for_part_of_a_day_moves_no_deadline_in_days() {
    let mut world = World::accepted();
    world.does(BEN, &wait()).until("Mon 15:00").does(BEN, &Action::Lift);
    assert_eq!(dues(&world), ["Mon 16:30", "Fri 2026-03-20 16:30"]);
    assert_eq!(world.clock(ClockKind::Kickoff, 1).schedule, 3);
}

#[test]
fn a_pause_without_a_whole_day_in_it_saves_no_deadline_in_days() {
    // PRODUCT takes out the open days whose open time lies wholly inside: of Monday 16:00 to Tuesday 12:00 there is none.
    // The deadline is what it was, so lifting finds it passed. Nobody is blamed for the pause: it is nobody's lateness.
    let mut world = World::accepted();
    world.until("Mon 16:00").does(BEN, &wait()).until("Tue 12:00").does(BEN, &Action::Lift).wakes();
    assert_eq!(dues(&world)[0], "Mon 16:30");
    let clock = world.clock(ClockKind::Kickoff, 1).clone();
    assert_eq!(clock.breached_at, Some(at("Mon 16:30")));
    let desk = &world.directory.calendars[&clock.calendar];
    assert_eq!(late::late_ms(&clock, desk, world.now), 0);
    assert_eq!(late::late_ms(&clock, desk, at("Tue 13:00")), 3_600_000);
    assert_eq!(world.reminders(), ["Mon 14:30 kickoff 1 early", "Tue 12:00 kickoff 1 due"]);
    // Of Monday 9:00 to Tuesday 9:00 there is one.
    let mut world = World::sent();
    world.does(BEN, &accept()).until("Mon 09:00").does(BEN, &wait()).until("Tue 09:00").does(BEN, &Action::Lift);
    assert_eq!(dues(&world)[0], "Tue 16:30");
}

#[test]
fn waiting_a_second_time_counts_both() {
    let mut world = World::sent();
    world.does(BEN, &accept()).does(BEN, &wait()).until("Tue 08:00").does(BEN, &Action::Lift);
    assert_eq!(dues(&world)[0], "Tue 16:30");
    world.does(BEN, &wait()).until("Wed 08:00").does(BEN, &Action::Lift);
    assert_eq!(dues(&world), ["Wed 16:30", "Tue 2026-03-24 16:30"]);
}

#[test]
fn what_is_late_already_is_not_paused() {
    let mut world = World::accepted();
    world.until("Mon 16:30").does(BEN, &wait());
    assert!(world.clock(ClockKind::Kickoff, 1).paused_since.is_none());
    assert!(world.clock(ClockKind::Complete, 1).paused_since.is_some());
}

#[test]
fn first_contact_completion_and_a_new_receiver_end_the_waiting() {
    let ends = |action: &Action| {
        let mut world = World::accepted();
        world.does(BEN, &first_contact()).fulfil_clauses().does(BEN, &wait()).until("Mon 10:30");
        world.does(BEN, action);
        assert!(world.handoff.waiting.is_none());
        assert!(world.handoff.clocks.iter().all(|clock| clock.paused_since.is_none()));
        assert!(world.happened(&Event::WaitEnded), "nobody hears that the waiting is over");
    };
    ends(&Action::Complete);
    ends(&reassign(LEA));
    let mut world = World::accepted();
    world.does(BEN, &wait()).does(BEN, &first_contact());
    assert!(world.handoff.waiting.is_none() && world.happened(&Event::WaitEnded));
    assert_eq!(world.clock(ClockKind::Kickoff, 1).met_at, Some(at("Mon 10:00")));
}

#[test]
fn a_paused_clocks_old_timers_are_stale() {
    let mut world = World::accepted();
    world.does(BEN, &wait()).sleeps_until("Mon 17:00");
    let due = |schedule| Timer::Sla { clock: ClockKind::Kickoff, n: 1, step: Step::Due, schedule };
    assert!(!world.fires(due(1)));
    assert!(!world.fires(due(2)));
}
