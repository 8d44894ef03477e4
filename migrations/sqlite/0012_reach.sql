-- What cannot be reached: servers that the bot was removed from, and people who take no direct messages.

-- Nothing of a sleeping workspace is worked on; its jobs wait.
CREATE TABLE sleeping_workspaces (
    workspace_id BIGINT NOT NULL PRIMARY KEY REFERENCES workspaces (id),
    since_ms     BIGINT NOT NULL
) WITHOUT ROWID;

-- Whose last direct message was refused.
CREATE TABLE closed_directs (
    workspace_id BIGINT NOT NULL,
    person_id    BIGINT NOT NULL,
    since_ms     BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, person_id),
    FOREIGN KEY (workspace_id, person_id) REFERENCES persons (workspace_id, id)
) WITHOUT ROWID;

-- In a direct message an account is known before its workspace.
CREATE INDEX person_links_external ON person_links (platform, external_id);
