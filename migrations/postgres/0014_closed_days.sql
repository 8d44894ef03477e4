-- Where a calendar's exceptions come from: public holidays of a place, a file, days entered by hand. The calendar itself
-- holds only what follows.
CREATE TABLE closed_days (
    workspace_id BIGINT NOT NULL,
    calendar_id  BIGINT NOT NULL,
    body         JSONB NOT NULL,
    PRIMARY KEY (workspace_id, calendar_id),
    FOREIGN KEY (workspace_id, calendar_id) REFERENCES calendars (workspace_id, id)
);
