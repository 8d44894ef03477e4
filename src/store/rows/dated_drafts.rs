//! How it is written that a date opened a draft.

use crate::ids::WorkspaceId;
use crate::store::dated_drafts::DatedDraft;
use crate::store::handoff_rows::folded;
use crate::store::plan::{Missed, Op};
use crate::store::sql::{args, statements};

statements! {
    TAKE_DATE = "INSERT INTO dated_drafts (workspace_id, playbook, customer_folded, on_day, handoff_id) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id, playbook, customer_folded, on_day) DO NOTHING";
}

/// Whoever comes second writes nothing at all.
pub(super) fn take(workspace: WorkspaceId, row: &DatedDraft) -> Op {
    let args = args![workspace, &row.playbook, folded(&row.customer), row.on.to_string(), row.handoff];
    Op::must(TAKE_DATE, args, Missed::Stale)
}
