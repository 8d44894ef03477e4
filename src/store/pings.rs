//! Who was pinged for what, who is to be, and what a message to managers holds.
//!
//! A row for each person and cause, written before anything is sent: a job that runs again finds its row and keeps to it.
//! The day's few capped pings are numbered, and a number is given once ([`super::commit::Row::ReservePing`]). Whether
//! somebody may be pinged is decided elsewhere.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::FromRow;

use super::Store;
use super::fault::Fault;
use super::sql::{args, statements};
use crate::clock::Timestamp;
use crate::domain::attention::Class;
use crate::ids::{HandoffId, PersonId, WorkspaceId};

/// A ping.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct Ping {
    /// Whom.
    #[sqlx(rename = "person_id")]
    pub person: PersonId,
    /// The key of the job that says it, or of a digest's line.
    pub cause: String,
    /// About which handoff.
    #[sqlx(rename = "handoff_id")]
    pub handoff: HandoffId,
    /// What is said.
    #[sqlx(try_from = "super::columns::JsonColumn")]
    pub note: Value,
    /// What claim it has.
    pub class: Class,
    /// What became of it.
    pub state: PingState,
    /// When it was first decided.
    #[sqlx(rename = "decided_at_ms")]
    pub decided_at: Timestamp,
    /// When it is looked at again.
    #[sqlx(rename = "due_at_ms")]
    pub due_at: Option<Timestamp>,
    /// When it was given.
    #[sqlx(rename = "given_at_ms")]
    pub given_at: Option<Timestamp>,
    /// The local day on which it counts, `2026-03-09`.
    pub day: Option<String>,
    /// Which of that day's capped pings it is, from 1.
    pub slot: Option<i64>,
    /// The key of the job that said it.
    pub carrier: Option<String>,
}

/// What became of a ping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PingState {
    /// It comes later.
    Waiting,
    /// The person has it.
    Given,
    /// A digest is to say it.
    InDigest,
    /// It was not wanted any more.
    Dropped,
}

/// A line in a message to managers.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct ManagerLine {
    /// The key of the job that says it.
    pub cause: String,
    /// The handle of the message it stands in.
    pub handle: String,
    /// The channel of that message; absent for one of an earlier version.
    pub channel: Option<String>,
    /// About which handoff.
    #[sqlx(rename = "handoff_id")]
    pub handoff: HandoffId,
    /// What is said.
    #[sqlx(try_from = "super::columns::JsonColumn")]
    pub note: Value,
    /// Since when.
    #[sqlx(rename = "said_at_ms")]
    pub said_at: Timestamp,
}

macro_rules! ping {
    () => {
        "person_id, cause, handoff_id, note, class, state, decided_at_ms, due_at_ms, given_at_ms, day, slot, carrier"
    };
}

macro_rules! line {
    () => {
        "cause, handle, channel, handoff_id, note, said_at_ms"
    };
}

statements! {
    PING = concat!("SELECT ", ping!(), " FROM pings WHERE workspace_id = $1 AND person_id = $2 AND cause = $3");
    OPEN = concat!("SELECT ", ping!(), " FROM pings WHERE workspace_id = $1 AND person_id = $2 \
        AND state IN ('waiting', 'in_digest') ORDER BY decided_at_ms, cause");
    CARRIED = concat!("SELECT ", ping!(), " FROM pings WHERE workspace_id = $1 AND person_id = $2 AND carrier = $3 \
        ORDER BY decided_at_ms, cause");
    OF_HANDOFF = concat!("SELECT ", ping!(), " FROM pings WHERE workspace_id = $1 AND handoff_id = $2 AND person_id = $3 \
        ORDER BY decided_at_ms DESC, cause LIMIT $4");
    SLOTS = "SELECT slot FROM pings WHERE workspace_id = $1 AND person_id = $2 AND day = $3 AND slot IS NOT NULL ORDER BY slot";
    LINE = concat!("SELECT ", line!(), " FROM manager_lines WHERE workspace_id = $1 AND cause = $2");
    LINES = concat!("SELECT ", line!(), " FROM manager_lines WHERE workspace_id = $1 AND handle = $2 ORDER BY said_at_ms, cause");
}

impl Store {
    /// The ping of a person for a cause.
    pub async fn ping(&self, workspace: WorkspaceId, person: PersonId, cause: &str) -> Result<Option<Ping>, Fault> {
        self.readers().first(PING, args![workspace, person, cause]).await
    }

    /// What still waits for a person, or for their digest, oldest first.
    pub async fn open_pings(&self, workspace: WorkspaceId, person: PersonId) -> Result<Vec<Ping>, Fault> {
        self.readers().all(OPEN, args![workspace, person]).await
    }

    /// What a job said, or is about to say, to a person.
    pub async fn pings_carried(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        carrier: &str,
    ) -> Result<Vec<Ping>, Fault> {
        self.readers().all(CARRIED, args![workspace, person, carrier]).await
    }

    /// A person's last pings about a handoff, newest first.
    pub async fn pings_of(
        &self,
        workspace: WorkspaceId,
        handoff: HandoffId,
        person: PersonId,
        limit: u32,
    ) -> Result<Vec<Ping>, Fault> {
        self.readers().all(OF_HANDOFF, args![workspace, handoff, person, limit]).await
    }

    /// Which of a day's capped pings a person had.
    pub async fn ping_slots(&self, workspace: WorkspaceId, person: PersonId, day: &str) -> Result<Vec<i64>, Fault> {
        let found: Vec<(i64,)> = self.readers().all(SLOTS, args![workspace, person, day]).await?;
        Ok(found.into_iter().map(|(slot,)| slot).collect())
    }

    /// The line that a job added to a message to managers.
    pub async fn manager_line(&self, workspace: WorkspaceId, cause: &str) -> Result<Option<ManagerLine>, Fault> {
        self.readers().first(LINE, args![workspace, cause]).await
    }

    /// The lines of a message to managers, oldest first.
    pub async fn manager_lines(&self, workspace: WorkspaceId, handle: &str) -> Result<Vec<ManagerLine>, Fault> {
        self.readers().all(LINES, args![workspace, handle]).await
    }
}
