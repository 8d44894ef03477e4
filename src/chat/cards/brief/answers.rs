//! What the forms of the brief return, read.
//!
//! What was not touched is no answer: a blank field that was blank, and a value that comes back as it was shown, which so
//! keeps saying where it came from.

use chrono::NaiveDate;

use super::super::forms::look_back::BY;
use super::super::view::View;
use super::forms::{CARD, CUSTOMER, DAY, TIME, with_day};
use super::parts::today;
use crate::chat::form::Answers;
use crate::clock::Timestamp;
use crate::domain::brief::closed::{self, Closed, ClosedProblem};
use crate::domain::brief::value::{clean, read, to_typed};
use crate::domain::brief::{Brief, Entry, FieldKey, Value};
use crate::domain::calendar::Calendar;
use crate::domain::playbook::{Field, FieldKind, Playbook, Star};

/// The entries of a submitted section, or of the card's choices ([`CARD`]), that differ from the brief. `today` is the writer's.
/// Fields that the platform did not return stay as they are.
pub fn answers_to_entries(
    playbook: &Playbook,
    brief: &Brief,
    section: &str,
    answers: &Answers,
    today: NaiveDate,
) -> Vec<(FieldKey, Entry)> {
    let fields: &[Field] = match section {
        CARD => &playbook.card,
        key => playbook.section(key).map(|section| section.fields.as_slice()).unwrap_or_default(),
    };
    let answered = fields.iter().filter_map(|field| Some((field, answers.get(&field.key)?)));
    answered.filter_map(|(field, typed)| entry(brief, field, typed, today)).collect()
}

fn entry(brief: &Brief, field: &Field, typed: &str, today: NaiveDate) -> Option<(FieldKey, Entry)> {
    let old = brief.value(&field.key);
    let value = read(field, typed, today);
    let is_untouched = match old {
        Some(old) => *old == value || clean(typed) == clean(&to_typed(old)),
        None => value.is_blank(),
    };
    (!is_untouched).then(|| (field.key.clone(), Entry { value, source: None }))
}

/// The customer's name, where the submitted form asked it by an input of its own. Cleaned, and never blank.
pub fn customer_in(answers: &Answers) -> Option<String> {
    let name = clean(answers.get(CUSTOMER)?).split_whitespace().collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

/// When the deal closed, from a choice of the card or its submitted form.
pub fn closed_answer(
    closed: Closed,
    answers: &Answers,
    calendar: &Calendar,
    now: Timestamp,
) -> Result<Timestamp, ClosedProblem> {
    let typed = |key: &str| answers.get(key).map(|typed| clean(typed)).unwrap_or_default();
    closed::read(closed, &typed(DAY), &typed(TIME), calendar, now)
}

/// The draft's promises once promise `n` of the card has its day; nothing where it is gone or the day could not be read.
pub fn dated_promise(v: &View<'_>, n: u32, answers: &Answers) -> Option<(FieldKey, Entry)> {
    // A promise of a draft and one of the ledger are asked by two forms that look the same.
    let typed = answers.get(DAY).or_else(|| answers.get(BY))?;
    with_day(v, n, read_day(typed, today(v))?)
}

/// A day typed into a form, as the brief's fields read it.
pub fn read_day(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let field = Field {
        key: DAY.to_owned(),
        label: String::new(),
        kind: FieldKind::Date,
        options: Vec::new(),
        help: String::new(),
        example: String::new(),
        star: Star::default(),
        required: false,
        required_at_high_risk: false,
        restricted: false,
        applies_when: None,
        meaning: None,
        items: None,
    };
    if let Value::Date(day) = read(&field, typed, today) { Some(day) } else { None }
}
