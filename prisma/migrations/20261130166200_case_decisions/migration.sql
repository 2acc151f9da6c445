-- What each evaluation of a case decided, and the facts by which it decided: ids, amounts, days and codes, no personal
-- data. Never changed, so that a past decision can be shown, explained and made again.
CREATE TABLE case_decision (
    "id" UUID PRIMARY KEY,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "invoice_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    -- The step and its occurrence that a message was requested for; null for other decisions.
    "step_id" TEXT,
    "occurrence" INTEGER,
    "decision" JSONB NOT NULL,
    "facts" JSONB NOT NULL,
    -- SHA-256 over the canonical JSON of decision and facts; the audit quotes it.
    "hash" TEXT NOT NULL,
    CONSTRAINT case_decision_invoice_fkey
      FOREIGN KEY ("organization_id", "invoice_id") REFERENCES invoice ("organization_id", "id")
);
CREATE INDEX case_decision_invoice ON case_decision (organization_id, invoice_id, id);

DO $$
BEGIN
  ALTER TABLE case_decision ENABLE ROW LEVEL SECURITY;
  ALTER TABLE case_decision FORCE ROW LEVEL SECURITY;
  CREATE POLICY organization_wall ON case_decision TO puntual_app
    USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
  EXECUTE format('CREATE POLICY owner_sees_all ON case_decision TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT ON case_decision TO puntual_app;
