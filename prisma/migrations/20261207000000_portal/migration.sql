-- Links to the customer's portal: only the hash of a link's token is stored.
CREATE TABLE portal_link (
    "id" UUID PRIMARY KEY,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "customer_id" UUID NOT NULL,
    -- The ERP's id of the contact. Null: a message to several people, and nobody knows who of them opened it.
    "contact_id" TEXT,
    "token_hash" TEXT NOT NULL UNIQUE,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "made_by" TEXT NOT NULL,
    -- Real time, like the two below.
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    CONSTRAINT portal_link_row UNIQUE ("organization_id", "id"),
    CONSTRAINT portal_link_customer_fkey
      FOREIGN KEY ("organization_id", "customer_id") REFERENCES customer ("organization_id", "id")
);
CREATE INDEX portal_link_of_customer ON portal_link (organization_id, customer_id, id);

-- What customers did in the portal. The form's own id keeps a form that is sent twice from acting twice.
CREATE TABLE portal_act (
    "id" UUID PRIMARY KEY,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "customer_id" UUID NOT NULL,
    "form_id" UUID NOT NULL,
    "link_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "acted_at" TIMESTAMPTZ(3) NOT NULL,
    "acted_by" TEXT NOT NULL,
    -- What the customer entered, and what became of it.
    "entered" JSONB NOT NULL DEFAULT '{}',
    "became" JSONB NOT NULL DEFAULT '{}',
    "task_id" UUID,
    CONSTRAINT portal_act_form UNIQUE ("link_id", "form_id"),
    CONSTRAINT portal_act_row UNIQUE ("organization_id", "id"),
    CONSTRAINT portal_act_link_fkey
      FOREIGN KEY ("organization_id", "link_id") REFERENCES portal_link ("organization_id", "id"),
    CONSTRAINT portal_act_customer_fkey
      FOREIGN KEY ("organization_id", "customer_id") REFERENCES customer ("organization_id", "id")
);
CREATE INDEX portal_act_of_customer ON portal_act (organization_id, customer_id, id);

-- Files that customers sent with an act.
CREATE TABLE portal_file (
    "id" UUID PRIMARY KEY,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "customer_id" UUID NOT NULL,
    "act_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "content" BYTEA NOT NULL,
    CONSTRAINT portal_file_act_fkey
      FOREIGN KEY ("organization_id", "act_id") REFERENCES portal_act ("organization_id", "id"),
    CONSTRAINT portal_file_customer_fkey
      FOREIGN KEY ("organization_id", "customer_id") REFERENCES customer ("organization_id", "id")
);
CREATE INDEX portal_file_of_act ON portal_file (act_id);

DO $$
DECLARE
  wall TEXT;
BEGIN
  FOREACH wall IN ARRAY ARRAY['portal_link', 'portal_act', 'portal_file'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', wall);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', wall);
    EXECUTE format(
      'CREATE POLICY organization_wall ON %I TO puntual_app
        USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', wall);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', wall, current_user);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO puntual_app', wall);
    PERFORM wall_portfolio(wall, 'customer_id');
  END LOOP;
END $$;

-- Whoever opens a link has no organization yet.
CREATE FUNCTION find_portal_link(hash text)
  RETURNS TABLE (id uuid, organization_id uuid, slug text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
  SELECT l.id, l.organization_id, o.slug
  FROM portal_link l JOIN organization o ON o.id = l.organization_id
  WHERE l.token_hash = hash
$$;

-- Whoever asks for a new link names an address only. The answer says which contacts have it, and nothing of them.
CREATE FUNCTION find_portal_contacts(address text)
  RETURNS TABLE (organization_id uuid, slug text, customer_id uuid, contact_id text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
  SELECT c.organization_id, o.slug, c.customer_id, c.contact_id
  FROM contact c JOIN organization o ON o.id = c.organization_id
  WHERE lower(c.email) = lower(address)
  ORDER BY c.id
  LIMIT 10
$$;
REVOKE ALL ON FUNCTION find_portal_link(text), find_portal_contacts(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_portal_link(text), find_portal_contacts(text) TO puntual_app;
