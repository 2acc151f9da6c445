-- Walls: who may see and do what. Roles belong to the whole server, so they are made only if missing; login roles that are members
-- of these are made at start (libs/db/src/roles.ts) or by the operator (docs/operations.md).
--   puntual_app    what the services are: bound by row-level security to the organization of the transaction
--   puntual_relay  the outbox relay: crosses organizations, and can touch the outbox and nothing else
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'puntual_app') THEN
    BEGIN CREATE ROLE puntual_app NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'puntual_relay') THEN
    BEGIN CREATE ROLE puntual_relay NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
  END IF;
END $$;

GRANT USAGE ON SCHEMA public TO puntual_app, puntual_relay;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO puntual_app;

-- The organization of this transaction; NULL when none is set, and then nothing is seen.
CREATE FUNCTION current_organization() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('puntual.organization', true), '')::uuid $$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['credential','customer','contact','invoice','entry','payment','inbox','early_event','feed_state','outbox','audit_event',
    'step','hold','message','message_invoice','webhook_event','task','task_invoice','placement','idempotency_key']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization_wall ON %I TO puntual_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('ALTER TABLE %I ADD FOREIGN KEY (organization_id) REFERENCES organization(id)', t);
  END LOOP;
  -- Ledger and audit are append-only for the services.
  FOREACH t IN ARRAY ARRAY['entry','audit_event','inbox','message_invoice','task_invoice','webhook_event'] LOOP
    EXECUTE format('GRANT SELECT, INSERT ON %I TO puntual_app', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['customer','contact','invoice','payment','feed_state','step','hold','message','task','placement','idempotency_key'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO puntual_app', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['early_event','contact'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON %I TO puntual_app', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON outbox TO puntual_app;
GRANT SELECT, INSERT, UPDATE ON credential TO puntual_app;
GRANT DELETE ON idempotency_key TO puntual_app;

-- Migrations and maintenance run as the owner, who may be bound by FORCE too: say plainly that the owner sees all.
DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
  END LOOP;
END $$;

-- Which organizations there are is no secret between services; their slugs come with every event.
GRANT SELECT ON organization TO puntual_app, puntual_relay;
GRANT SELECT, INSERT, UPDATE, DELETE ON service_beat TO puntual_app;
GRANT SELECT ON platform_clock TO puntual_app, puntual_relay;

-- The relay works on the outbox of all organizations.
CREATE POLICY relay_crosses ON outbox TO puntual_relay USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE, DELETE ON outbox TO puntual_relay;

-- A key is looked up before its organization is known: by hash alone, one row, through this door only.
CREATE FUNCTION find_credential(key_hash text) RETURNS TABLE (id uuid, organization_id uuid, slug text, kind text, role text, name text, expires_at timestamptz, used_at timestamptz, revoked_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT c.id, c.organization_id, o.slug, c.kind, c.role, c.name, c.expires_at, c.used_at, c.revoked_at
     FROM credential c JOIN organization o ON o.id = c.organization_id WHERE c.hash = key_hash $$;
REVOKE ALL ON FUNCTION find_credential(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_credential(text) TO puntual_app;

-- References inside an organization: the pair keeps a row of one from pointing into another.
ALTER TABLE customer ADD UNIQUE (organization_id, id);
ALTER TABLE invoice ADD UNIQUE (organization_id, id);
ALTER TABLE payment ADD UNIQUE (organization_id, id);
ALTER TABLE message ADD UNIQUE (organization_id, id);
ALTER TABLE task ADD UNIQUE (organization_id, id);
ALTER TABLE contact ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);
ALTER TABLE invoice ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);
ALTER TABLE entry ADD FOREIGN KEY (organization_id, invoice_id) REFERENCES invoice (organization_id, id);
ALTER TABLE entry ADD FOREIGN KEY (organization_id, payment_id) REFERENCES payment (organization_id, id);
ALTER TABLE payment ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);
ALTER TABLE step ADD FOREIGN KEY (organization_id, invoice_id) REFERENCES invoice (organization_id, id);
ALTER TABLE hold ADD FOREIGN KEY (organization_id, invoice_id) REFERENCES invoice (organization_id, id);
ALTER TABLE message ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);
ALTER TABLE message_invoice ADD FOREIGN KEY (organization_id, message_id) REFERENCES message (organization_id, id);
ALTER TABLE message_invoice ADD FOREIGN KEY (organization_id, invoice_id) REFERENCES invoice (organization_id, id);
ALTER TABLE task ADD FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id);
ALTER TABLE task_invoice ADD FOREIGN KEY (organization_id, task_id) REFERENCES task (organization_id, id);
ALTER TABLE task_invoice ADD FOREIGN KEY (organization_id, invoice_id) REFERENCES invoice (organization_id, id);
ALTER TABLE placement ADD FOREIGN KEY (organization_id, invoice_id) REFERENCES invoice (organization_id, id);

-- What must always hold.
ALTER TABLE invoice ADD CHECK (total_minor >= 0), ADD CHECK (open_minor >= 0),
  ADD CHECK (status IN ('open','paid','credited','cancelled','written-off')), ADD CHECK ((status = 'open') = (open_minor > 0)), ADD CHECK (case_state IN ('running','closed'));
ALTER TABLE payment ADD CHECK (amount_minor > 0), ADD CHECK (unallocated_minor >= 0 AND unallocated_minor <= amount_minor), ADD CHECK (kind IN ('payment','credit-note')), ADD CHECK (status IN ('received','reversed'));
ALTER TABLE message ADD CHECK (state IN ('reserved','sent','failed','ambiguous'));
ALTER TABLE step ADD CHECK (state IN ('requested','sent','done','dropped','skipped','failed'));
ALTER TABLE task ADD CHECK (state IN ('open','claimed','done'));
-- At most one attempt of a customer is under way, one call is open, and one hand-off of an invoice is in progress.
CREATE UNIQUE INDEX message_one_reserved ON message (organization_id, customer_id) WHERE state = 'reserved';
CREATE UNIQUE INDEX task_one_open_call ON task (organization_id, customer_id) WHERE kind = 'call' AND state <> 'done';
CREATE UNIQUE INDEX placement_one_active ON placement (organization_id, invoice_id) WHERE state IN ('proposed','approved','placed');

-- The relay is woken at commit; polling is the net.
CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('puntual_outbox', ''); RETURN NULL; END $$;
CREATE TRIGGER outbox_wakes_relay AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();
