-- The members of a group. The only statement of its migration, because of CONCURRENTLY.
CREATE INDEX CONCURRENTLY customer_of_group ON customer (group_id) WHERE group_id IS NOT NULL;
