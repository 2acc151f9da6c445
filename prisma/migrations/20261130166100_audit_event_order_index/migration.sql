-- The audit events of an organization in the order of their ids, which sealing and the search of the audit read by. The
-- only statement of its migration, because of CONCURRENTLY.
CREATE INDEX CONCURRENTLY audit_event_order ON audit_event (organization_id, id);
