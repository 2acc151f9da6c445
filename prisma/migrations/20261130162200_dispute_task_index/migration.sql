-- The tasks about a dispute. The only statement of its migration, because of CONCURRENTLY.
CREATE INDEX CONCURRENTLY task_dispute_idx ON task (dispute_id) WHERE dispute_id IS NOT NULL;
