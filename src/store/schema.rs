//! Bringing the tables up to date, and refusing a database that is ahead of the program.

use std::collections::BTreeSet;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, PgPool};

use super::Store;
use super::connect::Target;
use super::fault::Fault;
use super::sql::{args, statements};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

statements! {
    HAS_STEPS = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'",
        postgres "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = '_sqlx_migrations' \
                  AND table_schema = current_schema()";
    STEPS = "SELECT version FROM _sqlx_migrations ORDER BY version";
}

/// How the database stands to this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// As it should be.
    Current,
    /// Lacks so many steps.
    Behind(usize),
    /// Has a step that this program does not know; the highest of them.
    Newer(i64),
}

impl Store {
    /// Brings the tables up to date; two processes that start at once take turns. A database made by a newer Baton is
    /// refused untouched.
    pub async fn migrate(&self) -> Result<(), Fault> {
        match &self.inner.target {
            Target::Sqlite(options) => migrate_sqlite(options).await,
            Target::Postgres(pool) => migrate_postgres(pool).await,
        }
    }

    /// How the database stands to this program, without changing anything.
    pub async fn schema(&self) -> Result<Schema, Fault> {
        let (tables,): (i64,) = self.readers().one(HAS_STEPS, args![]).await?;
        let known: BTreeSet<i64> = SQLITE.iter().map(|step| step.version).collect();
        if tables == 0 {
            return Ok(Schema::Behind(known.len()));
        }
        let found: Vec<(i64,)> = self.readers().all(STEPS, args![]).await?;
        let found: BTreeSet<i64> = found.into_iter().map(|(version,)| version).collect();
        Ok(match (found.difference(&known).max(), known.difference(&found).count()) {
            (Some(newer), _) => Schema::Newer(*newer),
            (None, 0) => Schema::Current,
            (None, behind) => Schema::Behind(behind),
        })
    }

    /// A fault unless the tables are exactly what this program needs; for operators who migrate by hand.
    pub async fn require_current(&self) -> Result<(), Fault> {
        match self.schema().await? {
            Schema::Current => Ok(()),
            Schema::Behind(behind) => Err(Fault::Behind { behind }),
            Schema::Newer(found) => Err(Fault::Newer { found, known: last_known() }),
        }
    }
}

/// All steps in one transaction, which is also the lock against a second process.
async fn migrate_sqlite(options: &SqliteConnectOptions) -> Result<(), Fault> {
    let mut connection = options.connect().await?;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    SQLITE.run_direct(None, &mut *transaction, false).await.map_err(explained)?;
    transaction.commit().await?;
    connection.close().await?;
    Ok(())
}

/// Under sqlx's advisory lock, on a connection of its own: the lock outlives a failure until the connection closes.
async fn migrate_postgres(pool: &PgPool) -> Result<(), Fault> {
    let mut connection = pool.acquire().await?.detach();
    let result = POSTGRES.run_direct(None, &mut connection, false).await.map_err(explained);
    connection.close().await?;
    result
}

fn last_known() -> i64 {
    SQLITE.iter().map(|step| step.version).max().unwrap_or_default()
}

fn explained(error: MigrateError) -> Fault {
    if let MigrateError::VersionMissing(found) = error {
        return Fault::Newer { found, known: last_known() };
    }
    if let MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) = error {
        return error.into();
    }
    Fault::Migration(error.to_string())
}
