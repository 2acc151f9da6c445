-- The instalments of an invoice. The only statement of its migration, because of CONCURRENTLY.
CREATE INDEX CONCURRENTLY invoice_instalment_idx ON invoice (organization_id, instalment_of)
WHERE instalment_of IS NOT NULL;
