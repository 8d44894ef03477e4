//! How Baton's own types stand in a column: ids and moments as BIGINT, closed sets as their key.
//!
//! Implemented for both databases at once, so that rows are read with `derive(FromRow)` into the types the program uses.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgTypeInfo, PgValueRef, Postgres};
use sqlx::sqlite::{Sqlite, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Database, Decode, Type};

use super::fault::Fault;
use crate::clock::Timestamp;
use crate::domain::handoff::{Felt, Purpose, ReturnReason, Status, Timing};
use crate::domain::playbook::ClockKind;
use crate::ids::{CalendarId, EventId, HandoffId, JobId, LeaseToken, MessageId, PersonId, TeamId, WorkspaceId};

macro_rules! number_columns {
    ($($name:ident by $make:path;)*) => {$(
        impl<DB: Database> Type<DB> for $name
        where
            i64: Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <i64 as Type<DB>>::type_info()
            }

            fn compatible(ty: &DB::TypeInfo) -> bool {
                <i64 as Type<DB>>::compatible(ty)
            }
        }

        impl<'r, DB: Database> Decode<'r, DB> for $name
        where
            i64: Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
                <i64 as Decode<'r, DB>>::decode(value).map($make)
            }
        }
    )*};
}

number_columns! {
    WorkspaceId by WorkspaceId::new;
    PersonId by PersonId::new;
    TeamId by TeamId::new;
    CalendarId by CalendarId::new;
    HandoffId by HandoffId::new;
    EventId by EventId::new;
    JobId by JobId::new;
    LeaseToken by LeaseToken::new;
    MessageId by MessageId::new;
    Timestamp by Timestamp::from_ms;
}

macro_rules! key_columns {
    ($($name:ty;)*) => {$(
        impl<DB: Database> Type<DB> for $name
        where
            String: Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <String as Type<DB>>::type_info()
            }

            fn compatible(ty: &DB::TypeInfo) -> bool {
                <String as Type<DB>>::compatible(ty)
            }
        }

        impl<'r, DB: Database> Decode<'r, DB> for $name
        where
            String: Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
                let text = <String as Decode<'r, DB>>::decode(value)?;
                Ok(from_key(stringify!($name), &text)?)
            }
        }
    )*};
}

key_columns! {
    Status;
    Purpose;
    ClockKind;
    ReturnReason;
    Timing;
    Felt;
    crate::domain::attention::Class;
    super::identity::PersonState;
    super::identity::Capability;
    super::pings::PingState;
}

/// The key under which one of a closed set is stored: its name in JSON.
pub(super) fn key_of<T: Serialize>(value: &T) -> Result<String, Fault> {
    match serde_json::to_value(value) {
        Ok(Value::String(key)) => Ok(key),
        Ok(_) | Err(_) => Err(Fault::Misuse("a value without a key")),
    }
}

/// Back from the key; `what` names the column in the fault.
pub(super) fn from_key<T: DeserializeOwned>(what: &'static str, key: &str) -> Result<T, Fault> {
    serde_json::from_value(Value::String(key.to_owned())).map_err(|_| Fault::unreadable(what, &key))
}

/// From JSON text; `what` names the column in the fault.
pub(super) fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|_| Fault::unreadable(what, &text))
}

/// A JSON column: JSONB on Postgres, its text on SQLite.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct JsonColumn(Value);

impl From<JsonColumn> for Value {
    fn from(column: JsonColumn) -> Self {
        column.0
    }
}

impl Type<Sqlite> for JsonColumn {
    fn type_info() -> SqliteTypeInfo {
        <String as Type<Sqlite>>::type_info()
    }
}

impl<'r> Decode<'r, Sqlite> for JsonColumn {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(serde_json::from_str(<&str as Decode<'r, Sqlite>>::decode(value)?)?))
    }
}

impl Type<Postgres> for JsonColumn {
    fn type_info() -> PgTypeInfo {
        <Value as Type<Postgres>>::type_info()
    }
}

impl<'r> Decode<'r, Postgres> for JsonColumn {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        <Value as Decode<'r, Postgres>>::decode(value).map(Self)
    }
}
