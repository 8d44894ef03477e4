//! From an address to connections: which database it is, and how Baton wants it set up.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Executor};

use super::fault::Fault;
use super::gate::Gate;
use super::server::Server;
use super::sql::{Pool, Readers};
use super::writer::Writer;

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// Whether [`super::Store::advance_clock_to`] may move the database's time: in the playground and in tests.
    pub movable_clock: bool,
    /// Take the time from the program's clock on Postgres too: in tests.
    pub time_from_clock: bool,
    /// Reading connections to an SQLite file; there is one writing connection besides.
    pub readers: u32,
    /// Connections to Postgres.
    pub connections: u32,
    /// How long a statement waits for another process that holds the SQLite file.
    pub busy_timeout_ms: u64,
    /// How long an answer of Postgres is waited for, in milliseconds.
    pub answer_timeout_ms: u64,
    /// At most so many pages (of 4,096 bytes) in an SQLite file; a step that needs more is refused as on a full disk.
    pub pages_max: Option<u32>,
    /// What every call passes; open but in tests that schedule calls.
    pub gate: Gate,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            movable_clock: false,
            time_from_clock: false,
            readers: 4,
            connections: 16,
            busy_timeout_ms: 5_000,
            answer_timeout_ms: 20_000,
            pages_max: None,
            gate: Gate::default(),
        }
    }
}

/// What migrations connect to.
#[derive(Debug, Clone)]
pub(super) enum Target {
    Sqlite(Box<SqliteConnectOptions>),
    Postgres(PgPool),
}

/// A connection keeps so many prepared texts; of the writer each is a whole commit, some 50 kB large.
const STATEMENTS_KEPT: usize = 160;
const CONNECT_TIMEOUT_S: u64 = 10;
/// A process that freezes in the middle of a transaction keeps rows locked against all others: the server ends it. Nothing
/// of ours pauses between two statements.
const FROZEN_TRANSACTIONS_END: &str = "SET idle_in_transaction_session_timeout = '10s'";

/// Connects; nothing is read yet.
pub(super) async fn connect(url: &str, options: &OpenOptions) -> Result<(Target, Readers, Writer), Fault> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return connect_postgres(url, options).await;
    }
    let is_file = url.starts_with("sqlite:") || !url.contains("://");
    if !is_file {
        let scheme = url.split("://").next().unwrap_or_default();
        return Err(Fault::Address(format!(
            "a database address starts with postgres:// or sqlite:, or is the path of a file; this one starts with {scheme}://"
        )));
    }
    connect_sqlite(url, options).await
}

async fn connect_sqlite(url: &str, options: &OpenOptions) -> Result<(Target, Readers, Writer), Fault> {
    if url.is_empty() || url.contains(":memory:") || url.contains("mode=memory") {
        return Err(Fault::Address(
            "SQLite needs the path of a file: a database in memory cannot be shared by its connections".to_owned(),
        ));
    }
    let file = if url.starts_with("sqlite:") {
        SqliteConnectOptions::from_str(url)?
    } else {
        SqliteConnectOptions::new().filename(url)
    };
    let file = file
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_millis(options.busy_timeout_ms))
        .statement_cache_capacity(STATEMENTS_KEPT)
        .disable_statement_logging();
    // What a savepoint would undo is kept in memory instead of a file, and the log is folded in at 16 MB instead of 4.
    let mut writing =
        file.clone().create_if_missing(true).pragma("temp_store", "MEMORY").pragma("wal_autocheckpoint", "4000");
    if let Some(pages_max) = options.pages_max {
        writing = writing.pragma("max_page_count", pages_max.to_string());
    }
    // The writer comes first: it makes the file and its log, without which a reader cannot open it.
    let writer = Writer::sqlite(writing.connect().await?);
    let readers = SqlitePoolOptions::new()
        .max_connections(options.readers.max(1))
        .acquire_timeout(Duration::from_secs(CONNECT_TIMEOUT_S))
        .connect_lazy_with(file.clone().pragma("query_only", "ON"));
    let readers = Readers { pool: Pool::Sqlite(readers), gate: options.gate.clone() };
    Ok((Target::Sqlite(Box::new(writing)), readers, writer))
}

async fn connect_postgres(url: &str, options: &OpenOptions) -> Result<(Target, Readers, Writer), Fault> {
    let server = PgConnectOptions::from_str(url)?
        .application_name("baton")
        .statement_cache_capacity(STATEMENTS_KEPT)
        .disable_statement_logging();
    // A pool goes on trying while nobody listens; here it is wanted to be known at once.
    let first = tokio::time::timeout(Duration::from_secs(CONNECT_TIMEOUT_S), server.connect()).await;
    first.map_err(|_| Fault::Unavailable(sqlx::Error::PoolTimedOut))??.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(options.connections.max(1))
        .acquire_timeout(Duration::from_secs(CONNECT_TIMEOUT_S))
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(FROZEN_TRANSACTIONS_END).await.map(|_| ()) })
        })
        .connect_lazy_with(server);
    let answers_within = Duration::from_millis(options.answer_timeout_ms);
    let server = Server { pool: pool.clone(), answers_within };
    let readers = Readers { pool: Pool::Postgres(server.clone()), gate: options.gate.clone() };
    Ok((Target::Postgres(pool), readers, Writer::Postgres(server)))
}

/// Says goodbye to an SQLite file or a server.
pub(super) async fn close(readers: &Readers, writer: &Writer) {
    if let Pool::Sqlite(pool) = &readers.pool {
        pool.close().await;
    }
    writer.close().await;
}
