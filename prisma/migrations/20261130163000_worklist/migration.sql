-- The worklist: who does a task, in which order, and by when. Additive: the version before neither reads nor writes it.
ALTER TABLE customer ADD COLUMN account_manager text;

ALTER TABLE task
  ADD COLUMN assigned_to text,
  ADD COLUMN assigned_at timestamptz(3),
  ADD COLUMN assigned_rule text,
  ADD COLUMN snoozed_until timestamptz(3),
  ADD COLUMN snoozed_by text,
  ADD COLUMN snooze_reason text,
  ADD COLUMN snoozes integer NOT NULL DEFAULT 0,
  ADD COLUMN pinned_until timestamptz(3),
  ADD COLUMN pinned_by text,
  ADD COLUMN pin_reason text,
  ADD COLUMN reassigned_at timestamptz(3),
  ADD COLUMN escalated_at timestamptz(3);

CREATE TABLE collector (
  organization_id uuid NOT NULL REFERENCES organization(id),
  person_id text NOT NULL,
  name text NOT NULL,
  languages text[] NOT NULL DEFAULT '{}',
  teams text[] NOT NULL DEFAULT '{}',
  minutes_per_day integer,
  is_manager boolean NOT NULL DEFAULT false,
  manager_id text,
  active boolean NOT NULL DEFAULT true,
  PRIMARY KEY (organization_id, person_id),
  CHECK (minutes_per_day IS NULL OR minutes_per_day BETWEEN 0 AND 1440)
);

CREATE TABLE collector_absence (
  id uuid NOT NULL,
  organization_id uuid NOT NULL REFERENCES organization(id),
  person_id text NOT NULL,
  from_on date NOT NULL,
  until_on date NOT NULL,
  substitute_id text,
  PRIMARY KEY (id),
  FOREIGN KEY (organization_id, person_id) REFERENCES collector (organization_id, person_id),
  CHECK (from_on <= until_on)
);
CREATE INDEX collector_absence_person_id_idx ON collector_absence (organization_id, person_id, until_on);

-- How tasks are assigned, how long they take and how soon they are due: one document for each organization.
CREATE TABLE worklist_setting (
  organization_id uuid NOT NULL REFERENCES organization(id),
  document jsonb NOT NULL,
  PRIMARY KEY (organization_id)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['collector', 'collector_absence', 'worklist_setting'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization_wall ON %I TO puntual_app
      USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO puntual_app', t);
  END LOOP;
END $$;

-- Open worklists learn at commit that their order may have changed; the payload is the organization, nothing else.
-- Postgres sends equal notifications of one transaction once.
CREATE FUNCTION notify_worklist() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('puntual_worklist', coalesce(current_organization()::text, ''));
  RETURN NULL;
END $$;
CREATE TRIGGER task_moves_worklist AFTER INSERT OR UPDATE ON task
  FOR EACH STATEMENT EXECUTE FUNCTION notify_worklist();
CREATE TRIGGER entry_moves_worklist AFTER INSERT ON entry
  FOR EACH STATEMENT EXECUTE FUNCTION notify_worklist();
CREATE TRIGGER payment_moves_worklist AFTER INSERT OR UPDATE ON payment
  FOR EACH STATEMENT EXECUTE FUNCTION notify_worklist();
CREATE TRIGGER hold_moves_worklist AFTER INSERT OR UPDATE ON hold
  FOR EACH STATEMENT EXECUTE FUNCTION notify_worklist();
CREATE TRIGGER absence_moves_worklist AFTER INSERT OR UPDATE OR DELETE ON collector_absence
  FOR EACH STATEMENT EXECUTE FUNCTION notify_worklist();
CREATE TRIGGER collector_moves_worklist AFTER INSERT OR UPDATE ON collector
  FOR EACH STATEMENT EXECUTE FUNCTION notify_worklist();
CREATE TRIGGER setting_moves_worklist AFTER INSERT OR UPDATE ON worklist_setting
  FOR EACH STATEMENT EXECUTE FUNCTION notify_worklist();
