-- Messages that were requested and have not left. The only statement of its migration, because of CONCURRENTLY.
CREATE INDEX CONCURRENTLY step_requested_idx ON step (requested_at) WHERE state = 'requested';
