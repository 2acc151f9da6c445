-- Service messages: what confirms an agreement, recalls it, or says what became of a claim. Additive: the version before
-- neither reads nor writes any of it, and drops a step of one as unknown.
CREATE TABLE service_message (
    -- Made of kind, subject and day, so that each is requested once.
    id UUID NOT NULL,
    organization_id UUID NOT NULL,
    -- The customer who is contacted.
    customer_id UUID NOT NULL,
    kind TEXT NOT NULL,
    -- The promise, plan, dispute, payment, assignment, placement or customer that it is about.
    subject_id UUID NOT NULL,
    -- The day that it is about; null: none.
    on_day DATE,
    requested_at TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT service_message_pkey PRIMARY KEY (id)
);
ALTER TABLE service_message ADD FOREIGN KEY (organization_id) REFERENCES organization (id);
ALTER TABLE service_message
ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);
CREATE INDEX service_message_of_customer ON service_message (organization_id, customer_id, requested_at);
ALTER TABLE service_message ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_message FORCE ROW LEVEL SECURITY;
CREATE POLICY organization_wall ON service_message TO puntual_app
  USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_sees_all ON service_message TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT, UPDATE ON service_message TO puntual_app;
SELECT wall_portfolio('service_message', 'customer_id');

-- The service message that a step is part of.
ALTER TABLE step ADD COLUMN service_id UUID;

-- Which service messages an organization sends: `{}` sends none, so that an upgrade starts no new kind of message.
-- `branding`: what its mails look like.
ALTER TABLE organization_setting
  ADD COLUMN service_messages JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN branding JSONB NOT NULL DEFAULT '{}';
