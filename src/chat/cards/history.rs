//! The history of one handoff: every event with its moment, the newest last.

use super::channel::title;
use super::full::promise_line;
use super::view::View;
use super::work_line::work_line;
use crate::chat::message::{Block, Message};
use crate::chat::text::messages;
use crate::clock::Timestamp;
use crate::domain::lifecycle::Event;
use crate::ids::PersonId;

/// At most so many lines; a phone shows no more at ease.
const LINES_MAX: usize = 40;

messages! {
    fn history_line(at: DayTime, what: Text) -> Text;
    fn history_earlier(count: Number) -> Text;
    fn history_nothing() -> Text;
    fn history_promises() -> Text;
}

/// The events, oldest first, and the promises ledger. Earlier ones than fit are counted.
pub fn history(v: &View<'_>, events: &[(Timestamp, Option<PersonId>, Event)]) -> Message {
    let mut message = Message::default().and(Block::Heading(title(v)));
    if events.is_empty() {
        return message.and_line(v.words.history_nothing());
    }
    let earlier = events.len().saturating_sub(LINES_MAX);
    if earlier > 0 {
        message = message.and_small(v.words.history_earlier(i64::try_from(earlier).unwrap_or(i64::MAX)));
    }
    for (at, actor, event) in events.iter().skip(earlier) {
        message = message.and_line(v.words.history_line(*at, work_line(v, *actor, event)));
    }
    if v.promises().next().is_none() {
        return message;
    }
    let head = message.and(Block::Heading(v.words.history_promises()));
    v.promises().map(|(n, promise)| promise_line(v, n, promise)).fold(head, Message::and_line)
}
