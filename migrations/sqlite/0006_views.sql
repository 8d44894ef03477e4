-- For people at a SQL prompt; the program reads none of these.

CREATE VIEW v_handoffs AS
SELECT w.name AS workspace, h.number, h.customer, h.playbook, h.status, h.purpose,
       s.name AS sender, r.name AS receiver, COALESCE(a.name, s.name) AS owner,
       h.next_clock, strftime('%Y-%m-%d %H:%M:%S', h.next_due_at_ms / 1000, 'unixepoch') AS next_due_utc,
       strftime('%Y-%m-%d %H:%M:%S', h.created_at_ms / 1000, 'unixepoch') AS created_utc,
       strftime('%Y-%m-%d %H:%M:%S', h.first_sent_at_ms / 1000, 'unixepoch') AS first_sent_utc,
       strftime('%Y-%m-%d %H:%M:%S', h.accepted_at_ms / 1000, 'unixepoch') AS accepted_utc,
       strftime('%Y-%m-%d %H:%M:%S', h.kicked_off_at_ms / 1000, 'unixepoch') AS kicked_off_utc,
       strftime('%Y-%m-%d %H:%M:%S', h.completed_at_ms / 1000, 'unixepoch') AS completed_utc,
       h.round, h.hops, h.workspace_id, h.id
FROM handoffs h
JOIN workspaces w ON w.id = h.workspace_id
JOIN persons s ON s.workspace_id = h.workspace_id AND s.id = h.sender_id
LEFT JOIN persons r ON r.workspace_id = h.workspace_id AND r.id = h.receiver_id
LEFT JOIN persons a ON a.workspace_id = h.workspace_id AND a.id = h.accepted_by_id;

CREATE VIEW v_clocks AS
SELECT h.number, h.customer, c.kind, c.n, c.span,
       strftime('%Y-%m-%d %H:%M:%S', c.started_at_ms / 1000, 'unixepoch') AS started_utc,
       strftime('%Y-%m-%d %H:%M:%S', c.due_at_ms / 1000, 'unixepoch') AS due_utc,
       strftime('%Y-%m-%d %H:%M:%S', c.met_at_ms / 1000, 'unixepoch') AS met_utc,
       strftime('%Y-%m-%d %H:%M:%S', c.breached_at_ms / 1000, 'unixepoch') AS breached_utc,
       strftime('%Y-%m-%d %H:%M:%S', c.stopped_at_ms / 1000, 'unixepoch') AS stopped_utc,
       c.schedule, c.workspace_id, c.handoff_id
FROM clocks c
JOIN handoffs h ON h.workspace_id = c.workspace_id AND h.id = c.handoff_id;

CREATE VIEW v_events AS
SELECT strftime('%Y-%m-%d %H:%M:%S', e.happened_at_ms / 1000, 'unixepoch') AS happened_utc, h.number, h.customer, e.kind, p.name AS by_name, e.source, e.payload,
       e.workspace_id, e.handoff_id, e.seq, e.id
FROM events e
LEFT JOIN handoffs h ON h.workspace_id = e.workspace_id AND h.id = e.handoff_id
LEFT JOIN persons p ON p.workspace_id = e.workspace_id AND p.id = e.by_id;

CREATE VIEW v_jobs AS
SELECT j.kind, j.state, j.attempt, j.lane,
       strftime('%Y-%m-%d %H:%M:%S', j.run_at_ms / 1000, 'unixepoch') AS run_utc,
       strftime('%Y-%m-%d %H:%M:%S', j.next_at_ms / 1000, 'unixepoch') AS next_utc,
       strftime('%Y-%m-%d %H:%M:%S', j.finished_at_ms / 1000, 'unixepoch') AS finished_utc,
       j.last_error, j.dedupe, h.number, j.payload, j.workspace_id, j.id
FROM jobs j
LEFT JOIN handoffs h ON h.workspace_id = j.workspace_id AND h.id = j.handoff_id;
