//! By whom something was late: the time from a missed deadline to the awaited action, cut wherever the turn went to
//! somebody else.
//!
//! PRODUCT, "Lateness is attributed", is the norm. Words are not here (`chat::cards::explain`), nor what adds the pieces
//! up (`stats`).
//!
//! Where the norm leaves a choice, this is the one taken:
//! * A question is the sender's to answer wherever the handoff stands, so all lateness of an answer is theirs.
//! * Whoever takes the part of somebody who left has the turn from that moment on; what was late before stays with the
//!   one who left.
//! * A deadline that passed counts as missed also before anybody looked, as in the figures.

use std::collections::BTreeMap;

use super::ClockInstance;
use crate::clock::Timestamp;
use crate::domain::calendar::{Calendar, Period};
use crate::domain::handoff::Handoff;
use crate::domain::lifecycle::Event;
use crate::domain::playbook::ClockKind;
use crate::domain::stats::{LatePhase, LatePiece};
use crate::ids::{CalendarId, PersonId};

const BEGINNING: Timestamp = Timestamp::from_ms(i64::MIN);
const END: Timestamp = Timestamp::from_ms(i64::MAX);

/// The lateness of every breached clock: clock by clock as in [`Handoff::clocks`], each in order of time. The pieces of
/// one clock add up to [`late_ms`]; empty ones are left out, and so is a clock whose calendar is not among these.
///
/// `events` is the whole history, oldest first.
pub fn pieces(
    handoff: &Handoff,
    events: &[(Timestamp, Event)],
    calendars: &BTreeMap<CalendarId, Calendar>,
    now: Timestamp,
) -> Vec<LatePiece> {
    pieces_of(handoff.sender, &handoff.clocks, events, calendars, now)
}

/// The same of some clocks of a handoff, by whoever has the sender's part now.
pub fn pieces_of(
    sender: PersonId,
    clocks: &[ClockInstance],
    events: &[(Timestamp, Event)],
    calendars: &BTreeMap<CalendarId, Calendar>,
    now: Timestamp,
) -> Vec<LatePiece> {
    let turns = turns(sender, events);
    let late = clocks.iter().filter(|clock| was_missed(clock, now));
    late.flat_map(|clock| {
        let calendar = calendars.get(&clock.calendar);
        calendar.map(|calendar| of_clock(clock, calendar, &turns, now)).unwrap_or_default()
    })
    .collect()
}

/// Whether the deadline passed before the awaited action came: recorded, or plain to see at `now`.
pub fn was_missed(clock: &ClockInstance, now: Timestamp) -> bool {
    clock.breached_at.is_some() || (clock.paused_since.is_none() && clock.due <= ended(clock, now))
}

/// How late it is or was in all, in the clock's own time, in milliseconds; 0 for one that was not missed.
pub fn late_ms(clock: &ClockInstance, calendar: &Calendar, now: Timestamp) -> i64 {
    let late = Period { from: clock.due, to: ended(clock, now) };
    if was_missed(clock, now) { calendar.running_ms(late, clock.span.unit, &pauses(clock, now)) } else { 0 }
}

fn ended(clock: &ClockInstance, now: Timestamp) -> Timestamp {
    clock.met_at.or(clock.stopped_at).unwrap_or(now)
}

/// Its pauses, one that is still on up to `now`.
fn pauses(clock: &ClockInstance, now: Timestamp) -> Vec<Period> {
    let open = clock.paused_since.map(|since| Period { from: since, to: now });
    clock.pauses.iter().copied().chain(open).collect()
}

fn of_clock(clock: &ClockInstance, calendar: &Calendar, turns: &[Turn], now: Timestamp) -> Vec<LatePiece> {
    let late = Period { from: clock.due, to: ended(clock, now) };
    let pauses = pauses(clock, now);
    let ends = turns.iter().skip(1).map(|turn| turn.from).chain([END]);
    let mut pieces: Vec<LatePiece> = Vec::new();
    for (turn, to) in turns.iter().zip(ends) {
        let Some(stretch) = late.clipped(Period { from: turn.from, to }) else { continue };
        let ms = calendar.running_ms(stretch, clock.span.unit, &pauses);
        let (phase, person) = turn.of(clock.kind);
        match pieces.last_mut() {
            _ if ms == 0 => {}
            Some(last) if last.phase == phase && last.person == person => last.late_ms += ms,
            Some(_) | None => pieces.push(LatePiece { clock: clock.kind, phase, person, late_ms: ms }),
        }
    }
    pieces
}

/// Who had which part from a moment on.
#[derive(Clone, Copy)]
struct Turn {
    from: Timestamp,
    parts: Parts,
}

