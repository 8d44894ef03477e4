//! The one message a person gets after Baton was away: each reminder that was due meanwhile, with its time.

use crate::chat::message::{Button, Message};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, common, messages};
use crate::clock::Timestamp;
use crate::domain::playbook::ClockKind;
use crate::ids::{HandoffId, PersonId};

/// At most so many lines.
const LINES_MAX: usize = 10;
/// At most so many buttons side by side.
const ROW_MAX: usize = 5;

messages! {
    fn catch_up_head(person: Person, count: Number) -> Text;
    fn catch_up_line(customer: Plain, clock: Plain, due: DayTime) -> Text;
}

/// A reminder that was due while Baton was away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// Of which handoff.
    pub handoff: HandoffId,
    /// Its customer.
    pub customer: String,
    /// What it waits for.
    pub clock: ClockKind,
    /// The deadline.
    pub due: Timestamp,
}

/// The message.
pub fn catch_up(words: &Words, person: PersonId, missed: &[Missed]) -> Message {
    let count = i64::try_from(missed.len()).unwrap_or(i64::MAX);
    let mut message = Message::line(words.catch_up_head(person, count)).pinging([person]);
    for line in missed.iter().take(LINES_MAX) {
        let clock = common::clock(words, line.clock);
        message = message.and_line(words.catch_up_line(&line.customer, &clock, line.due));
    }
    let more = missed.len().saturating_sub(LINES_MAX);
    if more > 0 {
        message = message.and_small(words.and_more(i64::try_from(more).unwrap_or(i64::MAX)));
    }
    let mut buttons: Vec<Button> = Vec::new();
    for line in missed {
        let id = Route::of(Verb::Show, line.handoff).id();
        if buttons.len() < ROW_MAX && buttons.iter().all(|button| button.id != id) {
            buttons.push(Button::plain(id, words.button_show(&line.customer.chars().take(40).collect::<String>())));
        }
    }
    message.and_buttons(buttons)
}
