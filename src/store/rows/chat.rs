//! How posts and the playground's messages are written.

use serde_json::Value;

use crate::clock::Timestamp;
use crate::ids::{HandoffId, MessageId, WorkspaceId};
use crate::store::chat_log::{ChatEdit, ChatMessage};
use crate::store::plan::Op;
use crate::store::posts::Post;
use crate::store::sql::{args, statements};

statements! {
    PUT_POST = "INSERT INTO posts (workspace_id, handoff_id, purpose, channel, message_external_id, drawn_version, \
        handle, posted_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
        ON CONFLICT (workspace_id, COALESCE(handoff_id, 0), purpose) DO UPDATE SET channel = excluded.channel, \
        message_external_id = excluded.message_external_id, drawn_version = excluded.drawn_version, \
        handle = excluded.handle, posted_at_ms = excluded.posted_at_ms";
    REMOVE_POST = "DELETE FROM posts WHERE workspace_id = $1 AND COALESCE(handoff_id, 0) = $2 AND purpose = $3";
    NEXT_SEQ = "UPDATE workspaces SET last_chat_seq = last_chat_seq + 1 WHERE id = $1";
    PUT_MESSAGE = "INSERT INTO chat_messages (workspace_id, id, seq, channel, thread_root, private_to_id, author_id, \
        body, files, handle, said_at_ms) \
        VALUES ($1, $2, (SELECT last_chat_seq FROM workspaces WHERE id = $1), $3, $4, $5, $6, $7, $8, $9, $10) \
        ON CONFLICT (workspace_id, handle) DO NOTHING";
    EDIT_MESSAGE = "UPDATE chat_messages SET seq = (SELECT last_chat_seq FROM workspaces WHERE id = $1), \
        body = $3, files = $4, edited_at_ms = $5 WHERE workspace_id = $1 AND id = $2 AND NOT is_deleted";
    REPEAT_MESSAGE = "UPDATE chat_messages SET seq = (SELECT last_chat_seq FROM workspaces WHERE id = $1) \
        WHERE workspace_id = $1 AND id = $2";
    DELETE_MESSAGE = "UPDATE chat_messages SET seq = (SELECT last_chat_seq FROM workspaces WHERE id = $1), \
        body = $3, files = $4, edited_at_ms = $5, is_deleted = TRUE WHERE workspace_id = $1 AND id = $2 \
        AND NOT is_deleted";
    CLEAR = "DELETE FROM chat_messages WHERE workspace_id = $1";
}

pub(super) fn put_post(workspace: WorkspaceId, row: &Post) -> Op {
    Op::new(
        PUT_POST,
        args![
            workspace,
            row.handoff,
            &row.purpose,
            &row.channel,
            &row.message,
            row.drawn_version,
            &row.handle,
            row.posted_at,
        ],
    )
}

pub(super) fn remove_post(workspace: WorkspaceId, handoff: Option<HandoffId>, purpose: &str) -> Op {
    Op::new(REMOVE_POST, args![workspace, handoff.map_or(0, HandoffId::get), purpose])
}

pub(super) fn put_message(workspace: WorkspaceId, row: &ChatMessage, ops: &mut Vec<Op>) {
    ops.push(Op::new(NEXT_SEQ, args![workspace]));
    ops.push(Op::new(
        PUT_MESSAGE,
        args![
            workspace,
            row.id,
            &row.channel,
            row.thread_root,
            row.private_to,
            row.author,
            &row.body,
            &row.files,
            &row.handle,
            row.said_at,
        ],
    ));
}

pub(super) fn edit_message(workspace: WorkspaceId, at: Timestamp, row: &ChatEdit, ops: &mut Vec<Op>) {
    ops.push(Op::new(NEXT_SEQ, args![workspace]));
    ops.push(Op::new(EDIT_MESSAGE, args![workspace, row.id, &row.body, &row.files, at]));
}

pub(super) fn repeat_messages(workspace: WorkspaceId, ids: &[MessageId], ops: &mut Vec<Op>) {
    for id in ids {
        ops.push(Op::new(NEXT_SEQ, args![workspace]));
        ops.push(Op::new(REPEAT_MESSAGE, args![workspace, *id]));
    }
}

pub(super) fn delete_messages(workspace: WorkspaceId, at: Timestamp, ids: &[MessageId], ops: &mut Vec<Op>) {
    for id in ids {
        ops.push(Op::new(NEXT_SEQ, args![workspace]));
        ops.push(Op::new(DELETE_MESSAGE, args![workspace, *id, Value::Null, Value::Array(Vec::new()), at]));
    }
}

pub(super) fn clear(workspace: WorkspaceId) -> Op {
    Op::new(CLEAR, args![workspace])
}
