//! How an interaction is taken to be answered, once over all processes.

use crate::clock::Timestamp;
use crate::store::plan::{Missed, Op};
use crate::store::sql::{args, statements};

statements! {
    FORGET_OLD = "DELETE FROM answered WHERE answered_at_ms < $1";
    TAKE = "INSERT INTO answered (platform, delivery_id, answered_at_ms) VALUES ($1, $2, $3) \
        ON CONFLICT (platform, delivery_id) DO NOTHING";
}

/// Whoever comes second misses.
pub(super) fn take(at: Timestamp, platform: &str, delivery: &str, before: Timestamp, ops: &mut Vec<Op>) {
    ops.push(Op::new(FORGET_OLD, args![before]));
    ops.push(Op::must(TAKE, args![platform, delivery, at], Missed::Stale));
}
