-- What was said once and is not said again: a reminder outside of the clocks' ladders, by the key of its occasion.
CREATE TABLE occasions (
    workspace_id BIGINT NOT NULL,
    handoff_id   BIGINT NOT NULL,
    n            BIGINT NOT NULL,
    key          TEXT NOT NULL,
    said_at_ms   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, handoff_id, n),
    UNIQUE (workspace_id, handoff_id, key),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
);
