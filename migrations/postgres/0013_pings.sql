-- Who was pinged for what, who is to be, and what the managers' messages hold.

-- One row for each person and cause, which is the key of the job that says it, or a digest's line.
CREATE TABLE pings (
    workspace_id  BIGINT NOT NULL,
    person_id     BIGINT NOT NULL,
    cause         TEXT NOT NULL,
    handoff_id    BIGINT NOT NULL,
    note          JSONB NOT NULL,
    class         TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'given', 'in_digest', 'dropped')),
    decided_at_ms BIGINT NOT NULL,
    -- When it is looked at again; NULL for one that is over, or that a digest says some day.
    due_at_ms     BIGINT,
    given_at_ms   BIGINT,
    -- The person's local day, and which of that day's few pings it is: so no race makes one too many.
    day           TEXT,
    slot          BIGINT CHECK (slot BETWEEN 1 AND 3),
    -- The key of the job that said it.
    carrier       TEXT,
    PRIMARY KEY (workspace_id, person_id, cause),
    UNIQUE (workspace_id, person_id, day, slot),
    FOREIGN KEY (workspace_id, person_id) REFERENCES persons (workspace_id, id),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
);
CREATE INDEX pings_handoff ON pings (workspace_id, handoff_id, person_id, decided_at_ms);
CREATE INDEX pings_open ON pings (workspace_id, person_id, decided_at_ms) WHERE state IN ('waiting', 'in_digest');
CREATE INDEX pings_carrier ON pings (workspace_id, person_id, carrier) WHERE carrier IS NOT NULL;

-- The lines of one message to managers, by the handle it was sent with.
CREATE TABLE manager_lines (
    workspace_id BIGINT NOT NULL,
    -- The key of the job that said it.
    cause        TEXT NOT NULL,
    handle       TEXT NOT NULL,
    handoff_id   BIGINT NOT NULL,
    note         JSONB NOT NULL,
    said_at_ms   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, cause),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
);
CREATE INDEX manager_lines_handle ON manager_lines (workspace_id, handle, said_at_ms);
CREATE INDEX manager_lines_handoff ON manager_lines (workspace_id, handoff_id);
