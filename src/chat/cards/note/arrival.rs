//! A handoff reaches somebody: for the first time, again, from a colleague, late, or in the place of one who left.

use chrono::NaiveDate;

use super::super::buttons::{for_turn, row, show, under};
use super::super::channel::{arrived_late, late_on_arrival};
use super::super::turn::{Task, Turn, turn};
use super::super::view::{GLANCE_CHARS, View, answer, dated_label, joined, long_day, plain, short};
use crate::chat::message::{Inline, Message, Text};
use crate::chat::text::{common, messages};
use crate::domain::brief::{Value, value};
use crate::domain::handoff::Status;
use crate::domain::playbook::{ClockKind, SummaryLine};
use crate::domain::roles::{Actor, Role};
use crate::ids::PersonId;

messages! {
    fn greeting(person: Person, sender: Person, contact: Plain) -> Text;
    fn greeting_no_contact(person: Person, sender: Person) -> Text;
    fn greeting_ways(owner: Person) -> Text;
    fn greeting_quiet() -> Text;
    fn arrived(receiver: Person, customer: Plain, sender: Person) -> Text;
    fn arrived_closed(receiver: Person, customer: Plain, sender: Person, closed: DayTime) -> Text;
    fn arrived_by(due: DayTime, owner: Person, customer: Plain) -> Text;
    fn arrived_open(owner: Person, customer: Plain) -> Text;
    fn summary_line(label: Plain, value: Text) -> Text;
    fn draft_passed(person: Person, by: Person, customer: Plain, receiver: Person) -> Text;
    fn draft_passed_to_nobody(person: Person, by: Person, customer: Plain) -> Text;
    fn draft_passed_why(by: Person) -> Text;
    fn draft_dated(person: Person, playbook: Plain, customer: Plain) -> Text;
    fn draft_dated_ahead(label: Plain, day: Plain, days: Number) -> Text;
    fn draft_dated_over(label: Plain, day: Plain, days: Number) -> Text;
    fn draft_dated_late() -> Text;
    fn draft_dated_why(customer: Plain) -> Text;
    fn sent_again(receiver: Person, customer: Plain, sender: Person) -> Text;
    fn sent_again_asked(note: Plain) -> Text;
    fn rerouted(receiver: Person, by: Person, customer: Plain, sender: Person) -> Text;
    fn reassigned(receiver: Person, by: Person, customer: Plain, reason: Plain) -> Text;
    fn late_arrival(person: Person, customer: Plain, noun: Plain, due: DayTime, sender: Person) -> Text;
    fn late_arrival_done(person: Person, customer: Plain, due: DayTime, sender: Person) -> Text;
    fn part_taken(by: Person, left: Person, parts: Text, customer: Plain) -> Text;
    fn part_taken_none(by: Person, left: Person, customer: Plain) -> Text;
}

/// The first time somebody is named; nothing once the handoff does not wait for them any more.
pub(super) fn greeting(v: &View<'_>, to: PersonId) -> Option<Message> {
    let waits = matches!(v.handoff.status, Status::Sent | Status::Returned);
    if !waits || v.handoff.receiver != Some(to) {
        return None;
    }
    let (words, sender) = (v.words, v.handoff.sender);
    let hello = match v.contact_first_name() {
        Some(contact) => words.greeting(to, sender, &contact),
        None => words.greeting_no_contact(to, sender),
    };
    let message =
        Message::line(hello).and_line(words.greeting_ways(v.handoff.owner())).and_line(words.greeting_quiet());
    Some(under(message, row(vec![show(v)])))
}

pub(super) fn arrived(v: &View<'_>) -> Message {
    let (receiver, customer, sender) = (v.receiver(), v.customer(), v.handoff.sender);
    let head = match v.handoff.deal_closed {
        Some(closed) => v.words.arrived_closed(receiver, &customer, sender, closed),
        None => v.words.arrived(receiver, &customer, sender),
    };
    let mut message = with_summary(v, Message::line(head));
    if let Some(late) = arrived_late(v) {
        message = message.and_small(late);
    }
    to_receiver(v, message)
}

/// A manager began the draft: its sender is asked to write it, with the button that opens it.
pub(super) fn draft_passed(v: &View<'_>, by: PersonId) -> Message {
    let (sender, customer) = (v.handoff.sender, v.customer());
    let line = match v.handoff.receiver {
        Some(receiver) => v.words.draft_passed(sender, by, &customer, receiver),
        None => v.words.draft_passed_to_nobody(sender, by, &customer),
    };
    under(Message::line(line).and_small(v.words.draft_passed_why(by)), for_turn(v)).pinging([sender])
}

/// A date opened the draft: whoever owns the customer is asked to write it, with the button that opens it.
pub(super) fn draft_dated(v: &View<'_>, on: NaiveDate, is_late: bool) -> Message {
    let (sender, customer) = (v.handoff.sender, v.customer());
    let label = dated_label(v);
    let calendar = v.directory.calendar_of(sender);
    let today = calendar.map_or_else(|| v.now.utc().date_naive(), |(_, calendar)| calendar.local_date(v.now));
    let days = on.signed_duration_since(today).num_days();
    let line = v.words.draft_dated(sender, &v.playbook.name, &customer);
    let when = if days < 0 {
        v.words.draft_dated_over(&label, &long_day(on), -days)
    } else {
        v.words.draft_dated_ahead(&label, &long_day(on), days)
    };
    let mut message = Message::line(line).and_line(when);
    if is_late {
        message = message.and_small(v.words.draft_dated_late());
    }
    under(message.and_small(v.words.draft_dated_why(&customer)), for_turn(v)).pinging([sender])
}

