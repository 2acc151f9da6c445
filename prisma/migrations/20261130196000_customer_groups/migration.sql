-- Groups of customers with one payer, who is contacted for all of them. Without a payer each member is contacted itself.
CREATE TABLE customer_group (
    "id" UUID PRIMARY KEY,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    -- The ERP's id of the group.
    "key" TEXT NOT NULL,
    "name" TEXT,
    "payer_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT customer_group_key UNIQUE ("organization_id", "key"),
    CONSTRAINT customer_group_row UNIQUE ("organization_id", "id"),
    CONSTRAINT customer_group_payer_fkey
      FOREIGN KEY ("organization_id", "payer_id") REFERENCES customer ("organization_id", "id")
);
-- A customer pays for one group at most.
CREATE UNIQUE INDEX customer_group_payer ON customer_group (payer_id) WHERE payer_id IS NOT NULL;

-- Who was in which group, from when to when.
CREATE TABLE customer_group_member (
    "id" UUID PRIMARY KEY,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "group_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "joined_by" TEXT NOT NULL,
    "left_at" TIMESTAMPTZ(3),
    "left_by" TEXT,
    CONSTRAINT customer_group_member_group_fkey
      FOREIGN KEY ("organization_id", "group_id") REFERENCES customer_group ("organization_id", "id"),
    CONSTRAINT customer_group_member_customer_fkey
      FOREIGN KEY ("organization_id", "customer_id") REFERENCES customer ("organization_id", "id"),
    CONSTRAINT customer_group_member_left_check CHECK ((left_at IS NULL) = (left_by IS NULL))
);
CREATE UNIQUE INDEX customer_group_member_one ON customer_group_member (customer_id) WHERE left_at IS NULL;
CREATE INDEX customer_group_member_of_group ON customer_group_member (organization_id, group_id, joined_at);
CREATE INDEX customer_group_member_of_customer ON customer_group_member (organization_id, customer_id, joined_at);

-- The group that the customer is in now, beside its history, because every lock and every decision reads it.
ALTER TABLE customer ADD COLUMN "group_id" UUID;
ALTER TABLE customer ADD CONSTRAINT customer_group_fkey
  FOREIGN KEY ("organization_id", "group_id") REFERENCES customer_group ("organization_id", "id") NOT VALID;

DO $$
DECLARE
  wall TEXT;
BEGIN
  FOREACH wall IN ARRAY ARRAY['customer_group', 'customer_group_member'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', wall);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', wall);
    EXECUTE format(
      'CREATE POLICY organization_wall ON %I TO puntual_app
        USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', wall);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', wall, current_user);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO puntual_app', wall);
  END LOOP;
END $$;
