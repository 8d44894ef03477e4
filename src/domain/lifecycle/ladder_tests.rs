//! The ladder of reminders: its moments, each step once, and nothing from timers that are stale, early or too late.

use super::action::{Start, Timer};
use super::effect::Note;
use super::testing::{
    ANA, BEN, BERLIN, NEW_YORK, World, accept, answer, ask, at, first_contact, moment, send_back, start,
};
use super::{Action, Context, Event};
use crate::domain::playbook::{ClockKind, Condition, LadderSpec};
use crate::domain::roles::Actor;
use crate::domain::sla::{self, Step};

/// The moments of a clock's ladder, as `early Mon 11:30`.
fn ladder(world: &World, kind: ClockKind, n: u32) -> Vec<String> {
    let actor = Actor::System;
    let context = Context { now: world.now, actor, playbook: &world.playbook, directory: &world.directory, dated: &[] };
    let steps = sla::ladder(world.clock(kind, n), &world.handoff, &context);
    steps.into_iter().map(|(step, at)| format!("{} {}", step.key(), moment(at))).collect()
}

fn timer(clock: ClockKind, step: Step, schedule: u32) -> Timer {
    Timer::Sla { clock, n: 1, step, schedule }
}

#[test]
fn sent_on_friday_at_half_past_four_the_ladder_climbs_over_the_weekend() {
    let world = World::sent();
    assert_eq!(
        ladder(&world, ClockKind::Accept, 1),
        ["early Mon 11:30", "due Mon 12:30", "manager Mon 16:30", "offer Tue 12:30"]
    );
    assert_eq!(
        ladder(&world, ClockKind::Kickoff, 1),
        ["early Mon 14:30", "due Mon 16:30", "manager Tue 12:30", "offer Tue 16:30"]
    );
}

#[test]
fn the_complete_clock_has_no_early_reminder() {
    let days = ["due Fri 2026-03-20 16:30", "manager Mon 2026-03-23 12:30", "offer Mon 2026-03-23 16:30"];
    assert_eq!(ladder(&World::sent(), ClockKind::Complete, 1), days);
}

#[test]
fn the_senders_clocks_have_no_reassignment_offer() {
    let draft = World::draft("Fri 16:30");
    assert_eq!(ladder(&draft, ClockKind::Start, 1), ["early Mon 11:30", "due Mon 12:30", "manager Mon 16:30"]);
    let returned = World::returned();
    assert_eq!(ladder(&returned, ClockKind::Resubmit, 1), ["early Mon 13:00", "due Mon 14:00", "manager Tue 10:00"]);
    let mut asked = World::accepted();
    asked.does(BEN, &ask("Who signs?"));
    assert_eq!(ladder(&asked, ClockKind::Answer, 1), ["early Mon 13:00", "due Mon 14:00", "manager Tue 10:00"]);
}

#[test]
fn each_clock_counts_the_hours_of_whose_turn_it_is() {
    let mut world = World::blank("Fri 16:30");
    world.directory.members.get_mut(&ANA).expect("Ana").calendar = NEW_YORK;
    world.drafts("Fri 16:30").does(ANA, &Action::Send).until("Mon 10:00");
    world.does(BEN, &ask("By how much?")).does(ANA, &answer(1)).does(BEN, &send_back());
    let calendars: Vec<_> = world.handoff.clocks.iter().map(|clock| (clock.kind, clock.calendar)).collect();
    assert_eq!(
        calendars,
        [
            (ClockKind::Start, NEW_YORK),
            (ClockKind::Accept, BERLIN),
            (ClockKind::Kickoff, BERLIN),
            (ClockKind::Complete, BERLIN),
            (ClockKind::Answer, NEW_YORK),
            (ClockKind::Resubmit, NEW_YORK),
        ]
    );
    // Nine in New York is two in Berlin while only New York has summer time.
    assert_eq!(world.due(ClockKind::Answer, 1), "Mon 18:00");
}

#[test]
fn the_start_clock_is_the_senders_also_where_the_receiver_is_known_from_the_start() {
    let mut world = World::blank("Fri 16:30");
    world.directory.members.get_mut(&ANA).expect("Ana").calendar = NEW_YORK;
    let Action::Start(begun) = start(Some(at("Fri 16:30"))) else { panic!("a start") };
    world.does(ANA, &Action::Start(Start { receiver: Some((BEN, None)), ..begun }));
    assert_eq!(world.clock(ClockKind::Start, 1).calendar, NEW_YORK);
}

