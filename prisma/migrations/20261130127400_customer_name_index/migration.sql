-- Customers of a file without ids are found by name, without punctuation. The only statement of its migration, because
-- of CONCURRENTLY.
CREATE INDEX CONCURRENTLY customer_name_plain
ON customer (organization_id, regexp_replace(lower(name), '[-[:space:].,;:''"]', '', 'g'));
