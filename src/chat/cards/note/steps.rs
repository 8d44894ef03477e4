//! The steps of a clock's ladder: the one reminder, the missed deadline, the managers' line, the offer to give it to
//! someone else.

use super::super::buttons::{fixes, for_turn, overdue, reassign, reminder, row, show, under};
use super::super::channel::title;
use super::super::turn::late_words;
use super::super::view::{View, chain};
use super::arrival::person_at_work;
use super::nth;
use crate::chat::message::{Block, Button, Message, Text};
use crate::chat::route::Verb;
use crate::chat::text::{common, messages};
use crate::domain::handoff::Status;
use crate::domain::playbook::ClockKind;
use crate::domain::roles::Role;
use crate::domain::sla::{self, ClockInstance, Step};
use crate::ids::PersonId;

messages! {
    fn early_start(person: Person, customer: Plain, due: Time, distance: DistanceLong) -> Text;
    fn early_accept(person: Person, customer: Plain, due: Time, distance: DistanceLong) -> Text;
    fn early_kickoff(person: Person, customer: Plain, noun: Plain, due: Time, distance: DistanceLong) -> Text;
    fn early_complete(person: Person, customer: Plain, due: Time, distance: DistanceLong) -> Text;
    fn early_back(person: Person, customer: Plain, due: Time, distance: DistanceLong) -> Text;
    fn early_fix(person: Person, customer: Plain, due: Time, distance: DistanceLong) -> Text;
    fn early_answer(person: Person, asker: Person, customer: Plain, due: Time, distance: DistanceLong) -> Text;
    fn early_only(role: Plain) -> Text;
    fn due_start(person: Person, customer: Plain, due: Time) -> Text;
    fn due_accept(customer: Plain, due: Time, owner: Person, person: Person) -> Text;
    fn due_kickoff(customer: Plain, noun: Plain, due: Time, person: Person) -> Text;
    fn due_complete(customer: Plain, due: Time, person: Person) -> Text;
    fn due_back(customer: Plain, due: Time, person: Person) -> Text;
    fn due_fix(person: Person, customer: Plain, due: Time, receiver: Person) -> Text;
    fn due_answer(person: Person, asker: Person, customer: Plain, due: Time) -> Text;
    fn due_backup(backup: Person) -> Text;
    fn due_next(at: Time, manager: Person) -> Text;
    fn due_next_managers(at: Time) -> Text;
    fn manager_line(title: Text, turn: Text) -> Text;
    fn manager_settled(title: Text) -> Text;
    fn offer_line(manager: Person, title: Text, turn: Text) -> Text;
    fn offer_line_managers(title: Text, turn: Text) -> Text;
}

/// A step's message; nothing once the awaited thing happened or the clock stands still.
pub(super) fn step(v: &View<'_>, kind: ClockKind, n: u32, step: Step) -> Option<Message> {
    let clock = v.handoff.clock(kind, n).filter(|clock| clock.is_running() && clock.paused_since.is_none())?;
    match step {
        // One that was long on its way is overtaken by the missed deadline, which says more.
        Step::Early => (v.now < clock.due).then(|| early(v, clock)),
        Step::Due => Some(due(v, clock)),
        Step::Manager => {
            let late = late_words(v, awaited(v, kind), clock);
            Some(under(Message::line(v.words.manager_line(title(v), late)), row(vec![show(v)])))
        }
        Step::Offer => Some(offer(v, clock)),
    }
}

/// A line in a message to managers that is over while others in it are not.
pub fn settled(v: &View<'_>) -> Message {
    Message::default().and_small(v.words.manager_settled(title(v)))
}

/// Who is to act before this clock runs out. While the brief is back with the sender nobody else can.
fn awaited(v: &View<'_>, kind: ClockKind) -> PersonId {
    if v.handoff.status == Status::Returned {
        return v.handoff.sender;
    }
    match kind {
        ClockKind::Start | ClockKind::Resubmit | ClockKind::Answer => v.handoff.sender,
        ClockKind::Accept => v.receiver(),
        ClockKind::Kickoff | ClockKind::Complete => person_at_work(v),
    }
}

