-- A dispute is a record of its own: what a customer disputes of one or many invoices, who clears it up, by when, and how
-- it ends. Additive: the version before goes on writing holds of kind `dispute` without a record, and these stay valid.
CREATE TABLE dispute (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organization (id),
    -- What people call it: 1, 2, 3, ... in each organization.
    number INT NOT NULL,
    customer_id UUID NOT NULL,
    origin TEXT NOT NULL,
    -- The short payment that a deduction comes from.
    payment_id UUID,
    category TEXT NOT NULL,
    department TEXT NOT NULL,
    owner TEXT,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The last of the organization's open days for its resolution.
    deadline_on DATE NOT NULL,
    -- The customer's day from which the cases of its invoices judge it: its deadline or its credit note is late then.
    judge_on DATE,
    escalated_at TIMESTAMPTZ(3),
    outcome TEXT,
    resolution TEXT,
    credit_state TEXT,
    credit_due_on DATE,
    -- Rises with each change, so that of two people who change it at once one is told.
    revision INT NOT NULL DEFAULT 0,
    opened_at TIMESTAMPTZ(3) NOT NULL,
    opened_by TEXT NOT NULL,
    opened_on DATE NOT NULL,
    resolved_at TIMESTAMPTZ(3),
    resolved_by TEXT,
    resolved_on DATE,

    CONSTRAINT dispute_origin_check CHECK (origin IN ('person','deduction')),
    CONSTRAINT dispute_state_check CHECK (state IN ('proposed','open','waiting','resolved','withdrawn')),
    CONSTRAINT dispute_outcome_check CHECK (outcome IN ('for-customer','for-us','split','withdrawn')),
    CONSTRAINT dispute_credit_check CHECK (credit_state IN ('expected','missing','arrived','given-up')),
    CONSTRAINT dispute_ended_check CHECK ((state IN ('resolved','withdrawn')) = (resolved_at IS NOT NULL)),
    UNIQUE (organization_id, number),
    UNIQUE (organization_id, id),
    FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id)
);
CREATE INDEX dispute_customer_idx ON dispute (organization_id, customer_id);
CREATE INDEX dispute_opened_idx ON dispute (organization_id, opened_at, id);
CREATE INDEX dispute_unsettled_idx ON dispute (organization_id, deadline_on) WHERE state IN ('open','waiting');

