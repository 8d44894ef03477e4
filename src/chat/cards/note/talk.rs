//! The two sides talk: sent back, asked, answered, changed, waiting for the customer.

use super::super::buttons::{fixes, for_turn, reassign, row, tick_of, under};
use super::super::turn::turn_line;
use super::super::view::{GLANCE_CHARS, View, chain, joined, plain, short};
use super::nth;
use crate::chat::message::{Button, Message, Text};
use crate::chat::route::Verb;
use crate::chat::text::{common, messages};
use crate::domain::handoff::{Return, ReturnReason, Status};
use crate::domain::playbook::{Assignee, ClockKind};
use crate::ids::PersonId;

messages! {
    fn returned_needs(sender: Person, by: Person, customer: Plain, count: Number) -> Text;
    fn returned_why(sender: Person, by: Person, customer: Plain, reason: Key) -> Text;
    fn returned_note(note: Plain) -> Text;
    fn returned_what(reason: Key) -> Text;
    fn returned_parts(parts: Text) -> Text;
    fn returned_reason(reason: Plain) -> Text;
    fn returned_by(due: DayTime, customer: Plain) -> Text;
    fn returned_open(customer: Plain) -> Text;
    fn button_cancel() -> String;
    fn asked(sender: Person, by: Person, customer: Plain, question: Plain) -> Text;
    fn asked_field(sender: Person, by: Person, customer: Plain, field: Plain, question: Plain) -> Text;
    fn asked_by(due: DayTime) -> Text;
    fn asked_by_paused(due: DayTime, asker: Person) -> Text;
    fn answered(person: Person, by: Person, customer: Plain, answer: Plain) -> Text;
    fn answered_question(question: Plain) -> Text;
    fn answered_field(question: Plain, field: Plain) -> Text;
    fn edited(by: Person, count: Number, customer: Plain) -> Text;
    fn edited_field(label: Plain, value: Text) -> Text;
    fn edited_emptied(label: Plain) -> Text;
    fn edited_restricted(label: Plain) -> Text;
    fn item_said(by: Person, customer: Plain, item: Plain, line: Plain) -> Text;
    fn item_passed_on(person: Person, customer: Plain, line: Plain) -> Text;
    fn item_ticked(by: Person, item: Plain) -> Text;
    fn waiting_began(by: Person, customer: Plain, reason: Plain) -> Text;
    fn waiting_over(by: Person, customer: Plain) -> Text;
}

pub(super) fn returned(v: &View<'_>, n: u32) -> Option<Message> {
    let back = nth(&v.handoff.returns, n)?;
    let mut lines = vec![returned_head(v, back)];
    if !back.note.is_empty() {
        lines.push(v.words.returned_note(&short(&back.note, GLANCE_CHARS)));
    } else if is_about_the_brief(back.reason) {
        lines.push(v.words.returned_what(back.reason.key()));
    }
    let customer = v.customer();
    let due =
        v.handoff.clock(ClockKind::Resubmit, back.round).filter(|clock| clock.is_running()).map(|clock| clock.due);
    lines.push(match due {
        Some(due) => v.words.returned_by(due, &customer),
        None => v.words.returned_open(&customer),
    });
    let mut message = Message::line(chain(lines, " "));
    let parts: Vec<_> =
        back.sections.iter().filter_map(|key| v.playbook.section(key)).map(|s| plain(&s.title)).collect();
    if !parts.is_empty() {
        message =
            message.and_small(v.words.returned_parts(joined(parts, |before, last| v.words.list_and(before, last))));
    }
    if !back.note.is_empty() && is_about_the_brief(back.reason) {
        message = message.and_small(v.words.returned_reason(&common::reason(v.words, back.reason)));
    }
    if v.handoff.status != Status::Returned {
        return Some(message);
    }
    let mut buttons = fixes(v);
    if !is_about_the_brief(back.reason) {
        buttons.truncate(1);
        buttons.push(Button::plain(v.id(Verb::Send), v.words.button_send_again()));
        buttons.push(reassign(v));
        buttons.push(Button::danger(v.id(Verb::Cancel), v.words.button_cancel()));
    }
    Some(under(message, row(buttons)).pinging([v.handoff.sender]))
}

fn returned_head(v: &View<'_>, back: &Return) -> Text {
    let (sender, customer) = (v.handoff.sender, v.customer());
    if is_about_the_brief(back.reason) {
        let count = i64::try_from(back.sections.len().max(1)).unwrap_or(1);
        v.words.returned_needs(sender, back.by, &customer, count)
    } else {
        v.words.returned_why(sender, back.by, &customer, back.reason.key())
    }
}

