//! The buttons under a message: at most four, only for whose turn it is.

use super::forms::checklist::Chosen;
use super::turn::{Task, Turn, turn};
use super::view::{View, short};
use crate::chat::message::{Block, Button, Choice, Message, Select};
use crate::chat::route::Verb;
use crate::chat::text::messages;
use crate::domain::handoff::{Handoff, Item, READ_BACK_ITEM, Status};
use crate::domain::playbook::Assignee;
use crate::ids::PersonId;

/// At most so many characters on a button.
const BUTTON_CHARS: usize = 75;
/// At most so many characters of an option.
const OPTION_CHARS: usize = 100;
/// At most so many sections have a button of their own.
const SECTION_BUTTONS: usize = 3;

messages! {
    fn button_accept() -> String;
    fn button_take_over() -> String;
    fn button_ask(sender: Plain) -> String;
    fn button_return() -> String;
    fn button_more() -> String;
    fn button_fix() -> String;
    fn button_fix_section(section: Plain) -> String;
    fn button_send_again() -> String;
    fn button_answer() -> String;
    fn button_complete() -> String;
    fn button_lift() -> String;
    fn button_write_read_back() -> String;
    fn button_thats_it() -> String;
    fn button_not_quite() -> String;
    fn button_got_it() -> String;
    fn button_rewrite() -> String;
    fn button_continue() -> String;
    fn button_show(customer: Plain) -> String;
    fn button_reassign() -> String;
    fn select_tick() -> String;
    fn tick_declined(item: Plain) -> String;
}

/// What whoever's turn it is can do now, as blocks to put under a message.
pub(super) fn for_turn(v: &View<'_>) -> Vec<Block> {
    match v.handoff.status {
        Status::Draft => row(vec![Button::primary(v.id(Verb::Resume), v.words.button_continue())]),
        Status::Sent => match turn(v) {
            Some(Turn { task: Task::Answer { n, .. }, .. }) => row(vec![
                Button::primary(v.id_with(Verb::Answer, n.to_string()), v.words.button_answer()),
                accept_plain(v),
                more(v),
            ]),
            Some(_) | None => row(vec![accept(v), ask(v), send_back(v), more(v)]),
        },
        Status::Returned => row(fixes(v)),
        Status::Accepted | Status::KickedOff => at_work(v),
        Status::Completed | Status::Cancelled => row(vec![more(v)]),
    }
}

fn at_work(v: &View<'_>) -> Vec<Block> {
    let mut buttons = Vec::new();
    if v.handoff.waiting.is_some() {
        buttons.push(Button::primary(v.id(Verb::Lift), v.words.button_lift()));
    } else if v.handoff.status == Status::KickedOff {
        buttons.push(Button::primary(v.id(Verb::Complete), v.words.button_complete()));
    } else {
        buttons.push(first_contact(v));
    }
    if owes_read_back(v.handoff) {
        buttons.push(Button::plain(v.id(Verb::Rewrite), v.words.button_write_read_back()));
    }
    buttons.push(ask(v));
    buttons.push(more(v));
    tick(v).into_iter().chain(row(buttons)).collect()
}

/// Whether the read-back was put off and is still to be written.
pub(super) fn owes_read_back(handoff: &Handoff) -> bool {
    handoff.item(READ_BACK_ITEM).is_some_and(|item| item.ticked.is_none())
}

/// Accept · Ask · Return, under a reminder.
pub(super) fn reminder(v: &View<'_>) -> Vec<Block> {
    row(vec![accept(v), ask(v), send_back(v)])
}

/// Accept · I'll take it · Return, after the deadline.
pub(super) fn overdue(v: &View<'_>) -> Vec<Block> {
    let mut buttons = vec![accept(v)];
    if v.handoff.backup.is_some() {
        buttons.push(Button::plain(v.id(Verb::TakeOver), v.words.button_take_over()));
    }
    buttons.push(send_back(v));
    row(buttons)
}

