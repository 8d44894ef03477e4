//! One person's figures: a block as sender and one as receiver, read by them and their managers only, and nobody ranked.

use super::super::People;
use super::super::view::chain;
use super::{Heading, decimal, marks, on_time, period, span};
use crate::chat::message::{Message, Text};
use crate::chat::text::Words;
use crate::domain::stats::{PersonFigures, ReceiverFigures, SenderFigures};
use crate::ids::PersonId;

/// People in one message; more are asked for by name.
const PEOPLE_MAX: usize = 8;

/// The figures of one person, for them and their managers.
pub fn of_person(words: &Words, figures: &PersonFigures, heading: &Heading<'_>) -> Message {
    let period = period(words, heading.period);
    let blocks = blocks(words, figures);
    if blocks.is_empty() {
        return Message::line(words.person_nothing(figures.person, &period)).and_small(words.person_private());
    }
    let head = Message::line(words.person_head(figures.person, &period));
    blocks.into_iter().fold(head, Message::and_line).and_small(words.person_private())
}

/// The figures of several people for their manager, by name; the order says nothing about anybody.
pub fn by_person(words: &Words, people: &[PersonFigures], names: &People, heading: &Heading<'_>) -> Message {
    let period = period(words, heading.period);
    let name = |person: PersonId| names.names.get(&person).map(|name| name.to_lowercase()).unwrap_or_default();
    let mut sorted: Vec<&PersonFigures> =
        people.iter().filter(|one| one.as_sender.is_some() || one.as_receiver.is_some()).collect();
    sorted.sort_by_cached_key(|one| (name(one.person), one.person));
    let mut message = Message::line(words.person_list_head(&period));
    for figures in sorted.iter().take(PEOPLE_MAX) {
        message = blocks(words, figures).into_iter().fold(message, Message::and_line);
    }
    let left = sorted.len().saturating_sub(PEOPLE_MAX);
    if left > 0 {
        message = message.and_small(words.person_more(i64::try_from(left).unwrap_or(i64::MAX)));
    }
    message.and_small(words.person_private())
}

/// What a person reads when somebody looked at their figures.
pub fn told(words: &Words, by: PersonId, heading: &Heading<'_>) -> Message {
    Message::line(words.person_told(by, &period(words, heading.period)))
}

fn blocks(words: &Words, figures: &PersonFigures) -> Vec<Text> {
    let sender = figures.as_sender.as_ref().map(|block| words.person_sender(figures.person, as_sender(words, block)));
    let receiver =
        figures.as_receiver.as_ref().map(|block| words.person_receiver(figures.person, as_receiver(words, block)));
    sender.into_iter().chain(receiver).collect()
}

/// Only what there is: nobody gets a zero for what they did not do.
fn as_sender(words: &Words, block: &SenderFigures) -> Text {
    let mut parts = vec![words.person_sent(block.sent.into())];
    parts.extend(block.on_time.iter().map(|(kind, share)| on_time(words, *kind, *share)));
    if block.sent_back.times > 0 {
        parts.push(words.person_sent_back_to(block.sent_back.times.into()));
    }
    let count = block.brief.count();
    match block.brief.mean_tenths() {
        Some(tenths) => parts.push(words.person_brief(&decimal(tenths), count.into())),
        None if count > 0 => parts.push(words.person_brief_few(count.into(), &marks(&block.brief))),
        None => {}
    }
    parts.extend(late(words, block.late_ms));
    chain(parts, " · ")
}

fn as_receiver(words: &Words, block: &ReceiverFigures) -> Text {
    let mut parts = Vec::new();
    if block.received > 0 {
        parts.push(words.person_received(block.received.into()));
    }
    parts.extend(block.on_time.iter().map(|(kind, share)| on_time(words, *kind, *share)));
    if let Some(middle_ms) = block.accept_time.middle_ms {
        parts.push(words.person_accept_time(&span(words, middle_ms)));
    }
    if block.sent_back.times > 0 {
        parts.push(words.person_sent_back_by(block.sent_back.times.into()));
    }
    if block.rated.of > 0 {
        parts.push(words.person_rated(block.rated.met.into(), block.rated.of.into()));
    }
    parts.extend(late(words, block.late_ms));
    chain(parts, " · ")
}

fn late(words: &Words, late_ms: i64) -> Option<Text> {
    (late_ms > 0).then(|| words.person_late(&span(words, late_ms)))
}
