//! What the person who acted reads, alone: one line that it happened and what follows.

use super::buttons::{for_turn, tick, under};
use super::note::arrival::person_at_work;
use super::note::nth;
use super::rating;
use super::turn::{Turn, turn, turn_line};
use super::view::{View, capital, long_day};
use crate::chat::message::{Message, Text};
use crate::chat::text::messages;
use crate::clock::Timestamp;
use crate::domain::lifecycle::{Action, Refusal, check_kickoff};
use crate::domain::playbook::ClockKind;
use crate::domain::roles::Role;

messages! {
    fn done_accepted(customer: Plain, person: Person, sender: Person) -> Text;
    fn done_accepted_by(customer: Plain, person: Person, noun: Plain, due: DayTime, sender: Person) -> Text;
    fn done_accepted_contact(customer: Plain, person: Person, noun: Plain, due: DayTime, contact: Plain, sender: Person) -> Text;
    fn done_accepted_later(customer: Plain, person: Person) -> Text;
    fn done_sent(customer: Plain, receiver: Person) -> Text;
    fn done_sent_by(customer: Plain, receiver: Person, due: DayTime) -> Text;
    fn done_returned(customer: Plain, sender: Person) -> Text;
    fn done_asked(sender: Person) -> Text;
    fn done_asked_by(sender: Person, due: DayTime) -> Text;
    fn done_answered(person: Person) -> Text;
    fn done_passed_on(person: Person, customer: Plain, owner: Person) -> Text;
    fn done_first_contact(noun: Plain) -> Text;
    fn done_completed(customer: Plain) -> Text;
    fn done_ticked(item: Plain, left: Number) -> Text;
    fn done_declined(item: Plain, day: Plain) -> Text;
    fn done_unticked(item: Plain) -> Text;
    fn done_accepted_at_risk(noun: Plain) -> Text;
    fn done_waiting(customer: Plain) -> Text;
    fn done_lifted() -> Text;
    fn done_read_back(person: Person) -> Text;
    fn done_thanked(person: Person) -> Text;
    fn done_looked_again() -> Text;
    fn done_promise(kept: Key) -> Text;
    fn done_promise_dated() -> Text;
    fn done_waived(clause: Plain) -> Text;
    fn done_overridden() -> Text;
    fn done_cancelled(customer: Plain) -> Text;
    fn done_draft_passed(sender: Person, customer: Plain) -> Text;
    fn done_discarded(customer: Plain) -> Text;
}

/// The line for an action that was just carried out; none for what shows by itself (drafts, timers).
pub fn confirmed(v: &View<'_>, action: &Action) -> Option<Message> {
    let (words, customer, sender) = (v.words, v.customer(), v.handoff.sender);
    let line = |text: Text| Some(Message::line(text));
    match action {
        Action::Send => line(sent(v)),
        Action::Accept(_) | Action::TakeOver(_) => Some(accepted_reply(v)),
        Action::Return { .. } => line(words.done_returned(&customer, sender)),
        Action::Ask { .. } => line(match answer_due(v) {
            Some(due) => words.done_asked_by(sender, due),
            None => words.done_asked(sender),
        }),
        Action::Answer { n, .. } => {
            let asker = nth(&v.handoff.questions, *n).map_or(v.receiver(), |question| question.by);
            line(words.done_answered(asker))
        }
        Action::NotMine { to } | Action::Reassign { to, .. } => {
            line(words.done_passed_on(*to, &customer, v.handoff.owner()))
        }
        Action::FirstContact { .. } => {
            Some(with_next(v, Message::line(words.done_first_contact(&v.playbook.kickoff.noun))))
        }
        Action::Complete => line(words.done_completed(&customer)),
        Action::Tick { item, .. } => {
            Some(with_next(v, Message::line(words.done_ticked(&v.item_label(item), open_items(v)))))
        }
        Action::Decline { item, to } => {
            line(words.done_declined(&v.item_label(item), &to.map(long_day).unwrap_or_default()))
        }
        Action::Untick { item } => line(words.done_unticked(&v.item_label(item))),
        Action::Wait { .. } => line(words.done_waiting(&customer)),
        Action::Lift => Some(Message::line(words.done_lifted()).and_small(turn_line(v))),
        Action::ConfirmReadBack | Action::DisputeReadBack { .. } => line(words.done_read_back(person_at_work(v))),
        Action::TakeCorrection | Action::WriteReadBack(_) => line(words.done_read_back(sender)),
        Action::Rate(_) => Some(rating::rating_card(v)),
        Action::Thank => line(words.done_thanked(sender)),
        Action::LookAgain { .. } => line(words.done_looked_again()),
        Action::JudgePromise { kept, .. } => line(words.done_promise(if *kept { "kept" } else { "broken" })),
        Action::DatePromise { .. } => line(words.done_promise_dated()),
        Action::Waive { clause, .. } => line(words.done_waived(&v.clause_label(clause))),
        Action::Override { .. } => line(words.done_overridden()),
        Action::Cancel { .. } => line(words.done_cancelled(&customer)),
        Action::SetSender { to } => line(words.done_draft_passed(*to, &customer)),
        Action::Discard => line(words.done_discarded(&customer)),
        Action::Start(_)
        | Action::Fill { .. }
        | Action::SetCustomer(_)
        | Action::SetReceiver { .. }
        | Action::SetBackup(_)
        | Action::SetDealClosed { .. }
        | Action::SetSigned(_)
        | Action::MoveToVersion(_)
        | Action::HoursChanged
        | Action::JumpAhead
        | Action::TimerFired(_)
        | Action::PersonLeft { .. } => None,
    }
}