/// A button for each section that the last return named, and *Send again*.
pub(super) fn fixes(v: &View<'_>) -> Vec<Button> {
    let named = v.handoff.returns.last().map(|back| back.sections.as_slice()).unwrap_or_default();
    let sections: Vec<_> = named.iter().filter_map(|key| v.playbook.section(key)).take(SECTION_BUTTONS).collect();
    let mut buttons: Vec<_> = match sections.as_slice() {
        [] => vec![Button::primary(v.id(Verb::Edit), v.words.button_fix())],
        [only] => vec![Button::primary(v.id_with(Verb::Section, &only.key), v.words.button_fix())],
        several => several
            .iter()
            .map(|section| {
                let label = v.words.button_fix_section(&section.title);
                Button::plain(v.id_with(Verb::Section, &section.key), short(&label, BUTTON_CHARS))
            })
            .collect(),
    };
    buttons.push(Button::plain(v.id(Verb::Send), v.words.button_send_again()));
    buttons
}

/// A select that ticks items off; none when nothing is open. The read-back is written, not ticked. What the customer may
/// decline has a second option for that.
pub(super) fn tick(v: &View<'_>) -> Option<Block> {
    tick_some(v, |_| true)
}

/// The same for the items of one side.
pub(super) fn tick_of(v: &View<'_>, who: Assignee) -> Option<Block> {
    tick_some(v, |item| item.who == who)
}

fn tick_some(v: &View<'_>, is_wanted: impl Fn(&Item) -> bool) -> Option<Block> {
    let is_open = |item: &&Item| item.ticked.is_none() && item.key != READ_BACK_ITEM && !ticks_itself(v, &item.key);
    let mut options = Vec::new();
    for item in v.handoff.items.iter().filter(is_open).filter(|item| is_wanted(item)) {
        let hint = assignee(v, item.who).map(|person| v.name(person)).unwrap_or_default();
        let label = v.item_label(&item.key);
        let option = |chosen: Chosen<'_>, label: &str| Choice {
            value: chosen.value(),
            label: short(label, OPTION_CHARS),
            hint: hint.clone(),
            chosen: false,
        };
        options.push(option(Chosen::Done(&item.key), &label));
        if v.playbook.item(&item.key).is_some_and(|spec| spec.declinable) {
            options.push(option(Chosen::Declined(&item.key), &v.words.tick_declined(&label)));
        }
    }
    let most = u8::try_from(options.len()).unwrap_or(u8::MAX);
    (!options.is_empty())
        .then(|| Block::Select(Select::new(v.id(Verb::Tick), v.words.select_tick(), options, (1, most))))
}

fn ticks_itself(v: &View<'_>, key: &str) -> bool {
    v.playbook.item(key).is_some_and(|item| item.ticked_when.is_some())
}

/// Whose an item is now.
pub(super) fn assignee(v: &View<'_>, who: Assignee) -> Option<PersonId> {
    match who {
        Assignee::Sender => Some(v.handoff.sender),
        Assignee::Receiver => v.handoff.receiver,
        Assignee::Manager => v.people.managers.first().copied(),
    }
}

pub(super) fn accept(v: &View<'_>) -> Button {
    Button::primary(v.id(Verb::Accept), v.words.button_accept())
}

fn accept_plain(v: &View<'_>) -> Button {
    Button::plain(v.id(Verb::Accept), v.words.button_accept())
}

pub(super) fn ask(v: &View<'_>) -> Button {
    Button::plain(v.id(Verb::Ask), v.words.button_ask(&v.name(v.handoff.sender)))
}

pub(super) fn send_back(v: &View<'_>) -> Button {
    Button::plain(v.id(Verb::Return), v.words.button_return())
}

pub(super) fn more(v: &View<'_>) -> Button {
    Button::plain(v.id(Verb::More), v.words.button_more())
}

/// The playbook's own words for first contact.
pub(super) fn first_contact(v: &View<'_>) -> Button {
    Button::primary(v.id(Verb::FirstContact), short(&v.playbook.kickoff.button, BUTTON_CHARS))
}

pub(super) fn show(v: &View<'_>) -> Button {
    Button::plain(v.id(Verb::Show), v.words.button_show(&short(&v.customer(), 40)))
}

pub(super) fn reassign(v: &View<'_>) -> Button {
    Button::plain(v.id(Verb::Reassign), v.words.button_reassign())
}

/// A row of buttons as blocks.
pub(super) fn row(buttons: Vec<Button>) -> Vec<Block> {
    if buttons.is_empty() { Vec::new() } else { vec![Block::Buttons(buttons)] }
}

/// A message with blocks under it.
pub(super) fn under(mut message: Message, blocks: Vec<Block>) -> Message {
    message.blocks.extend(blocks);
    message
}
