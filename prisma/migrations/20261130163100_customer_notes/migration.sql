-- What people write down about a customer. A note is never changed; at most one of a customer is pinned.
CREATE TABLE customer_note (
  id uuid NOT NULL,
  organization_id uuid NOT NULL REFERENCES organization(id),
  customer_id uuid NOT NULL,
  body text NOT NULL,
  mentions text[] NOT NULL DEFAULT '{}',
  pinned boolean NOT NULL DEFAULT false,
  written_at timestamptz(3) NOT NULL,
  written_by text NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id),
  CHECK (length(body) BETWEEN 1 AND 4000)
);
CREATE INDEX customer_note_customer_id_idx ON customer_note (organization_id, customer_id, written_at DESC, id DESC);
CREATE INDEX customer_note_mentions_idx ON customer_note USING gin (mentions);
CREATE UNIQUE INDEX customer_note_one_pinned ON customer_note (organization_id, customer_id) WHERE pinned;

ALTER TABLE customer_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE customer_note FORCE ROW LEVEL SECURITY;
CREATE POLICY organization_wall ON customer_note TO puntual_app
  USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_sees_all ON customer_note TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT, UPDATE ON customer_note TO puntual_app;
