//! The playground's panel: the company it opens with, its clock, its chat as a page reads it, reset and undo.
//!
//! The bot behind it is the real one; only what a chat platform would keep for us is kept here.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::Value;

use self::meant::{NO_COMPANY, delivery};
use super::App;
use super::act::Acted;
use super::company::Company;
use super::drafts::Beginning;
use super::fault::{ActFault, AppFault};
use super::seed::Sample;
use crate::ids::{MessageId, PersonId, WorkspaceId};
use crate::platform::playground::draw::Drawn;
use crate::platform::playground::{NAME, Said};
use crate::store::chat_log::ChatMessage;
use crate::store::commit::{Commit, Row};

mod change;
mod founding;
mod meant;
pub mod rooms;
pub mod watch;

pub(in crate::app) use founding::Founding;

/// Which company the page shows.
const CURRENT: &str = "playground_workspace";
/// Which one it showed before the last reset.
const BEFORE: &str = "playground_workspace_before";
/// At most so many messages at once.
const MESSAGES_MAX: u32 = 500;

impl App {
    async fn current_company(&self) -> Result<Option<WorkspaceId>, AppFault> {
        Ok(self.store.meta(CURRENT).await?.and_then(|id| id.parse().ok()))
    }

    /// Back to the company before the last reset, and the one that is shown then; absent where there was no reset. The same
    /// key again changes nothing.
    pub async fn undo_reset(&self, key: Option<&str>) -> Result<Option<WorkspaceId>, AppFault> {
        if let Some(key) = key
            && self.store.inbox_outcome(NO_COMPANY, NAME, key).await?.is_some()
        {
            return self.current_company().await;
        }
        let Some(before) = self.company_before().await? else { return Ok(None) };
        let now = self.store.now().await?;
        let mut commit = Commit::new(NO_COMPANY, now)
            .row(Row::PutMeta { key: CURRENT.to_owned(), value: before.to_string() })
            .row(Row::PutMeta { key: BEFORE.to_owned(), value: String::new() });
        commit.delivery = key.map(|key| delivery(key, Value::Null));
        self.store.write(commit).await?;
        self.current_company().await
    }

    /// The company that undoing a reset would bring back.
    pub async fn company_before(&self) -> Result<Option<WorkspaceId>, AppFault> {
        Ok(self.store.meta(BEFORE).await?.and_then(|id| id.parse().ok()))
    }

    /// A sample deal closes: a draft for Ana, filled as a CRM would fill it. The same key again changes nothing.
    pub async fn close_sample_deal(
        &self,
        workspace: WorkspaceId,
        key: Option<String>,
    ) -> Result<Option<Acted>, ActFault> {
        let Some(company) = Company::load(&self.store, workspace).await.map_err(ActFault::from)? else {
            return Ok(None);
        };
        let Some(sender) = company.find("ana") else { return Ok(None) };
        let now = self.store.now().await?;
        let sample = Sample::shipped()?;
        let beginning = Beginning { sample: Some(&sample), ..Beginning::new("ae_csm", now) };
        self.start_draft(&company, sender, beginning, key.map(|key| (NAME, key))).await.map(Some)
    }

    /// What a person may read that came or changed after `after`, oldest first, and up to where the chat was looked through:
    /// that also counts what others say among themselves, so that it holds nobody up.
    pub async fn chat_for(
        &self,
        workspace: WorkspaceId,
        viewer: PersonId,
        after: i64,
    ) -> Result<(Vec<Drawn>, i64), AppFault> {
        let mut last = after;
        loop {
            let messages = self.store.chat_after(workspace, viewer, last, MESSAGES_MAX).await?;
            let Some(newest) = messages.last() else { return Ok((Vec::new(), last)) };
            last = newest.seq;
            let drawn = self.draw_all(workspace, viewer, messages).await?;
            if !drawn.is_empty() {
                return Ok((drawn, last));
            }
        }
    }

    /// Those messages that a person may read.
    async fn draw_all(
        &self,
        workspace: WorkspaceId,
        viewer: PersonId,
        messages: Vec<ChatMessage>,
    ) -> Result<Vec<Drawn>, AppFault> {
        let closed = self.closed_channels(workspace, viewer).await?;
        let mut roots: BTreeMap<MessageId, bool> = BTreeMap::new();
        let mut drawn = Vec::with_capacity(messages.len());
        for message in messages.into_iter().filter(|message| !closed.contains(&message.channel)) {
            if let Some(root) = message.thread_root {
                if let Entry::Vacant(unknown) = roots.entry(root) {
                    unknown.insert(self.may_read_thread(workspace, root, viewer).await?);
                }
                if roots.get(&root) != Some(&true) {
                    continue;
                }
            }
            drawn.push(self.draw(workspace, viewer, message).await?);
        }
        Ok(drawn)
    }

    /// The managers' channel, for whoever manages nobody.
    async fn closed_channels(&self, workspace: WorkspaceId, viewer: PersonId) -> Result<Vec<String>, AppFault> {
        let members = self.store.team_members(workspace).await?;
        if members.iter().any(|member| member.person == viewer && member.is_manager) {
            return Ok(Vec::new());
        }
        let closed = rooms::rooms()?.into_iter().filter(|room| room.is_closed);
        Ok(closed.map(|room| room.name).collect())
    }

    async fn may_read_thread(
        &self,
        workspace: WorkspaceId,
        root: MessageId,
        viewer: PersonId,
    ) -> Result<bool, AppFault> {
        let Some(root) = self.store.chat_message(workspace, root).await? else { return Ok(false) };
        let said: Said = read(&root)?;
        Ok(said.thread.is_some_and(|thread| thread.members.contains(&viewer)))
    }

    async fn draw(&self, workspace: WorkspaceId, viewer: PersonId, message: ChatMessage) -> Result<Drawn, AppFault> {
        let said: Said = read(&message)?;
        let thread = said.thread.filter(|thread| thread.members.contains(&viewer));
        let replies = match &thread {
            Some(_) => self.store.chat_replies(workspace, message.id).await?,
            None => 0,
        };
        Ok(Drawn {
            id: message.id,
            seq: message.seq,
            direct: message.channel.starts_with("dm:"),
            private: message.private_to.is_some() && !message.channel.starts_with("dm:"),
            channel: message.channel,
            thread: message.thread_root,
            author: message.author,
            at_ms: message.said_at,
            edited_at_ms: message.edited_at,
            deleted: message.is_deleted,
            thread_title: thread.map(|thread| thread.title),
            replies,
            message: said.message,
        })
    }
}

fn read(message: &ChatMessage) -> Result<Said, AppFault> {
    if message.is_deleted {
        return Ok(Said { message: crate::chat::message::Message::default(), thread: None });
    }
    serde_json::from_value(message.body.clone()).map_err(|error| AppFault::Unreadable(error.to_string()))
}
