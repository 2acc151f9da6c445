-- What a person needs and does on the phone: agreed hours of calls, the call log, messages that the customer asks for,
-- contacts that a person confirmed, and outcomes that can be taken back. Additive: the version before neither reads nor
-- writes any of it.

-- The instant for which the customer asked to be called.
ALTER TABLE task ADD COLUMN due_at TIMESTAMPTZ(3);

-- What a customer asked for, to be sent at once to one contact. The invoices stand in the steps that name it.
CREATE TABLE asked_message (
    id UUID NOT NULL,
    organization_id UUID NOT NULL,
    customer_id UUID NOT NULL,
    what TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    task_id UUID,
    asked_at TIMESTAMPTZ(3) NOT NULL,
    asked_by TEXT NOT NULL,

    CONSTRAINT asked_message_pkey PRIMARY KEY (id)
);
ALTER TABLE asked_message ADD FOREIGN KEY (organization_id) REFERENCES organization (id);
ALTER TABLE asked_message
ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);
ALTER TABLE asked_message ADD CHECK (what IN ('statement','invoices','payment-link'));
ALTER TABLE asked_message ADD CHECK (channel IN ('email','sms'));
CREATE INDEX asked_message_of_customer ON asked_message (organization_id, customer_id, asked_at);
ALTER TABLE step ADD COLUMN asked_id UUID;

-- The outcomes of tasks, each with what it changed: what a person may take back. `effects`: row ids and former states.
CREATE TABLE task_outcome (
    id UUID NOT NULL,
    organization_id UUID NOT NULL,
    task_id UUID NOT NULL,
    outcome TEXT NOT NULL,
    note TEXT,
    ended_at TIMESTAMPTZ(3) NOT NULL,
    ended_by TEXT NOT NULL,
    effects JSONB NOT NULL,
    taken_back_at TIMESTAMPTZ(3),
    taken_back_by TEXT,

    CONSTRAINT task_outcome_pkey PRIMARY KEY (id)
);
ALTER TABLE task_outcome ADD FOREIGN KEY (organization_id) REFERENCES organization (id);
ALTER TABLE task_outcome ADD FOREIGN KEY (organization_id, task_id) REFERENCES task (organization_id, id);
CREATE INDEX task_outcome_of_task ON task_outcome (organization_id, task_id, ended_at);

-- Calls, as they were made and received. A correction is another entry, which names the one that it supersedes.
CREATE TABLE call_log (
    id UUID NOT NULL,
    organization_id UUID NOT NULL,
    customer_id UUID NOT NULL,
    task_id UUID,
    contact_id TEXT,
    phone TEXT,
    direction TEXT NOT NULL,
    started_at TIMESTAMPTZ(3) NOT NULL,
    ended_at TIMESTAMPTZ(3),
    seconds INT,
    outcome TEXT,
    note TEXT,
    made_by TEXT NOT NULL,
    supersedes UUID,
    superseded_at TIMESTAMPTZ(3),

    CONSTRAINT call_log_pkey PRIMARY KEY (id)
);
ALTER TABLE call_log ADD FOREIGN KEY (organization_id) REFERENCES organization (id);
ALTER TABLE call_log ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);
ALTER TABLE call_log ADD CHECK (direction IN ('out','in'));
ALTER TABLE call_log ADD CHECK (seconds >= 0);
CREATE INDEX call_log_of_customer ON call_log (organization_id, customer_id, started_at);
CREATE UNIQUE INDEX call_log_superseded_once ON call_log (organization_id, supersedes) WHERE supersedes IS NOT NULL;

DO $$ DECLARE t TEXT; BEGIN
  FOREACH t IN ARRAY ARRAY['asked_message','task_outcome','call_log'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization_wall ON %I TO puntual_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO puntual_app', t);
  END LOOP;
END $$;

-- The language in which the contact is written to; null: the customer's. `confirmed`: by field, who confirmed it, when
-- and how. `conflicts`: by field, what the ERP says instead. `consents`: by channel, since when and by what word.
ALTER TABLE contact ADD COLUMN language TEXT,
  ADD COLUMN confirmed JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN conflicts JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN consents JSONB NOT NULL DEFAULT '{}';
