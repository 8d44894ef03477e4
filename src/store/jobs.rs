//! Work to come, as workers see it: claimed under a lease, given back, counted.
//!
//! Queuing and finishing belong to commits ([`super::commit`]). A claim raises the job's lease token, so that a worker
//! whose lease ran out cannot finish what somebody else has by then. Of each lane only the first unfinished job can be
//! claimed. What a job does is not here.

use serde_json::Value;
use sqlx::FromRow;

use super::Store;
use super::fault::Fault;
use super::plan::{Missed, Op};
use super::sql::{Sql, args, statements};
use super::writer::Outcome;
use crate::clock::Timestamp;
use crate::ids::{HandoffId, JobId, LeaseToken, WorkspaceId};

/// A job that is ours until its lease ends.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct ClaimedJob {
    /// Key.
    pub id: JobId,
    /// Whose.
    #[sqlx(rename = "workspace_id")]
    pub workspace: WorkspaceId,
    /// The handoff it is about.
    #[sqlx(rename = "handoff_id")]
    pub handoff: Option<HandoffId>,
    /// Which handler it is for.
    pub kind: String,
    /// Its unique key.
    pub dedupe: String,
    /// Its lane.
    pub lane: Option<String>,
    /// When it was to run first.
    #[sqlx(rename = "run_at_ms")]
    pub run_at: Timestamp,
    /// How often it was claimed, this time included.
    pub attempt: i64,
    /// To be carried by every later write of this job.
    #[sqlx(rename = "lease_token")]
    pub lease: LeaseToken,
    /// When the lease ends.
    #[sqlx(rename = "lease_until_ms")]
    pub lease_until: Timestamp,
    /// What went wrong the last time.
    pub last_error: Option<String>,
    /// The rest, with `"v"`.
    #[sqlx(try_from = "super::columns::PayloadColumn")]
    pub payload: Value,
}

/// A job as people look at it.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct StoredJob {
    /// Key.
    pub id: JobId,
    /// The handoff it is about.
    #[sqlx(rename = "handoff_id")]
    pub handoff: Option<HandoffId>,
    /// Which handler it is for.
    pub kind: String,
    /// Its unique key.
    pub dedupe: String,
    /// Its lane.
    pub lane: Option<String>,
    /// `pending`, `leased`, `done` or `discarded`.
    pub state: String,
    /// When it was to run first.
    #[sqlx(rename = "run_at_ms")]
    pub run_at: Timestamp,
    /// When it may be claimed; absent once finished.
    #[sqlx(rename = "next_at_ms")]
    pub next_at: Option<Timestamp>,
    /// How often it was claimed.
    pub attempt: i64,
    /// What went wrong the last time, or why it was discarded.
    pub last_error: Option<String>,
    /// When it ended.
    #[sqlx(rename = "finished_at_ms")]
    pub finished_at: Option<Timestamp>,
    /// The rest.
    #[sqlx(try_from = "super::columns::PayloadColumn")]
    pub payload: Value,
}

/// How much work there is, over all workspaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct JobCounts {
    /// Waiting, due or not.
    pub pending: i64,
    /// In somebody's hands.
    pub leased: i64,
    /// Could be claimed now, were their lanes free.
    pub due: i64,
    /// Given up.
    pub discarded: i64,
    /// Since when the longest waiting one is due.
    #[sqlx(rename = "oldest_due_at_ms")]
    pub oldest_due_at: Option<Timestamp>,
}

/// How much is over for long enough to be forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromRow)]
pub struct Finished {
    /// Jobs that ended.
    pub jobs: i64,
    /// Deliveries that were received.
    pub deliveries: i64,
    /// Pings that came, or were not wanted any more.
    pub pings: i64,
    /// Lines in messages to managers.
    pub lines: i64,
}

impl Finished {
    /// All of it.
    pub fn total(&self) -> i64 {
        self.jobs + self.deliveries + self.pings + self.lines
    }

