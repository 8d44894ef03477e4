//! Set-up before it is confirmed, and when Baton joined a server and left it.
//!
//! A draft of set-up names the version it was decided on, like a handoff: of two admins who change it at once, one looks
//! again. What a body means is `domain::setup`'s affair.

use serde_json::Value;
use sqlx::FromRow;

use super::Store;
use super::fault::Fault;
use super::sql::{args, statements};
use crate::clock::Timestamp;
use crate::ids::{PersonId, WorkspaceId};

/// What was chosen so far.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct SetupDraft {
    /// Grows with every choice, from 1.
    pub version: i64,
    /// Its JSON, with `"v"`.
    #[sqlx(try_from = "super::columns::JsonColumn")]
    pub body: Value,
    /// Who chose last.
    #[sqlx(rename = "by_id")]
    pub by: PersonId,
    /// When.
    #[sqlx(rename = "changed_at_ms")]
    pub changed_at: Timestamp,
}

/// Baton's being in a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Installation {
    /// When it joined, as the platform tells it; a later moment is a new invitation.
    #[sqlx(rename = "joined_at_ms")]
    pub joined_at: Timestamp,
    /// When it left; absent while it is there.
    #[sqlx(rename = "left_at_ms")]
    pub left_at: Option<Timestamp>,
}

statements! {
    DRAFT = "SELECT version, body, by_id, changed_at_ms FROM setup_drafts WHERE workspace_id = $1";
    INSTALLATION = "SELECT joined_at_ms, left_at_ms FROM installations WHERE workspace_id = $1";
}

impl Store {
    /// What was chosen in a set-up that is not confirmed; absent where nothing was.
    pub async fn setup_draft(&self, workspace: WorkspaceId) -> Result<Option<SetupDraft>, Fault> {
        self.readers().first(DRAFT, args![workspace]).await
    }

    /// When Baton joined; absent where the platform never told.
    pub async fn installation(&self, workspace: WorkspaceId) -> Result<Option<Installation>, Fault> {
        self.readers().first(INSTALLATION, args![workspace]).await
    }
}
