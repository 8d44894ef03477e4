-- Our messages on a platform, and the playground's own chat.

CREATE TABLE posts (
    workspace_id        BIGINT NOT NULL REFERENCES workspaces (id),
    handoff_id          BIGINT,
    -- What the message is for: card, thread, or a text of the caller's such as weekly:2026-W10.
    purpose             TEXT NOT NULL,
    channel             TEXT NOT NULL,
    message_external_id TEXT,
    drawn_version       BIGINT NOT NULL,
    handle              TEXT,
    posted_at_ms        BIGINT NOT NULL,
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
);
CREATE UNIQUE INDEX posts_purpose ON posts (workspace_id, COALESCE(handoff_id, 0), purpose);
CREATE INDEX posts_message ON posts (workspace_id, channel, message_external_id);

CREATE TABLE chat_messages (
    workspace_id  BIGINT NOT NULL REFERENCES workspaces (id),
    id            BIGINT NOT NULL,
    seq           BIGINT NOT NULL,
    channel       TEXT NOT NULL,
    thread_root   BIGINT,
    private_to_id BIGINT,
    -- NULL is the bot.
    author_id     BIGINT,
    body          JSONB NOT NULL,
    files         JSONB NOT NULL,
    handle        TEXT,
    said_at_ms    BIGINT NOT NULL,
    edited_at_ms  BIGINT,
    is_deleted    BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, handle),
    UNIQUE (workspace_id, seq)
);
CREATE INDEX chat_messages_channel ON chat_messages (workspace_id, channel, id);
CREATE INDEX chat_messages_thread ON chat_messages (workspace_id, thread_root);
