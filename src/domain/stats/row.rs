//! What is counted: one row a handoff, with what its clocks, returns and rating came to.
//!
//! [`super::Facts`] become rows by the thousand; [`Row::of`] makes one of a loaded handoff. Rows name people by id only.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Scope;
use crate::clock::Timestamp;
use crate::domain::handoff::{Felt, Handoff, Purpose, ReturnReason, Status, Timing};
use crate::domain::playbook::ClockKind;
use crate::ids::{HandoffId, PersonId};

/// A handoff as far as figures care.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which.
    pub handoff: HandoffId,
    /// Key of its playbook.
    pub playbook: String,
    /// Only real ones count.
    pub purpose: Purpose,
    /// Where it stands.
    pub status: Status,
    /// Sent for the first time; a row without it counts nowhere.
    pub first_sent: Option<Timestamp>,
    /// Whether first contact was made.
    pub is_kicked_off: bool,
    /// Who wrote the brief.
    pub sender: PersonId,
    /// Who is to take the customer.
    pub receiver: Option<PersonId>,
    /// Who accepted last.
    pub accepted_by: Option<PersonId>,
    /// First send to last accept in the receiver's open time, pauses out, in milliseconds; absent before.
    pub accept_open_ms: Option<i64>,
    /// Every clock instance.
    pub clocks: Vec<ClockFact>,
    /// Every return.
    pub returns: Vec<ReturnFact>,
    /// The quick card.
    pub rating: RatingFact,
    /// Times somebody said "not mine".
    pub hops: u32,
    /// The lateness of the customer's clocks that were missed, cut by whose turn it was; that of other clocks counts nowhere.
    pub late: Vec<LatePiece>,
}

/// A clock instance as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockFact {
    /// Which clock.
    pub kind: ClockKind,
    /// Where the count started.
    pub start: Timestamp,
    /// The deadline.
    pub due: Timestamp,
    /// When the awaited action came.
    pub met_at: Option<Timestamp>,
    /// When the breach was recorded.
    pub breached_at: Option<Timestamp>,
    /// When it ended without being met.
    pub stopped_at: Option<Timestamp>,
    /// Whether it is paused; its due does not pass then.
    pub is_paused: bool,
    /// Whose it was when it ended; absent = the sender's or the receiver's, as the kind says.
    pub actor: Option<PersonId>,
}

/// A return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnFact {
    /// Who sent it back.
    pub by: PersonId,
    /// Why.
    pub reason: ReturnReason,
}

/// The quick card as far as it was filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RatingFact {
    /// Had what was needed, 1 to 5.
    pub needed: Option<u8>,
    /// The timing.
    pub timing: Option<Timing>,
    /// Whether the customer felt it.
    pub felt: Option<Felt>,
    /// Whether it can no longer change, so that its sender sees it too.
    pub is_locked: bool,
}

/// A stretch by which something was late, and whose turn it was meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LatePiece {
    /// The clock that was late.
    pub clock: ClockKind,
    /// What it waited for.
    pub phase: LatePhase,
    /// Whose turn it was; nobody's while waiting for the customer.
    pub person: Option<PersonId>,
    /// How long, in the clock's own time, in milliseconds.
    pub late_ms: i64,
}

/// What a late clock waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LatePhase {
    /// The brief: not sent yet.
    Unsent,
    /// The receiver: not accepted yet.
    Unaccepted,
    /// The sender again: it had been sent back.
    SentBack,
    /// The owner: accepted, and not done.
    Accepted,
    /// The customer.
    Waiting,
}

impl LatePhase {
    /// Every phase, in the order of a handoff's life.
    pub const ALL: [Self; 5] = [Self::Unsent, Self::Unaccepted, Self::SentBack, Self::Accepted, Self::Waiting];

    /// As stored and as written in the table.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unsent => "before_sent",
            Self::Unaccepted => "before_accepted",
            Self::SentBack => "sent_back",
            Self::Accepted => "after_accepted",
            Self::Waiting => "waiting_for_customer",
        }
    }
}

