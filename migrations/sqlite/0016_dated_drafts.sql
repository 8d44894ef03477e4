-- Drafts that a date opened: one a customer, playbook and day, for ever, also when the draft was thrown away.
CREATE TABLE dated_drafts (
    workspace_id    BIGINT NOT NULL,
    playbook        TEXT NOT NULL,
    -- As in handoffs: the same for every way to write it.
    customer_folded TEXT NOT NULL,
    on_day          TEXT NOT NULL,
    handoff_id      BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, playbook, customer_folded, on_day),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
) WITHOUT ROWID;
CREATE INDEX dated_drafts_handoff ON dated_drafts (workspace_id, handoff_id);
