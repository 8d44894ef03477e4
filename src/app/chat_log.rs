//! Keeps the playground's chat in the store.

use std::sync::Arc;

use async_trait::async_trait;

use super::playground::rooms::rooms;
use crate::chat::incoming::Place;
use crate::ids::{IdSource, MessageId, WorkspaceId};
use crate::platform::DeliveryFault;
use crate::platform::playground::{ChatLog, NewEntry, Said};
use crate::store::Store;
use crate::store::chat_log::{ChatEdit, ChatMessage};
use crate::store::commit::{Commit, Row};
use crate::store::fault::{Fault, FaultKind};

/// The playground's chat.
pub struct StoredChat {
    store: Store,
    ids: Arc<IdSource>,
}

impl StoredChat {
    /// Keeps the chat in `store`.
    pub fn new(store: Store, ids: Arc<IdSource>) -> Self {
        Self { store, ids }
    }
}

#[async_trait]
impl ChatLog for StoredChat {
    async fn add(&self, workspace: WorkspaceId, entry: NewEntry) -> Result<MessageId, DeliveryFault> {
        let now = self.store.now().await.map_err(delivery_fault)?;
        let id = MessageId::new(self.ids.next(now));
        let body = serde_json::to_value(&entry.said).map_err(|error| DeliveryFault::Never(error.to_string()))?;
        let message = ChatMessage {
            id,
            seq: 0,
            channel: entry.place.channel,
            thread_root: entry.place.thread.and_then(|thread| thread.parse().ok()),
            private_to: entry.private_to,
            author: entry.author,
            body,
            files: serde_json::Value::Array(Vec::new()),
            handle: entry.handle.clone(),
            said_at: now,
            edited_at: None,
            is_deleted: false,
        };
        let commit = Commit::new(workspace, now).row(Row::PutChatMessage(message));
        self.store.write(commit).await.map_err(delivery_fault)?;
        let Some(handle) = entry.handle else { return Ok(id) };
        let kept = self.store.chat_by_handle(workspace, &handle).await.map_err(delivery_fault)?;
        Ok(kept.map_or(id, |kept| kept.id))
    }

    async fn find(&self, workspace: WorkspaceId, handle: &str) -> Result<Option<(Place, MessageId)>, DeliveryFault> {
        let found = self.store.chat_by_handle(workspace, handle).await.map_err(delivery_fault)?;
        Ok(found.filter(|found| !found.is_deleted).map(|found| {
            let thread = found.thread_root.map(|root| root.to_string());
            (Place { channel: found.channel, thread }, found.id)
        }))
    }

    async fn get(&self, workspace: WorkspaceId, id: MessageId) -> Result<Option<Said>, DeliveryFault> {
        let message = self.store.chat_message(workspace, id).await.map_err(delivery_fault)?;
        let Some(message) = message.filter(|message| !message.is_deleted) else { return Ok(None) };
        serde_json::from_value(message.body).map(Some).map_err(|error| DeliveryFault::Never(error.to_string()))
    }

    async fn remove(&self, workspace: WorkspaceId, root: MessageId) -> Result<(), DeliveryFault> {
        let thread = self.store.chat_thread(workspace, root).await.map_err(delivery_fault)?;
        let now = self.store.now().await.map_err(delivery_fault)?;
        let ids = std::iter::once(root).chain(thread).collect();
        let commit = Commit::new(workspace, now).row(Row::DeleteChatMessages(ids));
        self.store.write(commit).await.map_err(delivery_fault)?;
        Ok(())
    }

    async fn channels(&self) -> Result<Vec<String>, DeliveryFault> {
        let rooms = rooms().map_err(|fault| DeliveryFault::Never(fault.to_string()))?;
        Ok(rooms.into_iter().map(|room| room.name).collect())
    }

    async fn change(&self, workspace: WorkspaceId, id: MessageId, said: Said) -> Result<(), DeliveryFault> {
        if self.get(workspace, id).await?.as_ref() == Some(&said) {
            return Ok(());
        }
        self.write_change(workspace, (id, &said), Vec::new()).await
    }

    async fn open_to(&self, workspace: WorkspaceId, root: MessageId, said: Said) -> Result<(), DeliveryFault> {
        let thread = self.store.chat_thread(workspace, root).await.map_err(delivery_fault)?;
        self.write_change(workspace, (root, &said), thread).await
    }
}

impl StoredChat {
    async fn write_change(
        &self,
        workspace: WorkspaceId,
        (id, said): (MessageId, &Said),
        told_again: Vec<MessageId>,
    ) -> Result<(), DeliveryFault> {
        let now = self.store.now().await.map_err(delivery_fault)?;
        let body = serde_json::to_value(said).map_err(|error| DeliveryFault::Never(error.to_string()))?;
        let edit = ChatEdit { id, body, files: serde_json::Value::Array(Vec::new()) };
        let commit = Commit::new(workspace, now).row(Row::EditChatMessage(edit));
        let commit = commit.row(Row::RepeatChatMessages(told_again));
        self.store.write(commit).await.map(|_| ()).map_err(delivery_fault)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err, which gives the fault away")]
fn delivery_fault(fault: Fault) -> DeliveryFault {
    match fault.kind() {
        FaultKind::RetryAfter { ms } => DeliveryFault::Later { after_ms: ms, reason: fault.to_string() },
        FaultKind::Retry => DeliveryFault::Later { after_ms: 0, reason: fault.to_string() },
        FaultKind::Never => DeliveryFault::Never(fault.to_string()),
    }
}
