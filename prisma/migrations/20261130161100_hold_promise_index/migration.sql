-- The holds of a promise. The only statement of its migration, because of CONCURRENTLY.
CREATE INDEX CONCURRENTLY hold_promise_idx ON hold (promise_id) WHERE promise_id IS NOT NULL;
