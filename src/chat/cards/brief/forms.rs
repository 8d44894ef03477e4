//! One screen each: a section of the brief, the customer's name, when the deal closed, another person, a promise's date.
//!
//! Nothing here insists: a half-filled screen is kept, and the card says what is still needed. What could not be read stands
//! there again as it was typed, with the reason in place of the help.

use chrono::{NaiveDate, Weekday};

use super::super::forms::field_input;
use super::super::view::{View, short};
use super::parts::{today, understood};
use crate::chat::form::{Form, INPUTS_MAX, Input, InputKind};
use crate::chat::route::{Route, Verb};
use crate::chat::text::Words;
use crate::domain::brief::closed::{Closed, ClosedProblem};
use crate::domain::brief::value::{SHORT_CHARS_MAX, Trouble, trouble};
use crate::domain::brief::{Entry, FieldKey, Value};
use crate::domain::playbook::{Field, Meaning, Section};

/// Argument of [`Verb::Section`], and key of the input, for the customer's name. No section can be called so.
pub const CUSTOMER: &str = "-customer";
/// Argument of [`Verb::Section`] for the choices of the card.
pub const CARD: &str = "-card";
/// Key of a day typed.
pub const DAY: &str = "day";
/// Key of a time typed.
pub const TIME: &str = "time";
/// Key of a reason typed.
pub const REASON: &str = "reason";
/// Key of a person chosen.
pub const PERSON: &str = "person";

/// Titles and labels; Discord's form takes 45 characters.
const LABEL_CHARS: usize = 45;
/// Help and examples; Discord's form takes 100 characters.
const HELP_CHARS: usize = 100;
/// What was typed before is shown again up to here; Discord's form takes no more.
const TYPED_CHARS_MAX: usize = 4_000;
const TIME_CHARS: u16 = 20;
const REASON_CHARS: u16 = 300;
const TITLE_CUSTOMER_CHARS: usize = 20;

/// The screen of a section, or of the card's choices ([`CARD`]), or of the customer's name ([`CUSTOMER`]); nothing for a section
/// that the playbook does not have or of which no field applies.
pub fn section_form(v: &View<'_>, section: &str) -> Option<Form> {
    match section {
        CUSTOMER => Some(customer_form(v)),
        CARD => card_form(v),
        key => v.playbook.section(key).and_then(|section| form_of(v, section)),
    }
}

fn form_of(v: &View<'_>, section: &Section) -> Option<Form> {
    let mut inputs = inputs(v, &section.fields);
    if inputs.is_empty() {
        return None;
    }
    if asks_customer_in(v, section) {
        inputs.insert(0, customer_input(v));
    }
    let title = match v.handoff.customer.as_str() {
        "" => section.title.clone(),
        customer => v.words.brief_section_title(&section.title, &short(customer, TITLE_CUSTOMER_CHARS)),
    };
    Some(form(v, Verb::Section, &section.key, &title, inputs))
}

fn card_form(v: &View<'_>) -> Option<Form> {
    let inputs = inputs(v, &v.playbook.card);
    (!inputs.is_empty()).then(|| form(v, Verb::Section, CARD, &v.words.brief_card_title(&customer(v)), inputs))
}

fn inputs(v: &View<'_>, fields: &[Field]) -> Vec<Input> {
    let applying = fields.iter().filter(|field| field.applies(&v.handoff.brief));
    applying.take(INPUTS_MAX).map(|field| input(v, field)).collect()
}

/// A field with what stands there. A required one has a star; what could not be read says why instead of its help.
fn input(v: &View<'_>, field: &Field) -> Input {
    let mut input = field_input(v, field, false);
    let is_high_risk = v.playbook.is_high_risk(&v.handoff.brief);
    let starred = format!("{} *", input.label);
    if field.is_required(is_high_risk) && starred.chars().count() <= LABEL_CHARS {
        input.label = starred;
    }
    let entry = v.handoff.brief.values.get(&field.key);
    let is_empty = entry.is_none_or(|entry| entry.value.is_blank());
    if is_empty && field.meaning == Some(Meaning::Customer) {
        input.value.clone_from(&v.handoff.customer);
    }
    if let Some(help) = entry.and_then(|entry| help(v, field, entry)) {
        input.help = short(&help, HELP_CHARS);
    }
    hold_all(&mut input);
    input
}

fn help(v: &View<'_>, field: &Field, entry: &Entry) -> Option<String> {
    let trouble = trouble(field, &entry.value, today(v)).map(|trouble| trouble_words(v.words, trouble));
    let source = entry.source.as_ref().map(|source| v.words.brief_field_source(&source.name, &field.help));
    trouble.or(source)
}

