-- A promise to pay is a record of its own, from which holds follow. Holds of older promises name none. Additive: the
-- version before goes on writing holds alone, which this version counts as before.
CREATE TABLE promise (
    "id" UUID NOT NULL PRIMARY KEY,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "customer_id" UUID NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "state" TEXT NOT NULL CHECK (state IN ('open','kept','partly-kept','broken','renewed','withdrawn')),
    "source" TEXT NOT NULL CHECK (source IN ('call','portal','reply','api')),
    -- Who promised, in the words of whoever took the promise.
    "promised_by" TEXT,
    "note" TEXT,
    -- The dated sums: [{ on, minor }], the sums as text.
    "parts" JSONB NOT NULL,
    "promised_minor" BIGINT NOT NULL CHECK (promised_minor > 0),
    "kept_minor" BIGINT NOT NULL DEFAULT 0 CHECK (kept_minor >= 0),
    "grace_days" INT NOT NULL CHECK (grace_days >= 0),
    -- The last promised day with the days of grace.
    "until_on" DATE NOT NULL,
    "level" INT NOT NULL DEFAULT 1,
    "renews" UUID,
    -- Who agreed to a promise beyond what a collector may grant.
    "agreed_by" TEXT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_by" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    "reason" TEXT,
    UNIQUE (organization_id, id),
    FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id)
);
CREATE INDEX promise_customer ON promise (organization_id, customer_id, opened_at);

CREATE TABLE promise_invoice (
    "promise_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    PRIMARY KEY (promise_id, invoice_id),
    FOREIGN KEY (organization_id, promise_id) REFERENCES promise (organization_id, id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoice (organization_id, id)
);
CREATE INDEX promise_invoice_invoice ON promise_invoice (organization_id, invoice_id);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['promise','promise_invoice'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization_wall ON %I TO puntual_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON promise TO puntual_app;
GRANT SELECT, INSERT ON promise_invoice TO puntual_app;

ALTER TABLE hold ADD COLUMN promise_id UUID;

-- What a collector may agree to without a manager (libs/domain, promise-limits).
ALTER TABLE organization_setting ADD COLUMN promise_limits JSONB NOT NULL DEFAULT '{}';
