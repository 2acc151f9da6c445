-- Payment plans: instalments over several invoices of one currency, which replace their due dates while the plan runs.
-- Additive: the version before writes none, and reads the holds that follow from them as holds of a kind it does not name.
CREATE TABLE payment_plan (
    "id" UUID NOT NULL PRIMARY KEY,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "customer_id" UUID NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "state" TEXT NOT NULL CHECK (state IN ('proposed','active','missed','completed','defaulted','cancelled','rejected','replaced')),
    "source" TEXT NOT NULL CHECK (source IN ('call','portal','reply','api')),
    -- [{ on, minor }], the sums as text.
    "instalments" JSONB NOT NULL,
    "total_minor" BIGINT NOT NULL CHECK (total_minor > 0),
    "paid_minor" BIGINT NOT NULL DEFAULT 0,
    "charges" TEXT NOT NULL CHECK (charges IN ('included','waived')),
    "grace_days" INT NOT NULL CHECK (grace_days >= 0),
    "note" TEXT,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "proposed_by" TEXT NOT NULL,
    "task_id" UUID,
    "approved_by" TEXT,
    -- The plan that it replaces once it starts.
    "replaces" UUID,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    "reason" TEXT,
    UNIQUE (organization_id, id),
    FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id)
);
CREATE INDEX payment_plan_customer ON payment_plan (organization_id, customer_id, proposed_at);
CREATE INDEX payment_plan_task ON payment_plan (organization_id, task_id) WHERE task_id IS NOT NULL;

CREATE TABLE payment_plan_invoice (
    "plan_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    PRIMARY KEY (plan_id, invoice_id),
    FOREIGN KEY (organization_id, plan_id) REFERENCES payment_plan (organization_id, id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoice (organization_id, id)
);
CREATE INDEX payment_plan_invoice_invoice ON payment_plan_invoice (organization_id, invoice_id);

-- The written agreement, in each language in which it was made. Never changed.
CREATE TABLE plan_agreement (
    "plan_id" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "pdf" BYTEA NOT NULL,
    "hash" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    PRIMARY KEY (plan_id, language),
    FOREIGN KEY (organization_id, plan_id) REFERENCES payment_plan (organization_id, id)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['payment_plan','payment_plan_invoice','plan_agreement'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization_wall ON %I TO puntual_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON payment_plan TO puntual_app;
GRANT SELECT, INSERT ON payment_plan_invoice, plan_agreement TO puntual_app;

ALTER TABLE hold ADD COLUMN plan_id UUID;
-- The day after which the case is evaluated although the hold goes on.
ALTER TABLE hold ADD COLUMN wake_on DATE;

-- What payment plans a collector may grant (libs/domain, plan-limits).
ALTER TABLE organization_setting ADD COLUMN plan_limits JSONB NOT NULL DEFAULT '{}';
