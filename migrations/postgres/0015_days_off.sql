-- Days on which somebody is not there, from the first to the last local date, both included. Several ranges a person.
-- To erase or to export a person is to do so with these rows, too.
CREATE TABLE days_off (
    workspace_id BIGINT NOT NULL,
    person_id    BIGINT NOT NULL,
    first_date   TEXT NOT NULL,
    last_date    TEXT NOT NULL,
    -- Who entered them: the person, or somebody who may do it for them.
    set_by_id    BIGINT NOT NULL,
    set_at_ms    BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, person_id, first_date, last_date),
    FOREIGN KEY (workspace_id, person_id) REFERENCES persons (workspace_id, id),
    FOREIGN KEY (workspace_id, set_by_id) REFERENCES persons (workspace_id, id)
);
