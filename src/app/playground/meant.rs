//! What the panel is asked for, written down under the key of the request before it is carried out.
//!
//! "An hour on", "a deal", "a fresh start" mean something else each time they are heard. What such a request meant the first
//! time stands in the database from then on, and carrying out the same meaning twice is harmless: the clock is there already,
//! the draft has its delivery, the company is founded. So a caller that got no answer repeats, also after a crash.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::app::App;
use crate::app::fault::AppFault;
use crate::ids::WorkspaceId;
use crate::platform::playground::NAME;
use crate::store::commit::{Commit, Delivery, Written};

/// The panel stands beside the companies: a request that puts one away is known in the next.
pub(super) const NO_COMPANY: WorkspaceId = WorkspaceId::new(0);

impl App {
    /// What a request means: as it was written down where its key is known; else `meaning`, which is written down now.
    pub async fn meant<M, F>(&self, key: Option<&str>, meaning: impl Future<Output = Result<M, F>>) -> Result<M, F>
    where
        M: Serialize + DeserializeOwned,
        F: From<AppFault>,
    {
        let Some(key) = key else { return meaning.await };
        let known = self.store.inbox_outcome(NO_COMPANY, NAME, key).await.map_err(AppFault::from)?;
        if let Some(known) = known {
            return Ok(read(known)?);
        }
        let meant = meaning.await?;
        match self.write_meant(key, &meant).await? {
            Written::Duplicate(first) => Ok(read(first)?),
            Written::Committed(_) | Written::Stale | Written::LeaseLost => Ok(meant),
        }
    }

    async fn write_meant<M: Serialize>(&self, key: &str, meant: &M) -> Result<Written, AppFault> {
        let outcome = serde_json::to_value(meant).map_err(|error| AppFault::Unreadable(error.to_string()))?;
        let mut commit = Commit::new(NO_COMPANY, self.store.now().await?);
        commit.delivery = Some(delivery(key, outcome));
        Ok(self.store.write(commit).await?)
    }
}

/// Something of the playground's own that happens once.
pub(super) fn delivery(key: &str, outcome: Value) -> Delivery {
    Delivery { platform: NAME.to_owned(), id: key.to_owned(), outcome }
}

fn read<M: DeserializeOwned>(written: Value) -> Result<M, AppFault> {
    serde_json::from_value(written).map_err(|error| AppFault::Unreadable(error.to_string()))
}