/// Makes room for what was typed when it is longer than the field takes: the form must open to be mended.
fn hold_all(input: &mut Input) {
    let typed = input.value.chars().count().min(TYPED_CHARS_MAX);
    if input.value.chars().count() > TYPED_CHARS_MAX {
        input.value = input.value.chars().take(TYPED_CHARS_MAX).collect();
    }
    match &mut input.kind {
        InputKind::Line { max } | InputKind::Lines { max } => *max = (*max).max(u16::try_from(typed).unwrap_or(*max)),
        InputKind::Options { .. }
        | InputKind::Person
        | InputKind::People { .. }
        | InputKind::Date
        | InputKind::Datetime => {}
    }
}

pub(super) fn trouble_words(words: &Words, trouble: Trouble) -> String {
    match trouble {
        Trouble::TooLong { chars, chars_max } => {
            words.brief_trouble_long(super::number(chars), super::number(chars_max))
        }
        Trouble::ItemCount { items, items_min, items_max } => {
            words.brief_trouble_items(super::number(items), items_min.into(), items_max.into())
        }
        Trouble::WrongWeekday { is } => words.brief_trouble_weekday(weekday(is)),
        Trouble::ReasonTooShort => words.brief_trouble("reason"),
        Trouble::NotAnOption => words.brief_trouble("option"),
        Trouble::NotAnAmount => words.brief_trouble("amount"),
        Trouble::NotADate => words.brief_trouble("date"),
        Trouble::AmbiguousDate => words.brief_trouble("ambiguous"),
        Trouble::NoTime => words.brief_trouble("time"),
        Trouble::NotANumber => words.brief_trouble("number"),
        Trouble::NotYesOrNo => words.brief_trouble("yesno"),
        Trouble::NotAPerson => words.brief_trouble("person"),
        Trouble::NotALink => words.brief_trouble("link"),
    }
}

/// A weekday as the key of a message.
pub(in crate::chat::cards) fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    }
}

/// Whether the section's screen asks the customer's name too: the first of the core has room, nobody told it, and the playbook
/// has no field for it.
pub(super) fn asks_customer_in(v: &View<'_>, section: &Section) -> bool {
    let is_first = v.playbook.core_sections().next().is_some_and(|first| first.key == section.key);
    let has_room = section.fields.len() < INPUTS_MAX;
    is_first && has_room && v.handoff.customer.is_empty() && v.playbook.with_meaning(Meaning::Customer).is_none()
}

/// The customer's name alone.
pub fn customer_form(v: &View<'_>) -> Form {
    form(v, Verb::Section, CUSTOMER, &v.words.brief_customer_title(), vec![customer_input(v)])
}

fn customer_input(v: &View<'_>) -> Input {
    let mut input = asked(CUSTOMER, &v.words.brief_customer_label(), InputKind::Line { max: short_max() });
    input.help = short(&v.words.brief_customer_help(), HELP_CHARS);
    input.example = short(&v.words.brief_customer_example(), HELP_CHARS);
    input.value.clone_from(&v.handoff.customer);
    hold_all(&mut input);
    input
}

/// When the deal closed: the time of today, or another day and its time if known. After sending a reason is asked too, and
/// every choice asks. Nothing for a choice that asks nothing.
pub fn closed_form(v: &View<'_>, closed: Closed) -> Option<Form> {
    let words = v.words;
    let time = |label: &str| {
        let mut input = asked(TIME, label, InputKind::Line { max: TIME_CHARS });
        input.example = short(&words.closed_time_example(), HELP_CHARS);
        input
    };
    let mut inputs = match closed {
        Closed::JustNow | Closed::Yesterday => Vec::new(),
        Closed::EarlierToday => {
            let mut input = time(&words.closed_time());
            input.help = short(&words.closed_time_help(), HELP_CHARS);
            input.required = true;
            vec![input]
        }
        Closed::Other => {
            let mut day = asked(DAY, &words.closed_day(), InputKind::Date);
            day.help = short(&words.closed_day_help(), HELP_CHARS);
            day.example = short(&words.closed_day_example(), HELP_CHARS);
            day.required = true;
            vec![day, time(&words.closed_time_if_known())]
        }
    };
    if v.handoff.round > 0 {
        let mut reason = asked(REASON, &words.closed_reason(), InputKind::Line { max: REASON_CHARS });
        reason.help = short(&words.closed_reason_help(&v.name(v.receiver())), HELP_CHARS);
        reason.required = true;
        inputs.push(reason);
    }
    let title = words.closed_title(&customer(v));
    (!inputs.is_empty()).then(|| form(v, Verb::Closed, closed.key(), &title, inputs))
}

