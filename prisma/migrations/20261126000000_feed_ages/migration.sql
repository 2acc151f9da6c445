-- How far each organization's feeds vouch, for health and metrics: those look at the whole installation, past the wall between organizations, and see nothing else.
CREATE FUNCTION feed_ages() RETURNS TABLE (slug TEXT, feed TEXT, complete_until TIMESTAMPTZ)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  'SELECT o.slug, f.feed, f.complete_until FROM feed_state f JOIN organization o ON o.id = f.organization_id ORDER BY o.slug, f.feed';
REVOKE ALL ON FUNCTION feed_ages() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION feed_ages() TO puntual_app;
