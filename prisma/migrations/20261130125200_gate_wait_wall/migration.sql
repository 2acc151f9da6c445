-- The gates that an organization waits for are behind row-level security like all else of it. The watch over the
-- backlog of payments is of all organizations, and reads through a function. While the version before runs beside this
-- one its watch finds nobody waiting; the watch of this version wakes them.
ALTER TABLE gate_wait ENABLE ROW LEVEL SECURITY;
ALTER TABLE gate_wait FORCE ROW LEVEL SECURITY;
CREATE POLICY organization_wall ON gate_wait TO puntual_app
  USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_sees_all ON gate_wait TO %I USING (true) WITH CHECK (true)', current_user);
END $$;

CREATE FUNCTION waiting_for_gate(gate text) RETURNS TABLE (id uuid, slug text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT o.id, o.slug FROM gate_wait w JOIN organization o ON o.id = w.organization_id
     WHERE w.code = gate ORDER BY o.id $$;
REVOKE ALL ON FUNCTION waiting_for_gate(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION waiting_for_gate(text) TO puntual_app;
