//! Between acceptance and completion: first contact, waiting for the customer, promises, the definition of done.

use chrono::NaiveDate;

use super::action::Timer;
use super::effect::{Effect, Note};
use super::event::Event;
use super::{Refusal, Work, checklist, clocks, draft, rate};
use crate::domain::brief::{Brief, quality};
use crate::domain::handoff::{Handoff, Promise, READ_BACK_ITEM, Status, Verdict, Waiting, Waived, Waiver};
use crate::domain::playbook::{ClauseMet, ClockKind, Meaning, Playbook};
use crate::domain::roles::Role;

const DAY_MS: i64 = 86_400_000;

/// Ticks `also` in the same breath, so that one tap can say "scheduled, and made".
pub(super) fn first_contact(work: &mut Work<'_>, also: &[String]) -> Result<(), Refusal> {
    if matches!(work.handoff.status, Status::KickedOff | Status::Completed) {
        return Err(Refusal::AlreadyDone { status: work.handoff.status, by: work.handoff.accepted_by });
    }
    work.only(&[Role::Receiver, Role::Backup])?;
    work.when(&[Status::Accepted])?;
    let needed = &work.playbook().kickoff.needs_items;
    for key in also.iter().filter(|key| needed.contains(key)) {
        checklist::tick_item(work, key, "");
    }
    check_kickoff(&work.handoff, work.playbook())?;
    end_wait(work);
    clocks::meet(work, ClockKind::Kickoff, 1);
    work.handoff.status = Status::KickedOff;
    work.handoff.times.kicked_off = Some(work.at());
    work.happened(Event::KickedOff);
    rate::asks(work);
    work.note(Note::KickedOff);
    Ok(())
}

/// The playbook's condition, the read-back that was put off, and what a high risk needs where the receiver told it: the
/// sender, who could not know, was not held to it.
pub fn check_kickoff(handoff: &Handoff, playbook: &Playbook) -> Result<(), Refusal> {
    let is_unticked = |key: &str| handoff.item(key).is_some_and(|item| item.ticked.is_none());
    let items: Vec<_> = playbook.kickoff.needs_items.iter().filter(|key| is_unticked(key)).cloned().collect();
    let is_at_risk = playbook.judges_risk_at_accept() && playbook.is_high_risk(&handoff.brief);
    let what_if = playbook.what_if.iter().filter(|_| is_at_risk);
    let wanted = playbook.kickoff.needs_fields.iter().chain(what_if);
    let fields: Vec<_> = wanted.filter(|key| !is_filled(playbook, &handoff.brief, key)).cloned().collect();
    let (read_back, backup) = (is_unticked(READ_BACK_ITEM), is_at_risk && handoff.backup.is_none());
    if items.is_empty() && fields.is_empty() && !read_back && !backup {
        return Ok(());
    }
    Err(Refusal::KickoffNeeds { items, fields, read_back, backup })
}

pub(super) fn complete(work: &mut Work<'_>) -> Result<(), Refusal> {
    if work.handoff.status == Status::Completed {
        return Err(Refusal::AlreadyDone { status: Status::Completed, by: work.handoff.accepted_by });
    }
    work.only(&[Role::Receiver, Role::Manager])?;
    work.when(&[Status::KickedOff])?;
    let open = open_clauses(&work.handoff, work.playbook());
    if !open.is_empty() {
        return Err(Refusal::ClausesOpen(open));
    }
    end_wait(work);
    clocks::meet(work, ClockKind::Complete, 1);
    // A question that nobody answered was not answered by this.
    clocks::stop_all(work);
    work.handoff.status = Status::Completed;
    work.handoff.times.completed = Some(work.at());
    work.happened(Event::Completed);
    let days = i64::from(work.playbook().scorecard.second_look_days);
    let at = work.at().plus_ms(days * DAY_MS);
    work.effects.push(Effect::Timer { timer: Timer::SecondLookDue, at });
    let asks = rate::asks(work);
    work.note(Note::Completed { asks });
    Ok(())
}

/// Keys of the clauses that are neither met nor waived, in playbook order: computed ones first, then items.
pub fn open_clauses(handoff: &Handoff, playbook: &Playbook) -> Vec<String> {
    let is_waived = |key: &str| handoff.waivers.iter().any(|w| w.what == Waived::Clause && w.key == key);
    let computed =
        playbook.done.iter().filter(|clause| !is_met(handoff, playbook, &clause.met)).map(|clause| clause.key.as_str());
    let items =
        handoff.items.iter().filter(|item| item.is_clause && item.ticked.is_none()).map(|item| item.key.as_str());
    computed.chain(items).filter(|key| !is_waived(key)).map(ToOwned::to_owned).collect()
}

/// Whether the playbook has the field and the brief an answer to it that is not junk.
pub(super) fn is_filled(playbook: &Playbook, brief: &Brief, key: &str) -> bool {
    playbook.field(key).is_some_and(|field| quality::is_filled(playbook, field, brief))
}

