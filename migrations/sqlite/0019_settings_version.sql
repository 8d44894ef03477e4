-- Settings are changed on what they were read as: of two who change them at once, one looks again.

ALTER TABLE workspaces ADD COLUMN settings_version BIGINT NOT NULL DEFAULT 0;
