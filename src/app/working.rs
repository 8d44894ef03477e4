//! The worker as a task of the program, from its start to an orderly end.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tracing::warn;

use super::App;

/// Told to stop, the worker is waited for so long; whoever started the program may kill it after little more.
const STOP_MAX: Duration = Duration::from_secs(8);

/// A worker at work.
#[must_use = "it is cut off when this is dropped"]
pub struct Working {
    app: Arc<App>,
    task: JoinHandle<()>,
}

impl Working {
    /// Begins to work.
    pub fn begin(app: &Arc<App>) -> Self {
        let worker = Arc::clone(app);
        Self { app: Arc::clone(app), task: tokio::spawn(async move { worker.run_worker().await }) }
    }

    /// Waits for what the worker is in the middle of; what takes too long is taken up again when its lease is over.
    pub async fn finish(mut self) {
        self.app.stop_working();
        if tokio::time::timeout(STOP_MAX, &mut self.task).await.is_err() {
            warn!("what was under way took too long and was cut off; it is taken up again");
        }
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.task.abort();
    }
}
