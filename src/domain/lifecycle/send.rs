//! Sending, and what holds a draft back.

use super::effect::Note;
use super::event::Event;
use super::refusal::Missing;
use super::work::is_filled;
use super::{Context, Directory, Refusal, Work, clocks, draft};
use crate::clock::Timestamp;
use crate::domain::brief::{Brief, Value, quality};
use crate::domain::handoff::{Handoff, Item, Purpose, Status, Waived, Waiver};
use crate::domain::playbook::{ClockKind, Gate, GateEffect, Playbook};
use crate::domain::roles::Role;
use crate::ids::PersonId;

/// Key under which a manager overrides "not signed yet".
pub const SIGNED_GATE: &str = "signed";

pub(super) fn send(work: &mut Work<'_>) -> Result<(), Refusal> {
    if matches!(work.handoff.status, Status::Sent | Status::Accepted | Status::KickedOff | Status::Completed) {
        return Err(Refusal::AlreadyDone { status: work.handoff.status, by: Some(work.handoff.sender) });
    }
    work.when(&[Status::Draft, Status::Returned])?;
    work.only(&[Role::Sender])?;
    check_complete(work)?;
    if work.handoff.status == Status::Draft {
        check_gates(work)?;
    }
    let Some(to) = work.handoff.receiver else { return Err(Refusal::Incomplete(vec![Missing::Receiver])) };
    let now = work.at();
    if work.handoff.round == 0 {
        draft::meet_start(work);
    } else {
        clocks::meet(work, ClockKind::Resubmit, work.handoff.round);
    }
    work.handoff.round += 1;
    let round = work.handoff.round;
    work.handoff.status = Status::Sent;
    work.handoff.times.sent = Some(now);
    work.happened(Event::Sent { round, to });
    clocks::open_now(work, ClockKind::Accept, round, to);
    if round == 1 {
        first_send(work, now);
        work.note(Note::Greeting { to });
        work.note(Note::Arrived);
    } else {
        work.note(Note::SentAgain { round });
    }
    Ok(())
}

fn first_send(work: &mut Work<'_>, now: Timestamp) {
    work.handoff.times.first_sent = Some(now);
    work.handoff.brief_version = 1;
    let specs = work.playbook().checklist.iter();
    let brief = &work.handoff.brief;
    let items = specs.filter(|spec| spec.applies(brief));
    work.handoff.items = items.map(|spec| Item { is_clause: spec.done, ..Item::open(&spec.key, spec.who) }).collect();
    draft::keep_promises_ledger(work);
    clocks::arrive(work);
}

fn check_complete(work: &Work<'_>) -> Result<(), Refusal> {
    let handoff = &work.handoff;
    let playbook = work.playbook();
    let mut missing = Vec::new();
    if handoff.customer.is_empty() {
        missing.push(Missing::Customer);
    }
    match handoff.receiver {
        None => missing.push(Missing::Receiver),
        // A test is played by one person.
        Some(receiver) if receiver == handoff.sender && handoff.purpose != Purpose::Test => {
            return Err(Refusal::SamePerson);
        }
        Some(receiver) => {
            work.person(receiver)?;
        }
    }
    if playbook.is_high_risk(&handoff.brief) && handoff.backup.is_none() {
        missing.push(Missing::Backup);
    }
    if playbook.asks_deal_closed && handoff.deal_closed.is_none() {
        missing.push(Missing::DealClosed);
    }
    missing.extend(quality::assess(playbook, &handoff.brief).blocking.into_iter().map(|gap| Missing::Field(gap.field)));
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Incomplete(missing)) }
}

fn check_gates(work: &Work<'_>) -> Result<(), Refusal> {
    if work.playbook().holds_until_signed
        && work.handoff.signed != Some(true)
        && !is_overridden(&work.handoff, SIGNED_GATE)
    {
        return Err(Refusal::NotSigned);
    }
    let held = work.playbook().gates.iter().filter(|gate| gate.effect == GateEffect::Hold);
    for gate in held.filter(|gate| !is_overridden(&work.handoff, &gate.key)) {
        if let GateState::Closed { until } = state_of(&work.context, &work.handoff, gate) {
            return Err(Refusal::Held { gate: gate.key.clone(), until });
        }
    }
    Ok(())
}

fn is_overridden(handoff: &Handoff, gate: &str) -> bool {
    handoff.waivers.iter().any(|waiver| waiver.what == Waived::Gate && waiver.key == gate)
}

/// Whether a draft may pass now.
enum GateState {
    Open,
    /// Until then where it opens by itself.
    Closed {
        until: Option<Timestamp>,
    },
}

fn state_of(context: &Context<'_>, handoff: &Handoff, gate: &Gate) -> GateState {
    let says_no = |key: &String| handoff.brief.value(key) == Some(&Value::Yesno(false));
    let is_empty = |key: &String| says_no(key) || !is_filled(context.playbook, &handoff.brief, key);
    if gate.not_before_fields.iter().any(is_empty) {
        return GateState::Closed { until: None };
    }
    let opens = gate.not_before.as_ref().and_then(|spec| clocks::spec_moment(context, handoff, spec));
    if opens.is_some_and(|opens| context.now < opens) {
        return GateState::Closed { until: opens };
    }
    let closes = gate.not_after.as_ref().and_then(|spec| clocks::spec_moment(context, handoff, spec));
    if closes.is_some_and(|closes| context.now >= closes) { GateState::Closed { until: None } } else { GateState::Open }
}

/// By when `to` would have to accept, were it sent to them now; absent where no calendar can say.
pub fn accept_by(
    playbook: &Playbook,
    brief: &Brief,
    to: PersonId,
    (now, directory): (Timestamp, &Directory),
) -> Option<Timestamp> {
    let span = playbook.clock(ClockKind::Accept)?.due.span(brief)?;
    let (_, calendar) = directory.calendar_of(to)?;
    calendar.add(now, span).ok()
}

/// Keys of the gates that would warn if the draft were sent now. A warning never holds.
pub fn gate_warnings(handoff: &Handoff, context: &Context<'_>) -> Vec<String> {
    let warning = context.playbook.gates.iter().filter(|gate| gate.effect == GateEffect::Warn);
    warning
        .filter(|gate| matches!(state_of(context, handoff, gate), GateState::Closed { .. }))
        .map(|gate| gate.key.clone())
        .collect()
}

pub(super) fn override_gate(work: &mut Work<'_>, gate: &str, reason: &str) -> Result<(), Refusal> {
    work.when(&[Status::Draft, Status::Sent, Status::Returned, Status::Accepted, Status::KickedOff])?;
    work.only(&[Role::Manager])?;
    let is_known = gate == SIGNED_GATE || work.playbook().gates.iter().any(|known| known.key == gate);
    if !is_known {
        return Err(Refusal::Gone);
    }
    if reason.is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    if is_overridden(&work.handoff, gate) {
        return Ok(());
    }
    let (by, at) = (work.actor(), work.at());
    work.handoff.waivers.push(Waiver { what: Waived::Gate, key: gate.to_owned(), by, at, reason: reason.to_owned() });
    work.happened(Event::Overridden { gate: gate.to_owned() });
    Ok(())
}
