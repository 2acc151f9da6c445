-- A pause of a whole customer, or of one channel to it: over all invoices, also those that come later. It always ends.
CREATE TABLE customer_pause (
  id uuid NOT NULL,
  organization_id uuid NOT NULL REFERENCES organization(id),
  customer_id uuid NOT NULL,
  channel text,
  until_on date NOT NULL,
  reason text NOT NULL,
  opened_at timestamptz(3) NOT NULL,
  opened_by text NOT NULL,
  released_at timestamptz(3),
  released_by text,
  PRIMARY KEY (id),
  FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id),
  CHECK (channel IN ('email', 'sms'))
);
CREATE INDEX customer_pause_customer_id_idx ON customer_pause (organization_id, customer_id, until_on);

ALTER TABLE customer_pause ENABLE ROW LEVEL SECURITY;
ALTER TABLE customer_pause FORCE ROW LEVEL SECURITY;
CREATE POLICY organization_wall ON customer_pause TO puntual_app
  USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_sees_all ON customer_pause TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT, UPDATE ON customer_pause TO puntual_app;
