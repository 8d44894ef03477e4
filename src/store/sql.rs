//! One text for both databases: statements, their arguments, and how a row is asked for.
//!
//! A statement is written once, with `$1` placeholders; where Postgres needs other words they stand beside it. Every
//! statement of the store is declared with `statements!`, so that a test can prepare them all on both databases. Nothing
//! here writes: the readers' connections refuse it.

use serde_json::Value;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgRow, Postgres};
use sqlx::sqlite::{Sqlite, SqlitePool, SqliteRow};
use sqlx::{Arguments, Database, FromRow};

use super::fault::Fault;
use super::gate::{Call, Gate};
use super::server::Server;
use crate::clock::Timestamp;
use crate::ids::{CalendarId, EventId, HandoffId, JobId, LeaseToken, MessageId, PersonId, TeamId, WorkspaceId};

/// A statement of the store.
#[derive(Debug, Clone, Copy)]
pub struct Sql {
    /// Its name in the code.
    pub name: &'static str,
    /// As SQLite gets it.
    pub sqlite: &'static str,
    /// As Postgres gets it; mostly the same.
    pub postgres: &'static str,
}

/// Declares statements and lists them in `ALL`.
macro_rules! statements {
    (@postgres $text:expr) => { $text };
    (@postgres $text:expr, $postgres:expr) => { $postgres };
    ($($(#[$doc:meta])* $name:ident = $text:expr $(, postgres $postgres:expr)?;)*) => {
        $(
            $(#[$doc])*
            const $name: $crate::store::sql::Sql = $crate::store::sql::Sql {
                name: concat!(module_path!(), "::", stringify!($name)),
                sqlite: $text,
                postgres: statements!(@postgres $text $(, $postgres)?),
            };
        )*
        /// Every statement of this file.
        pub(super) const ALL: &[$crate::store::sql::Sql] = &[$($name),*];
    };
}
pub(super) use statements;

/// A value on its way into a statement. Absent values keep their type, since Postgres asks for it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Arg {
    Int(Option<i64>),
    Bool(Option<bool>),
    Text(Option<String>),
    Json(Value),
    Bytes(Vec<u8>),
}

/// A list of arguments out of anything that has a place in a column.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::sql::Arg::from($value)),*] };
}
pub(super) use args;

macro_rules! arg_from {
    ($($from:ty => |$value:ident| $make:expr;)*) => {$(
        impl From<$from> for Arg {
            fn from($value: $from) -> Self {
                $make
            }
        }
    )*};
}

arg_from! {
    i64 => |value| Self::Int(Some(value));
    u32 => |value| Self::Int(Some(i64::from(value)));
    Option<i64> => |value| Self::Int(value);
    Option<u32> => |value| Self::Int(value.map(i64::from));
    Option<u8> => |value| Self::Int(value.map(i64::from));
    bool => |value| Self::Bool(Some(value));
    Option<bool> => |value| Self::Bool(value);
    &str => |value| Self::Text(Some(value.to_owned()));
    &String => |value| Self::Text(Some(value.clone()));
    String => |value| Self::Text(Some(value));
    Option<&str> => |value| Self::Text(value.map(str::to_owned));
    Option<String> => |value| Self::Text(value);
    &Option<String> => |value| Self::Text(value.clone());
    Value => |value| Self::Json(value);
    &Value => |value| Self::Json(value.clone());
    &[u8] => |value| Self::Bytes(value.to_vec());
    Timestamp => |value| Self::Int(Some(value.ms()));
    Option<Timestamp> => |value| Self::Int(value.map(Timestamp::ms));
}

macro_rules! arg_from_ids {
    ($($id:ty),*) => {$(
        impl From<$id> for Arg {
            fn from(id: $id) -> Self {
                Self::Int(Some(id.get()))
            }
        }

        impl From<Option<$id>> for Arg {
            fn from(id: Option<$id>) -> Self {
                Self::Int(id.map(<$id>::get))
            }
        }
    )*};
}

arg_from_ids!(WorkspaceId, PersonId, TeamId, CalendarId, HandoffId, EventId, JobId, LeaseToken, MessageId);

/// The arguments of a statement in SQLite's form, JSON as its text.
pub(super) fn sqlite_args(args: &[Arg]) -> Result<<Sqlite as Database>::Arguments, Fault> {
    let mut target = <Sqlite as Database>::Arguments::default();
    for arg in args {
        match arg {
            Arg::Int(value) => target.add(*value),
            Arg::Bool(value) => target.add(*value),
            Arg::Text(value) => target.add(value.clone()),
            Arg::Json(value) => target.add(value.to_string()),
            Arg::Bytes(value) => target.add(value.clone()),
        }
        .map_err(unsendable)?;
    }
    Ok(target)
}

/// The arguments of a statement in Postgres' form, JSON as JSONB.
pub(super) fn postgres_args(args: &[Arg]) -> Result<<Postgres as Database>::Arguments, Fault> {
    let mut target = <Postgres as Database>::Arguments::default();
    for arg in args {
        match arg {
            Arg::Int(value) => target.add(*value),
            Arg::Bool(value) => target.add(*value),
            Arg::Text(value) => target.add(value.clone()),
            Arg::Json(value) => target.add(value),
            Arg::Bytes(value) => target.add(value.clone()),
        }
        .map_err(unsendable)?;
    }
    Ok(target)
}

fn unsendable(error: BoxDynError) -> Fault {
    Fault::Refused(sqlx::Error::Encode(error))
}

/// Where reading happens.
#[derive(Debug, Clone)]
pub(super) struct Readers {
    pub(super) pool: Pool,
    pub(super) gate: Gate,
}

/// Connections that read.
#[derive(Debug, Clone)]
pub(super) enum Pool {
    Sqlite(SqlitePool),
    Postgres(Server),
}

/// A row that either database can give.
pub(super) trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl Readers {
    /// All rows.
    pub(super) async fn all<T: Row>(&self, sql: Sql, args: Vec<Arg>) -> Result<Vec<T>, Fault> {
        // On the heap: what a call holds while it runs is too much for every caller's future.
        self.gate.around(Call::Read(sql.name), Box::pin(self.pool.all(sql, args))).await
    }

    /// The first row, if there is one.
    pub(super) async fn first<T: Row>(&self, sql: Sql, args: Vec<Arg>) -> Result<Option<T>, Fault> {
        self.gate.around(Call::Read(sql.name), Box::pin(self.pool.first(sql, args))).await
    }

    /// The one row of a statement that always gives one.
    pub(super) async fn one<T: Row>(&self, sql: Sql, args: Vec<Arg>) -> Result<T, Fault> {
        self.first(sql, args).await?.ok_or(Fault::Refused(sqlx::Error::RowNotFound))
    }
}

impl Pool {
    async fn all<T: Row>(&self, sql: Sql, args: Vec<Arg>) -> Result<Vec<T>, Fault> {
        Ok(match self {
            Self::Sqlite(pool) => sqlx::query_as_with(sql.sqlite, sqlite_args(&args)?).fetch_all(pool).await?,
            Self::Postgres(server) => {
                let query = sqlx::query_as_with(sql.postgres, postgres_args(&args)?);
                server.answered(async { Ok(query.fetch_all(&server.pool).await?) }).await?
            }
        })
    }

    async fn first<T: Row>(&self, sql: Sql, args: Vec<Arg>) -> Result<Option<T>, Fault> {
        Ok(match self {
            Self::Sqlite(pool) => sqlx::query_as_with(sql.sqlite, sqlite_args(&args)?).fetch_optional(pool).await?,
            Self::Postgres(server) => {
                let query = sqlx::query_as_with(sql.postgres, postgres_args(&args)?);
                server.answered(async { Ok(query.fetch_optional(&server.pool).await?) }).await?
            }
        })
    }
}