#[test]
fn left_alone_every_step_is_given_once_and_the_breach_is_recorded_at_due() {
    let mut world = World::sent();
    world.until("Thu 12:00");
    let given = [
        "Mon 11:30 accept 1 early",
        "Mon 12:30 accept 1 due",
        "Mon 14:30 kickoff 1 early",
        "Mon 16:30 accept 1 manager",
        "Mon 16:30 kickoff 1 due",
        "Tue 12:30 accept 1 offer",
        "Tue 12:30 kickoff 1 manager",
        "Tue 16:30 kickoff 1 offer",
    ];
    let mut found = world.reminders();
    found.sort_by_key(|line| given.iter().position(|known| known == line));
    assert_eq!((found, world.steps().len()), (given.map(str::to_owned).to_vec(), given.len()));
    let breach = (at("Mon 12:30"), Event::Breached { clock: ClockKind::Accept, n: 1, due: at("Mon 12:30") });
    assert!(world.events.contains(&breach));
    assert_eq!(world.clock(ClockKind::Accept, 1).breached_at, Some(at("Mon 12:30")));
}

#[test]
fn of_several_steps_that_are_past_only_the_highest_is_told() {
    let mut world = World::sent();
    world.sleeps_until("Mon 17:00").wakes();
    assert_eq!(world.reminders(), ["Mon 17:00 accept 1 manager", "Mon 17:00 kickoff 1 due"]);
    assert_eq!(
        world.steps(),
        [
            "Mon 17:00 accept 1 early, passed over",
            "Mon 17:00 accept 1 due, passed over",
            "Mon 17:00 accept 1 manager",
            "Mon 17:00 kickoff 1 early, passed over",
            "Mon 17:00 kickoff 1 due",
        ]
    );
    assert_eq!(world.clock(ClockKind::Accept, 1).breached_at, Some(at("Mon 12:30")));
}

#[test]
fn a_draft_begun_late_tells_only_the_highest_step_of_its_start_clock() {
    let mut world = World::draft_of("Wed 10:00", "Fri 16:30");
    world.wakes();
    assert_eq!(world.reminders(), ["Wed 10:00 start 1 manager"]);
    assert_eq!(world.clock(ClockKind::Start, 1).breached_at, Some(at("Mon 12:30")));
    world.does(ANA, &Action::Send);
    assert_eq!(world.clock(ClockKind::Start, 1).met_at, Some(at("Wed 10:00")));
}

#[test]
fn a_draft_that_is_sent_in_time_meets_its_start_clock() {
    let mut world = World::draft("Fri 16:30");
    world.until("Mon 12:00").does(ANA, &Action::Send);
    let clock = world.clock(ClockKind::Start, 1);
    assert_eq!((clock.met_at, clock.breached_at), (Some(at("Mon 12:00")), None));
    assert_eq!(world.reminders(), ["Mon 11:30 start 1 early"]);
    let mut late = World::draft("Fri 16:30");
    late.sleeps_until("Mon 12:30").does(ANA, &Action::Send);
    assert_eq!(late.clock(ClockKind::Start, 1).breached_at, Some(at("Mon 12:30")));
}

#[test]
fn a_timer_that_fires_twice_speaks_once() {
    let mut world = World::sent();
    world.until("Mon 12:30");
    let given = world.reminders();
    assert!(!world.fires(timer(ClockKind::Accept, Step::Due, 1)));
    assert!(!world.fires(timer(ClockKind::Accept, Step::Early, 1)));
    assert_eq!(world.reminders(), given);
}

#[test]
fn a_timer_that_fires_too_early_does_nothing() {
    let mut world = World::sent();
    world.until("Mon 11:29");
    for step in Step::ALL {
        assert!(!world.fires(timer(ClockKind::Accept, step, 1)));
    }
}

#[test]
fn a_timer_of_an_older_schedule_does_nothing() {
    let mut world = World::sent();
    world.until("Mon 09:30").does(BEN, &ask("By how much?"));
    world.until("Mon 10:30").does(ANA, &answer(1));
    assert_eq!(world.due(ClockKind::Accept, 1), "Mon 13:30");
    world.sleeps_until("Mon 14:00");
    for schedule in [1, 2, 4] {
        assert!(!world.fires(timer(ClockKind::Accept, Step::Due, schedule)), "schedule {schedule} is stale and spoke");
    }
    assert!(world.clock(ClockKind::Accept, 1).breached_at.is_none());
    assert!(world.fires(timer(ClockKind::Accept, Step::Due, 3)));
}

#[test]
fn after_the_action_every_timer_is_silent_also_in_the_same_moment() {
    let mut world = World::sent();
    world.until("Mon 11:29").sleeps_until("Mon 11:30").does(BEN, &accept()).wakes();
    assert!(world.reminders().is_empty());
    world.until("Mon 14:00").does(BEN, &first_contact()).until("Thu 12:00");
    assert!(world.reminders().is_empty());
    world.until("Fri 2026-03-20 16:00").fulfil_clauses().does(BEN, &Action::Complete);
    world.until("Wed 2026-03-25 12:00");
    assert!(world.reminders().is_empty() && world.steps().is_empty());
}

