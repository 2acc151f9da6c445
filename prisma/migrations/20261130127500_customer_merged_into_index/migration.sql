-- The customers that were merged into one. The only statement of its migration, because of CONCURRENTLY.
CREATE INDEX CONCURRENTLY customer_merged_into ON customer (organization_id, merged_into) WHERE merged_into IS NOT NULL;