-- What is disputed of each invoice. `amount_minor`: in the invoice's currency; null: the whole invoice.
CREATE TABLE dispute_line (
    dispute_id UUID NOT NULL,
    invoice_id UUID NOT NULL,
    organization_id UUID NOT NULL,
    amount_minor BIGINT,
    -- What the outcome credits of it; null while there is no outcome.
    credited_minor BIGINT,

    PRIMARY KEY (dispute_id, invoice_id),
    CONSTRAINT dispute_line_amount_check CHECK (amount_minor > 0),
    CONSTRAINT dispute_line_credited_check CHECK (credited_minor >= 0),
    FOREIGN KEY (organization_id, dispute_id) REFERENCES dispute (organization_id, id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoice (organization_id, id)
);
CREATE INDEX dispute_line_invoice_idx ON dispute_line (organization_id, invoice_id);

-- What people wrote about a dispute. Never changed.
CREATE TABLE dispute_note (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL,
    dispute_id UUID NOT NULL,
    at TIMESTAMPTZ(3) NOT NULL,
    author TEXT NOT NULL,
    text TEXT NOT NULL,

    FOREIGN KEY (organization_id, dispute_id) REFERENCES dispute (organization_id, id)
);
CREATE INDEX dispute_note_idx ON dispute_note (organization_id, dispute_id, at);

-- Evidence, byte for byte with its hash. Never changed.
CREATE TABLE dispute_file (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL,
    dispute_id UUID NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    bytes INT NOT NULL,
    sha256 TEXT NOT NULL,
    content BYTEA NOT NULL,
    uploaded_at TIMESTAMPTZ(3) NOT NULL,
    uploaded_by TEXT NOT NULL,

    CONSTRAINT dispute_file_kind_check CHECK (kind IN ('pdf','png','jpeg','text')),
    UNIQUE (organization_id, dispute_id, sha256),
    FOREIGN KEY (organization_id, dispute_id) REFERENCES dispute (organization_id, id)
);

-- A question to a department, answered through a link without an account. Only the hash of the link's token is stored.
CREATE TABLE dispute_question (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL,
    dispute_id UUID NOT NULL,
    department TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    question TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    asked_at TIMESTAMPTZ(3) NOT NULL,
    asked_by TEXT NOT NULL,
    -- Real time.
    expires_at TIMESTAMPTZ(3) NOT NULL,
    revoked_at TIMESTAMPTZ(3),
    answered_at TIMESTAMPTZ(3),
    answered_by TEXT,
    answer TEXT,

    FOREIGN KEY (organization_id, dispute_id) REFERENCES dispute (organization_id, id)
);
CREATE INDEX dispute_question_idx ON dispute_question (organization_id, dispute_id, asked_at);

DO $$
DECLARE t TEXT;
BEGIN
  FOREACH t IN ARRAY ARRAY['dispute','dispute_line','dispute_note','dispute_file','dispute_question'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization_wall ON %I TO puntual_app
      USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON dispute, dispute_line, dispute_question TO puntual_app;
GRANT DELETE ON dispute_line TO puntual_app;
GRANT SELECT, INSERT ON dispute_note, dispute_file TO puntual_app;

-- Whoever opens a link has no organization yet.
CREATE FUNCTION find_dispute_question(hash text)
  RETURNS TABLE (id uuid, organization_id uuid, slug text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
  SELECT q.id, q.organization_id, o.slug
  FROM dispute_question q JOIN organization o ON o.id = q.organization_id
  WHERE q.token_hash = hash
$$;
REVOKE ALL ON FUNCTION find_dispute_question(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_dispute_question(text) TO puntual_app;

-- The dispute that a hold follows from. Null: a hold of another kind, or of the version before.
ALTER TABLE hold ADD COLUMN dispute_id UUID;

-- The dispute that a task is about.
ALTER TABLE task ADD COLUMN dispute_id UUID;

-- Deadlines by category, days for a promised credit note, and what becomes of short payments.
ALTER TABLE organization_setting ADD COLUMN disputes JSONB NOT NULL DEFAULT '{}';

-- The disputes of before get their records.
WITH old AS (
  SELECT h.id AS hold_id, gen_random_uuid() AS id, h.organization_id, h.customer_id, h.invoice_id, h.amount_minor,
    h.reason, h.opened_at, h.opened_by, c.time_zone,
    row_number() OVER (PARTITION BY h.organization_id ORDER BY h.opened_at, h.id)::int AS number
  FROM hold h JOIN customer c ON c.id = h.customer_id
  WHERE h.kind = 'dispute' AND h.released_at IS NULL
),
recorded AS (
  INSERT INTO dispute (id, organization_id, number, customer_id, origin, category, department, reason, state,
    deadline_on, judge_on, opened_at, opened_by, opened_on)
  SELECT id, organization_id, number, customer_id, 'person', 'other', 'other', coalesce(reason, ''), 'open',
    (opened_at AT TIME ZONE time_zone)::date + 14, (opened_at AT TIME ZONE time_zone)::date + 15,
    opened_at, opened_by, (opened_at AT TIME ZONE time_zone)::date
  FROM old
),
lines AS (
  INSERT INTO dispute_line (dispute_id, invoice_id, organization_id, amount_minor)
  SELECT id, invoice_id, organization_id, CASE WHEN amount_minor > 0 THEN amount_minor END FROM old
)
UPDATE hold h SET dispute_id = old.id FROM old WHERE h.id = old.hold_id;
