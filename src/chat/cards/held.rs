//! A draft that is not sent yet, in the words of somebody who waits for it and cannot send it.

use super::refusal::{missing_key, with_labels, with_override};
use super::view::View;
use crate::chat::message::Message;
use crate::chat::text::messages;
use crate::domain::lifecycle::{Refusal, SIGNED_GATE};

messages! {
    fn held_not_signed(customer: Plain, sender: Person) -> Text;
    fn held_gate(customer: Plain, sender: Person, gate: Plain) -> Text;
    fn held_until(until: DayTime, sender: Person) -> Text;
    fn held_incomplete(customer: Plain, sender: Person, count: Number) -> Text;
}

/// A draft that is not sent, as a manager reads it who looks at it; nothing where no more than its sender's *Send* is missing.
pub fn held(v: &View<'_>, refusal: &Refusal) -> Option<Message> {
    let (words, customer, sender) = (v.words, v.customer(), v.handoff.sender);
    match refusal {
        Refusal::NotSigned => {
            let message = Message::line(words.held_not_signed(&customer, sender));
            Some(with_override(words, message, SIGNED_GATE, Some(v)))
        }
        Refusal::Held { gate, until } => {
            let message = Message::line(words.held_gate(&customer, sender, &v.gate_label(gate)));
            let message = until.iter().fold(message, |message, at| message.and_line(words.held_until(*at, sender)));
            Some(with_override(words, message, gate, Some(v)))
        }
        Refusal::Incomplete(missing) => {
            let count = i64::try_from(missing.len()).unwrap_or(i64::MAX);
            let labels = missing.iter().map(|missing| v.field_label(missing_key(missing))).collect();
            Some(with_labels(v, Message::line(words.held_incomplete(&customer, sender, count)), labels))
        }
        Refusal::NotAPerson(_)
        | Refusal::SamePerson
        | Refusal::NotYours { .. }
        | Refusal::NotNow { .. }
        | Refusal::AlreadyDone { .. }
        | Refusal::KickoffNeeds { .. }
        | Refusal::ClausesOpen(_)
        | Refusal::InFuture
        | Refusal::ReasonNeeded
        | Refusal::ReadBackNeeded { .. }
        | Refusal::AnswersNeeded(_)
        | Refusal::LineNeeded { .. }
        | Refusal::DayNeeded
        | Refusal::HighRisk(_)
        | Refusal::AlreadyReceiver(_)
        | Refusal::RatingLocked
        | Refusal::NotRatable
        | Refusal::Gone
        | Refusal::NotOverdue { .. }
        | Refusal::QuestionOpen
        | Refusal::NothingChanged => None,
    }
}
