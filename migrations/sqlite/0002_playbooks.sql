-- The standards of each transition: immutable texts, which one a workspace uses, and who receives.

CREATE TABLE playbook_versions (
    workspace_id  BIGINT NOT NULL REFERENCES workspaces (id),
    digest        TEXT NOT NULL,
    key           TEXT NOT NULL,
    text          TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, digest)
);
CREATE INDEX playbook_versions_key ON playbook_versions (workspace_id, key, created_at_ms);

CREATE TABLE workspace_playbooks (
    workspace_id BIGINT NOT NULL,
    key          TEXT NOT NULL,
    digest       TEXT NOT NULL,
    is_on        BOOLEAN NOT NULL,
    channel      TEXT,
    team_id      BIGINT,
    PRIMARY KEY (workspace_id, key),
    FOREIGN KEY (workspace_id, digest) REFERENCES playbook_versions (workspace_id, digest),
    FOREIGN KEY (workspace_id, team_id) REFERENCES teams (workspace_id, id)
);

-- Who receives, in order; field and value name the rule (segment, region, billing type), NULL takes everything.
CREATE TABLE playbook_receivers (
    workspace_id BIGINT NOT NULL,
    key          TEXT NOT NULL,
    ordinal      BIGINT NOT NULL,
    person_id    BIGINT NOT NULL,
    field        TEXT,
    value        TEXT,
    PRIMARY KEY (workspace_id, key, ordinal),
    FOREIGN KEY (workspace_id, person_id) REFERENCES persons (workspace_id, id)
) WITHOUT ROWID;
