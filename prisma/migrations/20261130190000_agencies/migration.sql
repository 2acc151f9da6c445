-- The collection agencies of an organization. `terms`: which debts an agency gets, what it keeps, and what it is told
-- (libs/domain, agencies). The secret of its signatures is derived from the installation's key, never stored.
CREATE TABLE agency (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization(id),
  key text NOT NULL,
  name text NOT NULL,
  adapter text NOT NULL CHECK (adapter IN ('http', 'email')),
  address text NOT NULL,
  terms jsonb NOT NULL,
  position integer NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'retired')),
  secret_version integer NOT NULL DEFAULT 1,
  revision integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL,
  UNIQUE (organization_id, key),
  UNIQUE (organization_id, id)
);

-- Null: the agency of the installation (AGENCY_URL).
ALTER TABLE placement ADD COLUMN agency_id uuid;
ALTER TABLE placement ADD COLUMN recall_asked_at timestamptz(3);
ALTER TABLE placement ADD COLUMN recall_asked_by text;
ALTER TABLE placement ADD COLUMN recall_reason text;
-- returned | uncollectable | recalled | settled; null for placements that ended before this column existed.
ALTER TABLE placement ADD COLUMN ended_because text;

-- What an agency is told of a placed debt, in its order; the id is the idempotency key.
CREATE TABLE agency_message (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization(id),
  placement_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('placement', 'changed', 'recall')),
  state text NOT NULL CHECK (state IN ('pending', 'sent', 'refused', 'unknown', 'withdrawn')),
  body jsonb NOT NULL,
  body_hash text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  error text,
  reference text,
  created_at timestamptz(3) NOT NULL,
  settled_at timestamptz(3)
);
CREATE INDEX agency_message_placement ON agency_message (organization_id, placement_id, id);

-- The files of a pack as the agency got them; `message_id`: the message (agency_message) that they went with.
CREATE TABLE placement_file (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization(id),
  placement_id uuid NOT NULL,
  message_id uuid NOT NULL,
  name text NOT NULL,
  media_type text NOT NULL,
  sha256 text NOT NULL,
  size integer NOT NULL,
  content bytea NOT NULL,
  made_at timestamptz(3) NOT NULL
);
CREATE INDEX placement_file_placement ON placement_file (organization_id, placement_id, message_id, id);

-- What an agency reported of a placement. A report counts once by its source and id.
CREATE TABLE agency_report (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization(id),
  placement_id uuid NOT NULL,
  source text NOT NULL,
  report_id text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('accepted', 'collected', 'returned', 'uncollectable')),
  "on" date NOT NULL,
  amount_minor bigint,
  currency text,
  reference text,
  received_at timestamptz(3) NOT NULL,
  UNIQUE (organization_id, source, report_id)
);
CREATE INDEX agency_report_placement ON agency_report (organization_id, placement_id, id);

-- What an agency owes: what it collected (above zero), its commission and what it paid over (below zero).
CREATE TABLE agency_entry (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization(id),
  agency_id uuid NOT NULL,
  placement_id uuid,
  report_id uuid,
  kind text NOT NULL CHECK (kind IN ('collected', 'commission', 'invoiced', 'paid-over')),
  currency text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  "on" date NOT NULL,
  reference text,
  noted_at timestamptz(3) NOT NULL,
  noted_by text NOT NULL,
  FOREIGN KEY (organization_id, agency_id) REFERENCES agency (organization_id, id)
);
CREATE INDEX agency_entry_agency ON agency_entry (organization_id, agency_id, id);
CREATE UNIQUE INDEX agency_entry_of_report ON agency_entry (organization_id, report_id, kind);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['agency', 'agency_message', 'placement_file', 'agency_report', 'agency_entry'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY organization_wall ON %I TO puntual_app
         USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', name);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', name, current_user);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON agency, agency_message TO puntual_app;
GRANT SELECT, INSERT ON placement_file, agency_report, agency_entry TO puntual_app;