pub(super) fn sent_again(v: &View<'_>, round: u32) -> Option<Message> {
    if v.handoff.round != round {
        return None;
    }
    let mut message = Message::line(v.words.sent_again(v.receiver(), &v.customer(), v.handoff.sender));
    if let Some(back) = v.handoff.returns.last().filter(|back| !back.note.is_empty()) {
        message = message.and_line(v.words.sent_again_asked(&short(&back.note, GLANCE_CHARS)));
    }
    Some(to_receiver(v, with_summary(v, message)))
}

pub(super) fn rerouted(v: &View<'_>, by: PersonId, to: PersonId) -> Option<Message> {
    if v.handoff.receiver != Some(to) {
        return None;
    }
    let head = v.words.rerouted(to, by, &v.customer(), v.handoff.sender);
    Some(to_receiver(v, with_summary(v, Message::line(head))))
}

pub(super) fn reassigned(v: &View<'_>, by: PersonId, to: PersonId, reason: &str) -> Option<Message> {
    if v.handoff.receiver != Some(to) {
        return None;
    }
    let head = v.words.reassigned(to, by, &v.customer(), &short(reason, GLANCE_CHARS));
    Some(to_receiver(v, with_summary(v, Message::line(head))))
}

/// With what the receiver reads first.
fn with_summary(v: &View<'_>, message: Message) -> Message {
    summary(v).into_iter().fold(message, Message::and_line)
}

/// The summary, a line for each line of the playbook that has an answer.
pub(in super::super) fn summary(v: &View<'_>) -> Vec<Text> {
    v.playbook
        .summary
        .iter()
        .filter_map(|line| {
            let value = summary_value(v, line);
            (!value.is_empty()).then(|| v.words.summary_line(&line.label, value))
        })
        .collect()
}

fn summary_value(v: &View<'_>, line: &SummaryLine) -> Text {
    let parts = line.fields.iter().filter_map(|key| {
        let field = v.playbook.field(key).filter(|field| !field.restricted && field.applies(&v.handoff.brief))?;
        let said = v.handoff.brief.value(key)?;
        let is_said = !matches!(said, Value::NotApplicable(_) | Value::Unread(_));
        is_said.then(|| answer(field, said, GLANCE_CHARS))
    });
    run_on(parts)
}

/// Answers one after the other: a semicolon between them, but none behind a sentence that has its own end.
fn run_on(parts: impl IntoIterator<Item = Text>) -> Text {
    let mut all = Text::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        let has_end = matches!(all.last(), Some(Inline::Plain(text)) if value::has_end(text));
        if !all.is_empty() {
            all.push(Inline::Plain(if has_end { " " } else { "; " }.to_owned()));
        }
        all.extend(part);
    }
    all
}

/// Tells the receiver what to do until when, pings them, and gives the buttons of their turn.
fn to_receiver(v: &View<'_>, message: Message) -> Message {
    let (owner, customer) = (v.handoff.owner(), v.customer());
    let by = match turn(v) {
        Some(Turn { task: Task::Accept, due: Some(due), .. }) => Some(v.words.arrived_by(due, owner, &customer)),
        Some(Turn { task: Task::Accept, due: None, .. }) => Some(v.words.arrived_open(owner, &customer)),
        Some(Turn { task: Task::Send | Task::Answer { .. } | Task::Fix | Task::Kickoff | Task::Complete, .. })
        | None => None,
    };
    let message = by.into_iter().fold(message, Message::and_small);
    under(message, for_turn(v)).pinging([v.receiver()])
}

/// One reminder for what was late already when it arrived.
pub(super) fn late(v: &View<'_>) -> Option<Message> {
    let (person, sender, customer) = (person_at_work(v), v.handoff.sender, v.customer());
    let clock = late_on_arrival(v)?;
    let line = match clock.kind {
        ClockKind::Complete => v.words.late_arrival_done(person, &customer, clock.due, sender),
        ClockKind::Start | ClockKind::Accept | ClockKind::Kickoff | ClockKind::Resubmit | ClockKind::Answer => {
            v.words.late_arrival(person, &customer, &v.playbook.kickoff.noun, clock.due, sender)
        }
    };
    Some(under(Message::line(line), for_turn(v)).pinging([person]))
}

/// The receiver until they accepted, the owner afterwards.
pub(in super::super) fn person_at_work(v: &View<'_>) -> PersonId {
    match v.handoff.status {
        Status::Draft | Status::Sent | Status::Returned => v.receiver(),
        Status::Accepted | Status::KickedOff | Status::Completed | Status::Cancelled => v.handoff.owner(),
    }
}

pub(super) fn part_taken(v: &View<'_>, left: PersonId, by: PersonId) -> Message {
    let actor = Actor::Person { id: by, is_manager: false };
    let parts: Vec<_> = [Role::Sender, Role::Receiver, Role::Backup, Role::Owner]
        .into_iter()
        .filter(|role| role.is_held(v.handoff, actor))
        .map(|role| plain(&common::role(v.words, role)))
        .collect();
    let line = if parts.is_empty() {
        v.words.part_taken_none(by, left, &v.customer())
    } else {
        let parts = joined(parts, |before, last| v.words.list_and(before, last));
        v.words.part_taken(by, left, parts, &v.customer())
    };
    under(Message::line(line).and_line(super::super::turn::turn_line(v)), for_turn(v)).pinging([by])
}
