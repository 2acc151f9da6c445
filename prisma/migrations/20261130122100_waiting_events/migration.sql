-- An event that waits for an invoice, payment or credit note: whether the ERP was told of it, and why it was refused when
-- what it waited for came. Additive: the version before neither reads nor writes these columns.
ALTER TABLE early_event ADD COLUMN reported_at TIMESTAMPTZ(3), ADD COLUMN refused JSONB;
CREATE INDEX early_event_since ON early_event (organization_id, created_at, id);
CREATE INDEX early_event_unreported ON early_event (created_at) WHERE reported_at IS NULL;
GRANT UPDATE ON early_event TO puntual_app;

-- The organizations with events that have waited since before an instant, or were refused, and that nobody was told of.
CREATE FUNCTION organizations_with_waiting_events(before timestamptz, most int) RETURNS TABLE (id uuid, slug text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT o.id, o.slug FROM organization o
     WHERE EXISTS (SELECT 1 FROM early_event e WHERE e.organization_id = o.id AND e.reported_at IS NULL AND (e.created_at < before OR e.refused IS NOT NULL))
     ORDER BY o.id LIMIT most $$;
REVOKE ALL ON FUNCTION organizations_with_waiting_events(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organizations_with_waiting_events(timestamptz, int) TO puntual_app;
