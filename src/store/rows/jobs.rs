//! How schedules, secrets and the upkeep of jobs are written, and how a handoff that never was real is removed.

use crate::clock::Timestamp;
use crate::ids::{HandoffId, JobId, WorkspaceId};
use crate::store::plan::{Missed, Op};
use crate::store::schedules::{Advance, Schedule};
use crate::store::secrets::Secret;
use crate::store::sql::{Sql, args, statements};

statements! {
    PUT_SCHEDULE = "INSERT INTO schedules (workspace_id, key, kind, person_id, team_id, minute, zone, next_at_ms) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (workspace_id, key) DO UPDATE SET kind = excluded.kind, \
        person_id = excluded.person_id, team_id = excluded.team_id, minute = excluded.minute, zone = excluded.zone, \
        next_at_ms = excluded.next_at_ms";
    ADVANCE_SCHEDULE = "UPDATE schedules SET last_at_ms = $4, next_at_ms = $5, missed = missed + $6 \
        WHERE workspace_id = $1 AND key = $2 AND COALESCE(last_at_ms, -1) = COALESCE($3, -1) AND next_at_ms <= $4";
    REMOVE_SCHEDULE = "DELETE FROM schedules WHERE workspace_id = $1 AND key = $2";
    PUT_SECRET = "INSERT INTO secrets (workspace_id, connection_id, name, key_id, nonce, ciphertext, created_at_ms) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (workspace_id, connection_id, name) DO UPDATE SET \
        key_id = excluded.key_id, nonce = excluded.nonce, ciphertext = excluded.ciphertext, \
        created_at_ms = excluded.created_at_ms";
    REMOVE_SECRETS = "DELETE FROM secrets WHERE workspace_id = $1 AND connection_id = $2";
    REQUEUE = "UPDATE jobs SET state = 'pending', attempt = 1, next_at_ms = $3, finished_at_ms = NULL, \
        last_error = NULL \
        WHERE workspace_id = $1 AND id = $2 AND state = 'discarded'";
    FORGET_JOBS = "DELETE FROM jobs WHERE workspace_id = $1 AND id IN (SELECT id FROM jobs WHERE workspace_id = $1 \
        AND state IN ('done', 'discarded') AND finished_at_ms < $2 ORDER BY finished_at_ms, id LIMIT $3)";
    FORGET_DELIVERIES = "DELETE FROM inbox WHERE workspace_id = $1 AND (platform, delivery_id) IN (SELECT platform, \
        delivery_id FROM inbox WHERE workspace_id = $1 AND received_at_ms < $2 ORDER BY received_at_ms LIMIT $3)";
    FORGET_PINGS = "DELETE FROM pings WHERE workspace_id = $1 AND (person_id, cause) IN (SELECT person_id, cause \
        FROM pings WHERE workspace_id = $1 AND state IN ('given', 'dropped') \
        AND COALESCE(given_at_ms, decided_at_ms) < $2 ORDER BY COALESCE(given_at_ms, decided_at_ms) LIMIT $3)";
    FORGET_LINES = "DELETE FROM manager_lines WHERE workspace_id = $1 AND cause IN (SELECT cause FROM manager_lines \
        WHERE workspace_id = $1 AND said_at_ms < $2 ORDER BY said_at_ms LIMIT $3)";
    UNREAL = "UPDATE handoffs SET version = version + 1 WHERE workspace_id = $1 AND id = $2 AND purpose <> 'real'";
    REMOVE_STEPS = "DELETE FROM clock_steps WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_CLOCKS = "DELETE FROM clocks WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_BRIEFS = "DELETE FROM briefs WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_QUESTIONS = "DELETE FROM questions WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_RETURNS = "DELETE FROM returns WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_READ_BACKS = "DELETE FROM read_backs WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_ITEMS = "DELETE FROM checklist_items WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_PROMISES = "DELETE FROM promises WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_WAIVERS = "DELETE FROM waivers WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_OCCASIONS = "DELETE FROM occasions WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_RATINGS = "DELETE FROM ratings WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_EARLIER_RATINGS = "DELETE FROM earlier_ratings WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_LOOKS = "DELETE FROM second_looks WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_EVENTS = "DELETE FROM events WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_POSTS = "DELETE FROM posts WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_FORMS = "DELETE FROM kept_forms WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_PINGS = "DELETE FROM pings WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_LINES = "DELETE FROM manager_lines WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_JOBS = "DELETE FROM jobs WHERE workspace_id = $1 AND handoff_id = $2";
    REMOVE_HANDOFF = "DELETE FROM handoffs WHERE workspace_id = $1 AND id = $2 AND purpose <> 'real'";
}

