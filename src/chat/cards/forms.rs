//! Every form about a handoff except those of the brief itself: one screen, what was typed before kept in it.

use super::view::{View, short};
use crate::chat::form::{Answers, Form, Input, InputKind};
use crate::chat::message::Choice;
use crate::chat::route::Verb;
use crate::chat::text::{Words, messages};
use crate::domain::lifecycle::Refusal;
use crate::domain::setup::WrongZone;

mod input;

pub mod checklist;
pub mod hand_over;
pub mod look_back;
pub mod reasons;

pub use input::field_input;

/// Titles and labels take so many characters; Discord's form takes no more (its documentation, August 2026).
pub(super) const LABEL_CHARS: usize = 45;
/// Help, examples and options take so many characters; Discord's form takes no more (as above).
pub(super) const HELP_CHARS: usize = 100;
/// At most so many characters of a customer in a title.
const TITLE_CUSTOMER_CHARS: usize = 24;
/// Characters of a line typed into a form.
const LINE_MAX: u16 = 300;
/// Characters of several lines typed into a form.
const LINES_MAX: u16 = 1_500;
/// Of a zone's name that was typed so much is said again.
const ZONE_CHARS: usize = 40;

messages! {
    fn submit_send() -> String;
    fn problem_read_back() -> String;
    fn problem_watch() -> String;
    fn problem_answers(labels: Plain) -> String;
    fn problem_line() -> String;
    fn problem_day() -> String;
    fn problem_unread() -> String;
    fn problem_high_risk() -> String;
    fn problem_zone(typed: Plain) -> String;
    fn problem_zone_near(typed: Plain, near: Plain) -> String;
    fn problem_zone_or(one: Plain, other: Plain) -> String;
}

/// That no zone is called so, and which ones were probably meant.
pub(super) fn zone_problem(words: &Words, wrong: &WrongZone) -> String {
    let typed = short(&wrong.typed, ZONE_CHARS);
    let near = wrong.near.iter().map(|name| (*name).to_owned());
    match near.reduce(|one, other| words.problem_zone_or(&one, &other)) {
        Some(near) => words.problem_zone_near(&typed, &near),
        None => words.problem_zone(&typed),
    }
}

/// What is wrong with what was typed; nothing where typing something else would not help.
pub fn problem(v: &View<'_>, refusal: &Refusal) -> Option<String> {
    let words = v.words;
    match refusal {
        Refusal::ReadBackNeeded { watch: true } => Some(words.problem_watch()),
        Refusal::ReadBackNeeded { watch: false } => Some(words.problem_read_back()),
        Refusal::AnswersNeeded(fields) => {
            let labels: Vec<String> = fields.iter().map(|key| v.field_label(key)).collect();
            Some(words.problem_answers(&labels.join(" · ")))
        }
        Refusal::ReasonNeeded | Refusal::LineNeeded { .. } => Some(words.problem_line()),
        Refusal::DayNeeded => Some(words.problem_day()),
        Refusal::HighRisk(_) => Some(words.problem_high_risk()),
        Refusal::NotYours { .. }
        | Refusal::NotNow { .. }
        | Refusal::AlreadyDone { .. }
        | Refusal::Incomplete(_)
        | Refusal::NotSigned
        | Refusal::Held { .. }
        | Refusal::KickoffNeeds { .. }
        | Refusal::ClausesOpen(_)
        | Refusal::InFuture
        | Refusal::NotAPerson(_)
        | Refusal::SamePerson
        | Refusal::AlreadyReceiver(_)
        | Refusal::RatingLocked
        | Refusal::NotRatable
        | Refusal::Gone
        | Refusal::NotOverdue { .. }
        | Refusal::QuestionOpen
        | Refusal::NothingChanged => None,
    }
}

/// Shown a second time: why, and everything that was typed in it again.
#[must_use]
pub fn once_more(form: Form, typed: &Answers, problem: String) -> Form {
    Form { problem: Some(problem), ..with_answers(form, typed) }
}

/// With what was typed already in its places.
#[must_use]
pub fn with_answers(mut form: Form, typed: &Answers) -> Form {
    for input in &mut form.inputs {
        if let Some(value) = typed.get(&input.key) {
            input.value.clone_from(value);
            if let InputKind::Options { options, .. } = &mut input.kind {
                for option in options {
                    option.chosen = value.lines().any(|line| line == option.value);
                }
            }
        }
    }
    form
}

/// The customer as it fits into a title.
fn customer(v: &View<'_>) -> String {
    short(&v.customer(), TITLE_CUSTOMER_CHARS)
}

fn form(v: &View<'_>, verb: Verb, arg: &str, title: &str, inputs: Vec<Input>) -> Form {
    let submit = v.words.submit_send();
    Form { id: v.id_with(verb, arg), title: short(title, LABEL_CHARS), inputs, submit, problem: None }
}

/// A question of a form.
struct Asked {
    key: &'static str,
    label: String,
    help: String,
    example: String,
    kind: InputKind,
    required: bool,
}

impl From<Asked> for Input {
    fn from(asked: Asked) -> Self {
        Self {
            key: asked.key.to_owned(),
            label: short(&asked.label, LABEL_CHARS),
            help: short(&asked.help, HELP_CHARS),
            example: short(&asked.example, HELP_CHARS),
            kind: asked.kind,
            required: asked.required,
            value: String::new(),
        }
    }
}

fn line() -> InputKind {
    InputKind::Line { max: LINE_MAX }
}

fn lines() -> InputKind {
    InputKind::Lines { max: LINES_MAX }
}

fn one_of(options: Vec<Choice>) -> InputKind {
    InputKind::Options { options, several: false }
}

fn option(value: impl Into<String>, label: &str) -> Choice {
    Choice { value: value.into(), label: short(label, HELP_CHARS), hint: String::new(), chosen: false }
}
