-- Policies that people write: versions, assignment, moves; what an organization decides for all its cases.
ALTER TABLE customer ADD COLUMN region TEXT, ADD COLUMN risk TEXT, ADD COLUMN policy_key TEXT;
ALTER TABLE customer ADD CHECK (risk IN ('low','medium','high'));

ALTER TABLE invoice ADD COLUMN runs_policy_key TEXT, ADD COLUMN runs_policy_version INTEGER, ADD COLUMN policy_rule TEXT, ADD COLUMN next_policy_key TEXT, ADD COLUMN next_policy_version INTEGER;
-- Cases that run already were on the one policy there was.
UPDATE invoice SET runs_policy_key = 'standard', runs_policy_version = 1, policy_rule = 'default';
ALTER TABLE invoice ADD CHECK (policy_rule IN ('invoice','customer','segment','default')), ADD CHECK ((runs_policy_key IS NULL) = (runs_policy_version IS NULL)), ADD CHECK ((next_policy_key IS NULL) = (next_policy_version IS NULL));

ALTER TABLE step ADD COLUMN stage TEXT, ADD COLUMN day INTEGER;
UPDATE step SET stage = known.stage, day = known.day
  FROM (VALUES ('courtesy','courtesy',-7),('due-today','courtesy',0),('friendly','friendly',1),('follow-up','follow-up',8),('demand','demand',21),('call','call',32),('agency','agency',60)) AS known(step_id, stage, day)
  WHERE known.step_id = step.step_id;

ALTER TABLE hold ADD COLUMN customer_id UUID;
UPDATE hold h SET customer_id = i.customer_id FROM invoice i WHERE i.id = h.invoice_id;
ALTER TABLE hold ALTER COLUMN customer_id SET NOT NULL;
ALTER TABLE hold ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);
CREATE INDEX hold_promises ON hold (organization_id, customer_id) WHERE kind = 'promise';

ALTER TABLE task ADD COLUMN step_id TEXT, ADD COLUMN script TEXT;
UPDATE task SET step_id = 'call', script = 'first-call' WHERE kind = 'call';

-- CreateTable
CREATE TABLE "organization_setting" (
    "organization_id" UUID NOT NULL,
    "default_policy_key" TEXT NOT NULL DEFAULT 'standard',
    "contact_stopped_at" TIMESTAMPTZ(3),
    "contact_stopped_by" TEXT,
    "max_messages_per_day" INTEGER,
    "closing_days" JSONB NOT NULL DEFAULT '{"days": [], "ranges": []}',

    CONSTRAINT "organization_setting_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "message_day" (
    "organization_id" UUID NOT NULL,
    "message_on" DATE NOT NULL,
    "reserved" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "message_day_pkey" PRIMARY KEY ("organization_id","message_on")
);

-- CreateTable
CREATE TABLE "policy_version" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3),
    "published_by" TEXT,
    "retired_at" TIMESTAMPTZ(3),
    "retired_by" TEXT,

    CONSTRAINT "policy_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_move" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "mode" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "moved" INTEGER NOT NULL DEFAULT 0,
    "cursor" UUID,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "started_by" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,

    CONSTRAINT "policy_move_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "policy_version_organization_id_key_version_key" ON "policy_version"("organization_id", "key", "version");

-- CreateIndex
CREATE INDEX "policy_move_organization_id_key_idx" ON "policy_move"("organization_id", "key");

ALTER TABLE organization_setting ADD CHECK (max_messages_per_day > 0);
ALTER TABLE policy_version ADD CHECK (state IN ('draft','published','retired')), ADD CHECK ((state = 'draft') = (version = 0)), ADD CHECK (version >= 0);
ALTER TABLE policy_move ADD CHECK (mode IN ('at-next-step','now')), ADD CHECK (state IN ('running','done','stopped'));
-- One move of a policy at a time.
CREATE UNIQUE INDEX policy_move_one_running ON policy_move (organization_id, key) WHERE state = 'running';
-- Cases to move, and cases that a closed gate keeps waiting.
CREATE INDEX invoice_runs_policy ON invoice (organization_id, runs_policy_key, id) WHERE case_state = 'running';
CREATE INDEX invoice_gate_closed ON invoice (organization_id, id) WHERE case_state = 'running' AND next_action->'reasons'->0->>'code' IN ('feed-stale','all-stopped');
CREATE INDEX invoice_deadline_named ON message_invoice (organization_id, invoice_id) WHERE section = 'overdue';

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['organization_setting','message_day','policy_version','policy_move'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization_wall ON %I TO puntual_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('ALTER TABLE %I ADD FOREIGN KEY (organization_id) REFERENCES organization(id)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO puntual_app', t);
  END LOOP;
END $$;
-- A draft may be thrown away; a version that was published never is, and never changes but for being retired.
GRANT DELETE ON policy_version TO puntual_app;
CREATE FUNCTION published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state <> 'draft' THEN RAISE EXCEPTION 'policy % version % was published and stays', OLD.key, OLD.version; END IF;
    RETURN OLD;
  END IF;
  IF OLD.state <> 'draft' AND (NEW.document IS DISTINCT FROM OLD.document OR NEW.key <> OLD.key OR NEW.version <> OLD.version OR NEW.state = 'draft') THEN
    RAISE EXCEPTION 'policy % version % was published and does not change', OLD.key, OLD.version;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER published_version_stays BEFORE UPDATE OR DELETE ON policy_version FOR EACH ROW EXECUTE FUNCTION published_stays();
