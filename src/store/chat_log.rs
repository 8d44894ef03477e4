//! The playground's chat, kept in the database: what was said, to whom, and what changed since.
//!
//! Every new, changed or deleted message takes the workspace's next `seq`, so a page that asks for what came after its
//! cursor also hears of edits. Real platforms keep their own history; nothing of theirs is stored here.

use serde_json::Value;
use sqlx::FromRow;

use super::Store;
use super::fault::Fault;
use super::sql::{args, statements};
use crate::clock::Timestamp;
use crate::ids::{MessageId, PersonId, WorkspaceId};

/// A message.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct ChatMessage {
    /// Key.
    pub id: MessageId,
    /// Its place in what a page has seen; given by the store, ignored when put.
    pub seq: i64,
    /// Where it was said.
    pub channel: String,
    /// The message whose thread it is in.
    pub thread_root: Option<MessageId>,
    /// The only person who sees it.
    #[sqlx(rename = "private_to_id")]
    pub private_to: Option<PersonId>,
    /// Who said it; absent = the bot.
    #[sqlx(rename = "author_id")]
    pub author: Option<PersonId>,
    /// What was said, as the page draws it.
    #[sqlx(try_from = "super::columns::JsonColumn")]
    pub body: Value,
    /// Files that came with it.
    #[sqlx(try_from = "super::columns::JsonColumn")]
    pub files: Value,
    /// Idempotency handle; a second message with the same one is not kept.
    pub handle: Option<String>,
    /// When.
    #[sqlx(rename = "said_at_ms")]
    pub said_at: Timestamp,
    /// When it was changed last.
    #[sqlx(rename = "edited_at_ms")]
    pub edited_at: Option<Timestamp>,
    /// Whether it is gone; its body is then empty.
    pub is_deleted: bool,
}

/// A change of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatEdit {
    /// Which.
    pub id: MessageId,
    /// What it says now.
    pub body: Value,
    /// Its files now.
    pub files: Value,
}

macro_rules! message {
    () => {
        "id, seq, channel, thread_root, private_to_id, author_id, body, files, handle, said_at_ms, edited_at_ms, is_deleted"
    };
}

statements! {
    AFTER = concat!("SELECT ", message!(), " FROM chat_messages WHERE workspace_id = $1 AND seq > $3 \
             AND (private_to_id IS NULL OR private_to_id = $2) ORDER BY seq LIMIT $4");
    MESSAGE = concat!("SELECT ", message!(), " FROM chat_messages WHERE workspace_id = $1 AND id = $2");
    BY_HANDLE = concat!("SELECT ", message!(), " FROM chat_messages WHERE workspace_id = $1 AND handle = $2");
    REPLIES = "SELECT COUNT(*) FROM chat_messages WHERE workspace_id = $1 AND thread_root = $2 AND NOT is_deleted";
    IN_THREAD = "SELECT id FROM chat_messages WHERE workspace_id = $1 AND thread_root = $2 ORDER BY seq";
    CURSOR = "SELECT COALESCE(MAX(seq), 0) FROM chat_messages WHERE workspace_id = $1";
    IN_CHANNEL = concat!("SELECT ", message!(), " FROM chat_messages WHERE workspace_id = $1 AND channel = $2 ORDER BY id DESC LIMIT $3");
}

impl Store {
    /// What a person may see that came or changed after `cursor` (a `seq`, 0 = from the start), oldest first.
    pub async fn chat_after(
        &self,
        workspace: WorkspaceId,
        viewer: PersonId,
        cursor: i64,
        limit: u32,
    ) -> Result<Vec<ChatMessage>, Fault> {
        self.readers().all(AFTER, args![workspace, viewer, cursor, limit]).await
    }

    /// A message.
    pub async fn chat_message(&self, workspace: WorkspaceId, id: MessageId) -> Result<Option<ChatMessage>, Fault> {
        self.readers().first(MESSAGE, args![workspace, id]).await
    }

    /// The message that was sent with an idempotency handle.
    pub async fn chat_by_handle(&self, workspace: WorkspaceId, handle: &str) -> Result<Option<ChatMessage>, Fault> {
        self.readers().first(BY_HANDLE, args![workspace, handle]).await
    }

    /// The newest messages of a channel, newest first.
    pub async fn chat_in_channel(
        &self,
        workspace: WorkspaceId,
        channel: &str,
        limit: u32,
    ) -> Result<Vec<ChatMessage>, Fault> {
        self.readers().all(IN_CHANNEL, args![workspace, channel, limit]).await
    }

    /// How many messages are in a thread.
    pub async fn chat_replies(&self, workspace: WorkspaceId, root: MessageId) -> Result<u32, Fault> {
        let (count,): (i64,) = self.readers().one(REPLIES, args![workspace, root]).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// The messages of a thread, in order.
    pub async fn chat_thread(&self, workspace: WorkspaceId, root: MessageId) -> Result<Vec<MessageId>, Fault> {
        let ids: Vec<(MessageId,)> = self.readers().all(IN_THREAD, args![workspace, root]).await?;
        Ok(ids.into_iter().map(|(id,)| id).collect())
    }

    /// The cursor after the newest message.
    pub async fn chat_cursor(&self, workspace: WorkspaceId) -> Result<i64, Fault> {
        let (cursor,): (i64,) = self.readers().one(CURSOR, args![workspace]).await?;
        Ok(cursor)
    }
}
