//! How drafts of set-up and installations are written.

use crate::ids::WorkspaceId;
use crate::store::plan::{Missed, Op};
use crate::store::setups::{Installation, SetupDraft};
use crate::store::sql::{args, statements};

statements! {
    PUT_DRAFT = "INSERT INTO setup_drafts (workspace_id, version, body, by_id, changed_at_ms) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id) DO UPDATE SET version = excluded.version, \
        body = excluded.body, by_id = excluded.by_id, changed_at_ms = excluded.changed_at_ms \
        WHERE setup_drafts.version = excluded.version - 1";
    REMOVE_DRAFT = "DELETE FROM setup_drafts WHERE workspace_id = $1 AND version = $2";
    PUT_INSTALLATION = "INSERT INTO installations (workspace_id, joined_at_ms, left_at_ms) VALUES ($1, $2, $3) \
        ON CONFLICT (workspace_id) DO UPDATE SET joined_at_ms = excluded.joined_at_ms, \
        left_at_ms = excluded.left_at_ms";
}

/// The version is one more than that of the draft it replaces.
pub(super) fn put_draft(workspace: WorkspaceId, row: &SetupDraft) -> Op {
    Op::must(PUT_DRAFT, args![workspace, row.version, &row.body, row.by, row.changed_at], Missed::Stale)
}

pub(super) fn remove_draft(workspace: WorkspaceId, version: i64) -> Op {
    Op::must(REMOVE_DRAFT, args![workspace, version], Missed::Stale)
}

pub(super) fn put_installation(workspace: WorkspaceId, row: &Installation) -> Op {
    Op::new(PUT_INSTALLATION, args![workspace, row.joined_at, row.left_at])
}
