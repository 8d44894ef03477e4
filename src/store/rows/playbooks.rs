//! How playbooks, their use and their receivers are written.

use crate::ids::WorkspaceId;
use crate::store::plan::Op;
use crate::store::playbooks::{PlaybookVersion, Receivers, WorkspacePlaybook};
use crate::store::sql::{Arg, args, statements};

statements! {
    PUT_VERSION = "INSERT INTO playbook_versions (workspace_id, digest, key, text, created_at_ms) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id, digest) DO NOTHING";
    PUT_SETTING = "INSERT INTO workspace_playbooks (workspace_id, key, digest, is_on, channel, team_id) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, key) DO UPDATE SET digest = excluded.digest, \
        is_on = excluded.is_on, channel = excluded.channel, team_id = excluded.team_id";
    REMOVE_RECEIVERS = "DELETE FROM playbook_receivers WHERE workspace_id = $1 AND key = $2";
    ADD_RECEIVER = "INSERT INTO playbook_receivers (workspace_id, key, ordinal, person_id, field, value) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, key, ordinal) DO UPDATE SET \
        person_id = excluded.person_id, field = excluded.field, value = excluded.value";
}

pub(super) fn put_version(workspace: WorkspaceId, row: &PlaybookVersion) -> Op {
    Op::new(PUT_VERSION, args![workspace, &row.digest, &row.key, &row.text, row.created_at])
}

pub(super) fn put_setting(workspace: WorkspaceId, row: &WorkspacePlaybook) -> Op {
    Op::new(PUT_SETTING, args![workspace, &row.key, &row.digest, row.is_on, &row.channel, row.team])
}

pub(super) fn put_receivers(workspace: WorkspaceId, row: &Receivers, ops: &mut Vec<Op>) {
    ops.push(Op::new(REMOVE_RECEIVERS, args![workspace, &row.key]));
    for (ordinal, receiver) in (1i64..).zip(&row.list) {
        let args: Vec<Arg> = args![workspace, &row.key, ordinal, receiver.person, &receiver.field, &receiver.value];
        ops.push(Op::new(ADD_RECEIVER, args));
    }
}
