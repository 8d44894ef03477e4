//! Several drafts at once, and the card of a handoff that was sent already.

use super::super::channel::title;
use super::super::view::{View, short};
use super::forms::{CARD, CUSTOMER};
use super::{BUTTON_CHARS, ROW_MAX, number, rows, section_label};
use crate::chat::message::{Block, Button, Message};
use crate::chat::route::{Route, Verb};
use crate::chat::text::Words;
use crate::domain::brief::closed::Closed;
use crate::domain::brief::quality;
use crate::domain::handoff::{Handoff, Status};
use crate::domain::playbook::Playbook;
use crate::domain::roles::Role;

/// Drafts that have a button, newest first; with *New* two rows.
const DRAFTS_MAX: usize = 2 * ROW_MAX - 1;
const CUSTOMER_CHARS: usize = 40;

/// A draft of the one who starts another.
#[derive(Debug, Clone, Copy)]
pub struct DraftLine<'a> {
    /// The draft.
    pub handoff: &'a Handoff,
    /// The playbook it is pinned to.
    pub playbook: &'a Playbook,
}

/// *Continue ACME (60 %)* for each draft, in the order given, and *New*; `customer` is the name that the command had, or empty,
/// and `anew` begins with all that it had.
pub fn resume_chooser(words: &Words, drafts: &[DraftLine<'_>], customer: &str, anew: &Route) -> Message {
    let mut buttons: Vec<Button> = drafts.iter().take(DRAFTS_MAX).map(|draft| resume(words, draft)).collect();
    if let Some(first) = buttons.first_mut() {
        first.style = crate::chat::message::ButtonStyle::Primary;
    }
    let label = match short(customer, CUSTOMER_CHARS) {
        name if name.is_empty() => words.button_new(),
        name => words.button_new_for(&name),
    };
    buttons.push(Button::plain(anew.id(), label));
    let mut message = Message::line(words.drafts_line(number(drafts.len())));
    message.blocks.extend(rows(&buttons));
    let left = drafts.len().saturating_sub(DRAFTS_MAX);
    if left > 0 { message.and_small(words.drafts_more(number(left))) } else { message }
}

fn resume(words: &Words, draft: &DraftLine<'_>) -> Button {
    let customer = match short(&draft.handoff.customer, CUSTOMER_CHARS) {
        name if name.is_empty() => short(&draft.playbook.name, CUSTOMER_CHARS),
        name => name,
    };
    let percent = quality::assess(draft.playbook, &draft.handoff.brief).percent;
    Button::plain(Route::of(Verb::Resume, draft.handoff.id).id(), words.button_resume(&customer, percent.into()))
}

/// The sections of a handoff that was sent, to change them; the other side is shown what changes. While it is sent back, it is
/// sent again from here.
pub fn edit_card(v: &View<'_>) -> Message {
    let quality = quality::assess(v.playbook, &v.handoff.brief);
    let other = if v.viewer_is(Role::Sender) { v.receiver() } else { v.handoff.sender };
    let mut message = Message::default()
        .and(Block::Heading(title(v)))
        .and_line(v.words.edit_line(&v.customer()))
        .and_small(v.words.edit_shown(other));
    message.blocks.extend(super::parts::unread(v));
    let mut buttons = Vec::new();
    if let Some(card) = quality.counts.iter().find(|count| count.section.is_none()) {
        let label = v.words.button_choices(number(card.filled), number(card.of));
        buttons.push(Button::plain(v.id_with(Verb::Section, CARD), label));
    }
    for section in &v.playbook.sections {
        if let Some(label) = section_label(v, &quality, section) {
            buttons.push(Button::plain(v.id_with(Verb::Section, &section.key), short(&label, BUTTON_CHARS)));
        }
    }
    message.blocks.extend(rows(&buttons));
    message.and_buttons(besides(v))
}

fn besides(v: &View<'_>) -> Vec<Button> {
    let mut buttons = vec![Button::plain(v.id_with(Verb::Section, CUSTOMER), v.words.button_rename())];
    if v.playbook.asks_deal_closed {
        buttons.push(Button::plain(v.id_with(Verb::Closed, Closed::Other.key()), v.words.button_edit_closed()));
    }
    buttons.push(Button::plain(v.id(Verb::Backup), v.words.button_edit_backup()));
    if v.handoff.status == Status::Returned && v.viewer_is(Role::Sender) {
        buttons.insert(0, Button::primary(v.id(Verb::Send), v.words.button_send_again()));
    }
    buttons
}
