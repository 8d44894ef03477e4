//! The database: the only place that knows SQL.
//!
//! One enum over SQLite and Postgres, and one text for both. Everything is read through functions that take a
//! [`WorkspaceId`](crate::ids::WorkspaceId), one statement each, one file an area; everything is written through one door,
//! [`Store::write`], which takes a [`Commit`] as data and carries it out whole or not at all. Deliberately absent: rules
//! (they decide before a commit is made), closures in transactions, and SQL that asks for the time.
//!
//! A write goes: [`commit`] → `plan` (statements, by `rows` and `handoff_rows`) → `writer`. A read goes through
//! `sql::Readers`, whose SQLite connections refuse to write.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OnceCell, watch};

use self::commit::{Commit, Receipt, Written};
pub use self::connect::OpenOptions;
use self::connect::Target;
pub use self::fault::{Fault, FaultKind};
use self::gate::{Call, Gate};
use self::jobs::ClaimedJob;
use self::plan::{Missed, Op};
use self::sql::{Arg, Readers, Sql};
pub use self::writer::pauses;
use self::writer::{Outcome, Writer};
use crate::clock::Clock;

pub mod chat_log;
mod columns;
pub mod commit;
mod connect;
pub mod dated_drafts;
pub mod events;
pub mod fault;
pub mod forms;
pub mod gate;
mod handoff_rows;
pub mod handoffs;
pub mod identity;
pub mod jobs;
pub mod lists;
pub mod own_time;
pub mod pings;
mod plan;
pub mod playbooks;
pub mod posts;
pub mod reach;
mod rows;
pub mod schedules;
pub mod schema;
pub mod secrets;
mod server;
pub mod setups;
pub mod sql;
pub mod stats;
mod time;
mod writer;

/// A database, shared by cloning.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    target: Target,
    readers: Readers,
    writer: Writer,
    gate: Gate,
    clock: Arc<dyn Clock>,
    is_server_time: bool,
    movable_clock: bool,
    /// The clock's offset where it cannot move, read once.
    fixed_offset: OnceCell<i64>,
    /// Rung after everything that was written here.
    written: watch::Sender<()>,
}

impl Store {
    /// Opens the database at `url`: `postgres://…`, `sqlite:…`, or the path of an SQLite file, which is made when missing.
    /// The tables are not touched: call [`Store::migrate`] or [`Store::require_current`] next.
    pub async fn open(url: &str, clock: Arc<dyn Clock>, options: OpenOptions) -> Result<Self, Fault> {
        let (target, readers, writer) = connect::connect(url, &options).await?;
        let is_server_time = matches!(target, Target::Postgres(_)) && !options.time_from_clock;
        let inner = Inner {
            target,
            readers,
            writer,
            gate: options.gate,
            clock,
            is_server_time,
            movable_clock: options.movable_clock,
            fixed_offset: OnceCell::new(),
            written: watch::Sender::new(()),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Finishes what is being written, then closes. Later calls fail with [`Fault::Closed`] or as unreachable.
    pub async fn close(&self) {
        connect::close(&self.inner.readers, &self.inner.writer).await;
    }

    /// Whether it is Postgres; for words in `doctor` only.
    pub fn is_postgres(&self) -> bool {
        matches!(self.inner.target, Target::Postgres(_))
    }

    /// Carries a commit out, whole or not at all, and answers when it is safe on the disk.
    ///
    /// Once sent it is carried out even when the caller stops waiting.
    pub async fn write(&self, commit: Commit) -> Result<Written, Fault> {
        let ops = plan::plan(&commit)?;
        let before = commit.handoff.as_ref().map(|change| change.before.as_ref().map_or(0, |before| before.version));
        match self.write_ops(ops).await? {
            Outcome::Written { number } => {
                Ok(Written::Committed(Receipt { number, version: before.map_or(0, |version| version + 1) }))
            }
            Outcome::Missed(Missed::Stale) => Ok(Written::Stale),
            Outcome::Missed(Missed::LeaseLost) => Ok(Written::LeaseLost),
            Outcome::Missed(Missed::Duplicate) => {
                let delivery = commit.delivery.ok_or(Fault::Misuse("a duplicate without a delivery"))?;
                let outcome = self.inbox_outcome(commit.workspace, &delivery.platform, &delivery.id).await?;
                Ok(Written::Duplicate(outcome.unwrap_or_default()))
            }
        }
    }

    async fn write_ops(&self, ops: Vec<Op>) -> Result<Outcome, Fault> {
        if ops.is_empty() {
            return Ok(Outcome::Written { number: None });
        }
        let outcome = self.inner.gate.around(Call::Write, Box::pin(self.inner.writer.write(ops))).await;
        self.inner.written.send_replace(());
        outcome
    }

    /// Hears of everything that is written through this store: a hint to look, of this process alone.
    pub fn written(&self) -> watch::Receiver<()> {
        self.inner.written.subscribe()
    }

    /// Waits until the database may be back.
    pub async fn rest(&self, pause: Duration) {
        self.inner.gate.rest(pause).await;
    }

    fn readers(&self) -> &Readers {
        &self.inner.readers
    }

    async fn claim_with(&self, args: Vec<Arg>) -> Result<Vec<ClaimedJob>, Fault> {
        self.inner.gate.around(Call::Claim, Box::pin(self.inner.writer.claim(args))).await
    }
}

/// Every statement of the store; a test prepares each on both databases.
pub fn statements() -> Vec<Sql> {
    let areas = [
        chat_log::ALL,
        dated_drafts::ALL,
        events::ALL,
        forms::ALL,
        handoffs::ALL,
        identity::ALL,
        jobs::ALL,
        lists::ALL,
        own_time::ALL,
        pings::ALL,
        plan::ALL,
        playbooks::ALL,
        posts::ALL,
        reach::ALL,
        schedules::ALL,
        schema::ALL,
        secrets::ALL,
        setups::ALL,
        stats::ALL,
        time::ALL,
    ];
    areas.into_iter().chain(rows::AREAS).chain(handoff_rows::AREAS).flatten().copied().collect()
}
