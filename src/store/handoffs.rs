//! A handoff as one piece: row and lists in a single statement, hence of a single moment.
//!
//! The lists come as JSON arrays built by the database, column by column in the order of the structs in `parts`; one
//! round trip instead of twelve, and no tearing between them. Short lines for tables are in [`super::lists`].

mod parts;
pub(super) use self::parts::pauses as stored_pauses;

use sqlx::FromRow;

use super::Store;
use super::fault::Fault;
use super::sql::{args, statements};
use crate::clock::Timestamp;
use crate::domain::brief::Brief;
use crate::domain::handoff::{Cancellation, Handoff, Purpose, Status, Suggestion, Times, Waiting};
use crate::ids::{HandoffId, PersonId, WorkspaceId};

/// One list of a handoff as a JSON array of arrays.
macro_rules! list {
    ($group:literal, $array:literal, $table:literal, $columns:literal, $order:literal) => {
        concat!(
            "(SELECT COALESCE(CAST(",
            $group,
            "(",
            $array,
            "(",
            $columns,
            ") ORDER BY ",
            $order,
            ") AS TEXT), '[]') FROM ",
            $table,
            " WHERE workspace_id = h.workspace_id AND handoff_id = h.id) AS ",
            $table
        )
    };
}

macro_rules! load {
    ($group:literal, $array:literal, $by:literal) => {
        concat!(
            "SELECT h.id, h.workspace_id, h.version, h.number, h.playbook, h.playbook_version, h.purpose, h.customer, \
             h.status, h.sender_id, h.receiver_id, h.backup_id, h.accepted_by_id, h.suggestion_rule, \
             h.suggestion_open, h.round, h.hops, h.brief_version, h.deal_closed_at_ms, h.is_signed, h.created_at_ms, \
             h.first_sent_at_ms, h.sent_at_ms, h.accepted_at_ms, h.kicked_off_at_ms, h.completed_at_ms, \
             h.changed_at_ms, h.waiting_at_ms, h.waiting_reason, h.cancelled_by_id, h.cancelled_at_ms, \
             h.cancelled_reason, h.cancelled_from, \
             (SELECT CAST(body AS TEXT) FROM briefs WHERE workspace_id = h.workspace_id AND handoff_id = h.id \
             AND version = h.brief_version) AS brief, ",
            list!($group, $array, "clocks", "kind, n, started_at_ms, span, counts_back, calendar_id, due_at_ms, \
                schedule, CAST(pauses AS TEXT), paused_at_ms, met_at_ms, breached_at_ms, stopped_at_ms", "ordinal"), ", ",
            list!($group, $array, "clock_steps", "clock, n, step, decided_at_ms, passed_over", "ordinal"), ", ",
            list!($group, $array, "questions",
                "by_id, asked_at_ms, field, text, round, answered_by_id, answered_at_ms, answer", "n"), ", ",
            list!($group, $array, "returns", "by_id, returned_at_ms, round, reason, CAST(sections AS TEXT), note", "n"),
            ", ",
            list!($group, $array, "read_backs",
                "by_id, written_at_ms, goal, first_step, watch, verdict, verdict_at_ms, verdict_line", "n"), ", ",
            list!($group, $array, "checklist_items",
                "key, assignee, due_at_ms, is_clause, ticked_by_id, ticked_at_ms, is_moved, answer", "n"), ", ",
            list!($group, $array, "promises", "text, to_whom, by_day, is_kept, is_withdrawn", "n"), ", ",
            list!($group, $array, "waivers", "what, key, by_id, waived_at_ms, reason", "n"), ", ",
            list!($group, $array, "occasions", "key, said_at_ms", "n"), ", ",
            list!($group, $array, "ratings", "by_id, first_rated_at_ms, needed, timing, felt, reason, words, \
                extra_number, extra_tick, is_locked, is_thanked", "handoff_id"), ", ",
            list!($group, $array, "earlier_ratings", "by_id, first_rated_at_ms, needed, timing, felt, reason, words, \
                extra_number, extra_tick, is_locked, is_thanked", "n"), ", ",
            list!($group, $array, "second_looks",
                "by_id, looked_at_ms, section, words, promises_accurate, felt", "handoff_id"),
            " FROM handoffs h WHERE h.workspace_id = $1 AND ", $by
        )
    };
}

statements! {
    BY_ID = load!("json_group_array", "json_array", "h.id = $2"),
        postgres load!("json_agg", "json_build_array", "h.id = $2");
    BY_NUMBER = load!("json_group_array", "json_array", "h.number = $2"),
        postgres load!("json_agg", "json_build_array", "h.number = $2");
    BRIEF_VERSION = "SELECT CAST(body AS TEXT) AS body, by_id, written_at_ms FROM briefs \
        WHERE workspace_id = $1 AND handoff_id = $2 AND version = $3";
}

