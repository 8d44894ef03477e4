//! Where our messages stand on a platform, and which deliveries were dealt with.

use serde_json::Value;
use sqlx::FromRow;

use super::Store;
use super::columns::JsonColumn;
use super::fault::Fault;
use super::sql::{args, statements};
use crate::clock::Timestamp;
use crate::ids::{HandoffId, WorkspaceId};

/// One of our messages.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Post {
    /// The handoff it is about; absent for digests and reviews.
    #[sqlx(rename = "handoff_id")]
    pub handoff: Option<HandoffId>,
    /// What it is for: `card`, `thread`, `rating`, `weekly:2026-W10`. One message for each.
    pub purpose: String,
    /// The platform's id of the channel or thread it stands in.
    pub channel: String,
    /// The platform's id of the message; absent while its sending is unclear.
    #[sqlx(rename = "message_external_id")]
    pub message: Option<String>,
    /// The handoff's version it was drawn from.
    pub drawn_version: i64,
    /// The idempotency handle or marker it was sent with.
    pub handle: Option<String>,
    /// When it was sent.
    #[sqlx(rename = "posted_at_ms")]
    pub posted_at: Timestamp,
}

macro_rules! post {
    () => {
        "handoff_id, purpose, channel, message_external_id, drawn_version, handle, posted_at_ms"
    };
}

statements! {
    POSTS = concat!("SELECT ", post!(), " FROM posts WHERE workspace_id = $1 AND handoff_id = $2 ORDER BY posted_at_ms, purpose");
    POST = concat!("SELECT ", post!(), " FROM posts WHERE workspace_id = $1 AND COALESCE(handoff_id, 0) = $2 AND purpose = $3");
    POST_BY_MESSAGE = concat!("SELECT ", post!(), " FROM posts WHERE workspace_id = $1 AND channel = $2 AND message_external_id = $3");
    POST_BY_CHANNEL = concat!("SELECT ", post!(), " FROM posts WHERE workspace_id = $1 AND channel = $2 AND handoff_id IS NOT NULL \
                       AND purpose <> 'card' ORDER BY posted_at_ms LIMIT 1");
    INBOX_OUTCOME = "SELECT outcome FROM inbox WHERE workspace_id = $1 AND platform = $2 AND delivery_id = $3";
}

impl Store {
    /// Our messages about a handoff.
    pub async fn posts(&self, workspace: WorkspaceId, handoff: HandoffId) -> Result<Vec<Post>, Fault> {
        self.readers().all(POSTS, args![workspace, handoff]).await
    }

    /// The message for one purpose.
    pub async fn post(
        &self,
        workspace: WorkspaceId,
        handoff: Option<HandoffId>,
        purpose: &str,
    ) -> Result<Option<Post>, Fault> {
        self.readers().first(POST, args![workspace, handoff.map_or(0, HandoffId::get), purpose]).await
    }

    /// What the message on the platform is to us.
    pub async fn post_by_message(
        &self,
        workspace: WorkspaceId,
        channel: &str,
        message: &str,
    ) -> Result<Option<Post>, Fault> {
        self.readers().first(POST_BY_MESSAGE, args![workspace, channel, message]).await
    }

    /// The first message in a handoff's own thread: which handoff is talked about there.
    pub async fn post_by_channel(&self, workspace: WorkspaceId, channel: &str) -> Result<Option<Post>, Fault> {
        self.readers().first(POST_BY_CHANNEL, args![workspace, channel]).await
    }

    /// What came of a delivery, if it was dealt with.
    pub async fn inbox_outcome(
        &self,
        workspace: WorkspaceId,
        platform: &str,
        delivery: &str,
    ) -> Result<Option<Value>, Fault> {
        let found: Option<(JsonColumn,)> =
            self.readers().first(INBOX_OUTCOME, args![workspace, platform, delivery]).await?;
        Ok(found.map(|(outcome,)| outcome.into()))
    }
}
