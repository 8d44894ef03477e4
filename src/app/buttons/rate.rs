//! Buttons and forms of the quick card, the second look and the promises.

use crate::app::router::Desk;
use crate::chat::cards::forms::look_back::{BY, FELT, NOTHING, NUMBER, PROMISES, SECTION, WORDS};
use crate::chat::form::Answers;
use crate::chat::route::{Route, Verb};
use crate::domain::brief::value;
use crate::domain::handoff::{Felt, ReturnReason, Timing};
use crate::domain::lifecycle::Action;
use crate::domain::lifecycle::action::RateAnswer;

/// A tap on the quick card.
#[expect(clippy::wildcard_enum_match_arm, reason = "other verbs belong to other files of this module")]
pub(super) fn direct(route: &Route) -> Option<Action> {
    let arg = route.arg.as_str();
    let answer = match route.verb {
        Verb::RateNeeded => RateAnswer::Needed(arg.parse().ok()?),
        Verb::RateTiming => RateAnswer::Timing(timing(arg)?),
        Verb::RateFelt => RateAnswer::Felt(felt(arg)?),
        Verb::RateReason => RateAnswer::Reason(ReturnReason::from_key(arg)?),
        Verb::RateExtra => RateAnswer::ExtraTick(arg == "yes"),
        _ => return None,
    };
    Some(Action::Rate(answer))
}

/// What was typed into a form.
#[expect(clippy::wildcard_enum_match_arm, reason = "other verbs belong to other files of this module")]
pub(super) fn from_form(route: &Route, answers: &Answers, desk: &Desk<'_>) -> Option<Action> {
    let typed = |key: &str| answers.get(key).map(|typed| value::clean(typed)).unwrap_or_default();
    match route.verb {
        Verb::RateWords => Some(Action::Rate(RateAnswer::Words(typed(WORDS)))),
        Verb::RateExtra => Some(Action::Rate(RateAnswer::ExtraNumber(typed(NUMBER).parse().ok()?))),
        Verb::LookAgain => Some(Action::LookAgain {
            section: Some(typed(SECTION)).filter(|section| !section.is_empty() && section != NOTHING),
            words: typed(WORDS),
            promises_accurate: match typed(PROMISES).as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            felt: felt(&typed(FELT)),
        }),
        Verb::PromiseDate => {
            let by = value::read_day(&typed(BY), super::talk::today(desk))?;
            Some(Action::DatePromise { n: route.arg.parse().ok()?, by })
        }
        _ => None,
    }
}

fn timing(key: &str) -> Option<Timing> {
    match key {
        "early" => Some(Timing::Early),
        "right" => Some(Timing::Right),
        "late" => Some(Timing::Late),
        _ => None,
    }
}

fn felt(key: &str) -> Option<Felt> {
    match key {
        "no" => Some(Felt::No),
        "little" => Some(Felt::Little),
        "yes" => Some(Felt::Yes),
        "unknown" => Some(Felt::Unknown),
        _ => None,
    }
}
