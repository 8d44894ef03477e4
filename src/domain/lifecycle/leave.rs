//! How a handoff or a person leaves: cancelled, discarded, gone from the company.

use super::effect::Note;
use super::event::Event;
use super::{Refusal, Work, clocks};
use crate::domain::handoff::{Cancellation, Status};
use crate::domain::roles::{Actor, Role};
use crate::ids::PersonId;

pub(super) fn cancel(work: &mut Work<'_>, reason: &str) -> Result<(), Refusal> {
    if work.handoff.status == Status::Cancelled {
        let by = work.handoff.cancelled.as_ref().map(|cancelled| cancelled.by);
        return Err(Refusal::AlreadyDone { status: Status::Cancelled, by });
    }
    work.only(&[Role::Sender, Role::Owner, Role::Manager])?;
    work.when(&[Status::Sent, Status::Returned, Status::Accepted, Status::KickedOff])?;
    if reason.is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    stop(work, reason);
    work.note(Note::Cancelled);
    Ok(())
}

pub(super) fn discard(work: &mut Work<'_>) -> Result<(), Refusal> {
    work.only(&[Role::Sender])?;
    work.when(&[Status::Draft])?;
    stop(work, "");
    Ok(())
}

fn stop(work: &mut Work<'_>, reason: &str) {
    let (by, at, from) = (work.actor(), work.at(), work.handoff.status);
    clocks::stop_all(work);
    work.handoff.waiting = None;
    work.handoff.status = Status::Cancelled;
    work.handoff.cancelled = Some(Cancellation { by, at, reason: reason.to_owned(), from });
    work.happened(Event::Cancelled { from });
}

/// The fallback person takes every part of somebody who left, ownership included; round and status stay. Doing it twice
/// changes nothing, so it is told once.
pub(super) fn person_left(work: &mut Work<'_>, left: PersonId, fallback: PersonId) -> Result<(), Refusal> {
    if work.context.actor != Actor::System {
        return Err(Refusal::NotYours { roles: Vec::new(), people: Vec::new() });
    }
    work.when(&[Status::Draft, Status::Sent, Status::Returned, Status::Accepted, Status::KickedOff])?;
    if left == fallback {
        return Err(Refusal::NotAPerson(fallback));
    }
    work.person(fallback)?;
    let handoff = &mut work.handoff;
    let mut took = false;
    if handoff.sender == left {
        handoff.sender = fallback;
        took = true;
    }
    for part in [&mut handoff.receiver, &mut handoff.backup, &mut handoff.accepted_by] {
        if *part == Some(left) {
            *part = Some(fallback);
            took = true;
        }
    }
    if handoff.backup.is_some() && handoff.backup == handoff.receiver {
        handoff.backup = None;
    }
    if took {
        work.happened(Event::PartTaken { left, by: fallback });
        if work.handoff.round > 0 {
            work.note(Note::PartTaken { left, by: fallback });
        }
    }
    Ok(())
}
