-- A handoff and everything that hangs on it: one typed table for each list, known by position n counted from 1.

CREATE TABLE handoffs (
    workspace_id        BIGINT NOT NULL REFERENCES workspaces (id),
    id                  BIGINT NOT NULL,
    version             BIGINT NOT NULL,
    number              BIGINT,
    playbook            TEXT NOT NULL,
    playbook_version    TEXT NOT NULL,
    purpose             TEXT NOT NULL CHECK (purpose IN ('real', 'test', 'practice')),
    customer            TEXT NOT NULL,
    -- Lower case, single spaces: for search and for "the same customer".
    customer_folded     TEXT NOT NULL,
    status              TEXT NOT NULL
        CHECK (status IN ('draft', 'sent', 'returned', 'accepted', 'kicked_off', 'completed', 'cancelled')),
    sender_id           BIGINT NOT NULL,
    receiver_id         BIGINT,
    backup_id           BIGINT,
    accepted_by_id      BIGINT,
    suggestion_rule     TEXT,
    suggestion_open     BIGINT,
    round               BIGINT NOT NULL,
    hops                BIGINT NOT NULL,
    brief_version       BIGINT NOT NULL,
    deal_closed_at_ms   BIGINT,
    is_signed           BOOLEAN,
    created_at_ms       BIGINT NOT NULL,
    first_sent_at_ms    BIGINT,
    sent_at_ms          BIGINT,
    accepted_at_ms      BIGINT,
    kicked_off_at_ms    BIGINT,
    completed_at_ms     BIGINT,
    changed_at_ms       BIGINT NOT NULL,
    waiting_at_ms       BIGINT,
    waiting_reason      TEXT,
    cancelled_by_id     BIGINT,
    cancelled_at_ms     BIGINT,
    cancelled_reason    TEXT,
    cancelled_from      TEXT,
    -- Derived at each write from the lists below, so that lists and figures need no joins.
    next_due_at_ms      BIGINT,
    next_clock          TEXT,
    rated_at_ms         BIGINT,
    has_open_question   BOOLEAN NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, number),
    FOREIGN KEY (workspace_id, sender_id) REFERENCES persons (workspace_id, id),
    FOREIGN KEY (workspace_id, receiver_id) REFERENCES persons (workspace_id, id),
    FOREIGN KEY (workspace_id, backup_id) REFERENCES persons (workspace_id, id),
    FOREIGN KEY (workspace_id, accepted_by_id) REFERENCES persons (workspace_id, id)
);
-- Few indexes, and none on what changes with every step: each one is written again with its columns.
CREATE INDEX handoffs_status ON handoffs (workspace_id, status);
CREATE INDEX handoffs_sender ON handoffs (workspace_id, sender_id);
CREATE INDEX handoffs_receiver ON handoffs (workspace_id, receiver_id);
CREATE INDEX handoffs_customer ON handoffs (workspace_id, customer_folded);
CREATE INDEX handoffs_unrated ON handoffs (workspace_id, kicked_off_at_ms)
    WHERE rated_at_ms IS NULL AND kicked_off_at_ms IS NOT NULL;
-- Covers everything that figures read from this table.
CREATE INDEX handoffs_stats ON handoffs (
    workspace_id, first_sent_at_ms, purpose, id, number, playbook, status, sender_id, receiver_id, accepted_by_id,
    round, hops, deal_closed_at_ms, accepted_at_ms, kicked_off_at_ms, completed_at_ms, cancelled_at_ms
) WHERE first_sent_at_ms IS NOT NULL;

-- Version 0 is the draft, rewritten in place and gone at the first send; later versions stay.
CREATE TABLE briefs (
    workspace_id  BIGINT NOT NULL,
    handoff_id    BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    body          TEXT NOT NULL,
    by_id         BIGINT,
    written_at_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, handoff_id, version),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
);

CREATE TABLE clocks (
    workspace_id   BIGINT NOT NULL,
    handoff_id     BIGINT NOT NULL,
    kind           TEXT NOT NULL
        CHECK (kind IN ('start', 'accept', 'kickoff', 'complete', 'resubmit', 'answer')),
    n              BIGINT NOT NULL,
    ordinal        BIGINT NOT NULL,
    started_at_ms  BIGINT NOT NULL,
    span           TEXT NOT NULL,
    counts_back    BOOLEAN NOT NULL,
    calendar_id    BIGINT NOT NULL,
    due_at_ms      BIGINT NOT NULL,
    schedule       BIGINT NOT NULL,
    pauses         TEXT NOT NULL,
    paused_at_ms   BIGINT,
    met_at_ms      BIGINT,
    breached_at_ms BIGINT,
    stopped_at_ms  BIGINT,
    PRIMARY KEY (workspace_id, handoff_id, kind, n),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
) WITHOUT ROWID;

-- The decision key: each step of each instance once, however often it was scheduled.
CREATE TABLE clock_steps (
    workspace_id  BIGINT NOT NULL,
    handoff_id    BIGINT NOT NULL,
    clock         TEXT NOT NULL,
    n             BIGINT NOT NULL,
    step          TEXT NOT NULL CHECK (step IN ('early', 'due', 'manager', 'offer')),
    ordinal       BIGINT NOT NULL,
    decided_at_ms BIGINT NOT NULL,
    passed_over   BOOLEAN NOT NULL,
    PRIMARY KEY (workspace_id, handoff_id, clock, n, step),
    FOREIGN KEY (workspace_id, handoff_id, clock, n) REFERENCES clocks (workspace_id, handoff_id, kind, n)
) WITHOUT ROWID;

