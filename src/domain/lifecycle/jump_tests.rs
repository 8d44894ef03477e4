//! Hours that change under running clocks, and tests that nobody waits for.

use chrono_tz::Tz;

use super::effect::{Effect, Note};
use super::event::Event;
use super::testing::{ANA, BEN, BERLIN, World, accept, ae_csm, at, moment, start};
use super::{Action, Refusal};
use crate::domain::calendar::{Calendar, Interval};
use crate::domain::handoff::Purpose;
use crate::domain::playbook::ClockKind;
use crate::domain::roles::Actor;
use crate::domain::sla::Step;

fn due(world: &World, kind: ClockKind) -> String {
    world.handoff.latest_clock(kind).map(|clock| moment(clock.due)).unwrap_or_default()
}

fn moved(events: &[Event]) -> usize {
    events.iter().filter(|event| matches!(event, Event::DueMoved { .. })).count()
}

#[test]
fn clocks_that_run_follow_the_hours_and_others_stay() {
    let mut world = World::accepted();
    let accepted_by = due(&world, ClockKind::Accept);
    assert_eq!((accepted_by.as_str(), due(&world, ClockKind::Kickoff).as_str()), ("Mon 12:30", "Mon 16:30"));
    let short = Interval::parse("09:00", "16:00").expect("hours");
    world.directory.calendars.insert(BERLIN, Calendar::weekdays(Tz::Europe__Berlin, short));
    let decision = world.act(Actor::System, &Action::HoursChanged).expect("the system may");
    assert!(moved(&decision.events) > 0);
    let notes = decision.effects.iter().filter(|effect| matches!(effect, Effect::Note(_)));
    let told: Vec<_> = notes.collect();
    let [Effect::Note(Note::HoursMoved { moved: dues })] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(dues.len(), moved(&decision.events), "one note tells all");
    assert_eq!(due(&world, ClockKind::Accept), accepted_by, "it was met");
    assert_eq!(due(&world, ClockKind::Kickoff), "Tue 09:00", "closed on Friday after the day was over");
    let again = world.act(Actor::System, &Action::HoursChanged).expect("the system may");
    assert_eq!(again.events.len(), 0, "what is so already is left alone");
    assert!(again.effects.iter().all(|effect| matches!(effect, Effect::Timer { .. })), "and nobody sees anything");
    assert!(matches!(world.refusal(ANA, &Action::HoursChanged), Refusal::NotYours { .. }));
}

/// A deadline of one working day stays where it is when the desk is open for longer; the reminder at 75 % does not.
#[test]
fn a_reminder_follows_the_hours_where_the_deadline_stays() {
    let mut world = World::accepted();
    let long = Interval::parse("09:00", "22:00").expect("hours");
    world.directory.calendars.insert(BERLIN, Calendar::weekdays(Tz::Europe__Berlin, long));
    world.act(Actor::System, &Action::HoursChanged).expect("the system may");
    assert_eq!(due(&world, ClockKind::Kickoff), "Mon 16:30");
    world.until("Tue 17:00");
    let of_kickoff: Vec<String> = world.reminders().into_iter().filter(|line| line.contains("kickoff")).collect();
    assert_eq!(of_kickoff[..2], ["Mon 13:15 kickoff 1 early", "Mon 16:30 kickoff 1 due"]);
}

#[test]
fn a_test_is_played_by_one_person_and_goes_on_at_once() {
    let mut world = World::blank("Fri 16:30");
    world.playbook = ae_csm().sped_up();
    let Action::Start(asked) = start(Some(at("Fri 16:30"))) else { return };
    let asked = super::action::Start { purpose: Purpose::Test, receiver: Some((ANA, None)), ..asked };
    world.does(ANA, &Action::Start(asked));
    let entries = world.typed(&super::testing::CORE);
    world.does(ANA, &Action::Fill { entries }).does(ANA, &Action::SetSigned(true)).does(ANA, &Action::Send);
    assert_eq!(world.handoff.number, None);
    assert_eq!(due(&world, ClockKind::Accept), "Fri 16:34", "hours are minutes, whatever the desk says");
    let clock = |world: &World| world.handoff.latest_clock(ClockKind::Accept).cloned().expect("a clock");
    world.does(ANA, &Action::JumpAhead);
    assert_eq!(due(&world, ClockKind::Accept), "Fri 16:31");
    world.until("Fri 16:30:01");
    assert!(clock(&world).took(Step::Early) && !clock(&world).took(Step::Due));
    world.does(ANA, &Action::JumpAhead).until("Fri 16:30:02");
    assert!(clock(&world).breached_at.is_some());
    assert!(matches!(world.refusal(BEN, &Action::JumpAhead), Refusal::NotYours { .. }));
    world.does(ANA, &accept());
    assert_eq!(world.handoff.owner(), ANA);
}

#[test]
fn a_real_handoff_is_never_hurried() {
    let world = World::sent();
    for person in [ANA, BEN] {
        assert!(matches!(world.refusal(person, &Action::JumpAhead), Refusal::NotNow { .. }));
    }
    let Action::Start(asked) = start(None) else { return };
    let same = super::action::Start { receiver: Some((ANA, None)), ..asked };
    assert_eq!(World::blank("Fri 16:30").refusal(ANA, &Action::Start(same)), Refusal::SamePerson);
}

#[test]
fn where_weekends_count_first_contact_is_due_within_a_day() {
    let mut world = World::draft("Fri 16:30");
    world.playbook = ae_csm().counting_weekends();
    world.does(ANA, &Action::Send);
    assert_eq!(
        (due(&world, ClockKind::Kickoff), due(&world, ClockKind::Accept)),
        ("Sat 16:30".into(), "Mon 12:30".into())
    );
    world.playbook = ae_csm();
    world.act(Actor::System, &Action::HoursChanged).expect("the system may");
    assert_eq!(due(&world, ClockKind::Kickoff), "Mon 16:30");
}
