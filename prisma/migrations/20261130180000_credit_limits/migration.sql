-- The limit of credit of each customer that has or had one, and whether what the customer owes exceeds it.
CREATE TABLE customer_credit (
  organization_id uuid NOT NULL REFERENCES organization(id),
  customer_id uuid NOT NULL,
  -- The limit that holds; null: none.
  limit_minor bigint CHECK (limit_minor >= 0),
  limit_currency char(3),
  source text NOT NULL CHECK (source IN ('erp', 'person')),
  -- The limit that the ERP stated last. A limit that a person set stays until the ERP states another one.
  erp_minor bigint,
  erp_currency char(3),
  -- Counts the changes of the limit, so that of two people who change it at once one is told.
  version integer NOT NULL DEFAULT 0,
  -- Whether the limit was changed and not judged since.
  limit_is_new boolean NOT NULL DEFAULT false,
  exceeded_at timestamptz(3),
  -- The organization's day on which the exposure was last judged without an event that changed it.
  judged_on date,
  PRIMARY KEY (customer_id),
  FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id),
  CHECK ((limit_minor IS NULL) = (limit_currency IS NULL)),
  CHECK ((erp_minor IS NULL) = (erp_currency IS NULL))
);
CREATE INDEX customer_credit_exceeded_idx ON customer_credit (organization_id, exceeded_at, customer_id)
  WHERE exceeded_at IS NOT NULL;
CREATE INDEX customer_credit_judged_idx ON customer_credit (organization_id, judged_on NULLS FIRST, customer_id)
  WHERE limit_minor IS NOT NULL;

-- Every change of a limit.
CREATE TABLE credit_limit_change (
  id uuid NOT NULL,
  organization_id uuid NOT NULL REFERENCES organization(id),
  customer_id uuid NOT NULL,
  -- Null: the limit was removed.
  limit_minor bigint,
  limit_currency char(3),
  source text NOT NULL CHECK (source IN ('erp', 'person')),
  set_by text NOT NULL,
  reason text,
  set_at timestamptz(3) NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id)
);
CREATE INDEX credit_limit_change_customer_idx ON credit_limit_change (organization_id, customer_id, set_at, id);

-- { netCredit, backUnderPercent, grantedAlone } (libs/domain, credit-settings).
ALTER TABLE organization_setting ADD COLUMN credit jsonb NOT NULL DEFAULT '{}';

-- The limits that the ERP has stated so far.
INSERT INTO customer_credit (
  organization_id, customer_id, limit_minor, limit_currency, source, erp_minor, erp_currency, version)
SELECT organization_id, id, credit_limit_minor, currency, 'erp', credit_limit_minor, currency, 1
FROM customer
WHERE credit_limit_minor >= 0 AND merged_into IS NULL;
INSERT INTO credit_limit_change (
  id, organization_id, customer_id, limit_minor, limit_currency, source, set_by, set_at)
SELECT gen_random_uuid(), organization_id, id, credit_limit_minor, currency, 'erp', 'erp',
  coalesce(upserted_at, created_at)
FROM customer
WHERE credit_limit_minor >= 0 AND merged_into IS NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['customer_credit', 'credit_limit_change'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format(
      'CREATE POLICY organization_wall ON %I TO puntual_app
        USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_credit TO puntual_app;
-- A merge gives the changes to the customer who stays.
GRANT SELECT, INSERT, UPDATE ON credit_limit_change TO puntual_app;