fn early(v: &View<'_>, clock: &ClockInstance) -> Message {
    let (words, customer, due) = (v.words, v.customer(), clock.due);
    let person = awaited(v, clock.kind);
    let line = match clock.kind {
        ClockKind::Start => words.early_start(person, &customer, due, due),
        ClockKind::Accept => words.early_accept(person, &customer, due, due),
        ClockKind::Kickoff | ClockKind::Complete if is_back(v) => words.early_back(person, &customer, due, due),
        ClockKind::Kickoff => words.early_kickoff(person, &customer, &v.playbook.kickoff.noun, due, due),
        ClockKind::Complete => words.early_complete(person, &customer, due, due),
        ClockKind::Resubmit => words.early_fix(person, &customer, due, due),
        ClockKind::Answer => words.early_answer(person, asker(v, clock.n), &customer, due, due),
    };
    let role = if person == v.handoff.sender { Role::Sender } else { Role::Receiver };
    let message = Message::line(line);
    under(message, buttons(v, clock, Step::Early))
        .and_small(words.early_only(&common::role(words, role)))
        .pinging([person])
}

fn due(v: &View<'_>, clock: &ClockInstance) -> Message {
    let (words, customer, due) = (v.words, v.customer(), clock.due);
    let person = awaited(v, clock.kind);
    let line = match clock.kind {
        ClockKind::Start => words.due_start(person, &customer, due),
        ClockKind::Accept => words.due_accept(&customer, due, v.handoff.owner(), person),
        ClockKind::Kickoff | ClockKind::Complete if is_back(v) => words.due_back(&customer, due, person),
        ClockKind::Kickoff => words.due_kickoff(&customer, &v.playbook.kickoff.noun, due, person),
        ClockKind::Complete => words.due_complete(&customer, due, person),
        ClockKind::Resubmit => words.due_fix(person, &customer, due, v.receiver()),
        ClockKind::Answer => words.due_answer(person, asker(v, clock.n), &customer, due),
    };
    let backup = match clock.kind {
        ClockKind::Accept | ClockKind::Kickoff | ClockKind::Complete => {
            v.handoff.backup.filter(|backup| *backup != person)
        }
        ClockKind::Start | ClockKind::Resubmit | ClockKind::Answer => None,
    };
    let mut parts = vec![line];
    parts.extend(backup.map(|backup| words.due_backup(backup)));
    let message = under(Message::line(chain(parts, " ")), buttons(v, clock, Step::Due));
    let message = next(v, clock).into_iter().fold(message, Message::and_small);
    message.pinging([person].into_iter().chain(backup))
}

/// Whether the sender has to mend the brief before anything else can happen.
fn is_back(v: &View<'_>) -> bool {
    v.handoff.status == Status::Returned
}

/// When the managers hear of it, unless that has passed.
fn next(v: &View<'_>, clock: &ClockInstance) -> Option<Text> {
    let ladder = sla::ladder(clock, v.handoff, &v.context());
    let (_, at) = ladder.into_iter().find(|(step, at)| *step == Step::Manager && *at > v.now)?;
    Some(match v.people.managers.first() {
        Some(manager) => v.words.due_next(at, *manager),
        None => v.words.due_next_managers(at),
    })
}

fn asker(v: &View<'_>, n: u32) -> PersonId {
    nth(&v.handoff.questions, n).map_or_else(|| v.receiver(), |question| question.by)
}

fn buttons(v: &View<'_>, clock: &ClockInstance, step: Step) -> Vec<Block> {
    match clock.kind {
        ClockKind::Accept if step == Step::Early => reminder(v),
        ClockKind::Accept => overdue(v),
        ClockKind::Resubmit => row(fixes(v)),
        ClockKind::Answer => {
            row(vec![Button::primary(v.id_with(Verb::Answer, clock.n.to_string()), v.words.button_answer())])
        }
        ClockKind::Start | ClockKind::Kickoff | ClockKind::Complete => for_turn(v),
    }
}

/// Offered once, a working day after the deadline.
fn offer(v: &View<'_>, clock: &ClockInstance) -> Message {
    let (title, turn) = (title(v), late_words(v, awaited(v, clock.kind), clock));
    let manager = v.people.managers.first().copied();
    let line = match manager {
        Some(manager) => v.words.offer_line(manager, title, turn),
        None => v.words.offer_line_managers(title, turn),
    };
    let buttons = match v.handoff.status {
        Status::Sent | Status::Accepted | Status::KickedOff => vec![reassign(v), show(v)],
        Status::Draft | Status::Returned | Status::Completed | Status::Cancelled => vec![show(v)],
    };
    under(Message::line(line), row(buttons)).pinging(manager)
}
