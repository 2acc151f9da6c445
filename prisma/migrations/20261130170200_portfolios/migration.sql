-- Whose customers are whose, and who sees them. Additive: without the setting everybody sees all, as before.
ALTER TABLE organization_setting ADD COLUMN portfolios BOOLEAN NOT NULL DEFAULT false;

-- Who looks after the customer and which team does, as a manager says; else the ERP's account manager does.
ALTER TABLE customer ADD COLUMN owner_id TEXT, ADD COLUMN team TEXT;

-- A team: its members are the collectors who name it; the lead is one person.
CREATE TABLE team (
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "name" TEXT NOT NULL,
    "lead_id" TEXT,
    PRIMARY KEY (organization_id, name)
);

-- Who asked to see a customer that is not theirs, and what a manager said.
CREATE TABLE customer_access (
    "id" UUID NOT NULL PRIMARY KEY,
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "customer_id" UUID NOT NULL,
    "person_id" TEXT NOT NULL,
    "state" TEXT NOT NULL CHECK (state IN ('asked','granted','refused')),
    "reason" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    -- Who asked: the person, or who mentioned them in a note.
    "asked_by" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    UNIQUE (organization_id, customer_id, person_id),
    FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id)
);
CREATE INDEX customer_access_person ON customer_access (organization_id, person_id);
CREATE INDEX customer_access_listed ON customer_access (organization_id, id);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['team', 'customer_access'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization_wall ON %I TO puntual_app
      USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO puntual_app', t);
  END LOOP;
END $$;

-- Whom the transaction is confined to: the ids of one person (a session, or a key and who made it), with commas. Null:
-- nobody, and all customers of the organization are seen.
CREATE FUNCTION confined_to() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('puntual.portfolio', true), '') $$;

-- The customers that the person sees to whom the transaction is confined: theirs, their teams', those of whoever they
-- stand in for today, those of their open tasks, those that a manager let them see, and those of nobody. This is the
-- only place that decides it.
CREATE FUNCTION portfolio_customers() RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
  WITH me AS (
    SELECT unnest(string_to_array(confined_to(), ',')) AS id
  ), my_teams AS (
    SELECT t.name FROM team t
    WHERE t.organization_id = current_organization() AND t.lead_id IN (SELECT id FROM me)
    UNION
    SELECT unnest(k.teams) FROM collector k
    WHERE k.organization_id = current_organization() AND k.person_id IN (SELECT id FROM me)
  ), today AS (
    SELECT (coalesce(
      (
        SELECT to_timestamp((c.virtual_ms + (extract(epoch FROM clock_timestamp()) * 1000 - c.real_ms) * c.speed) / 1000)
        FROM platform_clock c LIMIT 1
      ),
      now()) AT TIME ZONE o.time_zone)::date AS day
    FROM organization o WHERE o.id = current_organization()
  ), stood_in_for AS (
    SELECT a.person_id AS id FROM collector_absence a
    WHERE a.organization_id = current_organization() AND a.substitute_id IN (SELECT id FROM me)
      AND (SELECT day FROM today) BETWEEN a.from_on AND a.until_on
  ), people AS (
    SELECT id FROM me
    UNION
    SELECT id FROM stood_in_for
    UNION
    SELECT k.person_id FROM collector k
    WHERE k.organization_id = current_organization() AND k.teams && ARRAY(SELECT name FROM my_teams)
  ), names AS (
    SELECT lower(id) AS name FROM people
    UNION
    SELECT k.handle FROM collector k
    WHERE k.organization_id = current_organization() AND k.handle IS NOT NULL
      AND k.person_id IN (SELECT id FROM people)
    UNION
    SELECT lower(u.email) FROM membership m JOIN app_user u ON u.id = m.user_id
    WHERE m.organization_id = current_organization() AND u.email IS NOT NULL
      AND 'user:' || u.id IN (SELECT id FROM people)
  )
  SELECT c.id
  FROM customer c
  WHERE c.organization_id = current_organization()
    AND (
      NOT EXISTS (SELECT 1 FROM organization_setting s WHERE s.organization_id = current_organization() AND s.portfolios)
      OR (coalesce(c.owner_id, c.account_manager) IS NULL AND c.team IS NULL)
      OR lower(coalesce(c.owner_id, c.account_manager)) IN (SELECT name FROM names)
      OR c.team IN (SELECT name FROM my_teams)
      OR c.id IN (
        SELECT a.customer_id FROM customer_access a
        WHERE a.organization_id = current_organization() AND a.state = 'granted' AND a.person_id IN (SELECT id FROM me))
      OR c.id IN (
        SELECT t.customer_id FROM task t
        WHERE t.organization_id = current_organization() AND t.state <> 'done' AND t.customer_id IS NOT NULL
          AND coalesce(t.claimed_by, t.assigned_to) IN (SELECT id FROM me UNION SELECT id FROM stood_in_for))
    )
$$;
REVOKE ALL ON FUNCTION portfolio_customers() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portfolio_customers() TO puntual_app;

-- Puts the wall around the rows of a table: by the customer that they are about; rows about no customer are everybody's.
CREATE FUNCTION wall_portfolio(walled text, customer_column text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  EXECUTE format(
    'CREATE POLICY portfolio_wall ON %1$I AS RESTRICTIVE FOR SELECT TO puntual_app
       USING ((SELECT confined_to()) IS NULL OR %2$I IS NULL OR %2$I IN (SELECT portfolio_customers()))',
    walled, customer_column);
END
$$;
REVOKE ALL ON FUNCTION wall_portfolio(text, text) FROM PUBLIC;

DO $$
DECLARE t text;
BEGIN
  PERFORM wall_portfolio('customer', 'id');
  FOR t IN
    SELECT c.table_name FROM information_schema.columns c JOIN pg_class k ON k.oid = format('%I', c.table_name)::regclass
    WHERE c.table_schema = 'public' AND c.column_name = 'customer_id' AND c.data_type = 'uuid' AND k.relkind = 'r'
      AND c.table_name <> 'customer_access'
    ORDER BY 1
  LOOP
    PERFORM wall_portfolio(t, 'customer_id');
  END LOOP;
  -- What cannot be told by customer is not shown to whoever is confined: files, events that wait, others' requests.
  FOREACH t IN ARRAY ARRAY['data_import', 'data_import_fault', 'data_import_part', 'early_event'] LOOP
    EXECUTE format(
      'CREATE POLICY portfolio_wall ON %I AS RESTRICTIVE FOR SELECT TO puntual_app
         USING ((SELECT confined_to()) IS NULL)', t);
  END LOOP;
  CREATE POLICY portfolio_wall ON approval AS RESTRICTIVE FOR SELECT TO puntual_app
    USING (
      (SELECT confined_to()) IS NULL
      OR requested_by = ANY(string_to_array(confined_to(), ','))
      OR 'user:' || requested_user = ANY(string_to_array(confined_to(), ',')));
END $$;
