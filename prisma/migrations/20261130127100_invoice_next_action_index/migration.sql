-- The open cases by the instant of their next act. The only statement of its migration, because of CONCURRENTLY.
CREATE INDEX CONCURRENTLY invoice_open_next_action_idx ON invoice (next_action_at, id) WHERE status = 'open';
