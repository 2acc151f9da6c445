-- A file is not known when its request begins: the key that it came with is held against what it turned out to be.
ALTER TABLE idempotency_key ADD COLUMN content_hash TEXT;
