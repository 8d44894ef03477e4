//! What admins read about playbooks, and what anybody reads who named none or a wrong one.

use super::view::short;
use crate::chat::command::{Entry, Name};
use crate::chat::message::{Block, Message};
use crate::chat::text::{Words, messages};
use crate::ids::PersonId;

/// At most so many mistakes of an imported playbook are shown.
const PROBLEMS_MAX: usize = 8;
/// What was typed as a name is repeated up to here.
const NAME_CHARS: usize = 40;

messages! {
    fn admin_only() -> Text;
    fn managers_only(person: Person) -> Text;
    fn playbook_which(names: Plain) -> Text;
    fn nobody_called_so(named: Plain) -> Text;
    fn playbook_none_on(typed: Plain) -> Text;
    fn playbook_line(name: Plain, key: Plain, version: Plain, switched: Key) -> Text;
    fn playbook_list_head() -> Text;
    fn playbook_usage_line() -> Text;
    fn playbook_unknown(key: Plain) -> Text;
    fn playbook_export_done(key: Plain) -> Text;
    fn playbook_import_done(key: Plain) -> Text;
    fn playbook_import_same(key: Plain) -> Text;
    fn playbook_import_refused(count: Number) -> Text;
    fn playbook_import_nothing(by: Key) -> Text;
    fn playbook_import_lines(by: Key) -> Text;
    fn playbook_switch_done(key: Plain, switched: Key) -> Text;
    fn playbook_switch_dated() -> Text;
}

/// A playbook in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaybookLine {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Digest of its version.
    pub version: String,
    /// Whether it can be started.
    pub is_on: bool,
}

/// Only admins may.
pub fn only_admins(words: &Words) -> Message {
    Message::line(words.admin_only())
}

/// A person's figures are theirs and their managers'.
pub fn only_managers(words: &Words, person: PersonId) -> Message {
    Message::line(words.managers_only(person))
}

/// Which playbook is meant; the names of those that are on.
pub fn which_playbook(words: &Words, names: &[String], entry: Entry) -> Message {
    if names.is_empty() {
        return Message::line(words.playbook_none_on(&entry.admin(Name::Playbook, "on")));
    }
    Message::line(words.playbook_which(&names.join(" · ")))
}

/// A command named somebody who is nobody here.
pub fn nobody_called(words: &Words, named: &str) -> Message {
    Message::line(words.nobody_called_so(&short(named, NAME_CHARS)))
}

/// Every playbook.
pub fn playbook_list(words: &Words, lines: &[PlaybookLine]) -> Message {
    let head = Message::line(words.playbook_list_head());
    let list = lines.iter().map(|line| words.playbook_line(&line.name, &line.key, &line.version, switched(line.is_on)));
    list.fold(head, Message::and_line).and_small(words.playbook_usage_line())
}

/// What the command takes.
pub fn playbook_usage(words: &Words) -> Message {
    Message::line(words.playbook_usage_line())
}

/// No playbook has this key.
pub fn no_such_playbook(words: &Words, key: &str) -> Message {
    Message::line(words.playbook_unknown(key)).and_small(words.playbook_usage_line())
}

/// The file hangs on this message.
pub fn playbook_exported(words: &Words, key: &str) -> Message {
    Message::line(words.playbook_export_done(key))
}

/// Imported; running handoffs keep the version they started with.
pub fn playbook_imported(words: &Words, key: &str, is_new: bool) -> Message {
    Message::line(if is_new { words.playbook_import_done(key) } else { words.playbook_import_same(key) })
}

/// Not imported, and every mistake with its place.
pub fn playbook_refused(words: &Words, problems: &[String]) -> Message {
    let count = i64::try_from(problems.len()).unwrap_or(i64::MAX);
    let mut message = Message::line(words.playbook_import_refused(count));
    message.blocks.extend(problems.iter().take(PROBLEMS_MAX).map(|problem| Block::Copy(problem.clone())));
    let more = problems.len().saturating_sub(PROBLEMS_MAX);
    if more > 0 { message.and_small(words.and_more(i64::try_from(more).unwrap_or(i64::MAX))) } else { message }
}

/// Nothing stood behind the command, or in the file.
pub fn playbook_import_empty(words: &Words, entry: Entry) -> Message {
    Message::line(words.playbook_import_nothing(way_in(entry)))
}

/// The text came without its lines.
pub fn playbook_import_flat(words: &Words, entry: Entry) -> Message {
    Message::line(words.playbook_import_lines(way_in(entry)))
}

/// How a whole file gets here.
fn way_in(entry: Entry) -> &'static str {
    if entry.takes_files { "file" } else { "text" }
}

/// Switched on or off.
pub fn playbook_switched(words: &Words, key: &str, is_on: bool) -> Message {
    Message::line(words.playbook_switch_done(key, switched(is_on)))
}

/// Its briefs are opened by a date: what is planned now, and what is not.
pub fn with_dated_drafts(words: &Words, message: Message) -> Message {
    message.and_line(words.playbook_switch_dated())
}

fn switched(is_on: bool) -> &'static str {
    if is_on { "on" } else { "off" }
}
