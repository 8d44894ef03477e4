//! A gate before and after every call of the database, and in place of pauses, for tests that decide when each goes on and
//! whether it fails.
//!
//! The running program has none. Where there is one, a call waits twice until whoever holds the other end lets it pass:
//! before it begins, and when it is done and its answer is on the way. One that is failed before was never made; one that
//! is failed after was carried out, and nobody heard of it.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::fault::Fault;

/// What every call passes; open where there is nobody to ask.
#[derive(Debug, Clone, Default)]
pub struct Gate(Option<mpsc::UnboundedSender<Stop>>);

/// A call that waits.
#[derive(Debug)]
pub struct Stop {
    /// Which.
    pub call: Call,
    /// Whether it was made already.
    pub is_done: bool,
    answer: oneshot::Sender<bool>,
}

/// What is asked of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// A statement that reads, by its name.
    Read(&'static str),
    /// A commit.
    Write,
    /// A claim of jobs.
    Claim,
    /// A pause until the database may be back.
    Rest,
}

impl Gate {
    /// A gate, and where its calls wait.
    pub fn new() -> (Self, mpsc::UnboundedReceiver<Stop>) {
        let (queue, waiting) = mpsc::unbounded_channel();
        (Self(Some(queue)), waiting)
    }

    pub(super) async fn around<T>(&self, call: Call, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        if let Some(queue) = &self.0 {
            stop(queue, call, false).await?;
        }
        let done = work.await;
        if let Some(queue) = &self.0 {
            stop(queue, call, true).await?;
        }
        done
    }

    /// A pause, at a gate as long as its holder likes.
    pub(super) async fn rest(&self, pause: Duration) {
        if self.0.is_some() {
            // There is nothing that could fail.
            let _ = self.around(Call::Rest, async { Ok(()) }).await;
            return;
        }
        // It never comes: only the time-out ends it.
        let _ = tokio::time::timeout(pause, std::future::pending::<()>()).await;
    }
}

impl Stop {
    /// Lets it go on.
    pub fn pass(self) {
        // Who waited may be gone, and then nothing goes on.
        let _ = self.answer.send(true);
    }

    /// Whether nobody waits for it any more.
    pub fn is_gone(&self) -> bool {
        self.answer.is_closed()
    }

    /// The database is out of reach.
    pub fn fail(self) {
        let _ = self.answer.send(false);
    }
}

async fn stop(queue: &mpsc::UnboundedSender<Stop>, call: Call, is_done: bool) -> Result<(), Fault> {
    let (answer, answered) = oneshot::channel();
    queue.send(Stop { call, is_done, answer }).map_err(|_| Fault::Closed)?;
    if answered.await.map_err(|_| Fault::Closed)? {
        return Ok(());
    }
    Err(Fault::Unavailable(sqlx::Error::WorkerCrashed))
}
