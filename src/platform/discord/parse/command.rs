//! Pure: a slash command with its options as the line that would be typed for it, so that there is one reader of commands.

use serde_json::Value;

use super::fields::{at, id, text};
use crate::chat::command::{Argument, quoted};

/// Subcommands and groups hold options of their own.
const DEPTH_MAX: usize = 4;

/// `/handoff start customer:"ACME" receiver:<@17>`
pub(super) fn line(root: &str, data: &Value) -> String {
    let mut line = format!("/{root}");
    add(&mut line, data, DEPTH_MAX);
    line
}

fn add(line: &mut String, part: &Value, depth: usize) {
    let options = part.get("options").and_then(Value::as_array).filter(|_| depth > 0);
    for option in options.into_iter().flatten() {
        let Some(name) = text(option, "name").filter(|name| is_word(name)) else { continue };
        match option.get("value") {
            None => {
                line.push(' ');
                line.push_str(name);
                add(line, option, depth - 1);
            }
            Some(value) => {
                if let Some(argument) = argument(name, value, option) {
                    line.push(' ');
                    line.push_str(&argument);
                }
            }
        }
    }
}

/// A name is one of ours, or at least cannot be more than a word.
fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

fn argument(name: &str, value: &Value, option: &Value) -> Option<String> {
    let typed = match value {
        Value::String(typed) => typed.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(is_set) => is_set.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    if typed.is_empty() {
        return None;
    }
    if [Argument::Receiver, Argument::Sender, Argument::Person].iter().any(|person| person.word() == name) {
        return Some(match id(option, "value") {
            Some(id) => format!("{name}:<@{id}>"),
            None => format!("{name}:{}", quoted(&typed)),
        });
    }
    let whole = [Argument::Customer, Argument::Playbook, Argument::Handoff];
    if whole.iter().any(|argument| argument.word() == name) {
        return Some(format!("{name}:{}", quoted(&typed)));
    }
    // Words of their own: a period, a topic, what an admin wants.
    Some(typed)
}

/// The argument that is being typed, and what stands there.
pub(super) fn typing(raw: &Value) -> Option<(String, String)> {
    focused(at(raw, &["data"])?, DEPTH_MAX)
}

fn focused(part: &Value, depth: usize) -> Option<(String, String)> {
    let options = part.get("options").and_then(Value::as_array).filter(|_| depth > 0)?;
    options.iter().find_map(|option| {
        if option.get("focused").and_then(Value::as_bool) == Some(true) {
            let typed = option.get("value").and_then(Value::as_str).unwrap_or_default();
            return Some((text(option, "name")?.to_owned(), typed.to_owned()));
        }
        focused(option, depth - 1)
    })
}