    /// With what another portion came to.
    pub fn add(&mut self, other: &Self) {
        self.jobs += other.jobs;
        self.deliveries += other.deliveries;
        self.pings += other.pings;
        self.lines += other.lines;
    }
}

macro_rules! lane_is_free {
    () => {
        "(j.lane IS NULL OR NOT EXISTS (SELECT 1 FROM jobs p WHERE p.workspace_id = j.workspace_id \
         AND p.lane = j.lane AND p.next_at_ms IS NOT NULL AND (p.seq, p.id) < (j.seq, j.id)))"
    };
}

macro_rules! claimable {
    () => {
        concat!(
            "SELECT j.id FROM jobs j WHERE j.next_at_ms <= $1 AND ",
            lane_is_free!(),
            " ORDER BY j.next_at_ms, j.id LIMIT $3"
        )
    };
}

macro_rules! lease {
    ($ids:expr) => {
        concat!(
            "UPDATE jobs SET state = 'leased', attempt = attempt + 1, lease_token = lease_token + 1, \
             lease_until_ms = $2, next_at_ms = $2 WHERE id ",
            $ids,
            " RETURNING id, workspace_id, handoff_id, kind, dedupe, lane, run_at_ms, attempt, lease_token, \
             lease_until_ms, last_error, payload"
        )
    };
}

macro_rules! job {
    () => {
        "id, handoff_id, kind, dedupe, lane, state, run_at_ms, next_at_ms, attempt, last_error, finished_at_ms, payload"
    };
}

statements! {
    // The ARRAY keeps Postgres from joining the whole table under a generic plan.
    CLAIM = lease!(concat!("IN (", claimable!(), ")")),
        postgres lease!(concat!("= ANY(ARRAY(", claimable!(), " FOR UPDATE OF j SKIP LOCKED))"));
    RELEASE = "UPDATE jobs SET state = 'pending', next_at_ms = $4, lease_until_ms = NULL, attempt = attempt - 1 \
        WHERE workspace_id = $1 AND id = $2 AND lease_token = $3 AND state = 'leased'";
    EXTEND = "UPDATE jobs SET lease_until_ms = $4, next_at_ms = $4 \
        WHERE workspace_id = $1 AND id = $2 AND lease_token = $3 AND state = 'leased'";
    NEXT = concat!("SELECT j.next_at_ms FROM jobs j WHERE j.next_at_ms IS NOT NULL AND ", lane_is_free!(),
        " ORDER BY j.next_at_ms, j.id LIMIT 1");
    JOB = concat!("SELECT ", job!(), " FROM jobs WHERE workspace_id = $1 AND id = $2");
    DISCARDED = concat!("SELECT ", job!(), " FROM jobs WHERE workspace_id = $1 AND state = 'discarded' AND finished_at_ms IS NOT NULL \
        ORDER BY finished_at_ms DESC, id DESC LIMIT $2");
    OF_HANDOFF = concat!("SELECT ", job!(), " FROM jobs WHERE workspace_id = $1 AND handoff_id = $2 ORDER BY id");
    WAITING = concat!("SELECT ", job!(), " FROM jobs WHERE workspace_id = $1 AND next_at_ms IS NOT NULL ORDER BY next_at_ms, id LIMIT $2");
    FINISHED = "SELECT (SELECT COUNT(*) FROM (SELECT id FROM jobs WHERE workspace_id = $1 AND state IN ('done', 'discarded') \
        AND finished_at_ms < $2 LIMIT $3) j) AS jobs, (SELECT COUNT(*) FROM (SELECT delivery_id FROM inbox \
        WHERE workspace_id = $1 AND received_at_ms < $2 LIMIT $3) d) AS deliveries, (SELECT COUNT(*) FROM (SELECT cause \
        FROM pings WHERE workspace_id = $1 AND state IN ('given', 'dropped') \
        AND COALESCE(given_at_ms, decided_at_ms) < $2 LIMIT $3) p) AS pings, (SELECT COUNT(*) FROM (SELECT cause \
        FROM manager_lines WHERE workspace_id = $1 AND said_at_ms < $2 LIMIT $3) l) AS lines";
    COUNTS = "SELECT (SELECT COUNT(*) FROM jobs WHERE next_at_ms IS NOT NULL AND state = 'pending') AS pending, \
        (SELECT COUNT(*) FROM jobs WHERE next_at_ms IS NOT NULL AND state = 'leased') AS leased, \
        (SELECT COUNT(*) FROM jobs WHERE next_at_ms <= $1) AS due, \
        (SELECT COUNT(*) FROM jobs WHERE state = 'discarded' AND finished_at_ms IS NOT NULL) AS discarded, \
        (SELECT MIN(next_at_ms) FROM jobs WHERE next_at_ms <= $1) AS oldest_due_at_ms";
}

