//! What can go wrong with the database, and whether to try again.
//!
//! A [`Fault`] is the world failing. That a handoff moved on in the meantime, that a delivery came twice, or that a lease
//! was lost is none: those are outcomes of a commit ([`super::commit::Written`]).

use std::fmt;

use sqlx::error::ErrorKind;

/// The database failed, or holds what this program cannot read.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Not reachable, busy, or it gave way to another transaction.
    #[error("the database is busy or cannot be reached: {0}")]
    Unavailable(sqlx::Error),
    /// No room left; nothing of the commit was kept.
    #[error("the disk of the database is full, nothing of this step was kept: {0}")]
    DiskFull(sqlx::Error),
    /// A new id or key was taken already; a new attempt makes new ids.
    #[error("a key was taken already: {0}")]
    Taken(String),
    /// It refused the statement.
    #[error("the database refused a statement: {0}")]
    Refused(sqlx::Error),
    /// A stored value has no meaning to this program.
    #[error("{what} is stored as {found:?}, which this version of Baton cannot read")]
    Unreadable {
        /// Table and column.
        what: &'static str,
        /// What stands there, shortened.
        found: String,
    },
    /// The database was made by a newer program.
    #[error(
        "this database was made by a newer Baton (its step {found}; this one knows {known}): start that version, or restore the copy from before"
    )]
    Newer {
        /// The unknown step.
        found: i64,
        /// The last one known here.
        known: i64,
    },
    /// The database lacks steps that this program needs.
    #[error("the database is {behind} step(s) behind: run `baton migrate`")]
    Behind {
        /// How many steps.
        behind: usize,
    },
    /// Setting up the tables failed.
    #[error("the tables could not be brought up to date: {0}")]
    Migration(String),
    /// The address is not one of a database that Baton knows.
    #[error("{0}")]
    Address(String),
    /// The caller broke a rule of the store; a bug, told instead of half obeyed.
    #[error("the store was misused: {0}")]
    Misuse(&'static str),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
}

/// Whether and when to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Not before so many milliseconds.
    RetryAfter {
        /// How long to wait.
        ms: i64,
    },
    /// At once, or with the usual backoff.
    Retry,
    /// It would fail again.
    Never,
}

const DISK_FULL_WAIT_MS: i64 = 30_000;

impl Fault {
    /// Whether and when to try again.
    pub fn kind(&self) -> FaultKind {
        match self {
            Self::Unavailable(_) | Self::Taken(_) => FaultKind::Retry,
            Self::DiskFull(_) => FaultKind::RetryAfter { ms: DISK_FULL_WAIT_MS },
            Self::Refused(_)
            | Self::Unreadable { .. }
            | Self::Newer { .. }
            | Self::Behind { .. }
            | Self::Migration(_)
            | Self::Address(_)
            | Self::Misuse(_)
            | Self::Closed => FaultKind::Never,
        }
    }

    /// Whether the database is away, busy or full: any step would fail now, and none will for ever.
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::DiskFull(_))
    }

    /// Whether Postgres undid everything of the transaction because of others that ran beside it (40P01 deadlock, 40001
    /// serialization): the same may succeed at once.
    pub(super) fn lost_to_another(&self) -> bool {
        let Self::Unavailable(sqlx::Error::Database(said)) = self else { return false };
        said.code().is_some_and(|code| code == "40P01" || code == "40001")
    }

    /// A value that cannot be read, shortened to what a log line can bear.
    pub(super) fn unreadable(what: &'static str, found: &dyn fmt::Display) -> Self {
        Self::Unreadable { what, found: found.to_string().chars().take(80).collect() }
    }
}

/// What the database says, by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Busy,
    Full,
    Other,
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(said) = &error {
            if said.kind() == ErrorKind::UniqueViolation {
                return Self::Taken(said.constraint().unwrap_or(said.message()).to_owned());
            }
            return match said.code().as_deref().map_or(Said::Other, meaning) {
                Said::Busy => Self::Unavailable(error),
                Said::Full => Self::DiskFull(error),
                Said::Other => Self::Refused(error),
            };
        }
        if is_unreachable(&error) { Self::Unavailable(error) } else { Self::Refused(error) }
    }
}

fn is_unreachable(error: &sqlx::Error) -> bool {
    matches!(
        error,
        sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed
    )
}

/// Postgres codes have five characters (class 40: serialization and deadlock, 53: resources, 08 and 57: connection, 25P03: a
/// transaction in which nothing happened for too long);
/// SQLite's are decimal, the low byte the kind (5 busy, 6 locked, 10 I/O, 13 full).
fn meaning(code: &str) -> Said {
    if code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return match &code[..2] {
            _ if code == "53100" => Said::Full,
            _ if code == "25P03" => Said::Busy,
            "40" | "53" | "08" | "57" | "55" => Said::Busy,
            _ => Said::Other,
        };
    }
    match code.parse::<i32>().map(|number| number & 0xff) {
        Ok(13) => Said::Full,
        Ok(5 | 6 | 10) => Said::Busy,
        Ok(_) | Err(_) => Said::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases_are_told_apart() {
        for (code, expected) in [
            ("40001", Said::Busy),
            ("40P01", Said::Busy),
            ("53100", Said::Full),
            ("25P03", Said::Busy),
            ("25P02", Said::Other),
            ("57P01", Said::Busy),
            ("42601", Said::Other),
            ("23503", Said::Other),
            ("5", Said::Busy),
            ("517", Said::Busy),
            ("13", Said::Full),
            ("787", Said::Other),
            ("1", Said::Other),
        ] {
            assert_eq!(meaning(code), expected, "{code}");
        }
    }
}
