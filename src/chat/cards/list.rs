//! Handoffs as lists, one alone, and what a search suggests.
//!
//! A line says what the channel's card says and no more: customer, people, whose turn and until when. So a list can be read
//! by anybody who may see the channel.

use super::buttons::{for_turn, more, row, under};
use super::channel::channel_card;
use super::turn;
use super::view::{View, short};
use crate::chat::command::{Filter, List};
use crate::chat::message::{Block, Button, Choice, Message, Select, Text};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, common, messages};
use crate::clock::Timestamp;
use crate::domain::handoff::Status;
use crate::domain::playbook::ClockKind;
use crate::domain::roles::Actor;
use crate::ids::{HandoffId, PersonId};

#[cfg(test)]
mod tests;

/// Lines on one page.
pub const PAGE_LINES: u32 = 10;
/// Most suggestions of a search; Discord takes 25.
pub const SUGGESTIONS_MAX: usize = 25;

const CUSTOMER_CHARS: usize = 50;
const PLAYBOOK_CHARS: usize = 30;
const OPTION_CHARS: usize = 100;

messages! {
    fn list_head(filter: Key, count: Number) -> Text;
    fn list_empty(filter: Key) -> Text;
    fn list_line(title: Text, turn: Text) -> Text;
    fn list_title(customer: Plain, playbook: Plain, number: Plain) -> Text;
    fn list_title_new(customer: Plain, playbook: Plain) -> Text;
    fn list_nameless() -> String;
    fn list_turn_by(who: Person, task: Plain, by: DayTime) -> Text;
    fn list_turn_late(who: Person, task: Plain, since: DayTime) -> Text;
    fn list_turn(who: Person) -> Text;
    fn list_waiting(who: Person, since: DayTime) -> Text;
    fn list_over(status: Plain) -> Text;
    fn list_unrated(who: Person) -> Text;
    fn list_task(clock: Key) -> String;
    fn list_open() -> String;
    fn list_earlier() -> String;
    fn list_next() -> String;
    fn list_several(text: Plain) -> Text;
    fn list_none(text: Plain) -> Text;
    fn list_no_number(number: Plain) -> Text;
    fn list_option(customer: Plain, playbook: Plain, number: Plain, status: Plain) -> String;
    fn list_option_new(customer: Plain, playbook: Plain, status: Plain) -> String;
}

/// A handoff in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListLine {
    /// Which.
    pub handoff: HandoffId,
    /// Its number; none of a draft.
    pub number: Option<i64>,
    /// The customer; may be empty in a draft.
    pub customer: String,
    /// What its playbook is called.
    pub playbook: String,
    /// Where it stands.
    pub status: Status,
    /// Who sends.
    pub sender: PersonId,
    /// Who receives.
    pub receiver: Option<PersonId>,
    /// Who accepted last.
    pub accepted_by: Option<PersonId>,
    /// The clock that runs out first, and when; none while none runs.
    pub next_due: Option<(ClockKind, Timestamp)>,
    /// Since when it waits for the customer.
    pub waiting_since: Option<Timestamp>,
    /// Whether a question waits for the sender.
    pub has_open_question: bool,
}

/// A page of a list.
#[derive(Debug, Clone, Copy)]
pub struct ListPage<'a> {
    /// Which handoffs, and which page.
    pub list: List,
    /// The lines of this page, at most [`PAGE_LINES`].
    pub lines: &'a [ListLine],
    /// How many there are on all pages.
    pub total: u32,
}

/// A page, with a select to open one of its lines and the ways to the other pages.
pub fn list(words: &Words, page: &ListPage<'_>, now: Timestamp) -> Message {
    let filter = page.list.filter;
    if page.lines.is_empty() && page.list.page <= 1 {
        return Message::line(words.list_empty(filter.key()));
    }
    let mut message = Message::line(words.list_head(filter.key(), page.total.into()));
    for line in page.lines {
        message = message.and_line(words.list_line(title(words, line), state(words, line, filter, now)));
    }
    let shown = page.list.page.saturating_mul(PAGE_LINES);
    let left = page.total.saturating_sub(shown);
    if left > 0 {
        message = message.and_small(words.and_more(left.into()));
    }
    if !page.lines.is_empty() {
        message = message.and(Block::Select(open(words, page.lines)));
    }
    message.and_buttons(pages(words, page.list, left > 0))
}

/// Several handoffs fit what was typed: which one?
pub fn which_one(words: &Words, typed: &str, lines: &[ListLine]) -> Message {
    if lines.is_empty() {
        return not_found(words, typed);
    }
    let message = Message::line(words.list_several(&short(typed, CUSTOMER_CHARS)));
    message.and(Block::Select(open(words, lines)))
}

/// No handoff fits what was typed.
pub fn not_found(words: &Words, typed: &str) -> Message {
    let typed = short(typed, CUSTOMER_CHARS);
    let digits = typed.strip_prefix('#').unwrap_or(&typed);
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    Message::line(if is_number { words.list_no_number(digits) } else { words.list_none(&typed) })
}

