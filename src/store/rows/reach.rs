//! Workspaces that fall asleep and wake, and people whose direct messages close and open.

use crate::clock::Timestamp;
use crate::ids::{PersonId, WorkspaceId};
use crate::store::plan::Op;
use crate::store::sql::{args, statements};

statements! {
    SLEEP = "INSERT INTO sleeping_workspaces (workspace_id, since_ms) VALUES ($1, $2) ON CONFLICT (workspace_id) DO NOTHING";
    WAKE = "DELETE FROM sleeping_workspaces WHERE workspace_id = $1";
    // What was put off while it slept is due as it was.
    WAKE_JOBS = "UPDATE jobs SET next_at_ms = run_at_ms \
        WHERE workspace_id = $1 AND state = 'pending' AND next_at_ms > run_at_ms";
    CLOSE = "INSERT INTO closed_directs (workspace_id, person_id, since_ms) VALUES ($1, $2, $3) \
        ON CONFLICT (workspace_id, person_id) DO NOTHING";
    OPEN = "DELETE FROM closed_directs WHERE workspace_id = $1 AND person_id = $2";
}

pub(super) fn sleep(workspace: WorkspaceId, at: Timestamp) -> Op {
    Op::new(SLEEP, args![workspace, at])
}

pub(super) fn wake(workspace: WorkspaceId, ops: &mut Vec<Op>) {
    ops.push(Op::new(WAKE, args![workspace]));
    ops.push(Op::new(WAKE_JOBS, args![workspace]));
}

pub(super) fn close_direct(workspace: WorkspaceId, at: Timestamp, person: PersonId) -> Op {
    Op::new(CLOSE, args![workspace, person, at])
}

pub(super) fn open_direct(workspace: WorkspaceId, person: PersonId) -> Op {
    Op::new(OPEN, args![workspace, person])
}
