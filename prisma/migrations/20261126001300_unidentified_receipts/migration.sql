-- Money that came in and that nobody's name is on yet. It is kept, with what the bank said of it, until a person says whose it is, the bank's own file does, or it is sent back.

-- CreateTable
CREATE TABLE "unidentified_receipt" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "receipt_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "received_on" DATE NOT NULL,
    "end_to_end" TEXT,
    "movement" JSONB NOT NULL,
    "kept_at" TIMESTAMPTZ(3) NOT NULL,
    "customer_id" UUID,
    "returned_on" DATE,
    "reason" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,

    CONSTRAINT "unidentified_receipt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payer_account" (
    "organization_id" UUID NOT NULL,
    "account_hash" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "noted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payer_account_pkey" PRIMARY KEY ("organization_id","account_hash","customer_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "unidentified_receipt_organization_id_receipt_id_key" ON "unidentified_receipt"("organization_id", "receipt_id");
CREATE INDEX "unidentified_receipt_organization_id_received_on_id_idx" ON "unidentified_receipt"("organization_id", "received_on", "id");

ALTER TABLE unidentified_receipt ADD CHECK (state IN ('open','assigned','returned')), ADD CHECK (amount_minor > 0), ADD CHECK ((state = 'assigned') = (customer_id IS NOT NULL)), ADD CHECK ((state = 'returned') = (returned_on IS NOT NULL)),
  ADD UNIQUE (organization_id, id), ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);
ALTER TABLE payer_account ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);
CREATE INDEX unidentified_receipt_end_to_end ON unidentified_receipt (organization_id, end_to_end) WHERE end_to_end IS NOT NULL;

-- Its task is the only one that is about no customer.
ALTER TABLE task ALTER COLUMN customer_id DROP NOT NULL, ADD COLUMN receipt_id UUID, ADD FOREIGN KEY (organization_id, receipt_id) REFERENCES unidentified_receipt (organization_id, id),
  ADD CHECK (customer_id IS NOT NULL OR kind = 'unidentified-receipt');
CREATE UNIQUE INDEX task_one_for_receipt ON task (organization_id, receipt_id) WHERE receipt_id IS NOT NULL;

-- Lines that were kept so, beside those that were taken.
ALTER TABLE data_import ADD COLUMN unidentified INTEGER NOT NULL DEFAULT 0;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['unidentified_receipt','payer_account'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization_wall ON %I TO puntual_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('ALTER TABLE %I ADD FOREIGN KEY (organization_id) REFERENCES organization(id)', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON unidentified_receipt TO puntual_app;
GRANT SELECT, INSERT, DELETE ON payer_account TO puntual_app;

-- A short number of nothing but digits may stand in any text: it needs the amount to agree.
DROP FUNCTION invoices_named(text[]);
CREATE FUNCTION invoices_named(candidates text[]) RETURNS TABLE (compact text, invoice_id text, number text, customer_id text, currency text, total_minor bigint, open_minor bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT compact_text(i.number), i.invoice_id, i.number, c.customer_id, i.currency::text, i.total_minor, i.open_minor FROM invoice i JOIN customer c ON c.id = i.customer_id
     WHERE i.organization_id = current_organization() AND compact_text(i.number) = ANY(candidates) $$;
-- For suggestions: customers whose name begins as the payer's does (letters and digits alone, as above).
CREATE FUNCTION customers_alike(beginning text, most int) RETURNS TABLE (compact text, customer_id text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT compact_text(c.name), c.customer_id FROM customer c
     WHERE c.organization_id = current_organization() AND beginning <> '' AND compact_text(c.name) >= beginning AND compact_text(c.name) < beginning || 'ZZZZZZZZ' ORDER BY 1, 2 LIMIT most $$;
REVOKE ALL ON FUNCTION invoices_named(text[]), customers_alike(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION invoices_named(text[]), customers_alike(text, int) TO puntual_app;

-- Many end-to-end ids at once: a file of returned debits asks once a slice.
DROP FUNCTION payments_named(text);
CREATE FUNCTION payments_named(end_to_end_ids text[]) RETURNS TABLE (end_to_end text, payment_id text, customer_id text, amount_minor bigint, currency text, status text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT end_to_end_of(p.reference), p.payment_id, c.customer_id, p.amount_minor, p.currency::text, p.status FROM payment p JOIN customer c ON c.id = p.customer_id
     WHERE p.organization_id = current_organization() AND p.kind = 'payment' AND p.reference LIKE '%E2E %' AND end_to_end_of(p.reference) = ANY(end_to_end_ids) $$;
REVOKE ALL ON FUNCTION payments_named(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION payments_named(text[]) TO puntual_app;
