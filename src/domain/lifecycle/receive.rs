//! What the receiving side decides: accept, take over, send back, not mine; and giving it to someone else.

use super::action::{Acceptance, ReadBackText};
use super::effect::Note;
use super::event::Event;
use super::{Refusal, Work, clocks, draft, talk};
use crate::domain::brief::{Entry, FieldKey, quality};
use crate::domain::handoff::{Item, READ_BACK_ITEM, Return, ReturnReason, Status};
use crate::domain::playbook::{Assignee, ClockKind, Field};
use crate::domain::roles::Role;
use crate::domain::sla::ClockInstance;
use crate::ids::PersonId;

pub(super) fn accept(work: &mut Work<'_>, how: &Acceptance) -> Result<(), Refusal> {
    not_accepted_yet(work)?;
    work.only(&[Role::Receiver])?;
    work.when(&[Status::Sent])?;
    take(work, how, false)
}

/// Only after the deadline passed; until then it is the receiver's.
pub(super) fn take_over(work: &mut Work<'_>, how: &Acceptance) -> Result<(), Refusal> {
    not_accepted_yet(work)?;
    work.only(&[Role::Backup])?;
    work.when(&[Status::Sent])?;
    talk::end_long_pause(work);
    let (now, round) = (work.at(), work.handoff.round);
    let is_breached = |clock: &&ClockInstance| clock.breached_at.is_some() || clock.is_overdue(now);
    if let Some(clock) = work.handoff.clock(ClockKind::Accept, round).filter(|clock| !is_breached(clock)) {
        return Err(Refusal::NotOverdue { due: clock.due });
    }
    work.handoff.receiver = work.handoff.backup.take();
    take(work, how, true)
}

fn not_accepted_yet(work: &Work<'_>) -> Result<(), Refusal> {
    match work.handoff.status {
        status @ (Status::Accepted | Status::KickedOff | Status::Completed) => {
            Err(Refusal::AlreadyDone { status, by: work.handoff.accepted_by })
        }
        Status::Draft | Status::Sent | Status::Returned | Status::Cancelled => Ok(()),
    }
}

fn take(work: &mut Work<'_>, how: &Acceptance, took_over: bool) -> Result<(), Refusal> {
    if let Acceptance::Now(text) = how {
        check_read_back(work, text)?;
    }
    let by = work.handoff.receiver.unwrap_or(work.actor());
    let round = work.handoff.round;
    clocks::meet(work, ClockKind::Accept, round);
    work.handoff.status = Status::Accepted;
    work.handoff.accepted_by = Some(by);
    work.handoff.times.accepted = Some(work.at());
    let write_later = matches!(how, Acceptance::WriteLater);
    work.happened(Event::Accepted { by, round, write_later, took_over });
    let read_back = match how {
        Acceptance::Now(text) => {
            take_answers(work, text);
            Some(talk::add_read_back(work, text))
        }
        Acceptance::WriteLater => {
            add_read_back_item(work);
            None
        }
    };
    work.note(Note::Accepted { by, read_back });
    Ok(())
}

/// Two lines are required, and what the playbook asks of the receiver. At high risk, which these answers may tell, the third
/// line too.
pub(super) fn check_read_back(work: &Work<'_>, text: &ReadBackText) -> Result<(), Refusal> {
    let playbook = work.playbook();
    let mut brief = work.handoff.brief.clone();
    brief.values.extend(asked_answers(work, text));
    let watch = playbook.is_high_risk(&brief);
    if text.goal.is_empty() || text.first_step.is_empty() || (watch && text.watch.is_empty()) {
        return Err(Refusal::ReadBackNeeded { watch });
    }
    let is_missing = |field: &&Field| field.is_required(watch) && !quality::is_filled(playbook, field, &brief);
    let missing: Vec<_> = playbook.at_accept.iter().filter(is_missing).map(|field| field.key.clone()).collect();
    if missing.is_empty() { Ok(()) } else { Err(Refusal::AnswersNeeded(missing)) }
}

/// What the receiver answered, which is theirs to answer: the fields of the accept form.
fn asked_answers(work: &Work<'_>, text: &ReadBackText) -> Vec<(FieldKey, Entry)> {
    let is_asked = |key: &FieldKey| work.playbook().at_accept.iter().any(|field| field.key == *key);
    text.answers.iter().filter(|(key, _)| is_asked(key)).cloned().collect()
}