/// The claim, for the writer.
pub(super) const CLAIM_JOBS: Sql = CLAIM;

impl Store {
    /// Takes at most `limit` due jobs of all workspaces for `lease_ms`, the longest due first. Jobs whose lease ran out
    /// are due again.
    pub async fn claim(&self, now: Timestamp, limit: u32, lease_ms: i64) -> Result<Vec<ClaimedJob>, Fault> {
        let mut jobs = self.claim_with(args![now, now.plus_ms(lease_ms), limit]).await?;
        jobs.sort_by_key(|job| (job.run_at, job.id));
        Ok(jobs)
    }

    /// Gives a claimed job back, as if it had never been claimed, to run not before `at`. False: the lease was lost.
    pub async fn release(&self, job: &ClaimedJob, at: Timestamp) -> Result<bool, Fault> {
        self.under_lease(RELEASE, job, at).await
    }

    /// Holds a claimed job until `until`. False: the lease was lost, somebody else has it.
    pub async fn extend_lease(&self, job: &ClaimedJob, until: Timestamp) -> Result<bool, Fault> {
        self.under_lease(EXTEND, job, until).await
    }

    async fn under_lease(&self, sql: Sql, job: &ClaimedJob, at: Timestamp) -> Result<bool, Fault> {
        let op = Op::must(sql, args![job.workspace, job.id, job.lease, at], Missed::LeaseLost);
        Ok(matches!(self.write_ops(vec![op]).await?, Outcome::Written { .. }))
    }

    /// When a job can be claimed next, in any workspace; those behind another in their lane not counted.
    pub async fn next_run_at(&self) -> Result<Option<Timestamp>, Fault> {
        let next: Option<(Timestamp,)> = self.readers().first(NEXT, args![]).await?;
        Ok(next.map(|(at,)| at))
    }

    /// A job.
    pub async fn job(&self, workspace: WorkspaceId, id: JobId) -> Result<Option<StoredJob>, Fault> {
        self.readers().first(JOB, args![workspace, id]).await
    }

    /// Jobs that were given up, newest first.
    pub async fn discarded_jobs(&self, workspace: WorkspaceId, limit: u32) -> Result<Vec<StoredJob>, Fault> {
        self.readers().all(DISCARDED, args![workspace, limit]).await
    }

    /// Every job about a handoff, oldest first.
    pub async fn jobs_of_handoff(&self, workspace: WorkspaceId, handoff: HandoffId) -> Result<Vec<StoredJob>, Fault> {
        self.readers().all(OF_HANDOFF, args![workspace, handoff]).await
    }

    /// What waits in a workspace, soonest first.
    pub async fn waiting_jobs(&self, workspace: WorkspaceId, limit: u32) -> Result<Vec<StoredJob>, Fault> {
        self.readers().all(WAITING, args![workspace, limit]).await
    }

    /// What ended or was received before a moment, counted up to `at_most` of each.
    pub async fn finished_before(
        &self,
        workspace: WorkspaceId,
        before: Timestamp,
        at_most: u32,
    ) -> Result<Finished, Fault> {
        self.readers().one(FINISHED, args![workspace, before, at_most]).await
    }

    /// How much work there is, over all workspaces.
    pub async fn job_counts(&self, now: Timestamp) -> Result<JobCounts, Fault> {
        self.readers().one(COUNTS, args![now]).await
    }
}