impl Turn {
    /// What a late clock of this kind waited for meanwhile, and whose turn that was.
    fn of(&self, kind: ClockKind) -> (LatePhase, Option<PersonId>) {
        let parts = &self.parts;
        if kind == ClockKind::Answer {
            return (parts.stage, Some(parts.sender));
        }
        if parts.waits_for_customer {
            return (LatePhase::Waiting, None);
        }
        let person = match parts.stage {
            LatePhase::Unsent | LatePhase::SentBack => Some(parts.sender),
            LatePhase::Unaccepted => parts.receiver,
            LatePhase::Accepted | LatePhase::Waiting => Some(parts.accepted_by.unwrap_or(parts.sender)),
        };
        (parts.stage, person)
    }
}

/// Who had which part from the beginning on, and anew after every event.
fn turns(sender: PersonId, events: &[(Timestamp, Event)]) -> Vec<Turn> {
    let mut parts = Parts::at_first(first_sender(sender, events));
    let mut turns = vec![Turn { from: BEGINNING, parts }];
    for (at, event) in events {
        parts.follow(event);
        turns.push(Turn { from: *at, parts });
    }
    turns
}

/// Who wrote the brief before anybody left. The history says who took whose place, not which part it was: the sender's,
/// unless the one who left is known to have had another.
fn first_sender(sender: PersonId, events: &[(Timestamp, Event)]) -> PersonId {
    let mut parts = Parts::at_first(sender);
    let mut taken = Vec::new();
    for (_, event) in events {
        if let Event::PartTaken { left, by } = event {
            let others = [parts.receiver, parts.backup, parts.accepted_by];
            taken.extend((!others.contains(&Some(*left))).then_some((*left, *by)));
        }
        parts.follow(event);
    }
    taken.into_iter().rev().fold(sender, |sender, (left, by)| if sender == by { left } else { sender })
}

/// Who has which part, and where the handoff stands.
#[derive(Clone, Copy)]
struct Parts {
    sender: PersonId,
    receiver: Option<PersonId>,
    backup: Option<PersonId>,
    accepted_by: Option<PersonId>,
    stage: LatePhase,
    waits_for_customer: bool,
}

impl Parts {
    fn at_first(sender: PersonId) -> Self {
        Self {
            sender,
            receiver: None,
            backup: None,
            accepted_by: None,
            stage: LatePhase::Unsent,
            waits_for_customer: false,
        }
    }

    fn follow(&mut self, event: &Event) {
        match event {
            Event::ReceiverSet { to, .. } | Event::Rerouted { to, .. } => self.receiver = Some(*to),
            Event::BackupSet { to } => self.backup = *to,
            Event::Sent { to, .. } | Event::Reassigned { to, .. } => {
                self.receiver = Some(*to);
                self.stage = LatePhase::Unaccepted;
            }
            Event::Returned { .. } => self.stage = LatePhase::SentBack,
            Event::Accepted { by, .. } => {
                self.receiver = Some(*by);
                self.accepted_by = Some(*by);
                self.stage = LatePhase::Accepted;
            }
            Event::WaitStarted => self.waits_for_customer = true,
            Event::WaitEnded => self.waits_for_customer = false,
            Event::PartTaken { left, by } => self.replace(*left, *by),
            Event::Started
            | Event::Dated { .. }
            | Event::Filled { .. }
            | Event::CustomerSet
            | Event::DealClosedSet { .. }
            | Event::SignedSet { .. }
            | Event::Moved { .. }
            | Event::Asked { .. }
            | Event::Answered { .. }
            | Event::KickedOff
            | Event::Completed
            | Event::Ticked { .. }
            | Event::Unticked { .. }
            | Event::Declined { .. }
            | Event::ReadBackWritten { .. }
            | Event::ReadBackConfirmed { .. }
            | Event::ReadBackDisputed { .. }
            | Event::CorrectionTaken { .. }
            | Event::Rated { .. }
            | Event::RatingLocked
            | Event::Thanked
            | Event::SecondLookAsked
            | Event::LookedAgain
            | Event::PromiseJudged { .. }
            | Event::PromiseDated { .. }
            | Event::Waived { .. }
            | Event::Overridden { .. }
            | Event::GateOpened { .. }
            | Event::SenderSet { .. }
            | Event::Cancelled { .. }
            | Event::StepDecided { .. }
            | Event::Breached { .. }
            | Event::DueMoved { .. }
            | Event::LateArrivalTold
            | Event::AlarmRaised { .. }
            | Event::DraftDue { .. }
            | Event::TickGiven { .. } => {}
        }
    }

    fn replace(&mut self, left: PersonId, by: PersonId) {
        if self.sender == left {
            self.sender = by;
        }
        for part in [&mut self.receiver, &mut self.backup, &mut self.accepted_by] {
            if *part == Some(left) {
                *part = Some(by);
            }
        }
    }
}

#[cfg(test)]
#[path = "late_tests.rs"]
mod tests;
