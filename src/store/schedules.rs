//! What repeats: digests and reviews, as rows with their last and next occurrence.
//!
//! The commit that fires an occurrence also moves its row on ([`Advance`]), and only if nobody did before; so each
//! occurrence happens once, whoever looks. When the next one is, is the caller's to know.

use sqlx::FromRow;

use super::Store;
use super::fault::Fault;
use super::sql::{args, statements};
use crate::clock::Timestamp;
use crate::ids::{PersonId, TeamId, WorkspaceId};

/// Something that repeats.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Schedule {
    /// Unique in the workspace: `digest:person:1k3…`.
    pub key: String,
    /// Which handler it is for.
    pub kind: String,
    /// Whose it is, if a person's.
    #[sqlx(rename = "person_id")]
    pub person: Option<PersonId>,
    /// Whose it is, if a team's.
    #[sqlx(rename = "team_id")]
    pub team: Option<TeamId>,
    /// Minute of the local day, 0-1439.
    pub minute: i64,
    /// The zone of that day.
    pub zone: String,
    /// When it is next.
    #[sqlx(rename = "next_at_ms")]
    pub next_at: Timestamp,
    /// When it was last. Read only: [`Advance`] writes it.
    #[sqlx(rename = "last_at_ms")]
    pub last_at: Option<Timestamp>,
    /// Occurrences that were missed. Read only: [`Advance`] adds to it.
    pub missed: i64,
}

/// One occurrence fired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advance {
    /// Which schedule.
    pub key: String,
    /// Its last occurrence as it was read; another one now means that somebody else was first.
    pub expected_last: Option<Timestamp>,
    /// The occurrence that fired.
    pub last_at: Timestamp,
    /// The next one.
    pub next_at: Timestamp,
    /// How many were skipped between.
    pub missed: i64,
}

/// A due schedule and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct DueSchedule {
    /// Whose.
    #[sqlx(rename = "workspace_id")]
    pub workspace: WorkspaceId,
    /// Which.
    #[sqlx(flatten)]
    pub schedule: Schedule,
}

macro_rules! schedule {
    () => {
        "workspace_id, key, kind, person_id, team_id, minute, zone, next_at_ms, last_at_ms, missed"
    };
}

statements! {
    DUE = concat!("SELECT ", schedule!(), " FROM schedules WHERE next_at_ms <= $1 ORDER BY next_at_ms, workspace_id, key LIMIT $2");
    NEXT = "SELECT MIN(next_at_ms) FROM schedules";
    SCHEDULES = concat!("SELECT ", schedule!(), " FROM schedules WHERE workspace_id = $1 ORDER BY key");
    SCHEDULE = concat!("SELECT ", schedule!(), " FROM schedules WHERE workspace_id = $1 AND key = $2");
}

impl Store {
    /// What is due, in every workspace, the longest overdue first.
    pub async fn schedules_due(&self, now: Timestamp, limit: u32) -> Result<Vec<DueSchedule>, Fault> {
        self.readers().all(DUE, args![now, limit]).await
    }

    /// When something is due next, in any workspace.
    pub async fn next_schedule_at(&self) -> Result<Option<Timestamp>, Fault> {
        let (next,): (Option<Timestamp>,) = self.readers().one(NEXT, args![]).await?;
        Ok(next)
    }

    /// Everything that repeats in a workspace.
    pub async fn schedules(&self, workspace: WorkspaceId) -> Result<Vec<Schedule>, Fault> {
        self.readers().all(SCHEDULES, args![workspace]).await
    }

    /// One of them.
    pub async fn schedule(&self, workspace: WorkspaceId, key: &str) -> Result<Option<Schedule>, Fault> {
        self.readers().first(SCHEDULE, args![workspace, key]).await
    }
}
