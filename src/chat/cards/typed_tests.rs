//! What the words behind a typed button choose.

use super::super::forms::{hand_over, reasons};
use super::super::testing::{ANA, BEN, World};
use super::*;
use crate::chat::limits::{DISCORD, check_message};

fn clicks(v: &View<'_>, verb: Verb, words: &str) -> Vec<(Verb, String, Vec<String>)> {
    match press(v, verb, words) {
        Press::Clicks(clicks) => clicks.into_iter().map(|(route, values)| (route.verb, route.arg, values)).collect(),
        Press::Form { route, values, .. } => panic!("{words}: opens {route:?} {values:?}"),
        Press::Say(message) => panic!("{words}: {message:?}"),
    }
}

fn said(world: &World, verb: Verb, words: &str) -> String {
    match press(&world.view_of(BEN), verb, words) {
        Press::Say(message) => {
            assert_eq!(check_message(&message, &DISCORD), []);
            world.draw(&message)
        }
        other @ (Press::Clicks(_) | Press::Form { .. }) => panic!("{words}: {other:?}"),
    }
}

#[test]
fn options_are_named_by_key_or_label_in_any_case() {
    let world = World::draft();
    let v = world.view_of(ANA);
    for words in ["segment mid_market", "Segment Mid-market", "SEGMENT  mid-market", "segment, Mid-Market"] {
        assert_eq!(clicks(&v, Verb::Choose, words), [(Verb::Choose, "segment".into(), vec!["mid_market".into()])]);
    }
    for words in ["segment huge", "segment mid-marketing", "segment smb startup", "segment"] {
        assert!(matches!(press(&v, Verb::Choose, words), Press::Say(_)), "{words}");
    }
    assert!(matches!(press(&v, Verb::Section, "why and PROMISES"), Press::Form { route, .. } if route.arg == "why"));
}

#[test]
fn several_items_are_ticked_at_once_and_a_stranger_among_them_ticks_nothing() {
    let world = World::accepted();
    let both = clicks(&world.view_of(BEN), Verb::Tick, "kickoff_scheduled, Billing contact confirmed");
    assert_eq!(both, [(Verb::Tick, String::new(), vec!["kickoff_scheduled".into(), "billing_confirmed".into()])]);
    assert!(said(&world, Verb::Tick, "kickoff_scheduled nonsense").starts_with("I do not know what"));
    assert!(said(&world, Verb::Tick, "").starts_with("Which one?"));
    assert!(said(&world, Verb::Tick, "**x** @everyone").contains("**x** @everyone"), "user text is only text");
}

#[test]
fn a_rating_is_one_tap_a_word() {
    let world = World::kicked_off();
    let v = world.view_of(BEN);
    let taps = clicks(&v, Verb::RateAgain, "2 Late little vague_criteria");
    let verbs: Vec<(Verb, &str)> = taps.iter().map(|(verb, arg, _)| (*verb, arg.as_str())).collect();
    let expected = [
        (Verb::RateNeeded, "2"),
        (Verb::RateTiming, "late"),
        (Verb::RateFelt, "little"),
        (Verb::RateReason, "vague_criteria"),
    ];
    assert_eq!(verbs, expected);
    assert_eq!(clicks(&v, Verb::RateAgain, ""), [(Verb::RateAgain, String::new(), Vec::new())]);
    assert!(said(&world, Verb::RateAgain, "6").contains("Did you have what you needed?"));
    assert_eq!(clicks(&v, Verb::Promise, "1 broken")[0].1, "1.broken");
}

#[test]
fn words_go_into_the_form_and_only_a_whole_one_is_submitted() {
    let world = World::sent();
    let v = world.view_of(BEN);
    let mut ask = hand_over::ask_form(&v, None);
    let answers = fill(&mut ask, " By when? ").unwrap();
    assert_eq!(answers[hand_over::QUESTION], "By when?");
    assert_eq!(answers[hand_over::FIELD], hand_over::NO_FIELD);
    assert_eq!(fill(&mut hand_over::ask_form(&v, None), ""), None);

    let mut accept = hand_over::accept_form(&v, Verb::Accept);
    assert_eq!(fill(&mut accept, "Five days"), None, "the first step is missing");
    assert_eq!(accept.inputs[0].value, "Five days");

    let answers = fill(&mut hand_over::return_form(&v), "missing_field Who signs?").unwrap();
    assert_eq!(
        (answers[hand_over::REASON].as_str(), answers[hand_over::NOTE].as_str()),
        ("missing_field", "Who signs?")
    );
    assert_eq!(fill(&mut hand_over::return_form(&v), "Who signs?"), None, "the reason is missing");

    for words in ["@lea She knows them", "lea She knows them", "<@!lea> She knows them"] {
        let answers = fill(&mut reasons::reassign_form(&v), words).unwrap();
        assert_eq!((answers[reasons::TO].as_str(), answers[reasons::REASON].as_str()), ("lea", "She knows them"));
    }
    let answers = fill(&mut reasons::not_mine_form(&v), "@\"Lea Vogt\"").unwrap();
    assert_eq!(answers[reasons::TO], "Lea Vogt");
    assert_eq!(fill(&mut reasons::not_mine_form(&v), "@lea and more"), None, "nothing typed is dropped");
}