/// What hangs on a handoff, leaves first.
const HANGING_ON_HANDOFF: [Sql; 19] = [
    REMOVE_STEPS,
    REMOVE_CLOCKS,
    REMOVE_BRIEFS,
    REMOVE_QUESTIONS,
    REMOVE_RETURNS,
    REMOVE_READ_BACKS,
    REMOVE_ITEMS,
    REMOVE_PROMISES,
    REMOVE_WAIVERS,
    REMOVE_OCCASIONS,
    REMOVE_RATINGS,
    REMOVE_EARLIER_RATINGS,
    REMOVE_LOOKS,
    REMOVE_EVENTS,
    REMOVE_POSTS,
    REMOVE_FORMS,
    REMOVE_PINGS,
    REMOVE_LINES,
    REMOVE_JOBS,
];

pub(super) fn put_schedule(workspace: WorkspaceId, row: &Schedule) -> Op {
    Op::new(
        PUT_SCHEDULE,
        args![workspace, &row.key, &row.kind, row.person, row.team, row.minute, &row.zone, row.next_at],
    )
}

pub(super) fn advance_schedule(workspace: WorkspaceId, row: &Advance) -> Op {
    Op::must(
        ADVANCE_SCHEDULE,
        args![workspace, &row.key, row.expected_last, row.last_at, row.next_at, row.missed],
        Missed::Stale,
    )
}

pub(super) fn remove_schedule(workspace: WorkspaceId, key: &str) -> Op {
    Op::new(REMOVE_SCHEDULE, args![workspace, key])
}

pub(super) fn put_secret(workspace: WorkspaceId, at: Timestamp, row: &Secret) -> Op {
    Op::new(
        PUT_SECRET,
        args![workspace, row.connection, &row.name, &row.key_id, row.nonce.as_slice(), row.ciphertext.as_slice(), at,],
    )
}

pub(super) fn remove_secrets(workspace: WorkspaceId, connection: i64) -> Op {
    Op::new(REMOVE_SECRETS, args![workspace, connection])
}

pub(super) fn requeue(workspace: WorkspaceId, id: JobId, run_at: Timestamp) -> Op {
    Op::new(REQUEUE, args![workspace, id, run_at])
}

pub(super) fn forget_finished(workspace: WorkspaceId, (before, at_most): (Timestamp, u32), ops: &mut Vec<Op>) {
    ops.push(Op::new(FORGET_JOBS, args![workspace, before, at_most]));
    ops.push(Op::new(FORGET_DELIVERIES, args![workspace, before, at_most]));
    ops.push(Op::new(FORGET_PINGS, args![workspace, before, at_most]));
    ops.push(Op::new(FORGET_LINES, args![workspace, before, at_most]));
}

/// The first statement takes the row's lock and finds out that the handoff is not a real one; else all is stale.
pub(super) fn remove_handoff(workspace: WorkspaceId, id: HandoffId, ops: &mut Vec<Op>) {
    ops.push(Op::must(UNREAL, args![workspace, id], Missed::Stale));
    ops.extend(HANGING_ON_HANDOFF.map(|sql| Op::new(sql, args![workspace, id])));
    ops.push(Op::new(REMOVE_HANDOFF, args![workspace, id]));
}
