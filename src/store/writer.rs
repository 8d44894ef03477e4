//! The one door through which rows are written.
//!
//! SQLite has one writer task and one connection. Plans that wait are fused into one transaction, a savepoint each, and
//! answered after COMMIT: one that misses or fails rolls back alone. A plan is sent to SQLite in a single call, since
//! each call costs a change of thread. On Postgres every plan has a transaction of its own.
//!
//! No statement that writes runs outside an explicit transaction: sqlx 0.9 loses the error of an autocommitted
//! `INSERT … RETURNING` on a full disk.

mod group;

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder, Retryable};
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row};
use tokio::sync::{mpsc, oneshot};

use super::fault::Fault;
use super::jobs::{CLAIM_JOBS, ClaimedJob};
use super::plan::{Missed, Op};
use super::server::Server;
use super::sql::{Arg, postgres_args};

/// So many plans may wait; a caller beyond waits for room.
const WAITING_MAX: usize = 1024;

/// So often a plan is tried again on Postgres while others that run beside it have it undone: two that touch the same rows in
/// another order can wait for each other, and one of them loses.
const LOST_RETRIES: usize = 7;
/// Who lost lets the other finish before it begins anew; doubled each time, with jitter.
const LOST_PAUSE: Duration = Duration::from_millis(50);

fn lost_pauses() -> ExponentialBuilder {
    ExponentialBuilder::default().with_min_delay(LOST_PAUSE).with_jitter().with_max_times(LOST_RETRIES)
}

/// How long whoever was told [`Written::Stale`](super::commit::Written::Stale) rests before it looks again, time after
/// time; who had no luck after the last gives up.
pub fn pauses() -> impl Iterator<Item = Duration> {
    lost_pauses().build()
}

/// What became of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All of it; the handoff's number, if a statement returned it.
    Written { number: Option<i64> },
    /// Nothing of it.
    Missed(Missed),
}

/// Where writing happens.
#[derive(Debug, Clone)]
pub(super) enum Writer {
    Sqlite(mpsc::Sender<Work>),
    Postgres(Server),
}

/// Something to be written, and who waits for it.
#[derive(Debug)]
pub(super) enum Work {
    Plan(Vec<Op>, oneshot::Sender<Result<Outcome, Fault>>),
    Claim(Vec<Arg>, oneshot::Sender<Result<Vec<ClaimedJob>, Fault>>),
    /// Answered when everything before it was.
    Close(oneshot::Sender<()>),
}

impl Writer {
    /// Starts the writer task over its connection.
    pub(super) fn sqlite(connection: SqliteConnection) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        tokio::spawn(group::run(connection, receiver));
        Self::Sqlite(sender)
    }

    /// Carries a plan out, whole or not at all. Once it is on its way it is carried out even if nobody waits any more.
    pub(super) async fn write(&self, ops: Vec<Op>) -> Result<Outcome, Fault> {
        match self {
            Self::Sqlite(queue) => {
                let (reply, answer) = oneshot::channel();
                queue.send(Work::Plan(ops, reply)).await.map_err(|_| Fault::Closed)?;
                answer.await.map_err(|_| Fault::Closed)?
            }
            Self::Postgres(server) => {
                (|| server.answered(write_postgres(&server.pool, &ops)))
                    .retry(lost_pauses())
                    .when(Fault::lost_to_another)
                    .await
            }
        }
    }

    /// Claims jobs; the arguments are those of the claim's statement.
    pub(super) async fn claim(&self, args: Vec<Arg>) -> Result<Vec<ClaimedJob>, Fault> {
        match self {
            Self::Sqlite(queue) => {
                let (reply, answer) = oneshot::channel();
                queue.send(Work::Claim(args, reply)).await.map_err(|_| Fault::Closed)?;
                answer.await.map_err(|_| Fault::Closed)?
            }
            Self::Postgres(server) => server.answered(claim_postgres(&server.pool, &args)).await,
        }
    }

    /// Waits for everything that was asked before, then stops.
    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(queue) => {
                let (reply, answer) = oneshot::channel();
                if queue.send(Work::Close(reply)).await.is_ok() {
                    // An error means that the task is gone already, which is what was asked for.
                    let _ = answer.await;
                }
            }
            Self::Postgres(server) => server.pool.close().await,
        }
    }
}

async fn write_postgres(pool: &PgPool, ops: &[Op]) -> Result<Outcome, Fault> {
    let mut connection = pool.acquire().await?;
    let mut transaction = connection.begin().await?;
    let mut number = None;
    for op in ops {
        match run_postgres(&mut transaction, op).await? {
            Outcome::Written { number: returned } => number = number.or(returned),
            Outcome::Missed(missed) => {
                transaction.rollback().await?;
                return Ok(Outcome::Missed(missed));
            }
        }
    }
    transaction.commit().await?;
    Ok(Outcome::Written { number })
}

async fn run_postgres(connection: &mut PgConnection, op: &Op) -> Result<Outcome, Fault> {
    let query = sqlx::query_with(op.sql.postgres, postgres_args(&op.args)?);
    let (changed, number) = if op.returns_number {
        let row = query.fetch_optional(connection).await?;
        (u64::from(row.is_some()), row.map(|row| row.try_get(0)).transpose()?.flatten())
    } else {
        (query.execute(connection).await?.rows_affected(), None)
    };
    Ok(match op.or_else {
        Some(missed) if changed == 0 => Outcome::Missed(missed),
        Some(_) | None => Outcome::Written { number },
    })
}

async fn claim_postgres(pool: &PgPool, args: &[Arg]) -> Result<Vec<ClaimedJob>, Fault> {
    let mut connection = pool.acquire().await?;
    let mut transaction = connection.begin().await?;
    let jobs = sqlx::query_as_with(CLAIM_JOBS.postgres, postgres_args(args)?).fetch_all(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(jobs)
}
