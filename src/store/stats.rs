//! What figures are made of: one flat row for each handoff that was first sent in a period, real ones only.
//!
//! Shares, medians and the rule below ten are the domain's. The rows come from a covering index.

use std::collections::HashMap;

use sqlx::FromRow;

use super::Store;
use super::fault::Fault;
use super::handoffs::stored_pauses;
use super::sql::{args, statements};
use crate::clock::Timestamp;
use crate::domain::calendar::Period;
use crate::domain::handoff::{Felt, ReturnReason, Status, Timing};
use crate::domain::playbook::ClockKind;
use crate::ids::{CalendarId, HandoffId, PersonId, WorkspaceId};

/// A handoff in the figures.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct StatsRow {
    /// Key.
    pub id: HandoffId,
    /// `#482`.
    pub number: Option<i64>,
    /// Key of the playbook.
    pub playbook: String,
    /// Where it stands.
    pub status: Status,
    /// Who sent.
    #[sqlx(rename = "sender_id")]
    pub sender: PersonId,
    /// Who receives.
    #[sqlx(rename = "receiver_id")]
    pub receiver: Option<PersonId>,
    /// Who accepted last.
    #[sqlx(rename = "accepted_by_id")]
    pub accepted_by: Option<PersonId>,
    /// Rounds.
    pub round: i64,
    /// Times somebody said "not mine".
    pub hops: i64,
    /// When the deal closed.
    #[sqlx(rename = "deal_closed_at_ms")]
    pub deal_closed_at: Option<Timestamp>,
    /// When it was first sent.
    #[sqlx(rename = "first_sent_at_ms")]
    pub first_sent_at: Timestamp,
    /// When it was accepted last.
    #[sqlx(rename = "accepted_at_ms")]
    pub accepted_at: Option<Timestamp>,
    /// When first contact was made.
    #[sqlx(rename = "kicked_off_at_ms")]
    pub kicked_off_at: Option<Timestamp>,
    /// When it was completed.
    #[sqlx(rename = "completed_at_ms")]
    pub completed_at: Option<Timestamp>,
    /// When it was cancelled.
    #[sqlx(rename = "cancelled_at_ms")]
    pub cancelled_at: Option<Timestamp>,
    /// Its clocks, in the order they were opened.
    #[sqlx(skip)]
    pub clocks: Vec<StatsClock>,
    /// Why it was sent back, each time.
    #[sqlx(skip)]
    pub returns: Vec<ReturnReason>,
    /// How it was rated.
    #[sqlx(skip)]
    pub rating: Option<StatsRating>,
}

/// A clock in the figures.
#[derive(Debug, Clone, PartialEq)]
pub struct StatsClock {
    /// Which.
    pub kind: ClockKind,
    /// Its instance.
    pub n: u32,
    /// When it started.
    pub started_at: Timestamp,
    /// When it was due.
    pub due_at: Timestamp,
    /// When the awaited action happened.
    pub met_at: Option<Timestamp>,
    /// When it was breached.
    pub breached_at: Option<Timestamp>,
    /// When it ended by cancellation.
    pub stopped_at: Option<Timestamp>,
    /// Since when it is paused.
    pub paused_at: Option<Timestamp>,
    /// Whose hours count.
    pub calendar: CalendarId,
    /// Pauses that ended.
    pub pauses: Vec<Period>,
}

/// A rating in the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatsRating {
    /// Who rated.
    pub by: Option<PersonId>,
    /// Had what was needed, 1-5.
    pub needed: Option<i64>,
    /// The timing.
    pub timing: Option<Timing>,
    /// Whether the customer felt it; the second look's answer where it was unknown before.
    pub felt: Option<Felt>,
    /// At 2 or less: why.
    pub reason: Option<ReturnReason>,
    /// Whether the promises were accurate, from the second look.
    pub promises_accurate: Option<bool>,
    /// The section that should have told more, from the second look.
    pub surprised_by: Option<String>,
}

macro_rules! sent_between {
    ($from:literal) => {
        concat!(
            " FROM handoffs h ",
            $from,
            " WHERE h.workspace_id = $1 AND h.purpose = 'real' AND h.first_sent_at_ms IS NOT NULL \
             AND h.first_sent_at_ms >= $2 AND h.first_sent_at_ms < $3"
        )
    };
}

