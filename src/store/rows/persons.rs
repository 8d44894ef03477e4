//! How single facts about a person are written. Each names its own columns, so that whoever loaded the person a moment ago
//! writes nothing else over: somebody who left stays gone.

use crate::clock::Timestamp;
use crate::ids::{PersonId, WorkspaceId};
use crate::store::columns::key_of;
use crate::store::fault::Fault;
use crate::store::identity::{PersonNames, PersonState};
use crate::store::plan::{Missed, Op};
use crate::store::sql::{args, statements};

statements! {
    SET_NAMES = "UPDATE persons SET name = $3, handle = $4, locale = $5 WHERE workspace_id = $1 AND id = $2";
    SET_STATE = "UPDATE persons SET state = $3 WHERE workspace_id = $1 AND id = $2";
    SET_GREETED = "UPDATE persons SET greeted_at_ms = $3 WHERE workspace_id = $1 AND id = $2 AND greeted_at_ms IS NULL";
    SET_LAST_PLAYBOOK = "UPDATE persons SET last_playbook = $3 WHERE workspace_id = $1 AND id = $2";
    // On Postgres the row is locked until the commit: who leaves meanwhile is seen to leave after it.
    IS_HERE = "UPDATE persons SET state = state WHERE workspace_id = $1 AND id = $2 AND state = 'active'",
        postgres "SELECT 1 FROM persons WHERE workspace_id = $1 AND id = $2 AND state = 'active' FOR SHARE";
}

pub(super) fn set_names(workspace: WorkspaceId, row: &PersonNames) -> Op {
    Op::new(SET_NAMES, args![workspace, row.person, &row.name, &row.handle, &row.locale])
}

pub(super) fn set_state(workspace: WorkspaceId, person: PersonId, state: PersonState) -> Result<Op, Fault> {
    Ok(Op::new(SET_STATE, args![workspace, person, key_of(&state)?]))
}

pub(super) fn set_greeted(workspace: WorkspaceId, person: PersonId, at: Timestamp) -> Op {
    Op::new(SET_GREETED, args![workspace, person, at])
}

pub(super) fn set_last_playbook(workspace: WorkspaceId, person: PersonId, playbook: &str) -> Op {
    Op::new(SET_LAST_PLAYBOOK, args![workspace, person, playbook])
}

pub(super) fn is_here(workspace: WorkspaceId, person: PersonId) -> Op {
    Op::must(IS_HERE, args![workspace, person], Missed::Stale)
}
