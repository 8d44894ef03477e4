//! Acceptance, and what the receiver understood beside what the sender wrote.

use super::super::buttons::{first_contact, for_turn, more, row, tick, under};
use super::super::view::{GLANCE_CHARS, View, capital, short};
use super::nth;
use crate::chat::message::{Button, Message};
use crate::chat::route::Verb;
use crate::chat::text::messages;
use crate::domain::handoff::{ReadBack, Status, Verdict};
use crate::domain::playbook::Meaning;
use crate::ids::PersonId;

messages! {
    fn accepted(by: Person, customer: Plain) -> Text;
    fn accepted_later(by: Person, customer: Plain, noun: Plain) -> Text;
    fn read_back_written(by: Person, customer: Plain) -> Text;
    fn read_back_anew(by: Person, customer: Plain) -> Text;
    fn read_back_goal(goal: Plain) -> Text;
    fn read_back_step(step: Plain) -> Text;
    fn read_back_watch(watch: Plain) -> Text;
    fn read_back_answer(label: Plain, answer: Text) -> Text;
    fn read_back_beside(sender: Person, wrote: Text) -> Text;
    fn read_back_question(sender: Person) -> Text;
    fn read_back_disputed(by: Person, sender: Person, customer: Plain, line: Plain) -> Text;
    fn read_back_yours(goal: Plain) -> Text;
    fn read_back_confirmed(sender: Person, by: Person, customer: Plain) -> Text;
    fn read_back_taken(by: Person, line: Plain) -> Text;
    fn accepted_next(noun: Plain, due: DayTime) -> Text;
}

/// Accepted: the read-back with the sender's two buttons, and the new owner's next step.
pub(super) fn accepted(v: &View<'_>, by: PersonId, n: Option<u32>) -> Message {
    let Some((n, read_back)) = n.and_then(|n| Some((n, nth(&v.handoff.read_backs, n)?))) else {
        let line = v.words.accepted_later(by, &v.customer(), &v.playbook.kickoff.noun);
        return under(Message::line(line), for_turn(v));
    };
    let message = with_lines(v, Message::line(v.words.accepted(by, &v.customer())), read_back);
    let mut message = with_next_step(v, message);
    if !is_open(v, n, read_back) {
        return under(message, for_turn(v));
    }
    message = message.and_line(v.words.read_back_question(v.handoff.sender)).and_buttons(verdict(v));
    if v.handoff.status != Status::Accepted {
        return message;
    }
    let blocks = tick(v).into_iter().chain(row(vec![first_contact(v), more(v)])).collect();
    under(message, blocks)
}

fn with_next_step(v: &View<'_>, message: Message) -> Message {
    use super::super::turn::{Task, Turn, turn};
    match turn(v) {
        Some(Turn { task: Task::Kickoff, due: Some(due), .. }) => {
            message.and_small(v.words.accepted_next(&capital(&v.playbook.kickoff.noun), due))
        }
        Some(_) | None => message,
    }
}

pub(super) fn written(v: &View<'_>, n: u32) -> Option<Message> {
    let read_back = nth(&v.handoff.read_backs, n)?;
    let head = if n == 1 {
        v.words.read_back_written(read_back.by, &v.customer())
    } else {
        v.words.read_back_anew(read_back.by, &v.customer())
    };
    let message = with_lines(v, Message::line(head), read_back);
    if !is_open(v, n, read_back) {
        return Some(message);
    }
    Some(message.and_line(v.words.read_back_question(v.handoff.sender)).and_buttons(verdict(v)))
}

/// The receiver's lines, each with the sender's own words under it where the brief has them; and what the playbook asked
/// the receiver besides.
fn with_lines(v: &View<'_>, message: Message, read_back: &ReadBack) -> Message {
    let (words, sender) = (v.words, v.handoff.sender);
    let beside = |message: Message, meaning| match v.meant(meaning) {
        Some(wrote) => message.and_small(words.read_back_beside(sender, wrote)),
        None => message,
    };
    let message = message.and_line(words.read_back_goal(&short(&read_back.goal, GLANCE_CHARS)));
    let message = beside(message, Meaning::SuccessCriteria);
    let message = message.and_line(words.read_back_step(&short(&read_back.first_step, GLANCE_CHARS)));
    let message = match read_back.watch.as_str() {
        "" => message,
        watch => beside(message.and_line(words.read_back_watch(&short(watch, GLANCE_CHARS))), Meaning::Promises),
    };
    let open = v.playbook.at_accept.iter().filter(|field| !field.restricted);
    let answers = open.filter_map(|field| Some((&field.label, v.answer(&field.key, GLANCE_CHARS)?)));
    answers.fold(message, |message, (label, answer)| message.and_line(words.read_back_answer(label, answer)))
}

/// The newest read-back, to which the sender said nothing yet.
fn is_open(v: &View<'_>, n: u32, read_back: &ReadBack) -> bool {
    let is_newest = usize::try_from(n).is_ok_and(|n| n == v.handoff.read_backs.len());
    let is_at_work = matches!(v.handoff.status, Status::Accepted | Status::KickedOff);
    is_newest && is_at_work && read_back.verdict == Verdict::Open
}

fn verdict(v: &View<'_>) -> Vec<Button> {
    vec![
        Button::primary(v.id(Verb::ThatsIt), v.words.button_thats_it()),
        Button::plain(v.id(Verb::NotQuite), v.words.button_not_quite()),
    ]
}

pub(super) fn disputed(v: &View<'_>, n: u32) -> Option<Message> {
    let read_back = nth(&v.handoff.read_backs, n)?;
    let (Verdict::Disputed { line, .. } | Verdict::Taken { line, .. }) = &read_back.verdict else { return None };
    let head = v.words.read_back_disputed(read_back.by, v.handoff.sender, &v.customer(), &short(line, GLANCE_CHARS));
    let message = Message::line(head).and_small(v.words.read_back_yours(&short(&read_back.goal, GLANCE_CHARS)));
    let buttons = vec![
        Button::primary(v.id(Verb::GotIt), v.words.button_got_it()),
        Button::plain(v.id(Verb::Rewrite), v.words.button_rewrite()),
    ];
    Some(message.and_buttons(buttons).pinging([read_back.by]))
}

pub(super) fn settled(v: &View<'_>, n: u32) -> Option<Message> {
    let read_back = nth(&v.handoff.read_backs, n)?;
    match &read_back.verdict {
        Verdict::Confirmed(_) => {
            Some(Message::line(v.words.read_back_confirmed(v.handoff.sender, read_back.by, &v.customer())))
        }
        Verdict::Taken { line, .. } => {
            Some(Message::line(v.words.read_back_taken(read_back.by, &short(line, GLANCE_CHARS))))
        }
        Verdict::Open | Verdict::Disputed { .. } => None,
    }
}
