-- Invoices that were assigned to a factor, and whether they came back by recourse. The hold of the kind `assigned` keeps
-- the case silent meanwhile.
CREATE TABLE invoice_assignment (
    "id" UUID PRIMARY KEY,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "invoice_id" UUID NOT NULL,
    "hold_id" UUID NOT NULL,
    "assigned_to" TEXT NOT NULL,
    -- How the customer pays the factor; null: the ERP did not say.
    "payment_instructions" TEXT,
    "assigned_on" DATE NOT NULL,
    "assigned_at" TIMESTAMPTZ(3) NOT NULL,
    "returned_on" DATE,
    "returned_at" TIMESTAMPTZ(3),
    CONSTRAINT invoice_assignment_invoice_fkey
      FOREIGN KEY ("organization_id", "invoice_id") REFERENCES invoice ("organization_id", "id"),
    CONSTRAINT invoice_assignment_returned_check CHECK ((returned_on IS NULL) = (returned_at IS NULL))
);
CREATE UNIQUE INDEX invoice_assignment_one ON invoice_assignment (organization_id, invoice_id)
  WHERE returned_at IS NULL;

DO $$
BEGIN
  ALTER TABLE invoice_assignment ENABLE ROW LEVEL SECURITY;
  ALTER TABLE invoice_assignment FORCE ROW LEVEL SECURITY;
  CREATE POLICY organization_wall ON invoice_assignment TO puntual_app
    USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
  EXECUTE format(
    'CREATE POLICY owner_sees_all ON invoice_assignment TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT, UPDATE ON invoice_assignment TO puntual_app;
