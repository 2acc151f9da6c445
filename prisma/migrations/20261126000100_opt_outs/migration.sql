-- Who wants no messages by a channel. It belongs to the ERP's contact and not to its row, so that it outlives whatever the ERP says of the contact.
-- CreateTable
CREATE TABLE "opt_out" (
    "organization_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "contact_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "opted_out_at" TIMESTAMPTZ(3) NOT NULL,
    "opted_out_by" TEXT NOT NULL,

    CONSTRAINT "opt_out_pkey" PRIMARY KEY ("organization_id","customer_id","contact_id","channel")
);

ALTER TABLE opt_out ADD FOREIGN KEY (organization_id) REFERENCES organization(id);
ALTER TABLE opt_out ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);
ALTER TABLE opt_out ADD CHECK (channel IN ('email','sms'));

ALTER TABLE opt_out ENABLE ROW LEVEL SECURITY;
ALTER TABLE opt_out FORCE ROW LEVEL SECURITY;
CREATE POLICY organization_wall ON opt_out TO puntual_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
DO $$ BEGIN EXECUTE format('CREATE POLICY owner_sees_all ON opt_out TO %I USING (true) WITH CHECK (true)', current_user); END $$;
-- What was opted out of and into stands in the audit history.
GRANT SELECT, INSERT, DELETE ON opt_out TO puntual_app;