/// A version of a brief that was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct BriefVersion {
    /// What it said.
    pub brief: Brief,
    /// Who wrote it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// A handoff with all that hangs on it.
    pub async fn handoff(&self, workspace: WorkspaceId, id: HandoffId) -> Result<Option<Handoff>, Fault> {
        let found: Option<HandoffRow> = self.readers().first(BY_ID, args![workspace, id]).await?;
        found.map(HandoffRow::into_handoff).transpose()
    }

    /// The same by its number.
    pub async fn handoff_by_number(&self, workspace: WorkspaceId, number: i64) -> Result<Option<Handoff>, Fault> {
        let found: Option<HandoffRow> = self.readers().first(BY_NUMBER, args![workspace, number]).await?;
        found.map(HandoffRow::into_handoff).transpose()
    }

    /// A version of its brief; 0 is the draft, while it is one.
    pub async fn brief_version(
        &self,
        workspace: WorkspaceId,
        id: HandoffId,
        version: u32,
    ) -> Result<Option<BriefVersion>, Fault> {
        let found: Option<(String, Option<PersonId>, Timestamp)> =
            self.readers().first(BRIEF_VERSION, args![workspace, id, version]).await?;
        found.map(|(body, by, at)| Ok(BriefVersion { brief: parts::brief(&body)?, by, at })).transpose()
    }
}

#[derive(FromRow)]
struct HandoffRow {
    id: HandoffId,
    workspace_id: WorkspaceId,
    version: i64,
    number: Option<i64>,
    playbook: String,
    playbook_version: String,
    purpose: Purpose,
    customer: String,
    status: Status,
    sender_id: PersonId,
    receiver_id: Option<PersonId>,
    backup_id: Option<PersonId>,
    accepted_by_id: Option<PersonId>,
    suggestion_rule: Option<String>,
    suggestion_open: Option<i64>,
    round: i64,
    hops: i64,
    brief_version: i64,
    deal_closed_at_ms: Option<Timestamp>,
    is_signed: Option<bool>,
    created_at_ms: Timestamp,
    first_sent_at_ms: Option<Timestamp>,
    sent_at_ms: Option<Timestamp>,
    accepted_at_ms: Option<Timestamp>,
    kicked_off_at_ms: Option<Timestamp>,
    completed_at_ms: Option<Timestamp>,
    changed_at_ms: Timestamp,
    waiting_at_ms: Option<Timestamp>,
    waiting_reason: Option<String>,
    cancelled_by_id: Option<PersonId>,
    cancelled_at_ms: Option<Timestamp>,
    cancelled_reason: Option<String>,
    cancelled_from: Option<Status>,
    brief: Option<String>,
    clocks: String,
    clock_steps: String,
    questions: String,
    returns: String,
    read_backs: String,
    checklist_items: String,
    promises: String,
    waivers: String,
    occasions: String,
    ratings: String,
    earlier_ratings: String,
    second_looks: String,
}

impl HandoffRow {
    fn into_handoff(self) -> Result<Handoff, Fault> {
        let suggestion = self.suggestion_open.map(|open| small("handoffs.suggestion_open", open)).transpose()?;
        let cancelled = match (self.cancelled_by_id, self.cancelled_at_ms, self.cancelled_from) {
            (Some(by), Some(at), Some(from)) => {
                Some(Cancellation { by, at, reason: self.cancelled_reason.unwrap_or_default(), from })
            }
            _ => None,
        };
        let waiting =
            self.waiting_at_ms.map(|since| Waiting { since, reason: self.waiting_reason.clone().unwrap_or_default() });
        Ok(Handoff {
            id: self.id,
            workspace: self.workspace_id,
            version: self.version,
            number: self.number,
            playbook: self.playbook,
            playbook_version: self.playbook_version,
            purpose: self.purpose,
            customer: self.customer,
            status: self.status,
            sender: self.sender_id,
            receiver: self.receiver_id,
            backup: self.backup_id,
            accepted_by: self.accepted_by_id,
            suggestion: suggestion.map(|open| Suggestion { rule: self.suggestion_rule, open }),
            round: small("handoffs.round", self.round)?,
            hops: small("handoffs.hops", self.hops)?,
            brief: self.brief.as_deref().map(parts::brief).transpose()?.unwrap_or_default(),
            brief_version: small("handoffs.brief_version", self.brief_version)?,
            deal_closed: self.deal_closed_at_ms,
            signed: self.is_signed,
            times: Times {
                created: self.created_at_ms,
                first_sent: self.first_sent_at_ms,
                sent: self.sent_at_ms,
                accepted: self.accepted_at_ms,
                kicked_off: self.kicked_off_at_ms,
                completed: self.completed_at_ms,
                changed: self.changed_at_ms,
            },
            waiting,
            clocks: parts::clocks(&self.clocks, &self.clock_steps)?,
            questions: parts::all::<parts::QuestionRow>(&self.questions)?,
            returns: parts::all::<parts::ReturnRow>(&self.returns)?,
            read_backs: parts::all::<parts::ReadBackRow>(&self.read_backs)?,
            items: parts::all::<parts::ItemRow>(&self.checklist_items)?,
            promises: parts::all::<parts::PromiseRow>(&self.promises)?,
            waivers: parts::all::<parts::WaiverRow>(&self.waivers)?,
            occasions: parts::all::<parts::OccasionRow>(&self.occasions)?,
            rating: parts::all::<parts::RatingRow>(&self.ratings)?.pop(),
            earlier_ratings: parts::all::<parts::RatingRow>(&self.earlier_ratings)?,
            second_look: parts::all::<parts::SecondLookRow>(&self.second_looks)?.pop(),
            cancelled,
        })
    }
}

/// A count that was written from a `u32`.
fn small(what: &'static str, found: i64) -> Result<u32, Fault> {
    u32::try_from(found).map_err(|_| Fault::unreadable(what, &found))
}
