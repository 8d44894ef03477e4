//! The forms of taking a customer over: accept, read-back, send back, ask, answer.

use super::super::view::{View, short};
use super::input::field_input;
use super::{Asked, HELP_CHARS, LABEL_CHARS, customer, form, line, lines, one_of, option};
use crate::chat::form::{Form, Input, InputKind};
use crate::chat::message::Choice;
use crate::chat::route::Verb;
use crate::chat::text::messages;
use crate::domain::handoff::{Question, ReturnReason};
use crate::domain::playbook::Field;

/// Inputs of the accept form, besides those a playbook adds.
pub const GOAL: &str = "goal";
/// The first step.
pub const FIRST_STEP: &str = "first_step";
/// The promise or risk to watch.
pub const WATCH: &str = "watch";
/// Why a brief goes back.
pub const REASON: &str = "reason";
/// The sections to mend, one key a line.
pub const SECTIONS: &str = "sections";
/// What is needed.
pub const NOTE: &str = "note";
/// The field a question is about; [`NO_FIELD`] for none.
pub const FIELD: &str = "field";
/// The question.
pub const QUESTION: &str = "question";
/// The answer.
pub const ANSWER: &str = "answer";
/// What stands for a question about no field in particular.
pub const NO_FIELD: &str = "-";
/// Options of a form; Discord's select takes no more (its documentation, August 2026).
const OPTIONS_MAX: usize = 25;

messages! {
    fn accept_title(customer: Plain) -> String;
    fn accept_submit() -> String;
    fn read_back_title(customer: Plain) -> String;
    fn ask_goal() -> String;
    fn ask_goal_help(sender: Plain) -> String;
    fn ask_first_step() -> String;
    fn ask_first_step_example(contact: Plain) -> String;
    fn ask_first_step_example_plain() -> String;
    fn ask_watch() -> String;
    fn ask_watch_help() -> String;
    fn ask_watch_high() -> String;
    fn return_title(customer: Plain) -> String;
    fn return_submit(sender: Plain) -> String;
    fn return_reason() -> String;
    fn return_sections() -> String;
    fn return_sections_help() -> String;
    fn return_note() -> String;
    fn return_note_help(sender: Plain) -> String;
    fn return_note_example() -> String;
    fn question_title(sender: Plain, customer: Plain) -> String;
    fn question_field() -> String;
    fn question_no_field() -> String;
    fn question_text() -> String;
    fn question_help(sender: Plain) -> String;
    fn answer_title(asker: Plain, customer: Plain) -> String;
    fn answer_text() -> String;
    fn answer_field_help() -> String;
}

/// Accept, or take over as the backup: the read-back in three lines, and what the playbook asks besides.
pub fn accept_form(v: &View<'_>, verb: Verb) -> Form {
    let inputs = read_back_inputs(v).into_iter().chain(asked_inputs(v)).collect();
    let mut form = form(v, verb, "", &v.words.accept_title(&customer(v)), inputs);
    form.submit = v.words.accept_submit();
    form
}

/// The read-back written later, or anew with the last one in it; and what the playbook asks besides.
pub fn read_back_form(v: &View<'_>) -> Form {
    let mut inputs = read_back_inputs(v);
    if let Some(last) = v.handoff.read_back() {
        for (input, value) in inputs.iter_mut().zip([&last.goal, &last.first_step, &last.watch]) {
            input.value.clone_from(value);
        }
    }
    inputs.extend(asked_inputs(v));
    form(v, Verb::Rewrite, "", &v.words.read_back_title(&customer(v)), inputs)
}

/// What the playbook asks of the receiver, with what they answered before.
fn asked_inputs(v: &View<'_>) -> impl Iterator<Item = Input> {
    let brief = &v.handoff.brief;
    let is_high_risk = v.playbook.is_high_risk(brief);
    let asked = v.playbook.at_accept.iter().filter(|field| field.applies(brief));
    asked.map(move |field| field_input(v, field, field.is_required(is_high_risk)))
}

