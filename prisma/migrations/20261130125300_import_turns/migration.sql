-- Organizations take turns: next comes a file of the organization whose imports were worked on the longest time ago, not
-- the oldest file of all.
CREATE OR REPLACE FUNCTION next_data_import(idle interval) RETURNS TABLE (id uuid, organization_id uuid, slug text, work text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ (SELECT i.id, i.organization_id, o.slug, 'run' FROM data_import i JOIN organization o ON o.id = i.organization_id
      WHERE i.state IN ('waiting','running') AND (i.lease_until IS NULL OR i.lease_until < now())
        AND NOT EXISTS (SELECT 1 FROM data_import r WHERE r.organization_id = i.organization_id AND r.state = 'running' AND r.lease_until >= now())
      ORDER BY (SELECT max(w.touched_at) FROM data_import w
                WHERE w.organization_id = i.organization_id AND w.state IN ('running','done','failed','stopped'))
        NULLS FIRST, i.id
      LIMIT 1)
     UNION ALL
     (SELECT i.id, i.organization_id, o.slug, 'throw-away' FROM data_import i JOIN organization o ON o.id = i.organization_id
      WHERE NOT i.file_gone AND i.state NOT IN ('waiting','running') AND (i.touched_at < now() - idle OR (i.state <> 'uploading' AND NOT (i.state = 'done' AND i.dry_run))) ORDER BY i.id LIMIT 1) $$;
