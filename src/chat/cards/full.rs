//! The whole brief, section by section, and the promises ledger.

use super::channel::title;
use super::view::{View, answer};
use crate::chat::message::{Block, Button, Inline, Message, Text};
use crate::chat::route::Verb;
use crate::chat::text::messages;
use crate::domain::brief::{Entry, Value};
use crate::domain::handoff::{Promise, Status};
use crate::domain::playbook::{Field, Section};
use crate::domain::roles::Role;

/// A `long` text at full length, and its "not applicable".
const VALUE_CHARS: usize = 1_600;
/// Promises that have buttons of their own; the others are named with how many they are.
const JUDGED_MAX: usize = 4;

messages! {
    fn full_people(sender: Person, receiver: Person) -> Text;
    fn full_backup(backup: Person) -> Text;
    fn full_closed(closed: DayTime) -> Text;
    fn full_field(label: Plain, value: Text) -> Text;
    fn full_field_from(label: Plain, value: Text, source: Plain, at: Time) -> Text;
    fn full_unread(label: Plain, value: Text) -> Text;
    fn full_empty(count: Number) -> Text;
    fn full_hidden(count: Number) -> Text;
    fn full_on_card() -> Text;
    fn full_at_accept() -> Text;
    fn full_promises() -> Text;
    fn full_promise(n: Number, text: Plain, state: Key) -> Text;
    fn full_promise_dated(n: Number, text: Plain, by: Plain, state: Key) -> Text;
    fn button_promise_kept(n: Number) -> String;
    fn button_promise_broken(n: Number) -> String;
    fn button_promise_date(n: Number) -> String;
}

/// The brief as it stands. Restricted answers only for those who may see them; for others a sentence says how many there are.
pub fn full_brief(v: &View<'_>, may_see_restricted: bool) -> Message {
    let people = v.words.full_people(v.handoff.sender, v.receiver());
    let mut message = Message::default().and(Block::Heading(title(v))).and_line(people);
    if let Some(backup) = v.handoff.backup {
        message = message.and_line(v.words.full_backup(backup));
    }
    if let Some(closed) = v.handoff.deal_closed {
        message = message.and_line(v.words.full_closed(closed));
    }
    let mut tally = Tally::default();
    let shown = Shown { v, may_see_restricted };
    message = shown.fields(message, v.words.full_on_card(), &v.playbook.card, &mut tally);
    for section in &v.playbook.sections {
        message = shown.section(message, section, &mut tally);
    }
    message = shown.fields(message, v.words.full_at_accept(), &v.playbook.at_accept, &mut tally);
    message = promises(v, message);
    if tally.hidden > 0 {
        message = message.and_small(v.words.full_hidden(tally.hidden));
    }
    if tally.empty > 0 { message.and_small(v.words.full_empty(tally.empty)) } else { message }
}

#[derive(Default)]
struct Tally {
    hidden: i64,
    empty: i64,
}

struct Shown<'a> {
    v: &'a View<'a>,
    may_see_restricted: bool,
}

impl Shown<'_> {
    fn section(&self, message: Message, section: &Section, tally: &mut Tally) -> Message {
        let title = vec![Inline::Plain(section.title.clone())];
        self.fields(message, title, &section.fields, tally)
    }

    /// The answered fields under a title; nothing when none is answered.
    fn fields(&self, message: Message, title: Text, fields: &[Field], tally: &mut Tally) -> Message {
        let mut lines = Vec::new();
        for field in fields.iter().filter(|field| field.applies(&self.v.handoff.brief)) {
            match self.v.handoff.brief.values.get(&field.key) {
                None => tally.empty += 1,
                Some(_) if field.restricted && !self.may_see_restricted => tally.hidden += 1,
                Some(entry) => lines.push(self.line(field, entry)),
            }
        }
        if lines.is_empty() {
            return message;
        }
        lines.into_iter().fold(message.and(Block::Heading(title)), Message::and_line)
    }

    fn line(&self, field: &Field, entry: &Entry) -> Text {
        let words = self.v.words;
        let value = answer(field, &entry.value, VALUE_CHARS);
        match (&entry.value, &entry.source) {
            (Value::Unread(_), _) => words.full_unread(&field.label, value),
            (_, Some(source)) => words.full_field_from(&field.label, value, &source.name, source.at),
            (_, None) => words.full_field(&field.label, value),
        }
    }
}

/// The ledger, with buttons for the receiver: a date where one lacks, kept or broken once the customer is theirs.
fn promises(v: &View<'_>, message: Message) -> Message {
    if v.promises().next().is_none() {
        return message;
    }
    let mut message = message.and(Block::Heading(v.words.full_promises()));
    for (n, promise) in v.promises() {
        message = message.and_line(promise_line(v, n, promise));
    }
    let at_work = matches!(v.handoff.status, Status::Accepted | Status::KickedOff | Status::Completed);
    if !at_work || !v.viewer_is(Role::Receiver) {
        return message;
    }
    let undecided = v.promises().filter(|(_, promise)| promise.kept.is_none()).take(JUDGED_MAX);
    undecided.fold(message, |message, (n, promise)| message.and_buttons(judge(v, n, promise)))
}

fn judge(v: &View<'_>, n: u32, promise: &Promise) -> Vec<Button> {
    let number = i64::from(n);
    let mut buttons = vec![
        Button::plain(v.id_with(Verb::Promise, format!("{n}.kept")), v.words.button_promise_kept(number)),
        Button::plain(v.id_with(Verb::Promise, format!("{n}.broken")), v.words.button_promise_broken(number)),
    ];
    if promise.by.is_none() && v.handoff.status != Status::Completed {
        buttons.push(Button::plain(v.id_with(Verb::PromiseDate, n.to_string()), v.words.button_promise_date(number)));
    }
    buttons
}

/// A promise as the ledger shows it.
pub(super) fn promise_line(v: &View<'_>, n: u32, promise: &Promise) -> Text {
    let state = match promise.kept {
        Some(true) => "kept",
        Some(false) => "broken",
        None if promise.by.is_none() => "undated",
        None => "open",
    };
    match promise.by {
        Some(by) => {
            let by = by.format("%-d %B %Y").to_string();
            v.words.full_promise_dated(n.into(), &promise.text, &by, state)
        }
        None => v.words.full_promise(n.into(), &promise.text, state),
    }
}