fn read_back_inputs(v: &View<'_>) -> Vec<Input> {
    let (words, sender) = (v.words, v.name(v.handoff.sender));
    let is_high_risk = v.playbook.is_high_risk(&v.handoff.brief);
    let goal = Asked {
        key: GOAL,
        label: words.ask_goal(),
        help: words.ask_goal_help(&sender),
        example: String::new(),
        kind: line(),
        required: true,
    };
    let step = Asked {
        key: FIRST_STEP,
        label: words.ask_first_step(),
        help: String::new(),
        example: match v.contact_first_name() {
            Some(contact) => words.ask_first_step_example(&contact),
            None => words.ask_first_step_example_plain(),
        },
        kind: line(),
        required: true,
    };
    let watch = Asked {
        key: WATCH,
        label: words.ask_watch(),
        help: if is_high_risk { words.ask_watch_high() } else { words.ask_watch_help() },
        example: String::new(),
        kind: line(),
        required: is_high_risk,
    };
    [goal, step, watch].map(Input::from).into()
}

/// Send back: why, which parts, and what is needed.
pub fn return_form(v: &View<'_>) -> Form {
    let (words, sender) = (v.words, v.name(v.handoff.sender));
    let reasons = ReturnReason::ALL.map(|reason| option(reason.key(), &words.reason_name(reason.key())));
    let sections: Vec<Choice> =
        v.playbook.sections.iter().take(OPTIONS_MAX).map(|section| option(&section.key, &section.title)).collect();
    let reason = Asked {
        key: REASON,
        label: words.return_reason(),
        help: String::new(),
        example: String::new(),
        kind: one_of(reasons.into()),
        required: true,
    };
    let parts = Asked {
        key: SECTIONS,
        label: words.return_sections(),
        help: words.return_sections_help(),
        example: String::new(),
        kind: InputKind::Options { options: sections, several: true },
        required: false,
    };
    let note = Asked {
        key: NOTE,
        label: words.return_note(),
        help: words.return_note_help(&sender),
        example: words.return_note_example(),
        kind: lines(),
        required: false,
    };
    let mut form =
        form(v, Verb::Return, "", &words.return_title(&customer(v)), [reason, parts, note].map(Input::from).into());
    form.submit = short(&words.return_submit(&sender), LABEL_CHARS);
    form
}

/// A question, about a field where `field` names one or the person chooses one.
pub fn ask_form(v: &View<'_>, field: Option<&str>) -> Form {
    let (words, sender) = (v.words, v.name(v.handoff.sender));
    let mut about: Input = Asked {
        key: FIELD,
        label: words.question_field(),
        help: String::new(),
        example: String::new(),
        kind: one_of(question_fields(v, field)),
        required: false,
    }
    .into();
    field.unwrap_or(NO_FIELD).clone_into(&mut about.value);
    let question = Asked {
        key: QUESTION,
        label: words.question_text(),
        help: words.question_help(&sender),
        example: String::new(),
        kind: lines(),
        required: true,
    };
    let title = words.question_title(&sender, &customer(v));
    form(v, Verb::Ask, field.unwrap_or_default(), &title, vec![about, question.into()])
}

/// Fields one may ask about: the core first, the named one always, "something else" last.
fn question_fields(v: &View<'_>, named: Option<&str>) -> Vec<Choice> {
    let playbook = v.playbook;
    let core = playbook.card.iter().chain(playbook.core_sections().flat_map(|section| &section.fields));
    let others = playbook.sections.iter().filter(|section| !section.core).flat_map(|section| &section.fields);
    let is_named = |field: &&Field| Some(field.key.as_str()) == named;
    let mut fields: Vec<&Field> = playbook.fields().filter(is_named).collect();
    fields.extend(core.chain(others).filter(|field| !is_named(field) && field.applies(&v.handoff.brief)));
    fields.truncate(OPTIONS_MAX - 1);
    let mut options: Vec<Choice> = fields.into_iter().map(|field| option(&field.key, &field.label)).collect();
    options.push(option(NO_FIELD, &v.words.question_no_field()));
    for option in &mut options {
        option.chosen = option.value == named.unwrap_or(NO_FIELD);
    }
    options
}

/// The answer to a question, and the field it belongs to with its present value.
pub fn answer_form(v: &View<'_>, n: u32, question: &Question) -> Form {
    let words = v.words;
    let answer = Asked {
        key: ANSWER,
        label: words.answer_text(),
        help: short(&question.text, HELP_CHARS),
        example: String::new(),
        kind: lines(),
        required: true,
    };
    let mut inputs = vec![answer.into()];
    if let Some(field) = question.field.as_ref().and_then(|key| v.playbook.field(key)) {
        let mut input = field_input(v, field, false);
        input.help = words.answer_field_help();
        inputs.push(input);
    }
    let title = words.answer_title(&v.name(question.by), &customer(v));
    form(v, Verb::Answer, &n.to_string(), &title, inputs)
}
