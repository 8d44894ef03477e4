//! What the playground's panel can do to its world: change what was said, be down for a while, let somebody leave.

use tracing::warn;

use crate::app::App;
use crate::app::act::{Act, Target};
use crate::app::company::Company;
use crate::app::fault::{ActFault, AppFault};
use crate::chat::incoming::Place;
use crate::chat::message::Message;
use crate::clock::Timestamp;
use crate::domain::lifecycle::Action;
use crate::ids::{MessageId, PersonId, WorkspaceId};
use crate::platform::playground::Said;
use crate::store::chat_log::{ChatEdit, ChatMessage};
use crate::store::commit::{Commit, Row};
use crate::store::identity::PersonState;
use crate::store::lists::{Page, Which, Whose};

/// So many handoffs of somebody who left are looked at together.
const PARTS_AT_ONCE: u32 = 200;

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

    /// Somebody leaves: the fallback person takes their part in every open handoff.
    pub async fn person_leaves(&self, workspace: WorkspaceId, person: PersonId) -> Result<(), AppFault> {
        let Some(company) = Company::load(&self.store, workspace).await? else { return Ok(()) };
        let now = self.store.now().await?;
        let gone = Row::SetState { person, state: PersonState::Left };
        self.store.write(Commit::new(workspace, now).row(gone)).await?;
        let Some(fallback) = company.workspace.fallback.filter(|fallback| *fallback != person) else {
            warn!(%workspace, %person, "somebody left, and there is no fallback person");
            return Ok(());
        };
        // In the order in which a handoff moves on: one that is sent between the two looks is seen by the second.
        for which in [Which::Drafts, Which::Open] {
            self.hand_over(workspace, which, person, fallback).await?;
        }
        Ok(())
    }

    /// What was taken over is not listed any more; what could not be is passed by.
    async fn hand_over(
        &self,
        workspace: WorkspaceId,
        which: Which,
        person: PersonId,
        fallback: PersonId,
    ) -> Result<(), AppFault> {
        let mut page = Page { limit: PARTS_AT_ONCE, offset: 0 };
        loop {
            let parts = self.store.list(workspace, which, Whose::Person(person), page).await?;
            if parts.is_empty() {
                return Ok(());
            }
            for line in parts {
                let act = Act {
                    workspace,
                    target: Target::Existing(line.id),
                    action: Action::PersonLeft { person, fallback },
                    by: None,
                    source: self.platform().name(),
                    delivery: None,
                    finished: None,
                    catching_up: None,
                    form: None,
                    at: None,
                };
                match self.act(act).await {
                    Ok(acted) if !acted.events.is_empty() => {}
                    // Somebody else was faster.
                    Ok(_) => page.offset += 1,
                    Err(ActFault::Fault(fault)) => return Err(fault),
                    Err(fault) => {
                        warn!(handoff = %line.id, %fault, "a part could not be taken over");
                        page.offset += 1;
                    }
                }
            }
        }
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
