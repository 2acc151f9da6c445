-- The audit as a chain of blocks, one chain for each organization. Blocks and their events are only ever inserted: an
-- event belongs to a block by a row of audit_sealed_event, so that sealing changes no audit event.
CREATE TABLE audit_block (
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "number" INTEGER NOT NULL,
    -- The hash of the block before; 64 zeros for the first block.
    "previous_hash" TEXT NOT NULL,
    "first_event" UUID NOT NULL,
    "last_event" UUID NOT NULL,
    "events" INTEGER NOT NULL,
    -- Every event whose id is not higher is in this block or in one before.
    "sealed_up_to" UUID NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    PRIMARY KEY ("organization_id", "number"),
    CONSTRAINT audit_block_check CHECK (number > 0 AND events > 0)
);
CREATE TABLE audit_sealed_event (
    "organization_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "block" INTEGER NOT NULL,
    -- The place of the event in its block, from 1.
    "position" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    PRIMARY KEY ("organization_id", "event_id"),
    CONSTRAINT audit_sealed_event_block_position_key UNIQUE ("organization_id", "block", "position"),
    CONSTRAINT audit_sealed_event_block_fkey
      FOREIGN KEY ("organization_id", "block") REFERENCES audit_block ("organization_id", "number")
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['audit_block', 'audit_sealed_event'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format(
      'CREATE POLICY organization_wall ON %I TO puntual_app
         USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO puntual_app', t);
  END LOOP;
END $$;

-- A field of a text that is hashed: its length in bytes and its bytes, so that no two lists of fields have one text.
CREATE FUNCTION netstring(field text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT coalesce(octet_length(field) || ':' || field || ',', '-') $$;

-- An instant in a text that is hashed, whatever the session's time zone and style of dates are.
CREATE FUNCTION hashed_instant(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

-- The organizations with an audit event that is in no block, and the id of the oldest such event: for the sealer, which
-- takes turns, and for its metric. Looks past the wall between organizations, and sees ids only.
CREATE FUNCTION audit_to_seal(last_id uuid, most int) RETURNS TABLE (organization_id uuid, oldest uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
  SELECT o.id, waiting.id
  FROM organization o
    LEFT JOIN LATERAL (
      SELECT b.sealed_up_to FROM audit_block b WHERE b.organization_id = o.id ORDER BY b.number DESC LIMIT 1
    ) sealed ON true
    CROSS JOIN LATERAL (
      SELECT e.id
      FROM audit_event e
      WHERE e.organization_id = o.id
        AND e.id > coalesce(sealed.sealed_up_to, '00000000-0000-0000-0000-000000000000')
        AND NOT EXISTS (
          SELECT 1
          FROM audit_sealed_event s
          WHERE s.organization_id = e.organization_id AND s.event_id = e.id
            AND s.event_id > coalesce(sealed.sealed_up_to, '00000000-0000-0000-0000-000000000000')
        )
      ORDER BY e.id
      LIMIT 1
    ) waiting
  WHERE o.id > last_id
  ORDER BY o.id
  LIMIT most
$$;
REVOKE ALL ON FUNCTION audit_to_seal(uuid, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_to_seal(uuid, int) TO puntual_app;
