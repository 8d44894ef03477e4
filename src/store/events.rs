//! The history: what happened, in the order it was committed. Append-only; written with each commit.

use serde_json::Value;
use sqlx::FromRow;

use super::Store;
use super::fault::Fault;
use super::sql::{args, statements};
use crate::clock::Timestamp;
use crate::ids::{EventId, HandoffId, PersonId, WorkspaceId};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct StoredEvent {
    /// Key.
    pub id: EventId,
    /// The handoff; absent for what concerns the workspace.
    #[sqlx(rename = "handoff_id")]
    pub handoff: Option<HandoffId>,
    /// Place in the handoff's history, from 1.
    pub seq: i64,
    /// When.
    #[sqlx(rename = "happened_at_ms")]
    pub at: Timestamp,
    /// What, in the past tense.
    pub kind: String,
    /// Who.
    #[sqlx(rename = "by_id")]
    pub by: Option<PersonId>,
    /// From where.
    pub source: String,
    /// The rest, with `"v"`.
    #[sqlx(try_from = "super::columns::JsonColumn")]
    pub payload: Value,
}

macro_rules! event {
    () => {
        "id, handoff_id, seq, happened_at_ms, kind, by_id, source, payload"
    };
}

statements! {
    OF_HANDOFF = concat!("SELECT ", event!(), " FROM events WHERE workspace_id = $1 AND handoff_id = $2 ORDER BY seq");
    EVENT = concat!("SELECT ", event!(), " FROM events WHERE workspace_id = $1 AND id = $2");
    AFTER = concat!("SELECT ", event!(), " FROM events WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3");
    LATEST = concat!("SELECT ", event!(), " FROM events WHERE workspace_id = $1 ORDER BY id DESC LIMIT $2");
}

impl Store {
    /// The history of a handoff, oldest first.
    pub async fn events(&self, workspace: WorkspaceId, handoff: HandoffId) -> Result<Vec<StoredEvent>, Fault> {
        self.readers().all(OF_HANDOFF, args![workspace, handoff]).await
    }

    /// One event.
    pub async fn event(&self, workspace: WorkspaceId, id: EventId) -> Result<Option<StoredEvent>, Fault> {
        self.readers().first(EVENT, args![workspace, id]).await
    }

    /// Events of the workspace with an id greater than `after`, oldest first. For looking on only: two processes may
    /// commit in another order than that of their ids, so what must not be missed goes through a job.
    pub async fn events_after(
        &self,
        workspace: WorkspaceId,
        after: EventId,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, Fault> {
        self.readers().all(AFTER, args![workspace, after, limit]).await
    }

    /// The newest events of the workspace, newest first.
    pub async fn latest_events(&self, workspace: WorkspaceId, limit: u32) -> Result<Vec<StoredEvent>, Fault> {
        self.readers().all(LATEST, args![workspace, limit]).await
    }
}