/// What a search suggests while somebody types: read as `ACME · AE > CSM · #482 · sent`, taken over as `#482`; a draft, which has
/// no number, by its customer.
pub fn suggestions(words: &Words, lines: &[ListLine]) -> Vec<Choice> {
    let named = lines.iter().filter(|line| line.number.is_some() || !line.customer.trim().is_empty());
    let mut choices: Vec<Choice> = Vec::new();
    for line in named {
        let value = line.number.map_or_else(|| short(&line.customer, OPTION_CHARS), |number| format!("#{number}"));
        if choices.len() < SUGGESTIONS_MAX && choices.iter().all(|choice| choice.value != value) {
            choices.push(Choice { value, ..choice(words, line) });
        }
    }
    choices
}

/// One handoff, for somebody alone: where it stands, and what they can do if it is their turn; *More* for everybody else.
pub fn show(v: &View<'_>) -> Message {
    let person = v.viewer.and_then(Actor::person);
    // While the customer lets us wait it is nobody's turn, and its owner lifts it.
    let who = turn::turn(v).map_or(v.handoff.owner(), |turn| turn.who);
    let blocks = if person == Some(who) { for_turn(v) } else { row(vec![more(v)]) };
    under(channel_card(v), blocks)
}

/// One handoff, for everybody in the conversation: the card, and no buttons.
pub fn show_public(v: &View<'_>) -> Message {
    channel_card(v)
}

fn title(words: &Words, line: &ListLine) -> Text {
    let (customer, playbook) = (customer(words, line), short(&line.playbook, PLAYBOOK_CHARS));
    match line.number {
        Some(number) => words.list_title(&customer, &playbook, &words.handoff_number(number)),
        None => words.list_title_new(&customer, &playbook),
    }
}

fn customer(words: &Words, line: &ListLine) -> String {
    match short(&line.customer, CUSTOMER_CHARS) {
        name if name.is_empty() => words.list_nameless(),
        name => name,
    }
}

/// Whose turn it is, and until when.
fn state(words: &Words, line: &ListLine, filter: Filter, now: Timestamp) -> Text {
    let owner = line.accepted_by.unwrap_or(line.sender);
    let who = match line.status {
        Status::Draft | Status::Returned => line.sender,
        Status::Sent if line.has_open_question => line.sender,
        Status::Sent => line.receiver.unwrap_or(line.sender),
        Status::Accepted | Status::KickedOff | Status::Completed if filter == Filter::Unrated => {
            return words.list_unrated(owner);
        }
        Status::Accepted | Status::KickedOff => owner,
        Status::Completed | Status::Cancelled => return words.list_over(&common::status(words, line.status)),
    };
    if let Some(since) = line.waiting_since {
        return words.list_waiting(who, since);
    }
    match line.next_due.filter(|(clock, _)| is_awaited(line, *clock)) {
        Some((clock, due)) if due <= now => words.list_turn_late(who, &words.list_task(clock.key()), due),
        Some((clock, due)) => words.list_turn_by(who, &words.list_task(clock.key()), due),
        None => words.list_turn(who),
    }
}

/// Whether the clock asks something of whoever's turn it is: another one may run out first, such as the customer's while a
/// brief is mended.
fn is_awaited(line: &ListLine, clock: ClockKind) -> bool {
    match clock {
        ClockKind::Start => line.status == Status::Draft,
        ClockKind::Accept => line.status == Status::Sent && !line.has_open_question,
        ClockKind::Answer => line.status == Status::Sent && line.has_open_question,
        ClockKind::Resubmit => line.status == Status::Returned,
        ClockKind::Kickoff | ClockKind::Complete => matches!(line.status, Status::Accepted | Status::KickedOff),
    }
}

fn open(words: &Words, lines: &[ListLine]) -> Select {
    let options = lines.iter().take(SUGGESTIONS_MAX).map(|line| choice(words, line)).collect();
    Select::new(Route::plain(Verb::Show).id(), words.list_open(), options, (1, 1))
}

fn choice(words: &Words, line: &ListLine) -> Choice {
    let (customer, playbook) = (customer(words, line), short(&line.playbook, PLAYBOOK_CHARS));
    let status = common::status(words, line.status);
    let label = match line.number {
        Some(number) => words.list_option(&customer, &playbook, &words.handoff_number(number), &status),
        None => words.list_option_new(&customer, &playbook, &status),
    };
    let value = line.handoff.to_string();
    Choice { value, label: short(&label, OPTION_CHARS), hint: String::new(), chosen: false }
}

fn pages(words: &Words, list: List, has_next: bool) -> Vec<Button> {
    let page = |page: u32| Route::plain(Verb::List).with(List { page, ..list }.to_arg()).id();
    let mut buttons = Vec::new();
    if list.page > 1 {
        buttons.push(Button::plain(page(list.page - 1), words.list_earlier()));
    }
    if has_next {
        buttons.push(Button::plain(page(list.page.saturating_add(1)), words.list_next()));
    }
    buttons
}
