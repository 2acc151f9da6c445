-- What is known of each bank movement that was imported, by which a later file's movement is recognized: a notification
-- and a statement describe the same movement in different words.
CREATE TABLE bank_movement (
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "movement_id" TEXT NOT NULL,
    -- A hash of account, side, amount and currency: of the movement, and of the entry that lists it among others.
    "money_key" TEXT NOT NULL,
    "batch_key" TEXT,
    "booked_on" DATE NOT NULL,
    "entry_ref" TEXT,
    -- The bank's references, one a line.
    "refs" TEXT NOT NULL,
    "end_to_end" TEXT,
    "payer" TEXT NOT NULL,
    "account_hash" TEXT,
    "said" TEXT NOT NULL,
    "creditor_reference" TEXT,
    "mandate_id" TEXT,
    -- The import in which the movement was seen last.
    "seen_in" UUID NOT NULL,
    PRIMARY KEY ("organization_id", "movement_id")
);
CREATE INDEX bank_movement_money ON bank_movement (organization_id, money_key, booked_on);
CREATE INDEX bank_movement_batch ON bank_movement (organization_id, batch_key, booked_on) WHERE batch_key IS NOT NULL;
CREATE INDEX bank_movement_creditor_reference ON bank_movement (organization_id, creditor_reference) WHERE creditor_reference IS NOT NULL;
CREATE INDEX bank_movement_mandate ON bank_movement (organization_id, mandate_id) WHERE mandate_id IS NOT NULL;

DO $$
BEGIN
  ALTER TABLE bank_movement ENABLE ROW LEVEL SECURITY;
  ALTER TABLE bank_movement FORCE ROW LEVEL SECURITY;
  CREATE POLICY organization_wall ON bank_movement TO puntual_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
  EXECUTE format('CREATE POLICY owner_sees_all ON bank_movement TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT, UPDATE ON bank_movement TO puntual_app;

-- How many processes have begun the import since it made progress.
ALTER TABLE data_import ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;

-- A receipt whose payments a later file lists one by one.
ALTER TABLE unidentified_receipt DROP CONSTRAINT unidentified_receipt_state_check, ADD CONSTRAINT unidentified_receipt_state_check CHECK (state IN ('open','assigned','returned','listed'));

-- One file of an organization at a time: a movement is recognized by what the files before it brought.
CREATE OR REPLACE FUNCTION next_data_import(idle interval) RETURNS TABLE (id uuid, organization_id uuid, slug text, work text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ (SELECT i.id, i.organization_id, o.slug, 'run' FROM data_import i JOIN organization o ON o.id = i.organization_id
      WHERE i.state IN ('waiting','running') AND (i.lease_until IS NULL OR i.lease_until < now())
        AND NOT EXISTS (SELECT 1 FROM data_import r WHERE r.organization_id = i.organization_id AND r.state = 'running' AND r.lease_until >= now())
      ORDER BY i.id LIMIT 1)
     UNION ALL
     (SELECT i.id, i.organization_id, o.slug, 'throw-away' FROM data_import i JOIN organization o ON o.id = i.organization_id
      WHERE NOT i.file_gone AND i.state NOT IN ('waiting','running') AND (i.touched_at < now() - idle OR (i.state <> 'uploading' AND NOT (i.state = 'done' AND i.dry_run))) ORDER BY i.id LIMIT 1) $$;
