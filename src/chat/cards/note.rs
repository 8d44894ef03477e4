//! What Baton says about a handoff in its thread, to one person, or to the managers: one message for each kind of note,
//! made from the state at the moment it is sent.
//!
//! Whom it pings is part of the message. Where it goes is [`Note::place`].

use super::view::View;
use crate::chat::message::Message;
use crate::domain::lifecycle::effect::Note;

pub mod arrival;
pub mod end;
pub mod ping;
pub mod read_back;
pub mod steps;
pub mod talk;

/// The message of a note; nothing when the state has moved on and it would say what is no longer so.
pub fn note(v: &View<'_>, note: &Note) -> Option<Message> {
    if !note.is_wanted(v.handoff.status) {
        return None;
    }
    match note {
        Note::Greeting { to } => Some(arrival::greeting(v, *to)),
        Note::Arrived => Some(arrival::arrived(v)),
        Note::SentAgain { round } => arrival::sent_again(v, *round),
        Note::Rerouted { by, to } => arrival::rerouted(v, *by, *to),
        Note::Reassigned { by, to, reason } => arrival::reassigned(v, *by, *to, reason),
        Note::LateArrival => arrival::late(v),
        Note::PartTaken { left, by } => Some(arrival::part_taken(v, *left, *by)),
        Note::Returned { n } => talk::returned(v, *n),
        Note::Asked { n } => talk::asked(v, *n),
        Note::Answered { n } => talk::answered(v, *n),
        Note::Edited { by, fields } => talk::edited(v, *by, fields),
        Note::Waiting { by, reason } => Some(talk::waiting(v, *by, reason.as_deref())),
        Note::Accepted { by, read_back } => Some(read_back::accepted(v, *by, *read_back)),
        Note::ReadBackWritten { n } => read_back::written(v, *n),
        Note::ReadBackDisputed { n } => read_back::disputed(v, *n),
        Note::ReadBackSettled { n } => read_back::settled(v, *n),
        Note::KickedOff => Some(end::kicked_off(v)),
        Note::Completed { asks } => Some(end::completed(v, *asks)),
        Note::RatingShown { n } => super::rating::shown(v, *n),
        Note::Thanked => Some(end::thanked(v)),
        Note::ItemAnswered { item, by } => talk::item_answered(v, item, *by),
        Note::SecondLook => end::second_look(v),
        Note::Waived { clause, by, reason } => Some(end::waived(v, clause, *by, reason)),
        Note::Cancelled => end::cancelled(v),
        Note::DraftPassed { by } => Some(arrival::draft_passed(v, *by)),
        Note::GateOpened { gate } => Some(end::gate_opened(v, gate)),
        Note::Alarm { alarm } => end::alarm(v, alarm),
        Note::Tick { tick, .. } => end::tick(v, tick),
        Note::Step { clock, n, step } => steps::step(v, *clock, *n, *step),
    }
}

/// The element of a list that people count from 1.
pub(super) fn nth<T>(list: &[T], n: u32) -> Option<&T> {
    list.get(usize::try_from(n.checked_sub(1)?).ok()?)
}
