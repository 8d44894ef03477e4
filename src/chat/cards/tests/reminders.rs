//! Whom a reminder speaks to, and what of it is no longer said when things have moved on.

use super::super::note;
use super::super::testing::{ANA, BEN, LEA, MIA, World};
use crate::domain::handoff::ReturnReason;
use crate::domain::lifecycle::Action;
use crate::domain::lifecycle::action::RateAnswer;
use crate::domain::lifecycle::effect::Note;
use crate::domain::playbook::{Alarm, AlarmTo, Assignee, Branch, DueSpec, Origin, Tick};
use crate::ids::PersonId;

fn pinged(world: &World, note: &Note) -> Vec<PersonId> {
    note::note(&world.view(), note).map(|message| message.pings).unwrap_or_default()
}

fn every_day() -> Vec<Branch> {
    vec![Branch { when: None, span: "1bd".parse().expect("a span") }]
}

fn returned() -> World {
    let mut world = World::sent();
    world.act(BEN, Action::Return { reason: ReturnReason::MissingField, sections: vec![], note: String::new() });
    world
}

#[test]
fn a_tick_asks_its_named_person_and_else_the_owner() {
    let told = Note::Tick { tick: "told".into(), n: 1 };
    let asked = |mut world: World, who: Option<Assignee>| {
        world.playbook.ticks =
            vec![Tick { key: "told".into(), label: "Customer told".into(), who, every: every_day() }];
        pinged(&world, &told)
    };
    for world in [World::sent, returned, World::accepted, World::kicked_off] {
        assert_eq!(asked(world(), Some(Assignee::Sender)), [ANA]);
        assert_eq!(asked(world(), Some(Assignee::Receiver)), [BEN]);
        assert_eq!(asked(world(), Some(Assignee::Manager)), [MIA]);
    }
    // While the brief is on its way or back, the customer is Ana's.
    assert_eq!(asked(World::sent(), None), [ANA]);
    assert_eq!(asked(returned(), None), [ANA]);
    assert_eq!(asked(World::accepted(), None), [BEN]);
    assert_eq!(asked(World::completed(), None), []);
}

#[test]
fn an_alarm_is_silent_when_what_it_was_for_is_over() {
    let alarm = Note::Alarm { alarm: "end".into() };
    let heard = |mut world: World, until_kicked_off: bool| {
        let at = DueSpec { from: Origin::Field("renewal_date".into()), before: true, branches: every_day() };
        let to = vec![AlarmTo::Owner];
        world.playbook.alarms = vec![Alarm { key: "end".into(), label: "It ends".into(), at, to, until_kicked_off }];
        pinged(&world, &alarm)
    };
    let mut cancelled = World::sent();
    cancelled.act(ANA, Action::Cancel { reason: "They went elsewhere".into() });
    assert_eq!(heard(cancelled, false), []);
    assert_eq!(heard(World::completed(), false), [BEN]);
    assert_eq!(heard(World::completed(), true), []);
    assert_eq!(heard(World::accepted(), true), [BEN]);
}

#[test]
fn a_question_that_a_return_closed_asks_nobody_any_more() {
    let mut world = World::sent();
    world.act(BEN, Action::Ask { field: None, text: "By how much?".into() });
    assert_eq!(pinged(&world, &Note::Asked { n: 1 }), [ANA]);
    world.act(BEN, Action::Return { reason: ReturnReason::MissingField, sections: vec![], note: String::new() });
    let message = note::note(&world.view(), &Note::Asked { n: 1 }).expect("its text stays");
    assert!(world.draw(&message).contains("By how much?") && !world.draw(&message).contains('['));
    assert_eq!(message.pings, []);
}

#[test]
fn done_asks_for_a_rating_only_whom_first_contact_did_not_and_who_has_not_rated() {
    let mut world = World::completed();
    assert_eq!(pinged(&world, &Note::Completed { asks: false }), []);
    assert_eq!(pinged(&world, &Note::Completed { asks: true }), [BEN]);
    world.act(BEN, Action::Rate(RateAnswer::Needed(4)));
    assert_eq!(pinged(&world, &Note::Completed { asks: true }), []);
}

#[test]
fn each_rating_is_shown_with_the_name_of_whoever_gave_it() {
    let mut world = World::kicked_off();
    world.act(BEN, Action::Rate(RateAnswer::Needed(2)));
    world.act(MIA, Action::Reassign { to: LEA, reason: "Ben is away".into() });
    world.act(
        LEA,
        Action::Accept(crate::domain::lifecycle::action::Acceptance::Now(super::super::testing::read_back())),
    );
    world.act(LEA, Action::FirstContact { tick: vec![] });
    let shown = |world: &World, n| note::note(&world.view(), &Note::RatingShown { n }).map(|shown| world.draw(&shown));
    // Lea's card is blank; Ben's answers are not hers.
    let card = world.draw(&super::super::rating::rating_card(&world.view_of(LEA)));
    assert!(card.contains("Did you have what you needed?") && !card.contains("2 of 5"), "{card}");
    world.act(LEA, Action::Rate(RateAnswer::Needed(5)));
    assert!(shown(&world, 1).is_some_and(|said| said.starts_with("Ben rated") && said.contains("2 of 5")));
    assert!(shown(&world, 2).is_some_and(|said| said.starts_with("Lea rated") && said.contains("5 of 5")));
    assert_eq!((shown(&world, 0), shown(&world, 3)), (shown(&world, 2), None));
}