/// Mending the brief helps; otherwise it comes at the wrong time or to the wrong place.
fn is_about_the_brief(reason: ReturnReason) -> bool {
    match reason {
        ReturnReason::MissingField
        | ReturnReason::VagueCriteria
        | ReturnReason::PromiseUnclear
        | ReturnReason::Other => true,
        ReturnReason::TooEarly | ReturnReason::BadFit | ReturnReason::Duplicate => false,
    }
}

pub(super) fn asked(v: &View<'_>, n: u32) -> Option<Message> {
    let question = nth(&v.handoff.questions, n)?;
    let (sender, customer, text) = (v.handoff.sender, v.customer(), short(&question.text, GLANCE_CHARS));
    let line = match &question.field {
        Some(field) => v.words.asked_field(sender, question.by, &customer, &v.field_label(field), &text),
        None => v.words.asked(sender, question.by, &customer, &text),
    };
    let mut message = Message::line(line);
    if !v.handoff.is_open(question) {
        return Some(message);
    }
    if let Some(clock) = v.handoff.clock(ClockKind::Answer, n) {
        let accept = v.handoff.clock(ClockKind::Accept, v.handoff.round);
        let paused = v.handoff.status == Status::Sent && accept.is_some_and(|clock| clock.paused_since.is_some());
        message = message.and_line(if paused {
            v.words.asked_by_paused(clock.due, question.by)
        } else {
            v.words.asked_by(clock.due)
        });
    }
    let answer = Button::primary(v.id_with(Verb::Answer, n.to_string()), v.words.button_answer());
    Some(under(message, row(vec![answer])).pinging([sender]))
}

pub(super) fn answered(v: &View<'_>, n: u32) -> Option<Message> {
    let question = nth(&v.handoff.questions, n)?;
    let answer = question.answer.as_ref()?;
    let text = short(&question.text, GLANCE_CHARS);
    let small = match &question.field {
        Some(field) => v.words.answered_field(&text, &v.field_label(field)),
        None => v.words.answered_question(&text),
    };
    let line = v.words.answered(question.by, answer.by, &v.customer(), &short(&answer.text, GLANCE_CHARS));
    let message = Message::line(line).and_small(small).and_line(turn_line(v));
    Some(under(message, for_turn(v)).pinging([question.by]))
}

/// The line that ticking asked for. Where it is to be passed on it pings the other side, with that side's items to tick.
pub(super) fn item_answered(v: &View<'_>, key: &str, by: PersonId) -> Option<Message> {
    let item = v.handoff.item(key).filter(|item| !item.line.is_empty())?;
    let (label, line, customer) = (v.item_label(key), short(&item.line, GLANCE_CHARS), v.customer());
    if !v.playbook.item(key).is_some_and(|spec| spec.passes_on) {
        return Some(Message::line(v.words.item_said(by, &customer, &label, &line)));
    }
    let (side, person) = match item.who {
        Assignee::Sender => (Assignee::Receiver, v.receiver()),
        Assignee::Receiver | Assignee::Manager => (Assignee::Sender, v.handoff.sender),
    };
    let message = Message::line(v.words.item_passed_on(person, &customer, &line));
    let message = message.and_small(v.words.item_ticked(by, &label));
    Some(under(message, tick_of(v, side).into_iter().collect()).pinging([person]))
}

/// What changed, value by value; a restricted one by its label alone.
pub(super) fn edited(v: &View<'_>, by: PersonId, fields: &[String]) -> Option<Message> {
    let count = i64::try_from(fields.len()).ok().filter(|count| *count > 0)?;
    let head = Message::line(v.words.edited(by, count, &v.customer()));
    Some(fields.iter().map(|key| edited_line(v, key)).fold(head, Message::and_line))
}

fn edited_line(v: &View<'_>, key: &str) -> Text {
    let label = v.field_label(key);
    let is_own = v.playbook.field(key).is_none();
    if !is_own && v.playbook.restricted(key) {
        return v.words.edited_restricted(&label);
    }
    match v.answer(key, GLANCE_CHARS) {
        Some(value) => v.words.edited_field(&label, value),
        None => v.words.edited_emptied(&label),
    }
}

pub(super) fn waiting(v: &View<'_>, by: PersonId, reason: Option<&str>) -> Message {
    let message = match reason {
        Some(reason) => Message::line(v.words.waiting_began(by, &v.customer(), &short(reason, GLANCE_CHARS))),
        None => Message::line(v.words.waiting_over(by, &v.customer())).and_line(turn_line(v)),
    };
    under(message, for_turn(v))
}
