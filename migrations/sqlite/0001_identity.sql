-- Who and where: installations, people, teams, rights, calendars, and secrets at rest.
-- Moments are milliseconds UTC (*_at_ms); civil times are minutes of a local day beside a zone.
-- Every business key is (workspace_id, id).

-- Facts about this database: clock_offset_ms, the check value of the secret key.
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE workspaces (
    id                 BIGINT NOT NULL PRIMARY KEY,
    platform           TEXT NOT NULL,
    external_id        TEXT NOT NULL,
    name               TEXT NOT NULL,
    locale             TEXT NOT NULL,
    zone               TEXT NOT NULL,
    calendar_id        BIGINT,
    fallback_person_id BIGINT,
    channel            TEXT,
    manager_channel    TEXT,
    weekends_count     BOOLEAN NOT NULL DEFAULT FALSE,
    digest_minute      BIGINT NOT NULL DEFAULT 540,
    set_up_at_ms       BIGINT,
    created_at_ms      BIGINT NOT NULL,
    last_number        BIGINT NOT NULL DEFAULT 0,
    last_chat_seq      BIGINT NOT NULL DEFAULT 0,
    UNIQUE (platform, external_id)
);

CREATE TABLE persons (
    workspace_id      BIGINT NOT NULL REFERENCES workspaces (id),
    id                BIGINT NOT NULL,
    platform          TEXT NOT NULL,
    external_id       TEXT NOT NULL,
    name              TEXT NOT NULL,
    handle            TEXT NOT NULL,
    title             TEXT NOT NULL,
    zone              TEXT,
    locale            TEXT,
    state             TEXT NOT NULL CHECK (state IN ('active', 'left', 'bot')),
    away_until_ms     BIGINT,
    digest_minute     BIGINT,
    quiet_from_minute BIGINT,
    quiet_to_minute   BIGINT,
    greeted_at_ms     BIGINT,
    last_playbook     TEXT,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, platform, external_id)
);
CREATE INDEX persons_external ON persons (platform, external_id);

-- The same person on other platforms.
CREATE TABLE person_links (
    workspace_id BIGINT NOT NULL,
    platform     TEXT NOT NULL,
    external_id  TEXT NOT NULL,
    person_id    BIGINT NOT NULL,
    linked_at_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, platform, external_id),
    FOREIGN KEY (workspace_id, person_id) REFERENCES persons (workspace_id, id)
) WITHOUT ROWID;
CREATE INDEX person_links_person ON person_links (workspace_id, person_id);

CREATE TABLE calendars (
    workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
    id           BIGINT NOT NULL,
    name         TEXT NOT NULL,
    body         TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE teams (
    workspace_id    BIGINT NOT NULL REFERENCES workspaces (id),
    id              BIGINT NOT NULL,
    name            TEXT NOT NULL,
    channel         TEXT,
    manager_channel TEXT,
    calendar_id     BIGINT,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, calendar_id) REFERENCES calendars (workspace_id, id)
);

CREATE TABLE team_members (
    workspace_id BIGINT NOT NULL,
    team_id      BIGINT NOT NULL,
    person_id    BIGINT NOT NULL,
    ordinal      BIGINT NOT NULL,
    is_manager   BOOLEAN NOT NULL,
    PRIMARY KEY (workspace_id, team_id, person_id),
    FOREIGN KEY (workspace_id, team_id) REFERENCES teams (workspace_id, id),
    FOREIGN KEY (workspace_id, person_id) REFERENCES persons (workspace_id, id)
) WITHOUT ROWID;
CREATE INDEX team_members_person ON team_members (workspace_id, person_id);

-- What a person may do beyond their part in a handoff.
CREATE TABLE grants (
    workspace_id  BIGINT NOT NULL,
    person_id     BIGINT NOT NULL,
    capability    TEXT NOT NULL CHECK (capability IN ('admin', 'manager', 'see_restricted', 'see_person_figures')),
    granted_by_id BIGINT,
    granted_at_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, person_id, capability),
    FOREIGN KEY (workspace_id, person_id) REFERENCES persons (workspace_id, id)
) WITHOUT ROWID;

-- Encrypted at rest under BATON_SECRET_KEY; key_id names the key, so that keys can be changed one row at a time.
CREATE TABLE secrets (
    workspace_id  BIGINT NOT NULL REFERENCES workspaces (id),
    connection_id BIGINT NOT NULL,
    name          TEXT NOT NULL,
    key_id        TEXT NOT NULL,
    nonce         BLOB NOT NULL,
    ciphertext    BLOB NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, connection_id, name)
);
