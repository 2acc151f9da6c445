-- Acts that need a second person. What was asked for is kept as it is to be done, and done in the transaction in which
-- another person agrees.
CREATE TABLE approval (
    "id" UUID NOT NULL PRIMARY KEY,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "kind" TEXT NOT NULL CHECK (kind IN ('write-off','placement','bank-details','policy-publishing','four-eyes')),
    -- What it is about (an invoice's or a task's row id, a policy's key); at most one request is open for it.
    "subject" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "state" TEXT NOT NULL CHECK (state IN ('open','approved','refused','expired','withdrawn')),
    -- Who asked: the actor as the audit names them, their name then, and the person behind a session or key.
    "requested_by" TEXT NOT NULL,
    "requested_name" TEXT NOT NULL,
    "requested_user" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT,
    "decided_name" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "note" TEXT
);
CREATE UNIQUE INDEX approval_open ON approval (organization_id, kind, subject) WHERE state = 'open';
CREATE INDEX approval_listed ON approval (organization_id, id);
CREATE INDEX approval_expires ON approval (organization_id, expires_at) WHERE state = 'open';

-- The kinds of acts that need a second person in the organization.
ALTER TABLE organization_setting ADD COLUMN four_eyes TEXT[] NOT NULL DEFAULT '{}';

DO $$
BEGIN
  ALTER TABLE approval ENABLE ROW LEVEL SECURITY;
  ALTER TABLE approval FORCE ROW LEVEL SECURITY;
  CREATE POLICY organization_wall ON approval TO puntual_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
  EXECUTE format('CREATE POLICY owner_sees_all ON approval TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT, UPDATE ON approval TO puntual_app;
