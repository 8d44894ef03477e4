//! What the playground's panel can do to its world: change what was said, be down for a while.

use crate::app::App;
use crate::app::fault::AppFault;
use crate::chat::incoming::Place;
use crate::chat::message::Message;
use crate::clock::Timestamp;
use crate::ids::{MessageId, PersonId, WorkspaceId};
use crate::platform::playground::Said;
use crate::store::chat_log::{ChatEdit, ChatMessage};
use crate::store::commit::{Commit, Row};

impl App {
    /// Draws a message of Baton's anew.
    pub async fn change_said(&self, workspace: WorkspaceId, id: MessageId, message: Message) -> Result<(), AppFault> {
        let now = self.store.now().await?;
        let edit = ChatEdit { id, body: body(message)?, files: serde_json::Value::Array(Vec::new()) };
        self.store.write(Commit::new(workspace, now).row(Row::EditChatMessage(edit))).await?;
        Ok(())
    }

    /// As if the program had been off until then: time passes, nobody works, then it catches up.
    pub async fn be_down_until(&self, to: Timestamp) -> Result<(), AppFault> {
        let _turn = self.turn.lock().await;
        self.store.advance_clock_to(to).await?;
        Box::pin(self.catch_up_in_turn()).await
    }
}

/// A new message for everybody in a place.
pub(super) fn said(
    id: MessageId,
    author: Option<PersonId>,
    place: &Place,
    message: Message,
    at: Timestamp,
) -> Result<ChatMessage, AppFault> {
    Ok(ChatMessage {
        id,
        seq: 0,
        channel: place.channel.clone(),
        thread_root: None,
        private_to: None,
        author,
        body: body(message)?,
        files: serde_json::Value::Array(Vec::new()),
        handle: None,
        said_at: at,
        edited_at: None,
        is_deleted: false,
    })
}

fn body(message: Message) -> Result<serde_json::Value, AppFault> {
    serde_json::to_value(Said { message, thread: None }).map_err(|error| AppFault::Unreadable(error.to_string()))
}
