//! How pings and the lines of messages to managers are written.

use crate::ids::WorkspaceId;
use crate::store::columns::key_of;
use crate::store::fault::Fault;
use crate::store::pings::{ManagerLine, Ping, PingState};
use crate::store::plan::{Missed, Op};
use crate::store::sql::{Arg, args, statements};

statements! {
    // Neither the cause nor the number of the day may be taken; who is second looks again.
    PUT = "INSERT INTO pings (workspace_id, person_id, cause, handoff_id, note, class, state, decided_at_ms, due_at_ms, \
        given_at_ms, day, slot, carrier) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
        ON CONFLICT DO NOTHING";
    MOVE = "UPDATE pings SET state = $5, due_at_ms = $6, given_at_ms = $7, day = $8, slot = $9, carrier = $10 \
        WHERE workspace_id = $1 AND person_id = $2 AND cause = $3 AND state = $4";
    PUT_LINE = "INSERT INTO manager_lines (workspace_id, cause, handle, channel, handoff_id, note, said_at_ms) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (workspace_id, cause) DO UPDATE SET handle = excluded.handle";
}

pub(super) fn reserve(workspace: WorkspaceId, row: &Ping) -> Result<Op, Fault> {
    Ok(Op { or_else: Some(Missed::Stale), ..put(workspace, row)? })
}

pub(super) fn put(workspace: WorkspaceId, row: &Ping) -> Result<Op, Fault> {
    Ok(Op::new(
        PUT,
        args![
            workspace,
            row.person,
            &row.cause,
            row.handoff,
            &row.note,
            key_of(&row.class)?,
            key_of(&row.state)?,
            row.decided_at,
            row.due_at,
            row.given_at,
            row.day.clone(),
            row.slot,
            row.carrier.clone(),
        ],
    ))
}

pub(super) fn change(workspace: WorkspaceId, from: PingState, row: &Ping) -> Result<Op, Fault> {
    Ok(Op { or_else: Some(Missed::Stale), ..settle(workspace, from, row)? })
}

pub(super) fn settle(workspace: WorkspaceId, from: PingState, row: &Ping) -> Result<Op, Fault> {
    let (from, to) = (key_of(&from)?, key_of(&row.state)?);
    Ok(Op::new(
        MOVE,
        args![
            workspace,
            row.person,
            &row.cause,
            from,
            to,
            row.due_at,
            row.given_at,
            row.day.clone(),
            row.slot,
            row.carrier.clone(),
        ],
    ))
}

pub(super) fn put_line(workspace: WorkspaceId, row: &ManagerLine) -> Op {
    let note = Arg::Json(row.note.clone());
    Op::new(PUT_LINE, args![workspace, &row.cause, &row.handle, row.channel.clone(), row.handoff, note, row.said_at])
}