#[test]
fn after_a_return_the_accept_clock_is_silent_and_after_the_send_the_resubmit_clock() {
    let mut world = World::returned();
    world.until("Mon 12:45").does(ANA, &Action::Send).does(BEN, &accept()).does(BEN, &first_contact());
    world.until("Thu 12:00");
    assert!(world.reminders().is_empty());
}

#[test]
fn a_cancelled_handoff_is_silent() {
    for mut world in
        [World::draft("Fri 16:30"), World::sent(), World::returned(), World::accepted(), World::kicked_off()]
    {
        let is_draft = world.handoff.round == 0;
        let stop = if is_draft { Action::Discard } else { Action::Cancel { reason: "They left".to_owned() } };
        world.does(ANA, &stop).until("Tue 2026-03-31 12:00");
        assert!(world.reminders().is_empty());
        assert!(world.handoff.clocks.iter().all(|clock| !clock.is_running()));
    }
}

#[test]
fn a_step_happens_once_however_often_its_clock_is_rescheduled() {
    let mut world = World::accepted();
    world.until("Mon 14:45");
    assert_eq!(world.reminders(), ["Mon 14:30 kickoff 1 early"]);
    let moved = Action::SetDealClosed { at: at("Fri 16:45").plus_ms(-60_000), reason: "By mail".to_owned() };
    world.does(ANA, &moved);
    let again = Timer::Sla { clock: ClockKind::Kickoff, n: 1, step: Step::Early, schedule: 2 };
    assert!(!world.timers.iter().any(|(_, timer)| *timer == again), "no timer for what was given");
    world.until("Mon 16:43");
    assert_eq!(world.due(ClockKind::Kickoff, 1), "Mon 16:44");
    assert_eq!(world.reminders(), ["Mon 14:30 kickoff 1 early"]);
    world.until("Mon 16:44");
    assert_eq!(world.reminders(), ["Mon 14:30 kickoff 1 early", "Mon 16:44 kickoff 1 due"]);
}

#[test]
fn a_deadline_that_moves_into_the_past_is_a_breach_told_once() {
    let mut world = World::accepted();
    let earlier = Action::SetDealClosed { at: at("Thu 2026-03-05 12:00"), reason: "By mail".to_owned() };
    world.does(ANA, &earlier).wakes();
    assert_eq!(world.due(ClockKind::Kickoff, 1), "Fri 12:00");
    assert_eq!(world.clock(ClockKind::Kickoff, 1).breached_at, Some(at("Fri 12:00")));
    // Four working hours after Friday noon.
    assert_eq!(world.reminders(), ["Mon 10:00 kickoff 1 manager"]);
    // Put right again: the breach stays, and of the steps only the one that was never past is still given.
    let right = Action::SetDealClosed { at: at("Fri 16:30"), reason: "I mistyped".to_owned() };
    world.does(ANA, &right).until("Tue 12:45");
    assert_eq!(world.due(ClockKind::Kickoff, 1), "Mon 16:30");
    assert_eq!(world.clock(ClockKind::Kickoff, 1).breached_at, Some(at("Fri 12:00")));
    assert_eq!(world.reminders(), ["Mon 10:00 kickoff 1 manager", "Mon 14:30 kickoff 1 early"]);
}

#[test]
fn a_playbooks_own_ladder_replaces_the_usual_one_where_its_condition_holds() {
    let quick = LadderSpec {
        when: Some(Condition { field: "renewal_risk".to_owned(), is: vec!["high".to_owned()] }),
        early_percent: None,
        manager_after: "15m".parse().expect("a span"),
        offer_after: "30m".parse().expect("a span"),
    };
    let mut world = World::draft("Fri 16:30");
    for clock in world.playbook.clocks.iter_mut().filter(|spec| spec.clock == ClockKind::Accept) {
        clock.ladder = Some(quick.clone());
    }
    world.does(ANA, &Action::Send);
    assert_eq!(ladder(&world, ClockKind::Accept, 1)[0], "early Mon 11:30");
    world.does(BEN, &send_back()).fills("renewal_risk", "high").fills("what_if", "If SSO slips, Mia calls Dana");
    world.does(ANA, &Action::Send);
    assert_eq!(ladder(&world, ClockKind::Accept, 2), ["due Mon 12:30", "manager Mon 12:45", "offer Mon 13:00"]);
}

#[test]
fn managers_hear_in_their_channel_and_drafts_have_no_thread() {
    use super::effect::NotePlace;
    let step = |clock, step| Note::Step { clock, n: 1, step }.place();
    assert_eq!(step(ClockKind::Accept, Step::Early), NotePlace::Thread);
    assert_eq!(step(ClockKind::Accept, Step::Due), NotePlace::Thread);
    assert_eq!(step(ClockKind::Accept, Step::Offer), NotePlace::Managers);
    assert_eq!(step(ClockKind::Start, Step::Manager), NotePlace::Managers);
    assert_eq!(step(ClockKind::Start, Step::Due), NotePlace::Direct);
}
