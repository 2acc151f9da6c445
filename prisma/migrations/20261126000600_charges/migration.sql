-- Charges: claims of their own beside an invoice's principal. Their lines stand in the same ledger and name them; `open_minor` of an invoice stays the principal alone, as the ERP knows it.
-- CreateTable
CREATE TABLE "charge" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "open_minor" BIGINT NOT NULL,
    "charged_on" DATE NOT NULL,
    "message_id" UUID NOT NULL,
    "stage" TEXT NOT NULL,
    "when_principal_paid" TEXT NOT NULL,
    "how" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'charged',
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "charge_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "charge_organization_id_invoice_id_idx" ON "charge"("organization_id", "invoice_id");
CREATE INDEX "charge_organization_id_message_id_idx" ON "charge"("organization_id", "message_id");

ALTER TABLE entry ADD COLUMN charge_id UUID;
ALTER TABLE message_invoice ADD COLUMN charges JSONB;
ALTER TABLE invoice ADD COLUMN charges_minor BIGINT NOT NULL DEFAULT 0;

ALTER TABLE charge ADD UNIQUE (organization_id, id);
ALTER TABLE charge ADD FOREIGN KEY (organization_id) REFERENCES organization(id);
ALTER TABLE charge ADD FOREIGN KEY (organization_id, invoice_id) REFERENCES invoice (organization_id, id);
ALTER TABLE charge ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);
ALTER TABLE charge ADD FOREIGN KEY (organization_id, message_id) REFERENCES message (organization_id, id);
ALTER TABLE entry ADD FOREIGN KEY (organization_id, charge_id) REFERENCES charge (organization_id, id);
ALTER TABLE charge ADD CHECK (kind IN ('fee','interest','lump-sum')), ADD CHECK (state IN ('charged','waived','taken-back')), ADD CHECK (when_principal_paid IN ('waive','demand')),
  ADD CHECK (amount_minor > 0), ADD CHECK (open_minor >= 0 AND open_minor <= amount_minor), ADD CHECK (state = 'charged' OR open_minor = 0);
-- Nothing is charged twice under one name; what a message that reached nobody charged can be charged again.
CREATE UNIQUE INDEX charge_once ON charge (organization_id, invoice_id, key) WHERE state <> 'taken-back';

-- An invoice is open as long as something of it or of its charges is.
DO $$
DECLARE c text;
BEGIN
  FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = 'invoice'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%status = ''open''%open_minor > 0%' LOOP
    EXECUTE format('ALTER TABLE invoice DROP CONSTRAINT %I', c);
  END LOOP;
END $$;
ALTER TABLE invoice ADD CHECK (charges_minor >= 0), ADD CHECK ((status = 'open') = (open_minor + charges_minor > 0));

ALTER TABLE charge ENABLE ROW LEVEL SECURITY;
ALTER TABLE charge FORCE ROW LEVEL SECURITY;
CREATE POLICY organization_wall ON charge TO puntual_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
DO $$ BEGIN EXECUTE format('CREATE POLICY owner_sees_all ON charge TO %I USING (true) WITH CHECK (true)', current_user); END $$;
GRANT SELECT, INSERT, UPDATE ON charge TO puntual_app;
