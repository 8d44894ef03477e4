-- Days on which somebody is not there, from the first to the last local date, both included. Several ranges a person.
-- To erase or to export a person is to do so with these rows, too.
CREATE TABLE days_off (
    workspace_id INTEGER NOT NULL,
    person_id    INTEGER NOT NULL,
    first_date   TEXT NOT NULL,
    last_date    TEXT NOT NULL,
    -- Who entered them: the person, or somebody who may do it for them.
    set_by_id    INTEGER NOT NULL,
    set_at_ms    INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, person_id, first_date, last_date),
    FOREIGN KEY (workspace_id, person_id) REFERENCES persons (workspace_id, id),
    FOREIGN KEY (workspace_id, set_by_id) REFERENCES persons (workspace_id, id)
);
