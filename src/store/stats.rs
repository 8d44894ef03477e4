//! What figures are made of: the facts of every real handoff that was first sent in a period.
//!
//! No handoff is loaded. Its row comes from a covering index with its rating beside it, its clocks and returns from tables
//! that are kept in the order of their handoffs, and of the history only what gave the turn to somebody else, of handoffs
//! with a customer's clock that was missed. What counts and how is the domain's.

use std::collections::HashMap;

use sqlx::FromRow;

use super::Store;
use super::fault::Fault;
use super::handoffs::stored_pauses;
use super::sql::{args, statements};
use crate::clock::Timestamp;
use crate::domain::calendar::Period;
use crate::domain::handoff::{Felt, Purpose, ReturnReason, Status, Timing};
use crate::domain::lifecycle::Event;
use crate::domain::playbook::ClockKind;
use crate::domain::sla::ClockInstance;
use crate::domain::stats::{ClockFact, Facts, RatingFact, ReturnFact, Row};
use crate::ids::{CalendarId, HandoffId, PersonId, WorkspaceId};

macro_rules! sent_between {
    ($join:literal) => {
        concat!(
            " FROM handoffs h ",
            $join,
            " WHERE h.workspace_id = $1 AND h.purpose = 'real' AND h.first_sent_at_ms IS NOT NULL \
             AND h.first_sent_at_ms >= $2 AND h.first_sent_at_ms < $3"
        )
    };
}

statements! {
    HANDOFFS = concat!("SELECT h.id, h.playbook, h.status, h.sender_id, h.receiver_id, h.accepted_by_id, h.hops, \
        h.first_sent_at_ms, h.accepted_at_ms, h.kicked_off_at_ms, r.needed, r.timing, r.felt, r.is_locked",
        sent_between!("LEFT JOIN ratings r ON r.workspace_id = h.workspace_id AND r.handoff_id = h.id"));
    CLOCKS = concat!("SELECT c.handoff_id, c.kind, c.started_at_ms, c.span, c.calendar_id, c.due_at_ms, \
        CAST(c.pauses AS TEXT) AS pauses, c.paused_at_ms, c.met_at_ms, c.breached_at_ms, c.stopped_at_ms",
        sent_between!("JOIN clocks c ON c.workspace_id = h.workspace_id AND c.handoff_id = h.id"));
    RETURNS = concat!("SELECT r.handoff_id, r.by_id, r.reason",
        sent_between!("JOIN returns r ON r.workspace_id = h.workspace_id AND r.handoff_id = h.id"));
    // The kinds are those that `domain::sla::late` follows; a test recounts from whole histories. CROSS JOIN, seq and COUNT
    // say in which order SQLite is to look: at the handoff, at its clocks, and only where one was missed at its events.
    TURNS = concat!("SELECT e.handoff_id, e.happened_at_ms, CAST(e.payload AS TEXT) AS payload",
        sent_between!("CROSS JOIN events e"),
        " AND (SELECT COUNT(*) FROM clocks c WHERE c.workspace_id = h.workspace_id AND c.handoff_id = h.id \
        AND c.kind IN ('kickoff', 'complete') AND (c.breached_at_ms IS NOT NULL \
        OR c.due_at_ms <= COALESCE(c.met_at_ms, c.stopped_at_ms, $4))) > 0 \
        AND e.workspace_id = h.workspace_id AND e.handoff_id = h.id AND e.seq > 0 \
        AND e.kind IN ('receiver_set', 'backup_set', 'sent', 'accepted', 'returned', 'rerouted', 'reassigned', \
        'wait_started', 'wait_ended', 'part_taken') ORDER BY e.handoff_id, e.seq");
}

#[derive(FromRow)]
struct SentRow {
    id: HandoffId,
    playbook: String,
    status: Status,
    sender_id: PersonId,
    receiver_id: Option<PersonId>,
    accepted_by_id: Option<PersonId>,
    hops: i64,
    first_sent_at_ms: Timestamp,
    accepted_at_ms: Option<Timestamp>,
    kicked_off_at_ms: Option<Timestamp>,
    needed: Option<i64>,
    timing: Option<Timing>,
    felt: Option<Felt>,
    is_locked: Option<bool>,
}

#[derive(FromRow)]
struct ClockRow {
    handoff_id: HandoffId,
    kind: ClockKind,
    started_at_ms: Timestamp,
    span: String,
    calendar_id: CalendarId,
    due_at_ms: Timestamp,
    pauses: String,
    paused_at_ms: Option<Timestamp>,
    met_at_ms: Option<Timestamp>,
    breached_at_ms: Option<Timestamp>,
    stopped_at_ms: Option<Timestamp>,
}

