-- What was typed into a form that could not come back at once, until the form is taken or the row expires.
CREATE TABLE kept_forms (
    workspace_id  BIGINT NOT NULL,
    person_id     BIGINT NOT NULL,
    -- The form's id, which is also that of the button that opens it.
    form          TEXT NOT NULL,
    handoff_id    BIGINT,
    answers       TEXT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, person_id, form),
    FOREIGN KEY (workspace_id, person_id) REFERENCES persons (workspace_id, id),
    FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoffs (workspace_id, id)
);
CREATE INDEX kept_forms_handoff ON kept_forms (workspace_id, handoff_id);
CREATE INDEX kept_forms_expiry ON kept_forms (workspace_id, expires_at_ms);
