//! From a commit to the statements that carry it out, in order. Pure: nothing is sent here.
//!
//! The order is fixed, so that two commits take their locks alike and every row finds what it refers to: delivery, job,
//! who and where, the handoff, what hangs on it, messages, history, new jobs.

use serde_json::Value;

use super::commit::{Commit, Delivery, FinishedJob, JobEnd, NewEvent, NewJob};
use super::fault::Fault;
use super::handoff_rows;
use super::rows;
use super::sql::{Arg, Sql, args, statements};
use crate::clock::Timestamp;
use crate::ids::WorkspaceId;

/// One statement of a plan.
#[derive(Debug, Clone)]
pub(super) struct Op {
    pub(super) sql: Sql,
    pub(super) args: Vec<Arg>,
    /// What it means when no row was changed.
    pub(super) or_else: Option<Missed>,
    /// Whether it returns the handoff's number.
    pub(super) returns_number: bool,
}

/// Why a plan stopped without a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missed {
    Duplicate,
    Stale,
    LeaseLost,
}

impl Op {
    /// A statement that may change any number of rows.
    pub(super) fn new(sql: Sql, args: Vec<Arg>) -> Self {
        Self { sql, args, or_else: None, returns_number: false }
    }

    /// A statement that must change a row, or the whole commit is `missed`.
    pub(super) fn must(sql: Sql, args: Vec<Arg>, missed: Missed) -> Self {
        Self { sql, args, or_else: Some(missed), returns_number: false }
    }

    /// It returns the handoff's number.
    pub(super) fn returning_number(mut self) -> Self {
        self.returns_number = true;
        self
    }
}

statements! {
    TAKE_DELIVERY = "INSERT INTO inbox (workspace_id, platform, delivery_id, received_at_ms, outcome) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id, platform, delivery_id) DO NOTHING";
    FINISH_JOB = "UPDATE jobs SET state = 'done', finished_at_ms = $4, next_at_ms = NULL, lease_until_ms = NULL \
        WHERE workspace_id = $1 AND id = $2 AND lease_token = $3 AND state = 'leased'";
    DISCARD_JOB = "UPDATE jobs SET state = 'discarded', finished_at_ms = $4, next_at_ms = NULL, \
        lease_until_ms = NULL, last_error = $5 \
        WHERE workspace_id = $1 AND id = $2 AND lease_token = $3 AND state = 'leased'";
    RETRY_JOB = "UPDATE jobs SET state = 'pending', next_at_ms = $4, lease_until_ms = NULL, last_error = $5 \
        WHERE workspace_id = $1 AND id = $2 AND lease_token = $3 AND state = 'leased'";
    APPEND_EVENT = "INSERT INTO events \
        (workspace_id, id, handoff_id, seq, happened_at_ms, kind, by_id, source, payload) \
        VALUES ($1, $2, $3, (SELECT COALESCE(MAX(seq), 0) + 1 FROM events WHERE workspace_id = $1 \
        AND handoff_id = $3), $4, $5, $6, $7, $8)";
    QUEUE_JOB = "INSERT INTO jobs (id, workspace_id, handoff_id, kind, dedupe, lane, seq, run_at_ms, next_at_ms, \
        state, payload, created_at_ms) VALUES ($1, $2, $3, $4, $5, $6, \
        (SELECT COALESCE(MAX(seq), 0) + 1 FROM jobs WHERE workspace_id = $2 AND lane = $6 \
        AND next_at_ms IS NOT NULL), $7, $7, 'pending', $8, $9) \
        ON CONFLICT (workspace_id, dedupe) DO NOTHING";
}

/// The statements of a commit.
pub(super) fn plan(commit: &Commit) -> Result<Vec<Op>, Fault> {
    let workspace = commit.workspace;
    let mut ops = Vec::with_capacity(8 + commit.events.len() + commit.jobs.len() + commit.rows.len());
    if let Some(delivery) = &commit.delivery {
        ops.push(take_delivery(workspace, commit.at, delivery));
    }
    if let Some(finished) = &commit.finished {
        ops.push(finish_job(workspace, commit.at, finished));
    }
    for row in commit.rows.iter().filter(|row| !rows::refers_to_handoff(row)) {
        rows::plan(workspace, commit.at, row, &mut ops)?;
    }
    if let Some(change) = &commit.handoff {
        let by = commit.events.iter().find(|event| event.handoff == Some(change.after.id)).and_then(|event| event.by);
        handoff_rows::plan(workspace, commit.at, by, change, &mut ops)?;
    }
    for row in commit.rows.iter().filter(|row| rows::refers_to_handoff(row)) {
        rows::plan(workspace, commit.at, row, &mut ops)?;
    }
    ops.extend(commit.events.iter().map(|event| append_event(workspace, event)));
    ops.extend(commit.jobs.iter().map(|job| queue_job(workspace, commit.at, job)));
    Ok(ops)
}

fn take_delivery(workspace: WorkspaceId, at: Timestamp, delivery: &Delivery) -> Op {
    let args = args![workspace, &delivery.platform, &delivery.id, at, &delivery.outcome];
    Op::must(TAKE_DELIVERY, args, Missed::Duplicate)
}

fn finish_job(workspace: WorkspaceId, at: Timestamp, finished: &FinishedJob) -> Op {
    let FinishedJob { id, lease, state } = finished;
    let (sql, args) = match state {
        JobEnd::Done => (FINISH_JOB, args![workspace, *id, *lease, at]),
        JobEnd::Discarded(reason) => (DISCARD_JOB, args![workspace, *id, *lease, at, reason]),
        JobEnd::RetryAt(retry_at, error) => (RETRY_JOB, args![workspace, *id, *lease, *retry_at, error]),
    };
    Op::must(sql, args, Missed::LeaseLost)
}

fn append_event(workspace: WorkspaceId, event: &NewEvent) -> Op {
    let payload: &Value = &event.payload;
    Op::new(
        APPEND_EVENT,
        args![workspace, event.id, event.handoff, event.at, &event.kind, event.by, &event.source, payload],
    )
}

fn queue_job(workspace: WorkspaceId, at: Timestamp, job: &NewJob) -> Op {
    Op::new(
        QUEUE_JOB,
        args![job.id, workspace, job.handoff, &job.kind, &job.dedupe, &job.lane, job.run_at, &job.payload, at],
    )
}
