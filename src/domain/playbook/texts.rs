//! The texts a receiver may copy, made of a playbook's template and one brief.
//!
//! Templates are Jinja's: `{{ contact }}`, `{% for goal in success_criteria %}`, `{% if promises %}`. Every field of
//! the playbook is there by its key, promises without the name of whom they were made to; an answer that is missing,
//! junk or unreadable is empty. Restricted fields are refused by the loader, since such a text goes to the customer;
//! should one slip through, it is empty here. Nothing is sent from here.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::{Environment, Value as Said};

use super::{Field, FieldKind, Meaning, Playbook};
use crate::domain::brief::{Brief, Value, promise, quality, value};
use crate::ids::PersonId;

/// Steps a template may take; an ordinary one takes some hundred.
const STEPS_MAX: u64 = 50_000;
/// Names that are there besides the fields.
pub const NAMES: [&str; 3] = ["customer", "sender", "receiver"];

/// Names that the brief does not hold.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The customer.
    pub customer: &'a str,
    /// The sender, as people call them.
    pub sender: &'a str,
    /// The receiver.
    pub receiver: &'a str,
    /// Anybody else.
    pub person: &'a dyn Fn(PersonId) -> String,
}

/// A template that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the text: {what}")]
pub struct Unusable {
    /// Line within the template, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

/// The text for this brief, without blank lines around it.
pub fn render(playbook: &Playbook, template: &str, brief: &Brief, names: Names) -> Result<String, Unusable> {
    let mut words: BTreeMap<String, Said> = BTreeMap::new();
    for field in playbook.fields().chain(&playbook.at_accept) {
        words.insert(field.key.clone(), said(playbook, field, brief, names));
    }
    for (key, name) in NAMES.into_iter().zip([names.customer, names.sender, names.receiver]) {
        words.insert(key.to_owned(), Said::from(name));
    }
    fill(template, words)
}

/// Everything wrong with a template that would use these fields: it cannot be read, names something unknown, or fails
/// with all fields filled or all empty.
pub(super) fn check(template: &str, fields: &[&Field]) -> Vec<Unusable> {
    let environment = environment();
    let parsed = match environment.template_from_str(template) {
        Ok(parsed) => parsed,
        Err(fault) => return vec![unusable(&fault)],
    };
    let named: BTreeSet<String> = parsed.undeclared_variables(false).into_iter().collect();
    let unfit: Vec<Unusable> = named.iter().filter_map(|name| unfit_name(template, name, fields)).collect();
    if !unfit.is_empty() {
        return unfit;
    }
    for is_filled in [true, false] {
        let of_field = |field: &&Field| match (field.kind, is_filled) {
            (FieldKind::List | FieldKind::Multi, true) => Said::from(vec![Said::from("some words")]),
            (FieldKind::List | FieldKind::Multi, false) => Said::from(Vec::<Said>::new()),
            (_, filled) => Said::from(if filled { "some words" } else { "" }),
        };
        let mut words: BTreeMap<String, Said> = NAMES.map(|name| (name.to_owned(), Said::from("Name"))).into();
        words.extend(fields.iter().map(|field| (field.key.clone(), of_field(field))));
        if let Err(fault) = fill(template, words) {
            return vec![fault];
        }
    }
    Vec::new()
}

fn unfit_name(template: &str, name: &str, fields: &[&Field]) -> Option<Unusable> {
    let what = match fields.iter().find(|field| field.key == name) {
        Some(field) if field.restricted => format!("`{name}` is restricted, and the text may go to the customer"),
        None if !NAMES.contains(&name) => format!("`{name}` is no field of this playbook"),
        Some(_) | None => return None,
    };
    let line = template.lines().position(|line| names_word(line, name)).unwrap_or(0) + 1;
    Some(Unusable { line, what })
}

fn fill(template: &str, words: BTreeMap<String, Said>) -> Result<String, Unusable> {
    let environment = environment();
    let parsed = environment.template_from_str(template).map_err(|fault| unusable(&fault))?;
    let text = parsed.render(Said::from(words)).map_err(|fault| unusable(&fault))?;
    Ok(text.trim().to_owned())
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(STEPS_MAX));
    environment.add_filter("first_name", |name: String| first_name(&name));
    environment
}

fn unusable(fault: &minijinja::Error) -> Unusable {
    let what = fault.detail().map_or_else(|| fault.kind().to_string(), str::to_owned);
    Unusable { line: fault.line().unwrap_or(1), what }
}

/// Lists stay lists; everything else is what people read.
fn said(playbook: &Playbook, field: &Field, brief: &Brief, names: Names) -> Said {
    let is_list = matches!(field.kind, FieldKind::List | FieldKind::Multi);
    let usable = !field.restricted && field.applies(brief) && quality::is_filled(playbook, field, brief);
    match brief.value(&field.key).filter(|_| usable) {
        Some(Value::List(items)) if field.meaning == Some(Meaning::Promises) => {
            let promised = items.iter().filter(|item| !promise::says_none(item));
            promised.map(|item| without_stop(&promise::without_recipient(item)).to_owned()).collect()
        }
        Some(Value::List(items)) => items.iter().map(|item| without_stop(item)).collect(),
        Some(Value::Multi(keys)) => keys.iter().filter_map(|key| field.option_label(key)).collect(),
        Some(Value::Person(id)) => Said::from((names.person)(*id)),
        Some(Value::NotApplicable(_) | Value::Unread(_)) | None if is_list => Said::from(Vec::<Said>::new()),
        Some(Value::NotApplicable(_) | Value::Unread(_)) | None => Said::from(""),
        Some(value) => Said::from(value::plain(field, value).unwrap_or_default()),
    }
}

/// Templates put their own stops behind the items of a list.
fn without_stop(item: &str) -> &str {
    item.trim_end_matches(['.', ';', ' '])
}

/// `Dana` of `Dr. Dana Ortiz, head of operations`.
fn first_name(text: &str) -> String {
    let name = text.split([',', ';', '(', '·', '<']).next().unwrap_or_default();
    let is_title = |word: &&str| {
        ["dr", "mr", "mrs", "ms", "mx", "prof"].contains(&word.trim_end_matches('.').to_lowercase().as_str())
    };
    name.split_whitespace().find(|word| !is_title(word)).unwrap_or_default().to_owned()
}

fn names_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == word)
}

#[cfg(test)]
#[path = "texts_tests.rs"]
mod tests;
