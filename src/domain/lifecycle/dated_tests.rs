//! Drafts of another playbook that a date opens, and alarms whose hours change under them.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::action::Timer;
use super::effect::Note;
use super::testing::{ANA, BEN, BERLIN, CARA, World, accept, first_contact, moment, reassign};
use super::{Action, Event};
use crate::domain::calendar::{Calendar, Interval};
use crate::domain::handoff::Purpose;
use crate::domain::playbook::{Alarm, AlarmTo, Branch, DatedDraft, DueSpec, Origin};
use crate::domain::roles::Actor;

/// The draft that ships: the renewal, 120 days ahead.
pub(super) fn renewal() -> DatedDraft {
    let before = "120d".parse().expect("a span");
    DatedDraft { playbook: "csm_renewal".to_owned(), field: "renewal_date".to_owned(), before }
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

/// Ana's draft of a contract that ends on 28 August: 120 days before that is Thursday 30 April.
fn draft(ends: &str) -> World {
    let mut world = World::draft("Fri 16:30");
    world.dated = vec![renewal()];
    world.fills("renewal_date", ends);
    world
}

fn accepted(ends: &str) -> World {
    let mut world = draft(ends);
    world.does(ANA, &Action::Send).does(BEN, &accept());
    world
}

fn opened(world: &World) -> Vec<String> {
    world.drafts.iter().map(|(at, playbook, on)| format!("{} {playbook} {on}", moment(*at))).collect()
}

fn close_at(world: &mut World, close: &str) {
    let hours = Interval::parse("09:00", close).expect("hours");
    world.directory.calendars.insert(BERLIN, Calendar::weekdays(Tz::Europe__Berlin, hours));
    world.act(Actor::System, &Action::HoursChanged).expect("the system may");
}

#[test]
fn the_draft_is_opened_so_many_days_before_and_once() {
    let mut world = accepted("28 August 2026");
    world.until("Thu 2026-04-30 16:59:59");
    assert_eq!(opened(&world), Vec::<String>::new());
    world.until("Fri 2026-05-29 12:00");
    assert_eq!(opened(&world), ["Thu 2026-04-30 17:00 csm_renewal 2026-08-28"]);
    let due = Event::DraftDue { playbook: "csm_renewal".to_owned(), on: day("2026-08-28") };
    assert!(world.happened(&due));
}

#[test]
fn nothing_is_planned_before_somebody_accepted_or_without_a_day_or_in_a_test() {
    let is_planned = |world: &World| world.ever_set.iter().any(|(_, timer)| matches!(timer, Timer::DraftDue { .. }));
    let mut sent = draft("28 August 2026");
    sent.does(ANA, &Action::Send);
    assert!(!is_planned(&sent));
    sent.does(BEN, &accept());
    assert!(is_planned(&sent));
    let mut test = draft("28 August 2026");
    test.handoff.purpose = Purpose::Test;
    test.does(ANA, &Action::Send).does(BEN, &accept());
    assert!(!is_planned(&test));
}

#[test]
fn a_day_that_is_near_or_over_opens_it_at_once() {
    for ends in ["28 June 2026", "3 March 2026"] {
        let mut world = accepted(ends);
        world.until("Fri 16:31");
        assert_eq!(opened(&world).len(), 1, "{ends}");
        world.until("Fri 2026-07-31 12:00");
        assert_eq!(opened(&world).len(), 1, "{ends}");
    }
}

#[test]
fn a_day_that_was_moved_is_planned_anew_and_the_old_one_opens_nothing() {
    let mut later = accepted("28 August 2026");
    later.until("Wed 2026-04-29 12:00").fills("renewal_date", "31 August 2026").until("Fri 2026-05-29 12:00");
    assert_eq!(opened(&later), ["Sun 2026-05-03 17:00 csm_renewal 2026-08-31"]);
    let mut nearer = accepted("28 August 2026");
    nearer.until("Wed 12:00").fills("renewal_date", "12 March 2026").until("Fri 2026-05-29 12:00");
    assert_eq!(opened(&nearer), ["Wed 12:00 csm_renewal 2026-03-12"]);
}

#[test]
fn a_day_that_opened_one_opens_no_other_when_it_comes_back() {
    let mut world = accepted("28 August 2026");
    world.until("Mon 2026-05-04 12:00").fills("renewal_date", "31 October 2026");
    world.until("Tue 2026-05-05 12:00").fills("renewal_date", "28 August 2026").until("Fri 2026-07-31 12:00");
    assert_eq!(opened(&world), ["Thu 2026-04-30 17:00 csm_renewal 2026-08-28"]);
}

#[test]
fn completion_and_a_new_receiver_leave_it_planned_and_a_cancellation_does_not() {
    let mut done = accepted("28 August 2026");
    done.does(BEN, &first_contact()).fulfil_clauses().does(BEN, &Action::Complete);
    let mut given = accepted("28 August 2026");
    given.does(ANA, &reassign(CARA));
    for mut world in [done, given] {
        world.until("Fri 2026-05-29 12:00");
        assert_eq!(opened(&world).len(), 1);
    }
    let mut cancelled = accepted("28 August 2026");
    cancelled.does(ANA, &Action::Cancel { reason: "They went elsewhere".to_owned() }).until("Fri 2026-05-29 12:00");
    assert_eq!(opened(&cancelled), Vec::<String>::new());
}

#[test]
fn a_day_follows_the_hours_that_are_so_by_then() {
    for (close, expected) in [("18:00", "Thu 2026-04-30 18:00"), ("16:00", "Thu 2026-04-30 16:00")] {
        let mut world = accepted("28 August 2026");
        world.until("Mon 10:00");
        close_at(&mut world, close);
        world.until("Fri 2026-05-29 12:00");
        assert_eq!(opened(&world), [format!("{expected} csm_renewal 2026-08-28")], "{close}");
    }
}

/// Thirty days before the contract ends on 15 May: Wednesday 15 April.
fn with_alarm() -> World {
    let mut world = World::draft("Fri 16:30");
    let branches = vec![Branch { when: None, span: "30d".parse().expect("a span") }];
    world.playbook.alarms = vec![Alarm {
        key: "ends".to_owned(),
        label: "It ends in 30 days".to_owned(),
        at: DueSpec { from: Origin::Field("renewal_date".to_owned()), before: true, branches },
        to: vec![AlarmTo::Owner],
        until_kicked_off: false,
    }];
    world.fills("renewal_date", "15 May 2026").does(ANA, &Action::Send).does(BEN, &accept());
    world
}

fn raised(world: &World) -> Vec<String> {
    let alarm = Note::Alarm { alarm: "ends".to_owned() };
    world.notes.iter().filter(|(_, note)| *note == alarm).map(|(at, _)| moment(*at)).collect()
}

#[test]
fn an_alarm_follows_the_hours_that_are_so_by_then() {
    for (close, expected) in [("18:00", "Wed 2026-04-15 18:00"), ("16:00", "Wed 2026-04-15 16:00")] {
        let mut world = with_alarm();
        world.until("Mon 10:00");
        close_at(&mut world, close);
        world.until("Fri 2026-05-15 18:00");
        assert_eq!(raised(&world), [expected], "{close}");
    }
}

#[test]
fn an_alarm_of_what_is_done_waits_for_hours_that_became_longer() {
    let mut world = with_alarm();
    world.does(BEN, &first_contact()).fulfil_clauses().does(BEN, &Action::Complete);
    // Nobody counts anew what is over.
    let hours = Interval::parse("09:00", "18:00").expect("hours");
    world.directory.calendars.insert(BERLIN, Calendar::weekdays(Tz::Europe__Berlin, hours));
    world.until("Fri 2026-05-15 18:00");
    assert_eq!(raised(&world), ["Wed 2026-04-15 18:00"]);
}

#[test]
fn an_alarm_is_raised_once_a_date_whatever_the_hours_do() {
    let mut world = with_alarm();
    world.until("Wed 2026-04-15 17:30");
    close_at(&mut world, "18:00");
    world.until("Fri 2026-05-15 18:00");
    assert_eq!(raised(&world), ["Wed 2026-04-15 17:00"]);
}

#[test]
fn an_alarm_whose_date_came_nearer_than_it_reaches_is_left_out() {
    let mut world = with_alarm();
    world.until("Mon 2026-04-13 12:00").fills("renewal_date", "30 April 2026").until("Fri 2026-05-15 18:00");
    assert_eq!(raised(&world), Vec::<String>::new());
    let mut further = with_alarm();
    further.until("Thu 2026-04-16 12:00").fills("renewal_date", "29 May 2026").until("Fri 2026-05-29 18:00");
    assert_eq!(raised(&further), ["Wed 2026-04-15 17:00", "Wed 2026-04-29 17:00"], "another date, another alarm");
}
