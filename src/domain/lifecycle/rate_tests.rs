//! The quick card, the thank-you and the second look.

use super::action::{RateAnswer, Timer};
use super::effect::Note;
use super::testing::{ANA, BEN, CARA, LEA, MIA, World, accept, at, first_contact, reassign};
use super::{Action, Event, Refusal};
use crate::domain::handoff::{Felt, ReturnReason, Status, Timing};
use crate::domain::roles::Actor;

fn needed(score: u8) -> Action {
    Action::Rate(RateAnswer::Needed(score))
}

fn look_again() -> Action {
    Action::LookAgain {
        section: Some("risks".to_owned()),
        words: "Nobody told us of the audit".to_owned(),
        promises_accurate: Some(false),
        felt: Some(Felt::Little),
    }
}

#[test]
fn whoever_accepted_last_rates() {
    let mut world = World::kicked_off();
    for person in [ANA, LEA, CARA] {
        assert!(matches!(world.refusal(person, &needed(4)), Refusal::NotYours { .. }));
    }
    world.does(BEN, &needed(4));
    assert_eq!(world.handoff.rating.as_ref().and_then(|rating| rating.by), Some(BEN));
    assert!(world.happened(&Event::Rated { question: "needed".to_owned() }));
}

#[test]
fn what_was_never_accepted_is_not_rated() {
    assert_eq!(World::sent().refusal(BEN, &needed(4)), Refusal::NotRatable);
    assert_eq!(World::returned().refusal(BEN, &needed(4)), Refusal::NotRatable);
    assert_eq!(World::accepted().refusal(BEN, &needed(4)), Refusal::NotNow { status: Status::Accepted });
}

#[test]
fn every_answer_is_saved_by_itself() {
    let mut world = World::kicked_off();
    let answers = [
        RateAnswer::Needed(2),
        RateAnswer::Timing(Timing::Late),
        RateAnswer::Felt(Felt::Unknown),
        RateAnswer::Reason(ReturnReason::PromiseUnclear),
        RateAnswer::Words("Who is Tom?".to_owned()),
        RateAnswer::ExtraNumber(3),
        RateAnswer::ExtraTick(true),
    ];
    for answer in answers {
        world.does(BEN, &Action::Rate(answer));
    }
    let rating = world.handoff.rating.clone().expect("a rating");
    assert_eq!((rating.needed, rating.timing, rating.felt), (Some(2), Some(Timing::Late), Some(Felt::Unknown)));
    assert_eq!((rating.reason, rating.words.as_str()), (Some(ReturnReason::PromiseUnclear), "Who is Tom?"));
    assert_eq!((rating.extra_number, rating.extra_tick), (Some(3), Some(true)));
    world.does(BEN, &needed(3));
    assert_eq!(world.handoff.rating.as_ref().and_then(|rating| rating.reason), None);
}

#[test]
fn a_score_is_one_to_five() {
    let world = World::kicked_off();
    assert_eq!(world.refusal(BEN, &needed(0)), Refusal::Gone);
    assert_eq!(world.refusal(BEN, &needed(6)), Refusal::Gone);
}

#[test]
fn a_rating_can_be_changed_for_a_day_from_its_first_answer() {
    let mut world = World::kicked_off();
    world.does(BEN, &needed(4)).until("Mon 15:00").does(BEN, &needed(3)).until("Tue 10:59").does(BEN, &needed(2));
    assert!(!world.said(&Note::RatingShown { n: 1 }));
    world.until("Tue 11:00");
    assert_eq!(world.refusal(BEN, &needed(5)), Refusal::RatingLocked);
    assert!(world.said(&Note::RatingShown { n: 1 }) && world.happened(&Event::RatingLocked));
    assert!(!world.fires(Timer::RatingLocks));
}

#[test]
fn after_a_day_it_is_locked_even_before_the_timer_fires() {
    let mut world = World::kicked_off();
    world.does(BEN, &needed(4)).sleeps_until("Tue 11:00");
    assert_eq!(world.refusal(BEN, &needed(5)), Refusal::RatingLocked);
    world.wakes();
    assert_eq!(world.handoff.rating.as_ref().map(|rating| (rating.locked, rating.needed)), Some((true, Some(4))));
}

#[test]
fn a_rating_is_not_locked_before_its_day_is_over() {
    let mut world = World::kicked_off();
    assert!(!world.fires(Timer::RatingLocks));
    world.does(BEN, &needed(4)).until("Tue 10:59");
    assert!(!world.fires(Timer::RatingLocks));
    world.does(BEN, &needed(5));
}

#[test]
fn thanks_are_for_a_five_and_said_once() {
    let mut world = World::kicked_off();
    assert_eq!(world.refusal(BEN, &Action::Thank), Refusal::NotRatable);
    world.does(BEN, &needed(4));
    assert_eq!(world.refusal(BEN, &Action::Thank), Refusal::NotRatable);
    world.does(BEN, &needed(5)).does(BEN, &Action::Thank);
    assert!(world.said(&Note::Thanked) && world.happened(&Event::Thanked));
    let done = Refusal::AlreadyDone { status: Status::KickedOff, by: Some(BEN) };
    assert_eq!(world.refusal(BEN, &Action::Thank), done);
}

#[test]
fn completed_it_can_still_be_rated() {
    let mut world = World::completed();
    world.does(BEN, &needed(5)).until("Wed 12:00").does(BEN, &Action::Thank);
}

