-- A key goes on when the person who made it leaves, because programs use it. It is nobody's then, and its rights over
-- people, roles, keys and approvals end when its maker has them no more: the caller needs to know what the maker may
-- do now. The version before reads the columns that it names, which stay as they are.
DROP FUNCTION find_access(text);
CREATE FUNCTION find_access(key_hash text) RETURNS TABLE (
  id uuid, organization_id uuid, slug text, kind text, role text, name text, created_at timestamptz,
  expires_at timestamptz,
  used_at timestamptz, revoked_at timestamptz, user_id uuid, issued_from uuid, scopes text[], own_rights text[],
  last_used_at timestamptz, idle_ms integer, active boolean,
  has_maker boolean, maker_role text, maker_own_rights text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT c.id, c.organization_id, o.slug, c.kind, p.role, p.name, c.created_at, c.expires_at,
       c.used_at, c.revoked_at, CASE WHEN c.kind = 'api-key' THEN maker.user_id ELSE c.user_id END,
       c.issued_from, c.scopes, r.rights, c.last_used_at, c.idle_ms, p.active,
       c.kind = 'api-key' AND c.user_id IS NOT NULL, maker.role, maker.rights
     FROM credential c
     JOIN organization o ON o.id = c.organization_id
     LEFT JOIN app_user u ON u.id = c.user_id AND c.kind <> 'api-key'
     LEFT JOIN membership m ON m.user_id = u.id AND m.organization_id = c.organization_id
     LEFT JOIN LATERAL (
       SELECT mm.user_id, mm.role, mr.rights
       FROM membership mm
       JOIN app_user mu ON mu.id = mm.user_id AND mu.state = 'active'
       LEFT JOIN organization_role mr ON mr.organization_id = mm.organization_id AND mr.key = mm.role
       WHERE c.kind = 'api-key'
         AND mm.user_id = c.user_id
         AND mm.organization_id = c.organization_id
         AND mm.state = 'active'
     ) maker ON true
     CROSS JOIN LATERAL (
       SELECT
         CASE WHEN u.id IS NULL THEN c.role ELSE coalesce(m.role, c.role) END AS role,
         coalesce(u.name, c.name) AS name,
         u.id IS NULL OR coalesce(u.state = 'active' AND m.state = 'active', false) AS active
     ) p
     LEFT JOIN organization_role r ON r.organization_id = c.organization_id AND r.key = p.role
     WHERE c.hash = key_hash $$;
REVOKE ALL ON FUNCTION find_access(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_access(text) TO puntual_app;
