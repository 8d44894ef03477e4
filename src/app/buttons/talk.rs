//! Forms between sender and receiver, as actions.

use crate::app::act::Subject;
use crate::app::router::Desk;
use crate::chat::cards::forms::{hand_over, reasons};
use crate::chat::form::Answers;
use crate::chat::route::{Route, Verb};
use crate::domain::brief::{Entry, FieldKey, value};
use crate::domain::handoff::ReturnReason;
use crate::domain::lifecycle::Action;
use crate::domain::lifecycle::action::{Acceptance, ReadBackText};

/// What a form without people in it asks for.
#[expect(clippy::wildcard_enum_match_arm, reason = "other verbs belong to other files of this module")]
pub(super) fn from_form(desk: &Desk<'_>, subject: &Subject, route: &Route, answers: &Answers) -> Option<Action> {
    let typed = |key: &str| answers.get(key).map(|typed| value::clean(typed)).unwrap_or_default();
    let read_back = || ReadBackText {
        goal: typed(hand_over::GOAL),
        first_step: typed(hand_over::FIRST_STEP),
        watch: typed(hand_over::WATCH),
        answers: receivers_answers(desk, subject, answers),
    };
    match route.verb {
        Verb::Accept => Some(Action::Accept(Acceptance::Now(read_back()))),
        Verb::TakeOver => Some(Action::TakeOver(Acceptance::Now(read_back()))),
        Verb::Rewrite => Some(Action::WriteReadBack(read_back())),
        Verb::Return => Some(Action::Return {
            reason: ReturnReason::from_key(&typed(hand_over::REASON))?,
            sections: answers
                .get(hand_over::SECTIONS)
                .map(|keys| keys.lines().map(str::to_owned).collect())
                .unwrap_or_default(),
            note: typed(hand_over::NOTE),
        }),
        Verb::Ask => {
            let field = Some(typed(hand_over::FIELD)).filter(|field| !field.is_empty() && field != hand_over::NO_FIELD);
            Some(Action::Ask { field, text: typed(hand_over::QUESTION) })
        }
        Verb::Answer => answer(desk, subject, route, answers),
        Verb::Cancel => Some(Action::Cancel { reason: typed(reasons::REASON) }),
        Verb::Waive => Some(Action::Waive { clause: route.arg.clone(), reason: typed(reasons::REASON) }),
        Verb::Override => Some(Action::Override { gate: route.arg.clone(), reason: typed(reasons::REASON) }),
        Verb::Wait => Some(Action::Wait { reason: typed(reasons::REASON) }),
        Verb::NotQuite => Some(Action::DisputeReadBack { line: typed(reasons::LINE) }),
        _ => None,
    }
}

/// What the playbook asks of the receiver, as it was typed or chosen.
pub(super) fn receivers_answers(desk: &Desk<'_>, subject: &Subject, answers: &Answers) -> Vec<(FieldKey, Entry)> {
    let today = today(desk);
    let asked = subject.playbook.at_accept.iter().filter_map(|field| Some((field, answers.get(&field.key)?)));
    asked
        .map(|(field, typed)| (field.key.clone(), Entry { value: value::read(field, typed, today), source: None }))
        .collect()
}

/// The writer's day.
pub(super) fn today(desk: &Desk<'_>) -> chrono::NaiveDate {
    let zone = desk.company.zone_of(desk.incoming.person);
    desk.now.utc().with_timezone(&zone).date_naive()
}

/// The answer, and the field it was asked about where the sender changed what the brief says beside it.
fn answer(desk: &Desk<'_>, subject: &Subject, route: &Route, answers: &Answers) -> Option<Action> {
    let n: u32 = route.arg.parse().ok()?;
    let index = usize::try_from(n.checked_sub(1)?).ok()?;
    let asked = subject.handoff.questions.get(index)?;
    let today = today(desk);
    let entry = asked.field.as_ref().and_then(|key| {
        let field = subject.playbook.field(key)?;
        let value = value::read(field, answers.get(key)?, today);
        let is_untouched = subject.handoff.brief.value(key).map_or(value.is_blank(), |old| *old == value);
        (!is_untouched).then_some(Entry { value, source: None })
    });
    let text = answers.get(hand_over::ANSWER).map(|typed| value::clean(typed)).unwrap_or_default();
    Some(Action::Answer { n, text, entry })
}

/// What a form that names a person asks for; nothing where nobody fits.
#[expect(clippy::wildcard_enum_match_arm, reason = "other verbs belong to other files of this module")]
pub(super) fn from_person_form(desk: &Desk<'_>, route: &Route, answers: &Answers) -> Option<Action> {
    let to = desk.company.find(answers.get(reasons::TO)?)?;
    let reason = answers.get(reasons::REASON).map(|typed| value::clean(typed)).unwrap_or_default();
    match route.verb {
        Verb::NotMine => Some(Action::NotMine { to }),
        Verb::Reassign => Some(Action::Reassign { to, reason }),
        _ => None,
    }
}
