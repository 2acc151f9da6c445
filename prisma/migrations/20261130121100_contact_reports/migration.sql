-- Addresses of a customer that messages did not reach. They outlive the rows of contacts, because the ERP may leave a
-- contact out one night and bring it back the next. `address`: an e-mail address in lower case, a number's digits.
-- `why`: `undelivered` is not final; after several in a row the address counts as bounced.
CREATE TABLE unreached_address (
    organization_id UUID NOT NULL,
    customer_id UUID NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    why TEXT NOT NULL,
    times INT NOT NULL DEFAULT 1,
    since TIMESTAMPTZ(3) NOT NULL,
    last_on DATE NOT NULL,

    CONSTRAINT unreached_address_pkey PRIMARY KEY (organization_id, customer_id, channel, address)
);

-- What the rows of contacts know. Before the statements below, which lock tables to the end of this migration.
INSERT INTO unreached_address (organization_id, customer_id, channel, address, why, since, last_on)
SELECT c.organization_id, c.customer_id, known.channel,
  CASE known.channel
    WHEN 'email' THEN lower(trim(c.email))
    ELSE regexp_replace(regexp_replace(c.phone, '[^0-9]', '', 'g'), '^00', '')
  END,
  known.why, c.unreachable_since, c.unreachable_since::date
FROM contact c
CROSS JOIN LATERAL (
  SELECT split_part(part, ': ', 1) AS channel, split_part(part, ': ', 2) AS why
  FROM regexp_split_to_table(c.unreachable_reason, ', ') AS part
) known
WHERE c.unreachable_since IS NOT NULL
  AND known.why IN ('refused', 'bounced', 'complained')
  AND ((known.channel = 'email' AND c.email IS NOT NULL) OR (known.channel = 'sms' AND c.phone IS NOT NULL))
ON CONFLICT DO NOTHING;

ALTER TABLE unreached_address ADD FOREIGN KEY (organization_id) REFERENCES organization (id);
ALTER TABLE unreached_address
ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);
ALTER TABLE unreached_address ADD CHECK (channel IN ('email','sms'));
ALTER TABLE unreached_address ADD CHECK (why IN ('refused','bounced','complained','undelivered'));

ALTER TABLE unreached_address ENABLE ROW LEVEL SECURITY;
ALTER TABLE unreached_address FORCE ROW LEVEL SECURITY;
CREATE POLICY organization_wall ON unreached_address TO puntual_app
USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
DO $$ BEGIN
  EXECUTE format('CREATE POLICY owner_sees_all ON unreached_address TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON unreached_address TO puntual_app;

-- Tries of a message that the provider surely did not accept. While all tries are such, the message has not left, and
-- another one may replace it. The version before counts `tries` alone, so that its tries are never taken for sure.
ALTER TABLE message ADD COLUMN sure_tries INT NOT NULL DEFAULT 0;
-- The organization's day whose limit of messages counts the message; null: the day on which it was composed.
ALTER TABLE message ADD COLUMN counted_on DATE;
-- How a demand speaks (mild, firm, final); null for messages of before.
ALTER TABLE message ADD COLUMN severity TEXT,
  ADD CONSTRAINT message_severity_check CHECK (severity IN ('mild','firm','final')) NOT VALID;
-- Why the message did not arrive, in the provider's words for it: `Transient/MailboxFull`. No address.
ALTER TABLE message ADD COLUMN delivery_reason TEXT;

-- Who the message is from, as the provider got it: every try sends the same bytes. Null for messages of before.
ALTER TABLE message ADD COLUMN sender JSONB;

-- The contacts (the ERP's ids) whose data a task asks for.
ALTER TABLE task ADD COLUMN contact_ids TEXT[] NOT NULL DEFAULT '{}';
