-- The supply holds that Puntual asked the ERP for, and what became of each. A case that asked before this table existed
-- has no row; its release is announced by its steps.
CREATE TABLE supply_hold (
    "id" UUID PRIMARY KEY,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "invoice_id" UUID NOT NULL,
    "step_id" TEXT NOT NULL,
    "case_run" INTEGER NOT NULL,
    "state" TEXT NOT NULL CHECK (state IN ('requested', 'confirmed', 'lifted')),
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    -- The day from which the ERP stopped supply.
    "confirmed_on" DATE,
    "lifted_at" TIMESTAMPTZ(3),
    -- settled | plan | person
    "lifted_because" TEXT,
    "lifted_by" TEXT,
    "reason" TEXT,
    CONSTRAINT supply_hold_invoice_fkey
      FOREIGN KEY ("organization_id", "invoice_id") REFERENCES invoice ("organization_id", "id")
);
CREATE UNIQUE INDEX supply_hold_one_active ON supply_hold (organization_id, invoice_id) WHERE state <> 'lifted';
CREATE INDEX supply_hold_invoice ON supply_hold (organization_id, invoice_id, id);

DO $$
BEGIN
  ALTER TABLE supply_hold ENABLE ROW LEVEL SECURITY;
  ALTER TABLE supply_hold FORCE ROW LEVEL SECURITY;
  CREATE POLICY organization_wall ON supply_hold TO puntual_app
    USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
  EXECUTE format('CREATE POLICY owner_sees_all ON supply_hold TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT, UPDATE ON supply_hold TO puntual_app;
