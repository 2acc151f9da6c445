-- What the ERP says is open of a customer: the latest list. It is held against the ledger when it comes, and again while a difference is somebody's work.
-- CreateTable
CREATE TABLE "open_items_list" (
    "organization_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "as_of" DATE NOT NULL,
    "items" JSONB NOT NULL,
    "listed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "open_items_list_pkey" PRIMARY KEY ("organization_id","customer_id")
);

ALTER TABLE open_items_list ADD FOREIGN KEY (organization_id) REFERENCES organization(id);
ALTER TABLE open_items_list ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);

ALTER TABLE open_items_list ENABLE ROW LEVEL SECURITY;
ALTER TABLE open_items_list FORCE ROW LEVEL SECURITY;
CREATE POLICY organization_wall ON open_items_list TO puntual_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
DO $$ BEGIN EXECUTE format('CREATE POLICY owner_sees_all ON open_items_list TO %I USING (true) WITH CHECK (true)', current_user); END $$;
GRANT SELECT, INSERT, UPDATE ON open_items_list TO puntual_app;

CREATE UNIQUE INDEX task_one_for_reconciling ON task (organization_id, customer_id) WHERE kind = 'reconcile' AND state <> 'done';
