//! The forms of looking back: words to a rating, the scorecard's own number, the second look, a promise's date.

use super::super::rating::felt_key;
use super::super::view::{View, short};
use super::{Asked, HELP_CHARS, customer, form, lines, one_of, option};
use crate::chat::form::{Form, Input, InputKind};
use crate::chat::route::Verb;
use crate::chat::text::messages;
use crate::domain::handoff::Felt;

/// Words typed.
pub const WORDS: &str = "words";
/// A number typed.
pub const NUMBER: &str = "number";
/// Key of a section; [`NOTHING`] when nothing was missing.
pub const SECTION: &str = "section";
/// `yes`, `no` or [`NOTHING`].
pub const PROMISES: &str = "promises";
/// Whether the customer felt it.
pub const FELT: &str = "felt";
/// A day.
pub const BY: &str = "by";
/// "None of these", or "cannot tell".
pub const NOTHING: &str = "-";
/// Options of a form; Discord's select takes no more (its documentation, August 2026).
const OPTIONS_MAX: usize = 25;
const NUMBER_CHARS: u16 = 12;

messages! {
    fn rate_words_title(customer: Plain) -> String;
    fn rate_words_label(sender: Plain) -> String;
    fn rate_words_help(sender: Plain) -> String;
    fn rate_number_title(customer: Plain) -> String;
    fn look_title(customer: Plain) -> String;
    fn look_section() -> String;
    fn look_nothing() -> String;
    fn look_words() -> String;
    fn look_words_help() -> String;
    fn look_promises() -> String;
    fn look_cannot_tell() -> String;
    fn promise_title(n: Number) -> String;
    fn promise_by() -> String;
}

/// Words to the rating, with those given before.
pub fn rate_words_form(v: &View<'_>) -> Form {
    let sender = v.name(v.handoff.sender);
    let mut input: Input = Asked {
        key: WORDS,
        label: v.words.rate_words_label(&sender),
        help: v.words.rate_words_help(&sender),
        example: String::new(),
        kind: lines(),
        required: false,
    }
    .into();
    input.value = v.handoff.own_rating().map(|rating| rating.words.clone()).unwrap_or_default();
    form(v, Verb::RateWords, "", &v.words.rate_words_title(&customer(v)), vec![input])
}

/// The number that the scorecard asks besides, where it asks one.
pub fn extra_number_form(v: &View<'_>) -> Option<Form> {
    let question = v.playbook.scorecard.extra_number.clone()?;
    let input = Asked {
        key: NUMBER,
        label: question.clone(),
        help: question,
        example: String::new(),
        kind: InputKind::Line { max: NUMBER_CHARS },
        required: true,
    };
    Some(form(v, Verb::RateExtra, "number", &v.words.rate_number_title(&customer(v)), vec![input.into()]))
}

/// What the brief should have told, and whether the promises were right.
pub fn second_look_form(v: &View<'_>) -> Form {
    let words = v.words;
    let mut sections = vec![option(NOTHING, &words.look_nothing())];
    let named = v.playbook.sections.iter().take(OPTIONS_MAX - 1);
    sections.extend(named.map(|section| option(&section.key, &section.title)));
    let answers = [("yes", words.yes_or_no("yes")), ("no", words.yes_or_no("no")), (NOTHING, words.look_cannot_tell())];
    let mut inputs = vec![
        choice(SECTION, words.look_section(), one_of(sections)),
        Asked {
            key: WORDS,
            label: words.look_words(),
            help: words.look_words_help(),
            example: String::new(),
            kind: lines(),
            required: false,
        }
        .into(),
        choice(PROMISES, words.look_promises(), one_of(answers.map(|(key, label)| option(key, &label)).into())),
    ];
    if v.handoff.own_rating().is_some_and(|rating| rating.felt == Some(Felt::Unknown)) {
        let felt = [Felt::No, Felt::Little, Felt::Yes, Felt::Unknown].map(felt_key);
        let options = felt.map(|key| option(key, &words.rate_felt_option(key)));
        let label = v.playbook.scorecard.felt.clone().unwrap_or_else(|| words.rate_felt());
        inputs.push(choice(FELT, label, one_of(options.into())));
    }
    form(v, Verb::LookAgain, "", &words.look_title(&customer(v)), inputs)
}

fn choice(key: &'static str, label: String, kind: InputKind) -> Input {
    let help = if label.chars().count() > super::LABEL_CHARS { label.clone() } else { String::new() };
    Asked { key, label, help, example: String::new(), kind, required: true }.into()
}

/// The date that a promise lacks.
pub fn promise_date_form(v: &View<'_>, n: u32) -> Form {
    let promise = v.promises().find(|(number, _)| *number == n).map(|(_, promise)| promise.text.as_str());
    let input = Asked {
        key: BY,
        label: v.words.promise_by(),
        help: short(promise.unwrap_or_default(), HELP_CHARS),
        example: String::new(),
        kind: InputKind::Date,
        required: true,
    };
    form(v, Verb::PromiseDate, &n.to_string(), &v.words.promise_title(n.into()), vec![input.into()])
}
