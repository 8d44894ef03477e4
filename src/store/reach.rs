//! What cannot be reached: workspaces whose server the bot was removed from, and people who take no direct messages.

use std::collections::BTreeSet;

use super::Store;
use super::fault::Fault;
use super::sql::{args, statements};
use crate::ids::{PersonId, WorkspaceId};

statements! {
    ASLEEP = "SELECT workspace_id FROM sleeping_workspaces";
    IS_ASLEEP = "SELECT workspace_id FROM sleeping_workspaces WHERE workspace_id = $1";
    CLOSED = "SELECT person_id FROM closed_directs WHERE workspace_id = $1 ORDER BY person_id";
    IS_CLOSED = "SELECT person_id FROM closed_directs WHERE workspace_id = $1 AND person_id = $2";
}

impl Store {
    /// Every workspace that sleeps; there are few.
    pub async fn asleep(&self) -> Result<BTreeSet<WorkspaceId>, Fault> {
        let found: Vec<(WorkspaceId,)> = self.readers().all(ASLEEP, args![]).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }

    /// Whether a workspace sleeps.
    pub async fn is_asleep(&self, workspace: WorkspaceId) -> Result<bool, Fault> {
        let found: Option<(WorkspaceId,)> = self.readers().first(IS_ASLEEP, args![workspace]).await?;
        Ok(found.is_some())
    }

    /// Everybody whose last direct message was refused.
    pub async fn closed_directs(&self, workspace: WorkspaceId) -> Result<Vec<PersonId>, Fault> {
        let found: Vec<(PersonId,)> = self.readers().all(CLOSED, args![workspace]).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }

    /// Whether somebody's last direct message was refused.
    pub async fn is_direct_closed(&self, workspace: WorkspaceId, person: PersonId) -> Result<bool, Fault> {
        let found: Option<(PersonId,)> = self.readers().first(IS_CLOSED, args![workspace, person]).await?;
        Ok(found.is_some())
    }
}