/// "ACME is yours", with what comes next and the buttons for it.
pub fn accepted_reply(v: &View<'_>) -> Message {
    let (words, customer, sender) = (v.words, v.customer(), v.handoff.sender);
    let person = v.handoff.owner();
    let noun = capital(&v.playbook.kickoff.noun);
    let due = turn(v).and_then(|turn| turn.due);
    let line = match (due, v.contact_first_name()) {
        (Some(due), Some(contact)) => words.done_accepted_contact(&customer, person, &noun, due, &contact, sender),
        (Some(due), None) => words.done_accepted_by(&customer, person, &noun, due, sender),
        (None, _) => words.done_accepted(&customer, person, sender),
    };
    let mut message = Message::line(line);
    if super::buttons::owes_read_back(v.handoff) {
        message = Message::line(words.done_accepted_later(&customer, person)).and_small(turn_line(v));
    }
    if waits_at_risk(v) {
        message = message.and_line(words.done_accepted_at_risk(&noun));
    }
    under(message, for_turn(v))
}

/// Whether the receiver's own judgement makes first contact wait for more.
fn waits_at_risk(v: &View<'_>) -> bool {
    let what_if = v.playbook.what_if.as_ref();
    match check_kickoff(v.handoff, v.playbook) {
        Err(Refusal::KickoffNeeds { backup: true, .. }) => true,
        Err(Refusal::KickoffNeeds { fields, .. }) => fields.iter().any(|key| Some(key) == what_if),
        Ok(()) | Err(_) => false,
    }
}

/// With what the reader can do next: whose turn it is, its buttons; anybody else the checklist alone.
fn with_next(v: &View<'_>, message: Message) -> Message {
    if v.viewer_is(Role::Receiver) {
        under(message, for_turn(v))
    } else {
        under(message, tick(v).into_iter().collect())
    }
}

fn sent(v: &View<'_>) -> Text {
    match turn(v) {
        Some(Turn { due: Some(due), .. }) => v.words.done_sent_by(&v.customer(), v.receiver(), due),
        Some(Turn { due: None, .. }) | None => v.words.done_sent(&v.customer(), v.receiver()),
    }
}

fn answer_due(v: &View<'_>) -> Option<Timestamp> {
    let clock = v.handoff.latest_clock(ClockKind::Answer)?;
    clock.is_running().then_some(clock.due)
}

fn open_items(v: &View<'_>) -> i64 {
    i64::try_from(v.handoff.items.iter().filter(|item| item.ticked.is_none()).count()).unwrap_or(i64::MAX)
}
