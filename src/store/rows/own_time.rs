//! How days off and a person's own times are written. Each names its own columns, so that nothing else of a person is
//! written over by somebody who loaded it a moment ago.

use crate::clock::Timestamp;
use crate::domain::own_time::days_off::DaysOff;
use crate::ids::{PersonId, WorkspaceId};
use crate::store::own_time::{EnteredDaysOff, OwnTimes};
use crate::store::plan::Op;
use crate::store::sql::{args, statements};

statements! {
    PUT_DAYS_OFF = "INSERT INTO days_off (workspace_id, person_id, first_date, last_date, set_by_id, set_at_ms) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, person_id, first_date, last_date) DO NOTHING";
    REMOVE_DAYS_OFF = "DELETE FROM days_off WHERE workspace_id = $1 AND person_id = $2 AND first_date = $3 \
        AND last_date = $4";
    SET_TIMES = "UPDATE persons SET zone = $3, digest_minute = $4, quiet_from_minute = $5, quiet_to_minute = $6 \
        WHERE workspace_id = $1 AND id = $2";
    CLEAR_AWAY = "UPDATE persons SET away_until_ms = NULL WHERE workspace_id = $1 AND id = $2";
}

pub(super) fn put_days_off(workspace: WorkspaceId, at: Timestamp, row: &EnteredDaysOff) -> Op {
    let (first, last) = (row.days.first.to_string(), row.days.last.to_string());
    Op::new(PUT_DAYS_OFF, args![workspace, row.person, first, last, row.set_by, at])
}

pub(super) fn remove_days_off(workspace: WorkspaceId, person: PersonId, days: DaysOff) -> Op {
    Op::new(REMOVE_DAYS_OFF, args![workspace, person, days.first.to_string(), days.last.to_string()])
}

pub(super) fn set_times(workspace: WorkspaceId, row: &OwnTimes) -> Op {
    let quiet = (row.quiet_from_minute, row.quiet_to_minute);
    Op::new(SET_TIMES, args![workspace, row.person, &row.zone, row.digest_minute, quiet.0, quiet.1])
}

pub(super) fn clear_away(workspace: WorkspaceId, person: PersonId) -> Op {
    Op::new(CLEAR_AWAY, args![workspace, person])
}
