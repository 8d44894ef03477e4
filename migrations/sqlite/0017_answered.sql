-- Interactions that were answered, for as long as a copy of one would be taken for genuine. Platforms number them over all
-- servers.

CREATE TABLE answered (
    platform       TEXT NOT NULL,
    delivery_id    TEXT NOT NULL,
    answered_at_ms BIGINT NOT NULL,
    PRIMARY KEY (platform, delivery_id)
) WITHOUT ROWID;
CREATE INDEX answered_at ON answered (answered_at_ms);
