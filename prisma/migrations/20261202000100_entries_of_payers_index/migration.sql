-- The only statement of its migration, because of CONCURRENTLY.
CREATE INDEX CONCURRENTLY entry_of_payer ON entry (invoice_id) WHERE of_payer;
