//! Pure: messages, forms, answers and commands as Discord's JSON.

use serde_json::{Map, Value, json};

use crate::chat::message::{Block, Button, ButtonStyle, Choice, Message, Select, Text};
use crate::platform::People;

pub mod commands;
pub mod form;
pub mod text;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;

/// Components of the newer kind.
pub const FLAG_COMPONENTS_V2: u64 = 1 << 15;
/// Only the person who asked sees it.
pub const FLAG_EPHEMERAL: u64 = 1 << 6;

const ACTION_ROW: u8 = 1;
const BUTTON: u8 = 2;
const STRING_SELECT: u8 = 3;
const TEXT_DISPLAY: u8 = 10;
const GALLERY: u8 = 12;
const FILE: u8 = 13;
const SEPARATOR: u8 = 14;
const CONTAINER: u8 = 17;

/// What is offered while somebody types (documentation, 2026-08).
const CHOICES_MAX: usize = 25;
const CHOICE_CHARS_MAX: usize = 100;

/// Squares of a meter.
const METER_SQUARES: u8 = 10;

/// Who sees a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody in the conversation.
    All,
    /// The person who asked.
    One,
}

/// A message as the body of a call, whatever the call. `marker` is the id of its first component, by which it can be found
/// again among the channel's messages.
pub fn message(message: &Message, people: &People, audience: Audience, marker: Option<u32>) -> Value {
    let mut flags = FLAG_COMPONENTS_V2;
    if audience == Audience::One {
        flags |= FLAG_EPHEMERAL;
    }
    let mut body = Map::new();
    body.insert("components".to_owned(), Value::Array(components(message, people, marker)));
    body.insert("flags".to_owned(), json!(flags));
    body.insert("allowed_mentions".to_owned(), allowed_mentions(message, people));
    if !message.files.is_empty() {
        let files = message.files.iter().enumerate();
        let attachments = files.map(|(nth, file)| json!({ "id": nth.to_string(), "filename": file.name }));
        body.insert("attachments".to_owned(), attachments.collect());
    }
    Value::Object(body)
}

/// A message in place of one that is there: without the files of before, which Discord keeps unless they are left out of the
/// list (documentation, 2026-08). An edit takes no flag for its audience, which was decided with the first answer.
pub fn redrawn(anew: &Message, people: &People) -> Value {
    let mut body = message(anew, people, Audience::All, None);
    if anew.files.is_empty() {
        body["attachments"] = json!([]);
    }
    body
}

/// What is offered while somebody types. Nothing there is markup; what has no name cannot be offered.
pub fn choices(choices: &[Choice]) -> Value {
    let short = |text: &str| text.chars().take(CHOICE_CHARS_MAX).collect::<String>();
    let named = choices.iter().filter(|choice| !choice.label.trim().is_empty() && !choice.value.is_empty());
    let drawn: Vec<Value> = named
        .take(CHOICES_MAX)
        .map(|choice| json!({ "name": short(&choice.label), "value": short(&choice.value) }))
        .collect();
    json!({ "choices": drawn })
}

/// Nobody but the people it pings: no roles, no crowds, nobody who is only named.
fn allowed_mentions(message: &Message, people: &People) -> Value {
    let mut users: Vec<&str> =
        message.pings.iter().filter_map(|person| people.get(person)?.account.as_deref()).collect();
    users.sort_unstable();
    users.dedup();
    json!({ "parse": [], "users": users })
}

fn components(message: &Message, people: &People, marker: Option<u32>) -> Vec<Value> {
    let mut parts = parts(&message.blocks, people);
    parts.extend(message.files.iter().map(|file| {
        let place = json!({ "url": format!("attachment://{}", file.name) });
        if file.is_picture() {
            return json!({ "type": GALLERY, "items": [{ "media": place, "description": file.alt }] });
        }
        json!({ "type": FILE, "file": place })
    }));
    if is_card(message) {
        parts = vec![json!({ "type": CONTAINER, "components": parts })];
    }
    if let (Some(marker), Some(first)) = (marker, parts.first_mut().and_then(Value::as_object_mut)) {
        first.insert("id".to_owned(), json!(marker));
    }
    parts
}