impl LatePiece {
    /// Whether it is lateness of the customer's own clocks.
    pub(super) fn is_customers(&self) -> bool {
        super::facts::is_customers(self.clock)
    }
}

impl ClockFact {
    /// Whether it was met before due; nothing while that is open, and nothing where it was stopped before due.
    pub fn was_met(&self, now: Timestamp) -> Option<bool> {
        if self.breached_at.is_some() {
            return Some(false);
        }
        match (self.met_at, self.stopped_at) {
            (Some(met), _) => Some(met < self.due),
            (None, Some(stopped)) => (stopped >= self.due).then_some(false),
            (None, None) => (!self.is_paused && now >= self.due).then_some(false),
        }
    }
}

impl Row {
    /// The row of a loaded handoff. What needs calendars is measured by the caller: the open time to the last accept, and the
    /// late pieces.
    pub fn of(handoff: &Handoff, accept_open_ms: Option<i64>, late: Vec<LatePiece>) -> Self {
        let rating = handoff.rating.as_ref();
        Self {
            handoff: handoff.id,
            playbook: handoff.playbook.clone(),
            purpose: handoff.purpose,
            status: handoff.status,
            first_sent: handoff.times.first_sent,
            is_kicked_off: handoff.times.kicked_off.is_some(),
            sender: handoff.sender,
            receiver: handoff.receiver,
            accepted_by: handoff.accepted_by,
            accept_open_ms,
            clocks: handoff.clocks.iter().map(ClockFact::of).collect(),
            returns: handoff.returns.iter().map(|back| ReturnFact { by: back.by, reason: back.reason }).collect(),
            rating: RatingFact {
                needed: rating.and_then(|rating| rating.needed),
                timing: rating.and_then(|rating| rating.timing),
                felt: rating.and_then(|rating| rating.felt),
                is_locked: rating.is_some_and(|rating| rating.locked),
            },
            hops: handoff.hops,
            late,
        }
    }

    /// Whether the row counts: real, of the playbook, first sent in the window.
    pub(super) fn is_in(&self, scope: &Scope) -> bool {
        self.purpose == Purpose::Real
            && scope.playbook.as_ref().is_none_or(|key| *key == self.playbook)
            && self.first_sent.is_some_and(|at| scope.window.contains(at))
    }

    /// Whose a clock instance is. An accept clock that runs is of whoever is to accept, also when somebody else had it before.
    pub(super) fn actor(&self, fact: &ClockFact) -> Option<PersonId> {
        let usual = match fact.kind {
            ClockKind::Start | ClockKind::Resubmit | ClockKind::Answer => Some(self.sender),
            ClockKind::Accept if fact.met_at.is_none() => self.receiver,
            ClockKind::Accept | ClockKind::Kickoff | ClockKind::Complete => self.taker(),
        };
        fact.actor.or(usual)
    }

    /// Everybody it says anything about, each once.
    pub(super) fn people(&self) -> BTreeSet<PersonId> {
        let parts = [Some(self.sender), self.receiver, self.accepted_by];
        let others = self.returns.iter().map(|back| Some(back.by)).chain(self.late.iter().map(|piece| piece.person));
        let actors = self.clocks.iter().map(|fact| fact.actor);
        parts.into_iter().chain(others).chain(actors).flatten().collect()
    }

    /// Who has the receiving part: who accepted last, else who is to accept.
    pub(super) fn taker(&self) -> Option<PersonId> {
        self.accepted_by.or(self.receiver)
    }
}

impl ClockFact {
    /// The fact of a loaded clock instance.
    fn of(clock: &crate::domain::sla::ClockInstance) -> Self {
        Self {
            kind: clock.kind,
            start: clock.start,
            due: clock.due,
            met_at: clock.met_at,
            breached_at: clock.breached_at,
            stopped_at: clock.stopped_at,
            is_paused: clock.paused_since.is_some(),
            actor: None,
        }
    }
}
