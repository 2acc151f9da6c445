-- What an ERP stated of an invoice or of money, by field: an event that states other data under a known id is rejected.
-- Null in rows of older versions. Additive: the version before neither reads nor writes these columns.
ALTER TABLE invoice ADD COLUMN issued_as JSONB;
ALTER TABLE payment ADD COLUMN stated_as JSONB;

-- What of a payment or credit note was taken back by the payer's bank, and paid back to the customer. A payment that the
-- version before reversed has the status, and 0 here.
ALTER TABLE payment
  ADD COLUMN reversed_minor BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN refunded_minor BIGINT NOT NULL DEFAULT 0,
  ADD CONSTRAINT payment_left_check CHECK (
    reversed_minor >= 0 AND refunded_minor >= 0 AND reversed_minor + refunded_minor <= amount_minor) NOT VALID;

-- Each time that money left a payment or credit note again. Append-only.
CREATE TABLE money_out (
    "id" UUID NOT NULL PRIMARY KEY,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "payment_id" UUID NOT NULL,
    "kind" TEXT NOT NULL CHECK (kind IN ('reversal','refund')),
    "amount_minor" BIGINT NOT NULL CHECK (amount_minor > 0),
    "out_on" DATE NOT NULL,
    -- The ERP's id of the reversal or refund; one refund may take money of several payments.
    "erp_id" TEXT,
    "cause" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    FOREIGN KEY (organization_id, payment_id) REFERENCES payment (organization_id, id)
);
CREATE INDEX money_out_payment ON money_out (organization_id, payment_id);
CREATE INDEX money_out_erp_id ON money_out (organization_id, kind, erp_id) WHERE erp_id IS NOT NULL;

DO $$
BEGIN
  ALTER TABLE money_out ENABLE ROW LEVEL SECURITY;
  ALTER TABLE money_out FORCE ROW LEVEL SECURITY;
  CREATE POLICY organization_wall ON money_out TO puntual_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
  EXECUTE format('CREATE POLICY owner_sees_all ON money_out TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT ON money_out TO puntual_app;
