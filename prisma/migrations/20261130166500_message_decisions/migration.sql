-- What the gate decided when it let a message through, and the facts by which it decided: ids, amounts, days and codes;
-- addresses are replaced by the contacts that they belong to. Never changed.
CREATE TABLE message_decision (
    "message_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "at" TIMESTAMPTZ(3) NOT NULL,
    -- How far a message could leave outside its window, because timers of a fast clock are late.
    "tolerance_ms" INTEGER NOT NULL,
    "composition" JSONB NOT NULL,
    "facts" JSONB NOT NULL,
    -- SHA-256 over the canonical JSON of composition and facts.
    "hash" TEXT NOT NULL,
    PRIMARY KEY ("organization_id", "message_id"),
    CONSTRAINT message_decision_message_fkey
      FOREIGN KEY ("organization_id", "message_id") REFERENCES message ("organization_id", "id")
);

DO $$
BEGIN
  ALTER TABLE message_decision ENABLE ROW LEVEL SECURITY;
  ALTER TABLE message_decision FORCE ROW LEVEL SECURITY;
  CREATE POLICY organization_wall ON message_decision TO puntual_app
    USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
  EXECUTE format('CREATE POLICY owner_sees_all ON message_decision TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT ON message_decision TO puntual_app;