/// The answers become part of the brief, as a new version of it; the keys of those that are new.
pub(super) fn take_answers(work: &mut Work<'_>, text: &ReadBackText) -> Vec<FieldKey> {
    let answers = asked_answers(work, text);
    draft::change_brief(work, &answers)
}

/// *Accept now, write later*: the read-back becomes an item of the checklist, due with the kickoff clock.
fn add_read_back_item(work: &mut Work<'_>) {
    if let Some(item) = work.handoff.items.iter_mut().find(|item| item.key == READ_BACK_ITEM) {
        item.ticked = None;
        return;
    }
    work.handoff.items.push(Item::open(READ_BACK_ITEM, Assignee::Receiver));
}

pub(super) fn send_back(
    work: &mut Work<'_>,
    reason: ReturnReason,
    sections: &[String],
    note: &str,
) -> Result<(), Refusal> {
    not_accepted_yet(work)?;
    if work.handoff.status == Status::Returned {
        let by = work.handoff.returns.last().map(|back| back.by);
        return Err(Refusal::AlreadyDone { status: Status::Returned, by });
    }
    work.only(&[Role::Receiver, Role::Backup])?;
    work.when(&[Status::Sent])?;
    if reason == ReturnReason::Other && note.is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    let (by, at, round) = (work.actor(), work.at(), work.handoff.round);
    clocks::meet(work, ClockKind::Accept, round);
    clocks::stop_answers(work, round);
    work.handoff.status = Status::Returned;
    let known = sections.iter().filter(|key| work.playbook().section(key).is_some()).cloned().collect();
    work.handoff.returns.push(Return { by, at, round, reason, sections: known, note: note.to_owned() });
    let n = count(work.handoff.returns.len());
    work.happened(Event::Returned { by, n, reason });
    clocks::open_now(work, ClockKind::Resubmit, round, work.handoff.sender);
    work.note(Note::Returned { n });
    Ok(())
}

/// Same round, same deadline, one hop more.
pub(super) fn not_mine(work: &mut Work<'_>, to: PersonId) -> Result<(), Refusal> {
    not_accepted_yet(work)?;
    work.only(&[Role::Receiver])?;
    work.when(&[Status::Sent])?;
    let from = work.handoff.receiver.unwrap_or(work.actor());
    new_receiver(work, to)?;
    work.handoff.hops += 1;
    work.happened(Event::Rerouted { from, to, hops: work.handoff.hops });
    let by = work.actor();
    work.note(Note::Greeting { to });
    work.note(Note::Rerouted { by, to });
    Ok(())
}

fn new_receiver(work: &mut Work<'_>, to: PersonId) -> Result<(), Refusal> {
    if work.handoff.receiver == Some(to) {
        return Err(Refusal::AlreadyReceiver(to));
    }
    if work.handoff.sender == to {
        return Err(Refusal::SamePerson);
    }
    work.handoff.receiver = Some(work.person(to)?);
    work.handoff.suggestion = None;
    if work.handoff.backup == Some(to) {
        work.handoff.backup = None;
    }
    Ok(())
}

/// While it is sent: same round, same deadline. After acceptance: a new round; kickoff and complete keep their deadlines,
/// and the owner stays the owner until the new receiver accepts.
pub(super) fn reassign(work: &mut Work<'_>, to: PersonId, reason: &str) -> Result<(), Refusal> {
    work.when(&[Status::Sent, Status::Accepted, Status::KickedOff])?;
    work.only(&[Role::Sender, Role::Owner, Role::Manager])?;
    if reason.is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    let from = work.handoff.receiver.unwrap_or(work.handoff.sender);
    let status = work.handoff.status;
    new_receiver(work, to)?;
    if status != Status::Sent {
        super::work::end_wait(work);
        work.handoff.round += 1;
        work.handoff.status = Status::Sent;
        work.handoff.times.sent = Some(work.at());
        clocks::open_now(work, ClockKind::Accept, work.handoff.round, to);
    }
    work.happened(Event::Reassigned { from, to, status });
    let by = work.actor();
    work.note(Note::Greeting { to });
    work.note(Note::Reassigned { by, to, reason: reason.to_owned() });
    Ok(())
}

/// A list's length as the number of its newest element.
pub(super) fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