impl Store {
    /// The facts of every real handoff first sent in `[from, to)`, in no order. Four statements: what is sent meanwhile
    /// may lack its clocks, which a figure does not notice. Turns are given where a clock may have been missed at `now`.
    pub async fn stats(&self, workspace: WorkspaceId, period: Period, now: Timestamp) -> Result<Vec<Facts>, Fault> {
        let between = || args![workspace, period.from, period.to];
        let sent: Vec<SentRow> = self.readers().all(HANDOFFS, between()).await?;
        let places: HashMap<HandoffId, usize> = sent.iter().enumerate().map(|(place, row)| (row.id, place)).collect();
        let mut all = sent.into_iter().map(SentRow::into_facts).collect::<Result<Vec<Facts>, Fault>>()?;
        let clocks: Vec<ClockRow> = self.readers().all(CLOCKS, between()).await?;
        for clock in clocks {
            if let Some(facts) = places.get(&clock.handoff_id).and_then(|place| all.get_mut(*place)) {
                clock.add_to(facts)?;
            }
        }
        let returns: Vec<(HandoffId, PersonId, ReturnReason)> = self.readers().all(RETURNS, between()).await?;
        for (handoff, by, reason) in returns {
            if let Some(facts) = places.get(&handoff).and_then(|place| all.get_mut(*place)) {
                facts.row.returns.push(ReturnFact { by, reason });
            }
        }
        let late = args![workspace, period.from, period.to, now];
        let turns: Vec<(HandoffId, Timestamp, String)> = self.readers().all(TURNS, late).await?;
        for (handoff, at, payload) in turns {
            let facts = places.get(&handoff).and_then(|place| all.get_mut(*place));
            // Events of a newer program are left out.
            if let (Some(facts), Ok(event)) = (facts, serde_json::from_str::<Event>(&payload)) {
                facts.turns.push((at, event));
            }
        }
        Ok(all)
    }
}

impl SentRow {
    fn into_facts(self) -> Result<Facts, Fault> {
        let read_needed = |needed: i64| u8::try_from(needed).map_err(|_| Fault::unreadable("ratings.needed", &needed));
        let row = Row {
            handoff: self.id,
            playbook: self.playbook,
            purpose: Purpose::Real,
            status: self.status,
            first_sent: Some(self.first_sent_at_ms),
            is_kicked_off: self.kicked_off_at_ms.is_some(),
            sender: self.sender_id,
            receiver: self.receiver_id,
            accepted_by: self.accepted_by_id,
            accept_open_ms: None,
            clocks: Vec::new(),
            returns: Vec::new(),
            rating: RatingFact {
                needed: self.needed.map(read_needed).transpose()?,
                timing: self.timing,
                felt: self.felt,
                is_locked: self.is_locked == Some(true),
            },
            hops: u32::try_from(self.hops).map_err(|_| Fault::unreadable("handoffs.hops", &self.hops))?,
            late: Vec::new(),
        };
        Ok(Facts {
            row,
            accepted_at: self.accepted_at_ms,
            accept_pauses: Vec::new(),
            customer_clocks: Vec::new(),
            turns: Vec::new(),
        })
    }
}

impl ClockRow {
    fn add_to(self, facts: &mut Facts) -> Result<(), Fault> {
        facts.row.clocks.push(ClockFact {
            kind: self.kind,
            start: self.started_at_ms,
            due: self.due_at_ms,
            met_at: self.met_at_ms,
            breached_at: self.breached_at_ms,
            stopped_at: self.stopped_at_ms,
            is_paused: self.paused_at_ms.is_some(),
            actor: None,
        });
        match self.kind {
            ClockKind::Accept => facts.accept_pauses.extend(stored_pauses(&self.pauses)?),
            ClockKind::Kickoff | ClockKind::Complete => facts.customer_clocks.push(self.into_clock()?),
            ClockKind::Start | ClockKind::Resubmit | ClockKind::Answer => {}
        }
        Ok(())
    }

    /// As far as lateness needs it.
    fn into_clock(self) -> Result<ClockInstance, Fault> {
        Ok(ClockInstance {
            kind: self.kind,
            n: 1,
            start: self.started_at_ms,
            span: self.span.parse().map_err(|_| Fault::unreadable("clocks.span", &self.span))?,
            before: false,
            calendar: self.calendar_id,
            due: self.due_at_ms,
            schedule: 0,
            pauses: stored_pauses(&self.pauses)?,
            paused_since: self.paused_at_ms,
            met_at: self.met_at_ms,
            breached_at: self.breached_at_ms,
            stopped_at: self.stopped_at_ms,
            steps: Vec::new(),
        })
    }
}
