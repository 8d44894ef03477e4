//! A handoff before and after, as statements: the row itself always, of the lists only what differs.
//!
//! The row carries `AND version = $n`: nobody can overwrite what they did not read. Lists grow and never shrink; a step
//! of a clock, once decided, is never written again.

mod lists;

use serde_json::{Value, json};

use super::columns::key_of;
use super::commit::HandoffChange;
use super::fault::Fault;
use super::plan::{Missed, Op};
use super::sql::{Arg, Sql, args, statements};
use crate::clock::Timestamp;
use crate::domain::brief::Brief;
use crate::domain::handoff::Handoff;
use crate::ids::{PersonId, WorkspaceId};

/// Columns without an index: what every step may change.
macro_rules! quiet {
    () => {
        "version, backup_id, suggestion_rule, suggestion_open, brief_version, is_signed, sent_at_ms, changed_at_ms, \
         waiting_at_ms, waiting_reason, cancelled_by_id, cancelled_reason, cancelled_from, next_due_at_ms, next_clock, \
         has_open_question"
    };
}

/// Columns that change when the handoff moves on.
macro_rules! moving {
    () => {
        "status, accepted_by_id, round, hops, deal_closed_at_ms, accepted_at_ms, kicked_off_at_ms, completed_at_ms, \
         cancelled_at_ms, rated_at_ms"
    };
}

/// Columns that are settled with the first send, but for a new receiver.
macro_rules! settled {
    () => {
        "number, playbook, playbook_version, purpose, customer, customer_folded, sender_id, receiver_id, \
         created_at_ms, first_sent_at_ms"
    };
}

macro_rules! quiet_values {
    () => {
        "$3 + 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18"
    };
}

macro_rules! moving_values {
    () => {
        "$19, $20, $21, $22, $23, $24, $25, $26, $27, $28"
    };
}

macro_rules! settled_values {
    () => {
        "CASE WHEN $29 THEN (SELECT last_number FROM workspaces WHERE id = $1) ELSE $30 END, $31, $32, $33, $34, $35, \
         $36, $37, $38, $39"
    };
}

/// Arguments of the key and the columns without an index.
const QUIET_ARGS: usize = 18;
/// The same with those that change when the handoff moves on.
const MOVING_ARGS: usize = 28;

macro_rules! update {
    ($columns:expr, $values:expr) => {
        concat!(
            "UPDATE handoffs SET (",
            $columns,
            ") = (",
            $values,
            ") \
            WHERE workspace_id = $1 AND id = $2 AND version = $3 RETURNING number"
        )
    };
}

statements! {
    NEXT_NUMBER = "UPDATE workspaces SET last_number = last_number + 1 WHERE id = $1";
    INSERT = concat!("INSERT INTO handoffs (workspace_id, id, ", quiet!(), ", ", moving!(), ", ", settled!(),
        ") VALUES ($1, $2, ", quiet_values!(), ", ", moving_values!(), ", ", settled_values!(),
        ") ON CONFLICT (workspace_id, id) DO NOTHING RETURNING number");
    // SQLite writes every index of which a column is set, changed or not; so few are set.
    UPDATE_QUIET = update!(quiet!(), quiet_values!());
    UPDATE_MOVING = update!(concat!(quiet!(), ", ", moving!()), concat!(quiet_values!(), ", ", moving_values!()));
    UPDATE_ALL = update!(concat!(quiet!(), ", ", moving!(), ", ", settled!()),
        concat!(quiet_values!(), ", ", moving_values!(), ", ", settled_values!()));
    PUT_BRIEF = "INSERT INTO briefs (workspace_id, handoff_id, version, body, by_id, written_at_ms) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, handoff_id, version) DO UPDATE SET \
        body = excluded.body, by_id = excluded.by_id, written_at_ms = excluded.written_at_ms";
    REMOVE_DRAFT_BRIEF = "DELETE FROM briefs WHERE workspace_id = $1 AND handoff_id = $2 AND version = 0";
}

/// The statements of each part.
pub(super) const AREAS: [&[Sql]; 2] = [ALL, lists::ALL];