/// Why what was typed is no moment, and what to do.
pub fn closed_problem(words: &Words, problem: ClosedProblem) -> String {
    match problem {
        ClosedProblem::InFuture => words.closed_wrong("future"),
        ClosedProblem::NotATime => words.closed_wrong("time"),
        ClosedProblem::NotADay(Trouble::AmbiguousDate) => words.closed_wrong("ambiguous"),
        ClosedProblem::NotADay(Trouble::WrongWeekday { .. }) => words.closed_wrong("weekday"),
        ClosedProblem::NotADay(
            Trouble::TooLong { .. }
            | Trouble::ItemCount { .. }
            | Trouble::ReasonTooShort
            | Trouble::NotAnOption
            | Trouble::NotAnAmount
            | Trouble::NotADate
            | Trouble::NoTime
            | Trouble::NotANumber
            | Trouble::NotYesOrNo
            | Trouble::NotAPerson
            | Trouble::NotALink,
        ) => words.closed_wrong("day"),
    }
}

/// Another receiver than those on the list.
pub fn receiver_form(v: &View<'_>) -> Form {
    let who = person(&v.words.receiver_who());
    form(v, Verb::Receiver, "", &v.words.receiver_title(&customer(v)), vec![who])
}

/// Whoever hands the customer over.
pub fn sender_form(v: &View<'_>) -> Form {
    let mut who = person(&v.words.receiver_who());
    who.help = short(&v.words.sender_help(), HELP_CHARS);
    form(v, Verb::Sender, "", &v.words.sender_title(&customer(v)), vec![who])
}

/// Another backup than those on the list.
pub fn backup_form(v: &View<'_>) -> Form {
    let mut who = person(&v.words.backup_who());
    who.help = short(&v.words.backup_help(), HELP_CHARS);
    form(v, Verb::Backup, "", &v.words.backup_title(&customer(v)), vec![who])
}

/// Another person for a field of the card; nothing for a field that is not there.
pub fn user_form(v: &View<'_>, field: &str) -> Option<Form> {
    let field = v.playbook.card.iter().find(|known| known.key == field)?;
    let mut asked = input(v, field);
    PERSON.clone_into(&mut asked.key);
    Some(form(v, Verb::Choose, &field.key, &v.words.brief_card_title(&customer(v)), vec![asked]))
}

/// The date of an undated promise of a draft, by its number on the card; nothing where it is gone.
pub fn draft_promise_form(v: &View<'_>, n: u32) -> Option<Form> {
    let promises = understood(v, today(v));
    let promise = promises.get(usize::try_from(n).ok()?.checked_sub(1)?)?;
    let mut day = asked(DAY, &v.words.promise_date_day(), InputKind::Date);
    day.help = short(&promise.what, HELP_CHARS);
    day.required = true;
    Some(form(v, Verb::PromiseDate, &n.to_string(), &v.words.promise_date_title(n.into()), vec![day]))
}

/// The draft's promises with that day behind the line; nothing where the promise is gone.
pub(super) fn with_day(v: &View<'_>, n: u32, by: NaiveDate) -> Option<(FieldKey, Entry)> {
    let field = v.playbook.with_meaning(Meaning::Promises)?;
    let Value::List(lines) = v.handoff.brief.value(&field.key)? else { return None };
    let promises = understood(v, today(v));
    let promise = promises.get(usize::try_from(n).ok()?.checked_sub(1)?)?;
    let dated = |line: &String| {
        let line = line.trim_end_matches(['.', ',', ';']);
        format!("{line}, by {}", by.format("%-d %B %Y"))
    };
    let lines = lines.iter().map(|line| if *line == promise.text { dated(line) } else { line.clone() }).collect();
    Some((field.key.clone(), Entry { value: Value::List(lines), source: None }))
}

fn person(label: &str) -> Input {
    let mut input = asked(PERSON, label, InputKind::Person);
    input.required = true;
    input
}

fn asked(key: &str, label: &str, kind: InputKind) -> Input {
    Input {
        key: key.to_owned(),
        label: short(label, LABEL_CHARS),
        help: String::new(),
        example: String::new(),
        kind,
        required: false,
        value: String::new(),
    }
}

fn form(v: &View<'_>, verb: Verb, arg: &str, title: &str, inputs: Vec<Input>) -> Form {
    let id = Route::of(verb, v.handoff.id).with(arg).id();
    Form { id, title: short(title, LABEL_CHARS), inputs, submit: v.words.brief_save(), problem: None }
}

fn customer(v: &View<'_>) -> String {
    short(&v.customer(), TITLE_CUSTOMER_CHARS)
}

fn short_max() -> u16 {
    u16::try_from(SHORT_CHARS_MAX).unwrap_or(u16::MAX)
}
