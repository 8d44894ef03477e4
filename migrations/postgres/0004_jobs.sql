-- Work to come: the outbox, repeating schedules, and what was delivered to us already.

CREATE TABLE jobs (
    id             BIGINT NOT NULL PRIMARY KEY,
    workspace_id   BIGINT NOT NULL REFERENCES workspaces (id),
    handoff_id     BIGINT,
    kind           TEXT NOT NULL,
    dedupe         TEXT NOT NULL,
    lane           TEXT,
    seq            BIGINT NOT NULL,
    run_at_ms      BIGINT NOT NULL,
    -- When it may be claimed (again): its time, its retry, or the end of its lease; NULL once finished.
    next_at_ms     BIGINT,
    state          TEXT NOT NULL CHECK (state IN ('pending', 'leased', 'done', 'discarded')),
    attempt        BIGINT NOT NULL DEFAULT 0,
    -- Grows with every claim; a write that carries an older one is refused.
    lease_token    BIGINT NOT NULL DEFAULT 0,
    lease_until_ms BIGINT,
    last_error     TEXT,
    payload        JSONB NOT NULL,
    created_at_ms  BIGINT NOT NULL,
    finished_at_ms BIGINT,
    UNIQUE (workspace_id, dedupe),
    CHECK ((next_at_ms IS NULL) = (state IN ('done', 'discarded')))
);
CREATE INDEX jobs_claim ON jobs (next_at_ms, id) WHERE next_at_ms IS NOT NULL;
CREATE INDEX jobs_lane ON jobs (workspace_id, lane, seq, id) WHERE next_at_ms IS NOT NULL;
CREATE INDEX jobs_handoff ON jobs (workspace_id, handoff_id, id);
CREATE INDEX jobs_finished ON jobs (state, finished_at_ms) WHERE finished_at_ms IS NOT NULL;

-- What repeats. The transaction that fires an occurrence also moves the row on.
CREATE TABLE schedules (
    workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
    key          TEXT NOT NULL,
    kind         TEXT NOT NULL,
    person_id    BIGINT,
    team_id      BIGINT,
    minute       BIGINT NOT NULL,
    zone         TEXT NOT NULL,
    next_at_ms   BIGINT NOT NULL,
    last_at_ms   BIGINT,
    missed       BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, key),
    FOREIGN KEY (workspace_id, person_id) REFERENCES persons (workspace_id, id),
    FOREIGN KEY (workspace_id, team_id) REFERENCES teams (workspace_id, id)
);
CREATE INDEX schedules_next ON schedules (next_at_ms);

-- Deliveries already dealt with, and what came of them.
CREATE TABLE inbox (
    workspace_id   BIGINT NOT NULL,
    platform       TEXT NOT NULL,
    delivery_id    TEXT NOT NULL,
    received_at_ms BIGINT NOT NULL,
    outcome        JSONB NOT NULL,
    PRIMARY KEY (workspace_id, platform, delivery_id)
);
CREATE INDEX inbox_received ON inbox (received_at_ms);
