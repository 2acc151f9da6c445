-- Customers of a file without ids are found by tax id, without punctuation. The only statement of its migration,
-- because of CONCURRENTLY.
CREATE INDEX CONCURRENTLY customer_tax_id_plain
ON customer (organization_id, regexp_replace(upper(tax_id), '[^A-Z0-9]', '', 'g'));