statements! {
    HANDOFFS = concat!("SELECT h.id, h.number, h.playbook, h.status, h.sender_id, h.receiver_id, h.accepted_by_id, \
        h.round, h.hops, h.deal_closed_at_ms, h.first_sent_at_ms, h.accepted_at_ms, h.kicked_off_at_ms, \
        h.completed_at_ms, h.cancelled_at_ms", sent_between!(""), " ORDER BY h.first_sent_at_ms, h.id");
    CLOCKS = concat!("SELECT c.handoff_id, c.kind, c.n, c.started_at_ms, c.due_at_ms, c.met_at_ms, \
        c.breached_at_ms, c.stopped_at_ms, c.paused_at_ms, c.calendar_id, CAST(c.pauses AS TEXT) AS pauses",
        sent_between!("JOIN clocks c ON c.workspace_id = h.workspace_id AND c.handoff_id = h.id"),
        " ORDER BY c.handoff_id, c.ordinal");
    RETURNS = concat!("SELECT r.handoff_id, r.reason",
        sent_between!("JOIN returns r ON r.workspace_id = h.workspace_id AND r.handoff_id = h.id"),
        " ORDER BY r.handoff_id, r.n");
    RATINGS = concat!("SELECT h.id AS handoff_id, r.by_id, r.needed, r.timing, r.felt, r.reason, \
        s.felt AS felt_later, s.promises_accurate, s.section",
        sent_between!("LEFT JOIN ratings r ON r.workspace_id = h.workspace_id AND r.handoff_id = h.id \
        LEFT JOIN second_looks s ON s.workspace_id = h.workspace_id AND s.handoff_id = h.id"),
        " AND (r.handoff_id IS NOT NULL OR s.handoff_id IS NOT NULL)");
}

#[derive(FromRow)]
struct ClockRow {
    handoff_id: HandoffId,
    kind: ClockKind,
    n: i64,
    started_at_ms: Timestamp,
    due_at_ms: Timestamp,
    met_at_ms: Option<Timestamp>,
    breached_at_ms: Option<Timestamp>,
    stopped_at_ms: Option<Timestamp>,
    paused_at_ms: Option<Timestamp>,
    calendar_id: CalendarId,
    pauses: String,
}

#[derive(FromRow)]
struct RatingRow {
    handoff_id: HandoffId,
    by_id: Option<PersonId>,
    needed: Option<i64>,
    timing: Option<Timing>,
    felt: Option<Felt>,
    reason: Option<ReturnReason>,
    felt_later: Option<Felt>,
    promises_accurate: Option<bool>,
    section: Option<String>,
}

impl Store {
    /// Every real handoff first sent in `[from, to)`, in that order. Four statements: what is sent meanwhile may lack
    /// its clocks, which a figure does not notice.
    pub async fn stats(&self, workspace: WorkspaceId, period: Period) -> Result<Vec<StatsRow>, Fault> {
        let between = || args![workspace, period.from, period.to];
        let mut rows: Vec<StatsRow> = self.readers().all(HANDOFFS, between()).await?;
        let places: HashMap<HandoffId, usize> = rows.iter().enumerate().map(|(place, row)| (row.id, place)).collect();
        let clocks: Vec<ClockRow> = self.readers().all(CLOCKS, between()).await?;
        for clock in clocks {
            if let Some(row) = places.get(&clock.handoff_id).and_then(|place| rows.get_mut(*place)) {
                row.clocks.push(clock.into_clock()?);
            }
        }
        let returns: Vec<(HandoffId, ReturnReason)> = self.readers().all(RETURNS, between()).await?;
        for (handoff, reason) in returns {
            if let Some(row) = places.get(&handoff).and_then(|place| rows.get_mut(*place)) {
                row.returns.push(reason);
            }
        }
        let ratings: Vec<RatingRow> = self.readers().all(RATINGS, between()).await?;
        for rating in ratings {
            if let Some(row) = places.get(&rating.handoff_id).and_then(|place| rows.get_mut(*place)) {
                row.rating = Some(rating.into_rating());
            }
        }
        Ok(rows)
    }
}

impl ClockRow {
    fn into_clock(self) -> Result<StatsClock, Fault> {
        Ok(StatsClock {
            kind: self.kind,
            n: u32::try_from(self.n).map_err(|_| Fault::unreadable("clocks.n", &self.n))?,
            started_at: self.started_at_ms,
            due_at: self.due_at_ms,
            met_at: self.met_at_ms,
            breached_at: self.breached_at_ms,
            stopped_at: self.stopped_at_ms,
            paused_at: self.paused_at_ms,
            calendar: self.calendar_id,
            pauses: stored_pauses(&self.pauses)?,
        })
    }
}

impl RatingRow {
    fn into_rating(self) -> StatsRating {
        let is_unknown = self.felt.is_none_or(|felt| felt == Felt::Unknown);
        StatsRating {
            by: self.by_id,
            needed: self.needed,
            timing: self.timing,
            felt: if is_unknown { self.felt_later.or(self.felt) } else { self.felt },
            reason: self.reason,
            promises_accurate: self.promises_accurate,
            surprised_by: self.section,
        }
    }
}
