-- Set-up before it is confirmed, and when Baton joined a server and left it.

-- One draft a workspace; it grows with every choice, and is gone once it is confirmed.
CREATE TABLE setup_drafts (
    workspace_id  BIGINT NOT NULL PRIMARY KEY REFERENCES workspaces (id),
    version       BIGINT NOT NULL,
    body          JSONB NOT NULL,
    by_id         BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    FOREIGN KEY (workspace_id, by_id) REFERENCES persons (workspace_id, id)
);

-- A later joined_at_ms is a new invitation; left_at_ms is set while Baton is not in the server.
CREATE TABLE installations (
    workspace_id BIGINT NOT NULL PRIMARY KEY REFERENCES workspaces (id),
    joined_at_ms BIGINT NOT NULL,
    left_at_ms   BIGINT
);

-- Servers in which handoffs went on before there was a set-up are set up.
UPDATE workspaces SET set_up_at_ms = created_at_ms WHERE set_up_at_ms IS NULL AND last_number > 0;
