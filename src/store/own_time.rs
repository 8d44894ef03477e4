//! Days off of everybody, and how a person's own times are handed to the writer.
//!
//! Whoever erases or exports a person's data is to do so with their days off, too: `days_off` holds when somebody was not
//! there, and who entered it.

use chrono::NaiveDate;
use sqlx::FromRow;

use super::Store;
use super::fault::Fault;
use super::sql::{args, statements};
use crate::domain::own_time::days_off::DaysOff;
use crate::ids::{PersonId, WorkspaceId};

/// Days off as they were entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnteredDaysOff {
    /// Whose.
    pub person: PersonId,
    /// From when to when.
    pub days: DaysOff,
    /// Who entered them.
    pub set_by: PersonId,
}

/// What of a person's row is theirs to choose; absent is the workspace's or the usual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTimes {
    /// Whose.
    pub person: PersonId,
    /// Time zone.
    pub zone: Option<String>,
    /// Minute of the local day of the digest.
    pub digest_minute: Option<i64>,
    /// Start of the quiet hours, a minute of the local day.
    pub quiet_from_minute: Option<i64>,
    /// Their end; the same minute as the start means none.
    pub quiet_to_minute: Option<i64>,
}

#[derive(FromRow)]
struct DaysOffRow {
    person_id: PersonId,
    first_date: String,
    last_date: String,
    set_by_id: PersonId,
}

statements! {
    DAYS_OFF = "SELECT person_id, first_date, last_date, set_by_id FROM days_off WHERE workspace_id = $1 \
        ORDER BY person_id, first_date, last_date";
}

impl Store {
    /// Everybody's days off, also those that are over.
    pub async fn days_off(&self, workspace: WorkspaceId) -> Result<Vec<EnteredDaysOff>, Fault> {
        let rows: Vec<DaysOffRow> = self.readers().all(DAYS_OFF, args![workspace]).await?;
        rows.into_iter().map(entered).collect()
    }
}

fn entered(row: DaysOffRow) -> Result<EnteredDaysOff, Fault> {
    let date = |what: &'static str, text: String| {
        text.parse::<NaiveDate>().map_err(|_| Fault::Unreadable { what, found: text })
    };
    let first = date("days_off.first_date", row.first_date)?;
    let last = date("days_off.last_date", row.last_date)?;
    Ok(EnteredDaysOff { person: row.person_id, days: DaysOff { first, last }, set_by: row.set_by_id })
}
