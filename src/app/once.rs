//! Whether an interaction is answered for the first time, whichever process it comes to.
//!
//! What was done is done once by its delivery's row in the inbox. This is about the answer: it is private, and whoever sends a
//! copy of a signed request to another process would read it. A platform sends an interaction once and never again, so no
//! first answer is lost by it; only a proxy that tries a dead process's request at another one is told nothing, and the
//! person, who was told nothing either, presses again.

use tracing::{error, warn};

use super::App;
use super::fault::AppFault;
use crate::ids::WorkspaceId;
use crate::store::commit::{Commit, Row, Written};

/// Longer than a signature is believed, before and after its time.
const KEPT_MS: i64 = 15 * 60_000;
/// Interactions are numbered over all servers.
const NO_WORKSPACE: WorkspaceId = WorkspaceId::new(0);

impl App {
    /// Whether nobody answers this interaction yet; from now on somebody does. Where that cannot be found out it is answered:
    /// a person waits.
    pub(super) async fn answers_first(&self, platform: &str, delivery: &str) -> bool {
        match self.take_answer(platform, delivery).await {
            Ok(true) => true,
            Ok(false) => {
                warn!(delivery, "an interaction came to a second process: a copy of a signed request");
                false
            }
            Err(fault) => {
                error!(%fault, delivery, "whether an interaction was answered cannot be read");
                true
            }
        }
    }

    async fn take_answer(&self, platform: &str, delivery: &str) -> Result<bool, AppFault> {
        let now = self.store.now().await?;
        let (platform, delivery) = (platform.to_owned(), delivery.to_owned());
        let taken = Row::TakeAnswer { platform, delivery, forget_before: now.plus_ms(-KEPT_MS) };
        let written = self.store.write(Commit::new(NO_WORKSPACE, now).row(taken)).await?;
        Ok(matches!(written, Written::Committed(_)))
    }
}
