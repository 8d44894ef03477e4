//! From first contact to the second look, and what the playbook says by itself on the way.

use super::super::buttons::{for_turn, row, show, under};
use super::super::rating;
use super::super::turn::turn_line;
use super::super::view::{GLANCE_CHARS, View, joined, short};
use crate::chat::message::{Button, Inline, Message};
use crate::chat::route::Verb;
use crate::chat::text::messages;
use crate::domain::playbook::{AlarmTo, Assignee};
use crate::ids::PersonId;

messages! {
    fn kicked_off(person: Person, noun: Plain, customer: Plain, sender: Person) -> Text;
    fn completed(customer: Plain, owner: Person, sender: Person) -> Text;
    fn completed_rate(person: Person, sender: Person) -> Text;
    fn thanked(sender: Person, by: Person, customer: Plain) -> Text;
    fn second_look(person: Person, customer: Plain, done: Distance) -> Text;
    fn waived(by: Person, clause: Plain, customer: Plain, reason: Plain) -> Text;
    fn cancelled(by: Person, customer: Plain, reason: Plain, owner: Person) -> Text;
    fn gate_opened(sender: Person, customer: Plain, gate: Plain) -> Text;
    fn alarm(people: Text, customer: Plain, label: Plain) -> Text;
    fn tick(person: Person, customer: Plain, label: Plain) -> Text;
    fn button_second_look() -> String;
}

/// First contact is made: the one who rates is asked.
pub(super) fn kicked_off(v: &View<'_>) -> Message {
    let rater = v.handoff.owner();
    let line = v.words.kicked_off(rater, &v.playbook.kickoff.noun, &v.customer(), v.handoff.sender);
    rating::with_card(v, Message::line(line)).pinging([rater])
}

/// Done; asks for the rating where first contact did not.
pub(super) fn completed(v: &View<'_>, asks: bool) -> Message {
    let (owner, sender) = (v.handoff.owner(), v.handoff.sender);
    let message = Message::line(v.words.completed(&v.customer(), owner, sender));
    if !asks || v.handoff.own_rating().is_some() {
        return message;
    }
    rating::with_card(v, message.and_line(v.words.completed_rate(owner, sender))).pinging([owner])
}

pub(super) fn thanked(v: &View<'_>) -> Message {
    Message::line(v.words.thanked(v.handoff.sender, v.handoff.owner(), &v.customer()))
}

pub(super) fn second_look(v: &View<'_>) -> Option<Message> {
    if v.handoff.second_look.is_some() {
        return None;
    }
    let person = v.handoff.owner();
    let line = v.words.second_look(person, &v.customer(), v.handoff.times.completed?);
    let look = Button::primary(v.id(Verb::LookAgain), v.words.button_second_look());
    Some(under(Message::line(line), row(vec![look])).pinging([person]))
}

pub(super) fn waived(v: &View<'_>, clause: &str, by: PersonId, reason: &str) -> Message {
    Message::line(v.words.waived(by, &v.clause_label(clause), &v.customer(), &short(reason, GLANCE_CHARS)))
}

pub(super) fn cancelled(v: &View<'_>) -> Option<Message> {
    let stopped = v.handoff.cancelled.as_ref()?;
    let reason = short(&stopped.reason, GLANCE_CHARS);
    Some(Message::line(v.words.cancelled(stopped.by, &v.customer(), &reason, v.handoff.owner())))
}

pub(super) fn gate_opened(v: &View<'_>, gate: &str) -> Message {
    let line = v.words.gate_opened(v.handoff.sender, &v.customer(), &v.gate_label(gate));
    under(Message::line(line), for_turn(v)).pinging([v.handoff.sender])
}

/// The person, or who stands in for everybody who left: a handoff that is done names its people for ever.
fn here(v: &View<'_>, person: PersonId) -> PersonId {
    v.people.fallback.filter(|_| !v.directory.is_present(person)).unwrap_or(person)
}

/// Named people are pinged; one who is named twice is named once.
pub(super) fn alarm(v: &View<'_>, key: &str) -> Option<Message> {
    let alarm = v.playbook.alarms.iter().find(|alarm| alarm.key == key)?;
    if !alarm.is_wanted(v.handoff.status) {
        return None;
    }
    let mut people: Vec<PersonId> = Vec::new();
    for to in &alarm.to {
        let found: Vec<PersonId> = match to {
            AlarmTo::Sender => vec![v.handoff.sender],
            AlarmTo::Receiver => v.handoff.receiver.into_iter().collect(),
            AlarmTo::Owner => vec![here(v, v.handoff.owner())],
            AlarmTo::Manager => v.people.managers.first().copied().into_iter().collect(),
        };
        people.extend(found.into_iter().filter(|person| !people.contains(person)).collect::<Vec<_>>());
    }
    if people.is_empty() {
        people.push(here(v, v.handoff.owner()));
    }
    let named = people.iter().map(|person| vec![Inline::Person(*person)]).collect();
    let named = joined(named, |before, last| v.words.list_and(before, last));
    let message = Message::line(v.words.alarm(named, &v.customer(), &alarm.label)).and_line(turn_line(v));
    Some(under(message, row(vec![show(v)])).pinging(people))
}

/// Asks whoever the playbook names, whose turn it may be meanwhile.
pub(super) fn tick(v: &View<'_>, key: &str) -> Option<Message> {
    let tick = v.playbook.ticks.iter().find(|tick| tick.key == key)?;
    let person = match tick.who {
        Some(Assignee::Sender) => v.handoff.sender,
        Some(Assignee::Receiver) => v.receiver(),
        Some(Assignee::Manager) => v.people.managers.first().copied().unwrap_or(v.handoff.owner()),
        None => v.handoff.owner(),
    };
    let message = Message::line(v.words.tick(person, &v.customer(), &tick.label)).and_line(turn_line(v));
    Some(under(message, for_turn(v)).pinging([person]))
}