pub(super) fn is_met(handoff: &Handoff, playbook: &Playbook, met: &ClauseMet) -> bool {
    match met {
        ClauseMet::Accepted => handoff.accepted_by.is_some(),
        ClauseMet::FirstContact => handoff.times.kicked_off.is_some(),
        // A read-back that nobody answered blocks nothing; only an open dispute or a missing one does.
        ClauseMet::ReadBackSettled => match handoff.read_back().map(|read_back| &read_back.verdict) {
            Some(Verdict::Open | Verdict::Confirmed(_) | Verdict::Taken { .. }) => true,
            Some(Verdict::Disputed { .. }) | None => false,
        },
        ClauseMet::Field(key) => is_filled(playbook, &handoff.brief, key),
    }
}

/// Kickoff and complete belong to the customer; only waiting for the customer pauses them.
pub(super) fn wait(work: &mut Work<'_>, reason: &str) -> Result<(), Refusal> {
    work.only(&[Role::Receiver])?;
    work.when(&[Status::Accepted, Status::KickedOff])?;
    if work.handoff.waiting.is_some() {
        return Err(Refusal::AlreadyDone { status: work.handoff.status, by: work.handoff.receiver });
    }
    if reason.is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    work.handoff.waiting = Some(Waiting { since: work.at(), reason: reason.to_owned() });
    clocks::pause(work, ClockKind::Kickoff, 1);
    clocks::pause(work, ClockKind::Complete, 1);
    work.happened(Event::WaitStarted);
    let by = work.actor();
    work.note(Note::Waiting { by, reason: Some(reason.to_owned()) });
    Ok(())
}

pub(super) fn lift(work: &mut Work<'_>) -> Result<(), Refusal> {
    work.only(&[Role::Receiver])?;
    work.when(&[Status::Accepted, Status::KickedOff])?;
    if work.handoff.waiting.is_none() {
        return Err(Refusal::NothingChanged);
    }
    end_wait(work);
    let by = work.actor();
    work.note(Note::Waiting { by, reason: None });
    Ok(())
}

pub(super) fn end_wait(work: &mut Work<'_>) {
    if work.handoff.waiting.take().is_some() {
        let now = work.at();
        clocks::end_pause(work, ClockKind::Kickoff, 1, now);
        clocks::end_pause(work, ClockKind::Complete, 1, now);
        work.happened(Event::WaitEnded);
    }
}

fn promise_mut<'w>(work: &'w mut Work<'_>, n: u32) -> Result<&'w mut Promise, Refusal> {
    let index = n.checked_sub(1).and_then(|index| usize::try_from(index).ok()).ok_or(Refusal::Gone)?;
    work.handoff.promises.get_mut(index).ok_or(Refusal::Gone)
}

pub(super) fn judge_promise(work: &mut Work<'_>, n: u32, kept: bool) -> Result<(), Refusal> {
    work.only(&[Role::Receiver])?;
    work.when(&[Status::Accepted, Status::KickedOff, Status::Completed])?;
    let promise = promise_mut(work, n)?;
    if promise.kept == Some(kept) {
        return Err(Refusal::NothingChanged);
    }
    promise.kept = Some(kept);
    work.happened(Event::PromiseJudged { n, kept });
    Ok(())
}

/// The date that a promise lacked; whoever may edit the brief may add it, and it is an edit like any other.
pub(super) fn date_promise(work: &mut Work<'_>, n: u32, by: NaiveDate) -> Result<(), Refusal> {
    draft::may_edit(work)?;
    let promise = promise_mut(work, n)?;
    if promise.by == Some(by) {
        return Err(Refusal::NothingChanged);
    }
    promise.by = Some(by);
    work.handoff.brief_version += 1;
    work.happened(Event::PromiseDated { n });
    let field = work.playbook().with_meaning(Meaning::Promises);
    draft::note_edit(work, field.map(|field| field.key.clone()).into_iter().collect());
    Ok(())
}

pub(super) fn waive(work: &mut Work<'_>, clause: &str, reason: &str) -> Result<(), Refusal> {
    work.when(&[Status::Sent, Status::Returned, Status::Accepted, Status::KickedOff])?;
    work.only(&[Role::Manager])?;
    if reason.is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    if !open_clauses(&work.handoff, work.playbook()).iter().any(|key| key == clause) {
        return Err(Refusal::Gone);
    }
    let (by, at) = (work.actor(), work.at());
    let waiver = Waiver { what: Waived::Clause, key: clause.to_owned(), by, at, reason: reason.to_owned() };
    work.handoff.waivers.push(waiver);
    work.happened(Event::Waived { clause: clause.to_owned() });
    work.note(Note::Waived { clause: clause.to_owned(), by, reason: reason.to_owned() });
    Ok(())
}
