-- What was asked on ticking an item, and whether somebody moved its day.
ALTER TABLE checklist_items ADD COLUMN answer TEXT NOT NULL DEFAULT '';
ALTER TABLE checklist_items ADD COLUMN is_moved BOOLEAN NOT NULL DEFAULT FALSE;
