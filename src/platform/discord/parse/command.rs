//! Pure: a slash command with its options as the line that would be typed for it, so that there is one reader of commands.

use serde_json::Value;

use super::fields::{at, id, text, unsigned};
use crate::chat::command::{Argument, quoted};

/// Subcommands and groups hold options of their own.
const DEPTH_MAX: usize = 4;
/// An option that is a file; its value names one of the attachments that Discord looked up.
const ATTACHMENT: u64 = 11;
/// Ours have one option of that kind.
const FILES_MAX: usize = 2;
const NAME_CHARS_MAX: usize = 100;

/// A file that goes with a command, still to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Without a path.
    pub name: String,
    /// Where it is; nobody knows yet whether it may be fetched from there.
    pub url: String,
    /// Its size as Discord says.
    pub bytes: u64,
}

/// The files that go with a command.
pub fn attachments(raw: &Value) -> Vec<Attachment> {
    let Some(data) = at(raw, &["data"]) else { return Vec::new() };
    let mut ids = Vec::new();
    file_options(data, &mut ids, DEPTH_MAX);
    let known = at(data, &["resolved", "attachments"]);
    let found = ids.iter().filter_map(|id| {
        let file = known?.get(id)?;
        let called = text(file, "filename").unwrap_or_default();
        let name = called.rsplit(['/', '\\']).next().unwrap_or_default().chars().take(NAME_CHARS_MAX).collect();
        let bytes = unsigned(file, "size").unwrap_or_default();
        Some(Attachment { name, url: text(file, "url")?.to_owned(), bytes })
    });
    found.take(FILES_MAX).collect()
}

fn file_options(part: &Value, ids: &mut Vec<String>, depth: usize) {
    let options = part.get("options").and_then(Value::as_array).filter(|_| depth > 0);
    for option in options.into_iter().flatten() {
        if unsigned(option, "type") == Some(ATTACHMENT) {
            ids.extend(id(option, "value"));
        }
        file_options(option, ids, depth - 1);
    }
}

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
            // What it names goes beside the line.
            Some(_) if unsigned(option, "type") == Some(ATTACHMENT) => {}
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