#[test]
fn the_second_look_is_asked_two_weeks_after_completion() {
    let mut world = World::completed();
    world.until("Mon 2026-03-23 11:59");
    assert!(!world.said(&Note::SecondLook));
    world.until("Mon 2026-03-23 12:00");
    assert!(world.said(&Note::SecondLook) && world.happened(&Event::SecondLookAsked));
}

#[test]
fn the_second_look_is_given_once_and_then_not_asked_for() {
    let mut world = World::completed();
    world.does(BEN, &look_again());
    let look = world.handoff.second_look.clone().expect("a look");
    assert_eq!((look.by, look.section.as_deref(), look.felt), (BEN, Some("risks"), Some(Felt::Little)));
    let done = Refusal::AlreadyDone { status: Status::Completed, by: Some(BEN) };
    assert_eq!(world.refusal(BEN, &look_again()), done);
    world.until("Tue 2026-03-24 12:00");
    assert!(!world.said(&Note::SecondLook));
}

#[test]
fn a_section_nobody_knows_is_left_out_of_the_second_look() {
    let mut world = World::completed();
    let look =
        Action::LookAgain { section: Some("x".to_owned()), words: String::new(), promises_accurate: None, felt: None };
    world.does(BEN, &look);
    assert_eq!(world.handoff.second_look.as_ref().and_then(|look| look.section.clone()), None);
    assert_eq!(world.handoff.second_look.as_ref().map(|look| look.at), Some(at("Mon 12:00")));
}

fn asked(world: &World) -> Vec<&Note> {
    let asks = |note: &&Note| matches!(note, Note::KickedOff | Note::Completed { asks: true });
    world.notes.iter().map(|(_, note)| note).filter(asks).collect()
}

#[test]
fn the_card_is_asked_once_at_first_contact_and_not_again_at_completion() {
    // Nobody answered it.
    let world = World::completed();
    assert_eq!(world.handoff.rating, None);
    assert_eq!(asked(&world), [&Note::KickedOff]);
    assert!(world.said(&Note::Completed { asks: false }));
}

#[test]
fn whom_first_contact_did_not_ask_is_asked_at_completion() {
    let mut world = World::kicked_off();
    let left = Action::PersonLeft { person: BEN, fallback: MIA };
    world.act(Actor::System, &left).expect("the directory says so");
    world.until("Mon 12:00").does(MIA, &Action::Tick { item: "promises_confirmed".to_owned(), line: String::new() });
    world.fills("ae_leaves_on", "31 March 2026").does(MIA, &Action::Complete);
    assert_eq!(asked(&world), [&Note::KickedOff, &Note::Completed { asks: true }]);
}

/// Ben rated 2, then it was given to Cara, who accepted it and made first contact.
fn rated_and_given_on() -> World {
    let mut world = World::kicked_off();
    world.does(BEN, &needed(2)).does(BEN, &Action::Rate(RateAnswer::Timing(Timing::Late)));
    world.until("Mon 14:00").does(MIA, &reassign(CARA)).does(CARA, &accept()).does(CARA, &first_contact());
    world
}

#[test]
fn whoever_accepts_after_a_rating_has_a_card_of_their_own() {
    let mut world = rated_and_given_on();
    assert_eq!(asked(&world).len(), 2);
    assert_eq!(world.handoff.own_rating(), None);
    // Until she rates the figures have Ben's.
    assert_eq!(world.handoff.rating.as_ref().map(|rating| (rating.by, rating.needed)), Some((Some(BEN), Some(2))));
    world.does(CARA, &needed(5));
    let rating = world.handoff.rating.clone().expect("a rating");
    assert_eq!((rating.by, rating.needed, rating.timing), (Some(CARA), Some(5), None), "one row of two people");
    let earlier = &world.handoff.earlier_ratings;
    assert_eq!(earlier.iter().map(|rating| (rating.by, rating.needed)).collect::<Vec<_>>(), [(Some(BEN), Some(2))]);
    assert_eq!(world.handoff.own_rating(), Some(&rating));
}

#[test]
fn a_locked_rating_does_not_keep_the_next_owner_from_rating() {
    let mut world = World::kicked_off();
    world.does(BEN, &needed(2)).until("Tue 12:00").does(MIA, &reassign(CARA)).does(CARA, &accept());
    world.does(CARA, &first_contact()).does(CARA, &needed(4));
    assert!(world.handoff.earlier_ratings[0].locked);
    assert_eq!(world.handoff.own_rating().and_then(|rating| rating.needed), Some(4));
}

#[test]
fn each_rating_is_locked_and_shown_when_its_own_day_is_over() {
    let mut world = rated_and_given_on();
    world.does(CARA, &needed(5)).until("Tue 11:00");
    assert!(world.said(&Note::RatingShown { n: 1 }) && !world.said(&Note::RatingShown { n: 2 }));
    world.does(CARA, &needed(4)).until("Tue 14:00");
    assert!(world.said(&Note::RatingShown { n: 2 }));
    assert_eq!(world.refusal(CARA, &needed(5)), Refusal::RatingLocked);
}

#[test]
fn thanks_are_not_for_what_somebody_else_rated() {
    let mut world = World::kicked_off();
    world.does(BEN, &needed(5)).does(MIA, &reassign(CARA)).does(CARA, &accept()).does(CARA, &first_contact());
    assert_eq!(world.refusal(CARA, &Action::Thank), Refusal::NotRatable);
}
