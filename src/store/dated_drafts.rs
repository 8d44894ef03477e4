//! Drafts that a date opened, and what is known of a customer when one is due.

use chrono::NaiveDate;

use super::Store;
use super::fault::Fault;
use super::handoff_rows::folded;
use super::sql::{args, statements};
use crate::ids::{HandoffId, WorkspaceId};

/// A draft that a date opened. There is one of each playbook, customer and day, whatever became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedDraft {
    /// Key of its playbook.
    pub playbook: String,
    /// The customer, in any way of writing it.
    pub customer: String,
    /// The day.
    pub on: NaiveDate,
    /// The draft.
    pub handoff: HandoffId,
}

statements! {
    DATED_DRAFT = "SELECT handoff_id FROM dated_drafts WHERE workspace_id = $1 AND playbook = $2 \
        AND customer_folded = $3 AND on_day = $4";
    ACCEPTED = "SELECT id FROM handoffs WHERE workspace_id = $1 AND playbook = $2 AND purpose = 'real' \
        AND accepted_by_id IS NOT NULL AND status IN ('sent', 'returned', 'accepted', 'kicked_off', 'completed') \
        AND id > $3 ORDER BY id LIMIT $4";
}

impl Store {
    /// The draft that this day opened for this customer, if one was.
    pub async fn dated_draft(
        &self,
        workspace: WorkspaceId,
        (playbook, customer): (&str, &str),
        on: NaiveDate,
    ) -> Result<Option<HandoffId>, Fault> {
        let args = args![workspace, playbook, folded(customer), on.to_string()];
        let found: Option<(HandoffId,)> = self.readers().first(DATED_DRAFT, args).await?;
        Ok(found.map(|(id,)| id))
    }

    /// Handoffs of a playbook that somebody has accepted and nobody cancelled, after one of them, in order of their ids.
    pub async fn accepted_in(
        &self,
        workspace: WorkspaceId,
        playbook: &str,
        after: HandoffId,
        limit: u32,
    ) -> Result<Vec<HandoffId>, Fault> {
        let found: Vec<(HandoffId,)> = self.readers().all(ACCEPTED, args![workspace, playbook, after, limit]).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }
}
