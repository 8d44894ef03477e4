//! Pure: a form as a modal of *Labels*, each with a text field or a select. Both ways in carry its values whole, since
//! they are read raw.

use serde_json::{Map, Value, json};

use super::{STRING_SELECT, option};
use crate::chat::form::{Form, Input, InputKind};
use crate::chat::message::Choice;
use crate::ids::PersonId;
use crate::platform::People;

const TEXT_INPUT: u8 = 4;
const USER_SELECT: u8 = 5;
const LABEL: u8 = 18;
const ONE_LINE: u8 = 1;
const SEVERAL_LINES: u8 = 2;
/// A day or a day with a time, as people type them.
const MOMENT_CHARS: u16 = 60;

/// The modal.
pub fn modal(form: &Form, people: &People) -> Value {
    let components: Vec<Value> = form.inputs.iter().map(|input| label(input, people)).collect();
    json!({ "custom_id": form.id, "title": form.title, "components": components })
}

fn label(input: &Input, people: &People) -> Value {
    let mut label = Map::new();
    label.insert("type".to_owned(), json!(LABEL));
    label.insert("label".to_owned(), json!(input.label));
    if !input.help.is_empty() {
        label.insert("description".to_owned(), json!(input.help));
    }
    label.insert("component".to_owned(), component(input, people));
    Value::Object(label)
}

fn component(input: &Input, people: &People) -> Value {
    match &input.kind {
        InputKind::Line { max } => typed(input, ONE_LINE, *max),
        InputKind::Lines { max } => typed(input, SEVERAL_LINES, *max),
        InputKind::Date | InputKind::Datetime => typed(input, ONE_LINE, MOMENT_CHARS),
        InputKind::Options { options, several } => choice(input, options, *several),
        InputKind::Person => persons(input, people, 1),
        InputKind::People { most } => persons(input, people, *most),
    }
}

fn typed(input: &Input, style: u8, max: u16) -> Value {
    let mut field = Map::new();
    field.insert("type".to_owned(), json!(TEXT_INPUT));
    field.insert("custom_id".to_owned(), json!(input.key));
    field.insert("style".to_owned(), json!(style));
    field.insert("required".to_owned(), json!(input.required));
    // Discord refuses a form in which more stands than may be typed.
    let stands = u16::try_from(input.value.chars().count()).unwrap_or(u16::MAX);
    field.insert("max_length".to_owned(), json!(max.max(stands).max(1)));
    if !input.example.is_empty() {
        field.insert("placeholder".to_owned(), json!(input.example));
    }
    if !input.value.is_empty() {
        let value = if style == ONE_LINE { input.value.replace('\n', " ") } else { input.value.clone() };
        field.insert("value".to_owned(), json!(value));
    }
    Value::Object(field)
}

fn choice(input: &Input, options: &[Choice], several: bool) -> Value {
    let is_chosen = |choice: &Choice| choice.chosen || input.value.lines().any(|value| value == choice.value);
    let most = if several { options.len() } else { 1 };
    // Discord refuses more chosen options than may be chosen.
    let mut left = most;
    let options: Vec<Value> = options
        .iter()
        .map(|choice| {
            let shown = is_chosen(choice) && left > 0;
            left -= usize::from(shown);
            option(choice, shown)
        })
        .collect();
    let mut field = Map::new();
    field.insert("type".to_owned(), json!(STRING_SELECT));
    field.insert("custom_id".to_owned(), json!(input.key));
    field.insert("required".to_owned(), json!(input.required));
    field.insert("min_values".to_owned(), json!(u8::from(input.required)));
    field.insert("max_values".to_owned(), json!(most.max(1)));
    if !input.example.is_empty() {
        field.insert("placeholder".to_owned(), json!(input.example));
    }
    field.insert("options".to_owned(), Value::Array(options));
    Value::Object(field)
}

fn persons(input: &Input, people: &People, most: u8) -> Value {
    let mut field = Map::new();
    field.insert("type".to_owned(), json!(USER_SELECT));
    field.insert("custom_id".to_owned(), json!(input.key));
    field.insert("required".to_owned(), json!(input.required));
    field.insert("min_values".to_owned(), json!(u8::from(input.required)));
    field.insert("max_values".to_owned(), json!(most.max(1)));
    let known = input.value.lines().filter_map(|id| id.parse::<PersonId>().ok());
    let accounts = known.filter_map(|person| people.get(&person)?.account.as_ref()).take(usize::from(most.max(1)));
    let chosen: Vec<Value> = accounts.map(|account| json!({ "type": "user", "id": account })).collect();
    if !chosen.is_empty() {
        field.insert("default_values".to_owned(), Value::Array(chosen));
    }
    Value::Object(field)
}
