//! How what was typed into a form is kept and forgotten.

use crate::clock::Timestamp;
use crate::ids::{PersonId, WorkspaceId};
use crate::store::fault::Fault;
use crate::store::forms::KeptForm;
use crate::store::plan::Op;
use crate::store::sql::{Arg, args, statements};

statements! {
    KEEP = "INSERT INTO kept_forms (workspace_id, person_id, form, handoff_id, answers, expires_at_ms) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, person_id, form) DO UPDATE SET \
        handoff_id = excluded.handoff_id, answers = excluded.answers, expires_at_ms = excluded.expires_at_ms";
    FORGET_EXPIRED = "DELETE FROM kept_forms WHERE workspace_id = $1 AND expires_at_ms <= $2";
    FORGET = "DELETE FROM kept_forms WHERE workspace_id = $1 AND person_id = $2 AND form = $3";
}

pub(super) fn keep(workspace: WorkspaceId, at: Timestamp, row: &KeptForm, ops: &mut Vec<Op>) -> Result<(), Fault> {
    let answers = serde_json::to_value(&row.answers).map_err(|_| Fault::Misuse("a form that is no JSON"))?;
    ops.push(Op::new(FORGET_EXPIRED, args![workspace, at]));
    ops.push(Op::new(KEEP, args![workspace, row.person, &row.form, row.handoff, Arg::Json(answers), row.expires_at]));
    Ok(())
}

pub(super) fn forget(workspace: WorkspaceId, person: PersonId, form: &str) -> Op {
    Op::new(FORGET, args![workspace, person, form])
}
