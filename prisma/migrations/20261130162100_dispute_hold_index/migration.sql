-- The disputes of a customer that keep amounts silent. The only statement of its migration, because of CONCURRENTLY.
CREATE INDEX CONCURRENTLY hold_dispute_idx ON hold (customer_id) WHERE kind = 'dispute' AND released_at IS NULL;
