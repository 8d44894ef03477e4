//! The walk, screen by screen: in order, within limits, to be looked at and not pressed.

use std::collections::BTreeSet;

use super::super::testing;
use super::*;
use crate::chat::limits::{DISCORD_CARD, PLAYGROUND, check_message};
use crate::clock::Timestamp;

const ADMINS: [PersonId; 2] = [PersonId::new(71), PersonId::new(72)];
const ENDINGS: [Ending<'static>; 4] = [
    Ending::AtWork,
    Ending::NotSetUp { admins: &ADMINS, is_admin: true },
    Ending::NotSetUp { admins: &ADMINS, is_admin: false },
    Ending::NotSetUp { admins: &[], is_admin: false },
];

fn screen_of(words: &Words, step: Step, ending: Ending<'_>) -> Message {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/prompts/playground/sample.toml");
    let sample: Sample = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    screen(words, (&sample, &testing::playbook("ae_csm")), step, ending).unwrap()
}

/// One of each screen, for what a platform draws.
pub(crate) fn kinds(words: &Words, add: &mut impl FnMut(&str, Message)) {
    add("greeting of a server", joining::hello(words));
    for step in Step::ALL {
        add(&format!("practice {}", step.key()), screen_of(words, step, Ending::AtWork));
    }
    add("practice ends with set-up", screen_of(words, Step::Figures, ENDINGS[1]));
    add("practice ends with who may", screen_of(words, Step::Figures, ENDINGS[2]));
}

fn drawn(step: Step, ending: Ending<'_>) -> String {
    testing::draw(&screen_of(&testing::words(), step, ending), Timestamp::from_ms(0))
}

/// Id, and whether it can be pressed, of everything that looks as if it could.
fn controls(message: &Message) -> Vec<(String, bool)> {
    let of = |block: &Block| match block {
        Block::Buttons(buttons) => buttons.iter().map(|button| (button.id.clone(), !button.disabled)).collect(),
        Block::Select(select) => vec![(select.id.clone(), !select.disabled)],
        Block::Line(_)
        | Block::Small(_)
        | Block::Heading(_)
        | Block::Meter { .. }
        | Block::Copy(_)
        | Block::Divider => Vec::new(),
    };
    message.blocks.iter().flat_map(of).collect()
}

fn pressable(message: &Message) -> Vec<String> {
    controls(message).into_iter().filter_map(|(id, can_be)| can_be.then_some(id)).collect()
}

#[test]
fn every_screen_fits_without_being_fitted() {
    for step in Step::ALL {
        for ending in ENDINGS {
            let message = screen_of(&testing::words(), step, ending);
            for limits in [&PLAYGROUND, &DISCORD_CARD] {
                assert_eq!(check_message(&message, limits), [], "{step:?}");
            }
        }
    }
}

#[test]
fn next_leads_through_all_of_it_and_back_leads_home() {
    let words = testing::words();
    let step_of = |id: &str| Step::of_arg(&Route::parse(id).filter(|route| route.verb == Verb::Practice)?.arg);
    let mut there = vec![Step::Brief];
    while let Some(next) = pressable(&screen_of(&words, there[there.len() - 1], Ending::AtWork)).last().cloned() {
        let next = step_of(&next).unwrap();
        if there.contains(&next) {
            break;
        }
        there.push(next);
    }
    assert_eq!(there, Step::ALL);
    let mut back = vec![Step::Figures];
    while let [id, _] | [id] = pressable(&screen_of(&words, back[back.len() - 1], Ending::AtWork)).as_slice() {
        match step_of(id).filter(|step| !back.contains(step)) {
            Some(before) => back.push(before),
            None => break,
        }
    }
    back.reverse();
    assert_eq!(back, Step::ALL);
}

#[test]
fn of_a_sample_nothing_can_be_pressed_and_a_forged_press_stays_where_it_is() {
    for step in Step::ALL {
        let message = screen_of(&testing::words(), step, Ending::AtWork);
        let (alive, faded): (Vec<_>, Vec<_>) = controls(&message).into_iter().partition(|(_, can_be)| *can_be);
        assert!(alive.len() <= 2, "{step:?}: {alive:?}");
        for (id, _) in faded {
            let route = Route::parse(&id).unwrap();
            assert_eq!((route.verb, route.handoff, Step::of_arg(&route.arg)), (Verb::Practice, None, Some(step)));
        }
    }
}

#[test]
fn nobody_is_named_or_pinged_but_those_who_may_set_it_up() {
    for step in Step::ALL {
        for ending in ENDINGS {
            let message = screen_of(&testing::words(), step, ending);
            let is_asked =
                step == Step::Figures && matches!(ending, Ending::NotSetUp { admins: [_, ..], is_admin: false });
            let named = if is_asked { BTreeSet::from(ADMINS) } else { BTreeSet::new() };
            assert_eq!((message.people(), message.pings.as_slice()), (named, [].as_slice()), "{step:?}");
        }
    }
}

#[test]
fn the_same_screen_comes_whenever_it_is_asked_for() {
    for step in Step::ALL {
        let text = drawn(step, Ending::AtWork);
        assert_eq!(text, drawn(step, Ending::AtWork));
        assert!(text.contains("Practice: everybody in it is invented"), "{text}");
    }
    assert_eq!(Step::of_arg("arrived.3"), Some(Step::Arrived));
    assert_eq!([Step::of_arg(""), Step::of_arg("3"), Step::of_arg("arrived3")], [None; 3]);
}

#[test]
fn it_ends_with_what_the_reader_can_do() {
    for (ending, wanted) in ENDINGS.into_iter().zip([
        "Your own first one begins with /handoff start.\n[Back]",
        "You can set me up; everything is filled in already.\n[Back] [Set up, 3 min]",
        "can set me up in three minutes with /handoff-admin setup.\n[Back]",
        "Whoever manages this server can set me up in three minutes with /handoff-admin setup.\n[Back]",
    ]) {
        let text = drawn(Step::Figures, ending);
        assert!(text.ends_with(wanted), "{text}");
        assert!(!drawn(Step::Rating, ending).contains("set me up"));
    }
}

#[test]
fn the_third_screen() {
    assert_eq!(
        drawn(Step::Arrived, Ending::AtWork),
        "\
# 3 of 7 · Ben reads it in the thread
Accept makes ACME his, Ask stops the time until Ana answers, Return sends it back with a reason.
---
Ben, ACME is coming to you from Ana. Closed Fri 16:30.
They want: Onboarding from 14 to 5 days by 30 June
Why us: Onboarding takes their team 14 days, and the old tool lost two of their customers on the way. Live in days, \
and their own team can change it; Corvid came second
Promised: SSO live by 15 March, to Dana Ortiz
Watch: Their CFO wanted the other vendor and will look at the first invoice closely.
Talk to: Dana Ortiz, operations lead, dana@acme.example; By mail
-# Accept by Mon 12:30. Until you do, Ana owns ACME.
[Accept] [Ask Ana] [Return] [More]
---
-# Practice: everybody in it is invented, nothing is kept, nobody is told, and its faded buttons do nothing.
[Back] [Next]"
    );
}
