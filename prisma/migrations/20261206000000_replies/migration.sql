-- A mail that a customer (or a machine of theirs) sent. `customer_id` is null while nobody knows whose it is.
-- `raw`: the very bytes, so that nothing of a mail is lost. `same_key`: the same mail that came on two ways has it.
CREATE TABLE reply (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization(id),
  customer_id uuid,
  kind text NOT NULL CHECK (kind IN ('reply', 'auto-reply', 'bounce', 'list', 'own', 'unreadable')),
  state text NOT NULL CHECK (state IN ('unmatched', 'matched', 'filed', 'discarded')),
  message_id uuid,
  contact_id text,
  matched_by text,
  unmatched_because text,
  sender text NOT NULL,
  sender_name text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  full_text text NOT NULL,
  rfc_message_id text,
  rfc_references text[] NOT NULL DEFAULT '{}',
  sent_at timestamptz(3),
  sha256 text NOT NULL,
  same_key text,
  raw bytea NOT NULL,
  suggestion jsonb,
  foreign_accounts text[] NOT NULL DEFAULT '{}',
  received_at timestamptz(3) NOT NULL,
  decided_at timestamptz(3),
  decided_by text,
  reason text,
  ended_at timestamptz(3),
  ended_by text,
  ended_how text,
  FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id),
  UNIQUE (organization_id, id),
  UNIQUE (organization_id, sha256),
  CHECK (state <> 'matched' OR customer_id IS NOT NULL)
);
CREATE UNIQUE INDEX reply_same_key ON reply (organization_id, same_key) WHERE same_key IS NOT NULL;
CREATE INDEX reply_listed ON reply (organization_id, state, received_at DESC, id DESC);
CREATE INDEX reply_customer ON reply (organization_id, customer_id, received_at DESC, id DESC);

-- What is attached to a mail. `content` is null of a file that is not kept apart: its kind is not accepted, or it is
-- too large; the mail's own bytes have it still.
CREATE TABLE reply_file (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization(id),
  reply_id uuid NOT NULL,
  position integer NOT NULL,
  name text NOT NULL,
  kind text CHECK (kind IN ('pdf', 'png', 'jpeg', 'text')),
  bytes integer NOT NULL,
  sha256 text NOT NULL,
  content bytea,
  FOREIGN KEY (organization_id, reply_id) REFERENCES reply (organization_id, id),
  UNIQUE (organization_id, reply_id, position)
);

-- What a person answered to a mail: the text of a message that the customer is sent in the same thread.
CREATE TABLE reply_answer (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization(id),
  reply_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  asked_id uuid NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  answered_at timestamptz(3) NOT NULL,
  answered_by text NOT NULL,
  FOREIGN KEY (organization_id, reply_id) REFERENCES reply (organization_id, id),
  FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id)
);
CREATE INDEX reply_answer_of_reply ON reply_answer (organization_id, reply_id, answered_at);
CREATE INDEX reply_answer_of_request ON reply_answer (organization_id, asked_id);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['reply', 'reply_file', 'reply_answer'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY organization_wall ON %I TO puntual_app
         USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', name);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', name, current_user);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON reply TO puntual_app;
GRANT SELECT, INSERT ON reply_file TO puntual_app;
GRANT SELECT, INSERT, UPDATE ON reply_answer TO puntual_app;

-- Whoever is confined to a portfolio sees the mails of its customers, and those that nobody has tied yet.
SELECT wall_portfolio('reply', 'customer_id');
SELECT wall_portfolio('reply_answer', 'customer_id');
CREATE POLICY portfolio_wall ON reply_file AS RESTRICTIVE FOR SELECT TO puntual_app
  USING ((SELECT confined_to()) IS NULL OR EXISTS (SELECT 1 FROM reply r WHERE r.id = reply_file.reply_id));

-- The mail (reply) for which a customer is paused; null: a person's own pause.
ALTER TABLE customer_pause ADD COLUMN reply_id uuid;

-- The headers that tie a mail to those before it: { messageId, inReplyTo, references }. Null: a message without them.
ALTER TABLE message ADD COLUMN thread jsonb;

-- Replies: { pauseDays, answerDays, canned } (libs/domain, reply-settings). The secret of the organization's inbound
-- webhook is derived from the installation's key and this version; 0: none was made.
ALTER TABLE organization_setting ADD COLUMN replies jsonb NOT NULL DEFAULT '{}';
ALTER TABLE organization_setting ADD COLUMN inbound_secret_version integer NOT NULL DEFAULT 0;
