-- What is over is found by its day; and a line to managers keeps to the channel it was said in.

ALTER TABLE manager_lines ADD COLUMN channel TEXT;
CREATE INDEX manager_lines_said ON manager_lines (workspace_id, said_at_ms);
CREATE INDEX pings_over ON pings (workspace_id, COALESCE(given_at_ms, decided_at_ms))
    WHERE state IN ('given', 'dropped');