/// Adds the statements of a change; `by` is who caused it.
pub(super) fn plan(
    workspace: WorkspaceId,
    at: Timestamp,
    by: Option<PersonId>,
    change: &HandoffChange,
    ops: &mut Vec<Op>,
) -> Result<(), Fault> {
    let HandoffChange { before, after, assign_number } = change;
    let is_at_home = |handoff: &Handoff| handoff.workspace == workspace && handoff.id == after.id;
    if !is_at_home(after) || before.as_ref().is_some_and(|before| !is_at_home(before)) {
        return Err(Fault::Misuse("a commit changes one handoff of its own workspace"));
    }
    let known = before.as_ref().and_then(|before| before.number).or(after.number);
    let is_numbering = *assign_number && known.is_none();
    if is_numbering {
        ops.push(Op::new(NEXT_NUMBER, args![workspace]));
    }
    ops.push(put_row(before.as_ref(), after, is_numbering, known)?);
    plan_brief(at, by, change, ops)?;
    lists::plan(before.as_ref(), after, ops)
}

/// Writes the row, of an existing one only the columns that may have changed.
fn put_row(before: Option<&Handoff>, after: &Handoff, is_numbering: bool, number: Option<i64>) -> Result<Op, Fault> {
    let mut row = row_args(after, before.map_or(0, |before| before.version), is_numbering, number)?;
    let Some(before) = before else {
        return Ok(Op::must(INSERT, row, Missed::Stale).returning_number());
    };
    let old = row_args(before, before.version, false, before.number)?;
    let is_same_from = |place: usize| old[place..] == row[place..];
    let sql = if is_same_from(QUIET_ARGS) {
        row.truncate(QUIET_ARGS);
        UPDATE_QUIET
    } else if is_same_from(MOVING_ARGS) {
        row.truncate(MOVING_ARGS);
        UPDATE_MOVING
    } else {
        UPDATE_ALL
    };
    Ok(Op::must(sql, row, Missed::Stale).returning_number())
}

/// In the order of the placeholders: key, quiet, moving, settled.
fn row_args(after: &Handoff, version: i64, is_numbering: bool, number: Option<i64>) -> Result<Vec<Arg>, Fault> {
    let next =
        after.clocks.iter().filter(|clock| clock.is_running() && clock.paused_since.is_none()).min_by_key(|c| c.due);
    let (cancelled, times) = (after.cancelled.as_ref(), &after.times);
    let mut args = args![
        after.workspace,
        after.id,
        version,
        after.backup,
        after.suggestion.as_ref().and_then(|suggestion| suggestion.rule.clone()),
        after.suggestion.as_ref().map(|suggestion| suggestion.open),
        after.brief_version,
        after.signed,
        times.sent,
        times.changed,
        after.waiting.as_ref().map(|waiting| waiting.since),
        after.waiting.as_ref().map(|waiting| waiting.reason.clone()),
        cancelled.map(|cancelled| cancelled.by),
        cancelled.map(|cancelled| cancelled.reason.clone()),
        cancelled.map(|cancelled| cancelled.from.key()),
        next.map(|clock| clock.due),
        next.map(|clock| key_of(&clock.kind)).transpose()?,
        after.open_question().is_some(),
    ];
    args.extend(args![
        after.status.key(),
        after.accepted_by,
        after.round,
        after.hops,
        after.deal_closed,
        times.accepted,
        times.kicked_off,
        times.completed,
        cancelled.map(|cancelled| cancelled.at),
        after.own_rating().filter(|rating| rating.needed.is_some()).and_then(|rating| rating.first_at),
    ]);
    args.extend(args![
        is_numbering,
        number,
        &after.playbook,
        &after.playbook_version,
        key_of(&after.purpose)?,
        &after.customer,
        folded(&after.customer),
        after.sender,
        after.receiver,
        times.created,
        times.first_sent,
    ]);
    Ok(args)
}

/// For search and for "the same customer": lower case, white space squeezed.
pub(super) fn folded(customer: &str) -> String {
    customer.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn plan_brief(at: Timestamp, by: Option<PersonId>, change: &HandoffChange, ops: &mut Vec<Op>) -> Result<(), Fault> {
    let HandoffChange { before, after, .. } = change;
    let was = before.as_ref().map(|before| (before.brief_version, &before.brief));
    if was != Some((after.brief_version, &after.brief)) {
        let by = by.or(before.is_none().then_some(after.sender));
        let args = args![after.workspace, after.id, after.brief_version, stored(&after.brief)?, by, at];
        ops.push(Op::new(PUT_BRIEF, args));
    }
    if was.is_some_and(|(version, _)| version == 0) && after.brief_version > 0 {
        ops.push(Op::new(REMOVE_DRAFT_BRIEF, args![after.workspace, after.id]));
    }
    Ok(())
}

/// The brief as stored, `{"v":1,"values":{…}}`.
fn stored(brief: &Brief) -> Result<Value, Fault> {
    let values = serde_json::to_value(&brief.values).map_err(|_| Fault::Misuse("a brief without JSON"))?;
    Ok(json!({ "v": 1, "values": values }))
}
