-- Ratings of those who had accepted before somebody else did; the last one stands in ratings.
CREATE TABLE earlier_ratings (
    workspace_id      BIGINT NOT NULL,
    handoff_id        BIGINT NOT NULL,
    n                 BIGINT NOT NULL,
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
    PRIMARY KEY (workspace_id, handoff_id, n),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
);