CREATE TABLE questions (
    workspace_id   BIGINT NOT NULL,
    handoff_id     BIGINT NOT NULL,
    n              BIGINT NOT NULL,
    by_id          BIGINT NOT NULL,
    asked_at_ms    BIGINT NOT NULL,
    field          TEXT,
    text           TEXT NOT NULL,
    round          BIGINT NOT NULL,
    answered_by_id BIGINT,
    answered_at_ms BIGINT,
    answer         TEXT,
    PRIMARY KEY (workspace_id, handoff_id, n),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
) WITHOUT ROWID;

CREATE TABLE returns (
    workspace_id   BIGINT NOT NULL,
    handoff_id     BIGINT NOT NULL,
    n              BIGINT NOT NULL,
    by_id          BIGINT NOT NULL,
    returned_at_ms BIGINT NOT NULL,
    round          BIGINT NOT NULL,
    reason         TEXT NOT NULL,
    sections       TEXT NOT NULL,
    note           TEXT NOT NULL,
    PRIMARY KEY (workspace_id, handoff_id, n),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
) WITHOUT ROWID;

CREATE TABLE read_backs (
    workspace_id  BIGINT NOT NULL,
    handoff_id    BIGINT NOT NULL,
    n             BIGINT NOT NULL,
    by_id         BIGINT NOT NULL,
    written_at_ms BIGINT NOT NULL,
    goal          TEXT NOT NULL,
    first_step    TEXT NOT NULL,
    watch         TEXT NOT NULL,
    verdict       TEXT NOT NULL CHECK (verdict IN ('open', 'confirmed', 'disputed', 'taken')),
    verdict_at_ms BIGINT,
    verdict_line  TEXT,
    PRIMARY KEY (workspace_id, handoff_id, n),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
) WITHOUT ROWID;

CREATE TABLE checklist_items (
    workspace_id BIGINT NOT NULL,
    handoff_id   BIGINT NOT NULL,
    n            BIGINT NOT NULL,
    key          TEXT NOT NULL,
    assignee     TEXT NOT NULL,
    due_at_ms    BIGINT,
    is_clause    BOOLEAN NOT NULL,
    ticked_by_id BIGINT,
    ticked_at_ms BIGINT,
    PRIMARY KEY (workspace_id, handoff_id, n),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
) WITHOUT ROWID;

CREATE TABLE promises (
    workspace_id BIGINT NOT NULL,
    handoff_id   BIGINT NOT NULL,
    n            BIGINT NOT NULL,
    text         TEXT NOT NULL,
    to_whom      TEXT,
    -- A local day, 2026-03-15.
    by_day       TEXT,
    is_kept      BOOLEAN,
    is_withdrawn BOOLEAN NOT NULL,
    PRIMARY KEY (workspace_id, handoff_id, n),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
) WITHOUT ROWID;

CREATE TABLE waivers (
    workspace_id BIGINT NOT NULL,
    handoff_id   BIGINT NOT NULL,
    n            BIGINT NOT NULL,
    what         TEXT NOT NULL CHECK (what IN ('clause', 'gate')),
    key          TEXT NOT NULL,
    by_id        BIGINT NOT NULL,
    waived_at_ms BIGINT NOT NULL,
    reason       TEXT NOT NULL,
    PRIMARY KEY (workspace_id, handoff_id, n),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
) WITHOUT ROWID;

CREATE TABLE ratings (
    workspace_id      BIGINT NOT NULL,
    handoff_id        BIGINT NOT NULL,
    by_id             BIGINT,
    first_rated_at_ms BIGINT,
    needed            BIGINT CHECK (needed BETWEEN 1 AND 5),
    timing            TEXT,
    felt              TEXT,
    reason            TEXT,
    words             TEXT NOT NULL,
    extra_number      BIGINT,
    extra_tick        BOOLEAN,
    is_locked         BOOLEAN NOT NULL,
    is_thanked        BOOLEAN NOT NULL,
    PRIMARY KEY (workspace_id, handoff_id),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
) WITHOUT ROWID;

CREATE TABLE second_looks (
    workspace_id      BIGINT NOT NULL,
    handoff_id        BIGINT NOT NULL,
    by_id             BIGINT NOT NULL,
    looked_at_ms      BIGINT NOT NULL,
    section           TEXT,
    words             TEXT NOT NULL,
    promises_accurate BOOLEAN,
    felt              TEXT,
    PRIMARY KEY (workspace_id, handoff_id),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
) WITHOUT ROWID;

-- What happened, append-only. Payloads hold ids of persons, never names, and carry "v".
CREATE TABLE events (
    workspace_id   BIGINT NOT NULL REFERENCES workspaces (id),
    id             BIGINT NOT NULL,
    handoff_id     BIGINT,
    seq            BIGINT NOT NULL,
    happened_at_ms BIGINT NOT NULL,
    kind           TEXT NOT NULL,
    by_id          BIGINT,
    source         TEXT NOT NULL,
    payload        TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, handoff_id, seq),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
) WITHOUT ROWID;
