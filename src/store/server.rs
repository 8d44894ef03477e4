//! A Postgres server, and how long it is waited for: one that hangs keeps nobody waiting for ever.

use std::io;
use std::time::Duration;

use sqlx::postgres::PgPool;

use super::fault::Fault;

/// A server's connections.
#[derive(Debug, Clone)]
pub(super) struct Server {
    pub(super) pool: PgPool,
    /// What takes longer is given up. A connection that is dropped in the middle of a transaction rolls back.
    pub(super) answers_within: Duration,
}

impl Server {
    /// A call's outcome, or that the server is away.
    pub(super) async fn answered<T>(&self, call: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        match tokio::time::timeout(self.answers_within, call).await {
            Ok(outcome) => outcome,
            Err(_) => Err(sqlx::Error::Io(io::Error::from(io::ErrorKind::TimedOut)).into()),
        }
    }
}
