//! Playbooks as stored: immutable texts by digest, which one a workspace uses, and who receives.
//!
//! Reading a text into a playbook is the domain's; nothing here looks inside.

use sqlx::FromRow;

use super::Store;
use super::fault::Fault;
use super::sql::{args, statements};
use crate::clock::Timestamp;
use crate::ids::{PersonId, TeamId, WorkspaceId};

/// A playbook's text, never changed once stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct PlaybookVersion {
    /// Digest of the text; the key.
    pub digest: String,
    /// The playbook, `ae_csm`.
    pub key: String,
    /// TOML as loaded.
    pub text: String,
    /// When it was first stored.
    #[sqlx(rename = "created_at_ms")]
    pub created_at: Timestamp,
}

/// How a workspace uses a playbook.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct WorkspacePlaybook {
    /// The playbook, `ae_csm`.
    pub key: String,
    /// Digest of the version that new drafts get.
    pub digest: String,
    /// Whether it can be started.
    pub is_on: bool,
    /// Channel of its cards; the workspace's where absent.
    pub channel: Option<String>,
    /// The team that receives.
    #[sqlx(rename = "team_id")]
    pub team: Option<TeamId>,
}

/// Somebody who receives, and when.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Receiver {
    /// Who.
    #[sqlx(rename = "person_id")]
    pub person: PersonId,
    /// Field of the brief that decides; absent = takes everything.
    pub field: Option<String>,
    /// Key of the option that this person takes.
    pub value: Option<String>,
}

/// All receivers of a playbook, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receivers {
    /// The playbook.
    pub key: String,
    /// In order.
    pub list: Vec<Receiver>,
}

statements! {
    VERSION = "SELECT digest, key, text, created_at_ms FROM playbook_versions \
        WHERE workspace_id = $1 AND digest = $2";
    VERSIONS = "SELECT digest, key, text, created_at_ms FROM playbook_versions \
        WHERE workspace_id = $1 AND key = $2 ORDER BY created_at_ms, digest";
    SETTINGS = "SELECT key, digest, is_on, channel, team_id FROM workspace_playbooks WHERE workspace_id = $1 ORDER BY key";
    SETTING = "SELECT key, digest, is_on, channel, team_id FROM workspace_playbooks WHERE workspace_id = $1 AND key = $2";
    RECEIVERS = "SELECT person_id, field, value FROM playbook_receivers WHERE workspace_id = $1 AND key = $2 \
                 ORDER BY ordinal";
}

impl Store {
    /// The version with this digest.
    pub async fn playbook_version(
        &self,
        workspace: WorkspaceId,
        digest: &str,
    ) -> Result<Option<PlaybookVersion>, Fault> {
        self.readers().first(VERSION, args![workspace, digest]).await
    }

    /// Every version of a playbook, oldest first.
    pub async fn playbook_versions(&self, workspace: WorkspaceId, key: &str) -> Result<Vec<PlaybookVersion>, Fault> {
        self.readers().all(VERSIONS, args![workspace, key]).await
    }

    /// How the workspace uses its playbooks.
    pub async fn workspace_playbooks(&self, workspace: WorkspaceId) -> Result<Vec<WorkspacePlaybook>, Fault> {
        self.readers().all(SETTINGS, args![workspace]).await
    }

    /// How the workspace uses one playbook.
    pub async fn workspace_playbook(
        &self,
        workspace: WorkspaceId,
        key: &str,
    ) -> Result<Option<WorkspacePlaybook>, Fault> {
        self.readers().first(SETTING, args![workspace, key]).await
    }

    /// Who receives a playbook's handoffs, in order.
    pub async fn playbook_receivers(&self, workspace: WorkspaceId, key: &str) -> Result<Vec<Receiver>, Fault> {
        self.readers().all(RECEIVERS, args![workspace, key]).await
    }
}
