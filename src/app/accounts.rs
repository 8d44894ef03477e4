//! Who people and servers are on a platform, as the store has it.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::ids::{PersonId, WorkspaceId};
use crate::platform::{Accounts, DeliveryFault, Named, People};
use crate::store::Store;
use crate::store::fault::Fault;

/// The accounts of one platform.
pub struct StoredAccounts {
    store: Store,
    platform: &'static str,
}

impl StoredAccounts {
    /// Those of `platform`, by its key.
    pub fn new(store: Store, platform: &'static str) -> Self {
        Self { store, platform }
    }

    async fn account(&self, workspace: WorkspaceId, id: PersonId) -> Result<Option<Named>, Fault> {
        let Some(person) = self.store.person(workspace, id).await? else { return Ok(None) };
        if person.platform == self.platform {
            return Ok(Some(Named { account: Some(person.external_id), name: person.name }));
        }
        let links = self.store.person_links(workspace, id).await?;
        let account = links.into_iter().find(|link| link.platform == self.platform).map(|link| link.external_id);
        Ok(Some(Named { account, name: person.name }))
    }
}

/// Knows nobody: where there is no database to ask.
pub struct NoAccounts;

#[async_trait]
impl Accounts for NoAccounts {
    async fn people(&self, _: WorkspaceId, _: &[PersonId]) -> Result<People, DeliveryFault> {
        Ok(People::new())
    }

    async fn server(&self, _: WorkspaceId) -> Result<Option<String>, DeliveryFault> {
        Ok(None)
    }
}

#[async_trait]
impl Accounts for StoredAccounts {
    async fn people(&self, workspace: WorkspaceId, ids: &[PersonId]) -> Result<People, DeliveryFault> {
        let mut people = BTreeMap::new();
        for id in ids {
            if let Some(named) = self.account(workspace, *id).await.map_err(|fault| later(&fault))? {
                people.insert(*id, named);
            }
        }
        Ok(people)
    }

    async fn server(&self, workspace: WorkspaceId) -> Result<Option<String>, DeliveryFault> {
        let found = self.store.workspace(workspace).await.map_err(|fault| later(&fault))?;
        Ok(found.filter(|workspace| workspace.platform == self.platform).map(|workspace| workspace.external_id))
    }

    async fn servers(&self) -> Result<Vec<String>, DeliveryFault> {
        let all = self.store.workspaces().await.map_err(|fault| later(&fault))?;
        let asleep = self.store.asleep().await.map_err(|fault| later(&fault))?;
        let ours = all.into_iter().filter(|it| it.platform == self.platform && !asleep.contains(&it.id));
        Ok(ours.map(|workspace| workspace.external_id).collect())
    }
}

fn later(fault: &Fault) -> DeliveryFault {
    DeliveryFault::Later { after_ms: 0, reason: fault.to_string() }
}