/// What has more than lines stands in a frame.
fn is_card(message: &Message) -> bool {
    message.blocks.iter().any(|block| match block {
        Block::Heading(_) | Block::Meter { .. } | Block::Buttons(_) | Block::Select(_) | Block::Divider => true,
        Block::Line(_) | Block::Small(_) | Block::Copy(_) => false,
    })
}

/// Lines that follow each other are one text.
fn parts(blocks: &[Block], people: &People) -> Vec<Value> {
    let mut parts = Vec::new();
    let mut run: Vec<String> = Vec::new();
    for block in blocks {
        match block {
            Block::Line(line) => run.push(text::text(line, people)),
            Block::Small(line) => run.push(marked("-# ", line, people)),
            Block::Heading(line) => run.push(marked("## ", line, people)),
            Block::Meter { label, percent } => run.push(format!("{} {}", meter(*percent), text::line(label, people))),
            Block::Copy(copied) => run.push(text::copy(copied)),
            Block::Divider => {
                end_run(&mut run, &mut parts);
                parts.push(json!({ "type": SEPARATOR }));
            }
            Block::Buttons(buttons) => {
                end_run(&mut run, &mut parts);
                parts.push(json!({ "type": ACTION_ROW, "components": buttons.iter().map(button).collect::<Vec<_>>() }));
            }
            Block::Select(chosen) => {
                end_run(&mut run, &mut parts);
                parts.push(json!({ "type": ACTION_ROW, "components": [select(chosen)] }));
            }
        }
    }
    end_run(&mut run, &mut parts);
    parts
}

fn end_run(run: &mut Vec<String>, parts: &mut Vec<Value>) {
    let content = std::mem::take(run).join("\n");
    if !content.trim().is_empty() {
        parts.push(json!({ "type": TEXT_DISPLAY, "content": content }));
    }
}

fn marked(mark: &str, line: &Text, people: &People) -> String {
    let line = text::line(line, people);
    if line.trim().is_empty() { line } else { format!("{mark}{line}") }
}

fn meter(percent: u8) -> String {
    let full = usize::from(percent.min(100)) * usize::from(METER_SQUARES) / 100;
    format!("{}{}", "▰".repeat(full), "▱".repeat(usize::from(METER_SQUARES) - full))
}

fn button(button: &Button) -> Value {
    let style = match button.style {
        ButtonStyle::Primary => 1,
        ButtonStyle::Plain => 2,
        ButtonStyle::Danger => 4,
    };
    let drawn = json!({ "type": BUTTON, "style": style, "label": button.label, "custom_id": button.id });
    dead_where(button.disabled, drawn)
}

fn select(select: &Select) -> Value {
    let drawn = json!({
        "type": STRING_SELECT,
        "custom_id": select.id,
        "placeholder": select.label,
        "min_values": select.picks.0,
        "max_values": select.picks.1,
        "options": select.options.iter().map(|choice| option(choice, choice.chosen)).collect::<Vec<_>>(),
    });
    dead_where(select.disabled, drawn)
}

/// Faded, and not to be pressed.
fn dead_where(disabled: bool, mut control: Value) -> Value {
    if disabled {
        control["disabled"] = json!(true);
    }
    control
}

/// An option of a select, in a message or a form.
fn option(choice: &Choice, is_chosen: bool) -> Value {
    let mut option = Map::new();
    option.insert("label".to_owned(), json!(choice.label));
    option.insert("value".to_owned(), json!(choice.value));
    if !choice.hint.is_empty() {
        option.insert("description".to_owned(), json!(choice.hint));
    }
    if is_chosen {
        option.insert("default".to_owned(), json!(true));
    }
    Value::Object(option)
}
