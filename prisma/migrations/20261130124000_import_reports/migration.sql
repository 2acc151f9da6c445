-- What an import tells besides its counts and faults: which column became which field, the first lines as they are
-- taken (deleted with the file), and which lines are left out and why.
ALTER TABLE data_import ADD COLUMN report JSONB;

-- Customers of a file without ids are found by tax id or name, without punctuation.
CREATE INDEX customer_tax_id_plain ON customer (organization_id, regexp_replace(upper(tax_id), '[^A-Z0-9]', '', 'g'));
CREATE INDEX customer_name_plain ON customer (organization_id, regexp_replace(lower(name), '[-[:space:].,;:''"]', '', 'g'));
