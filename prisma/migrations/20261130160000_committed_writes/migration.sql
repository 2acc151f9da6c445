-- The status with which the write of a key is answered: set in the write's own transaction, so that a fault after the
-- commit does not make the key forget that the write was done.
ALTER TABLE idempotency_key ADD COLUMN committed_status INT;
