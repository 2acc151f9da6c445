-- Tables store the ids of people and keys (`user:<id>`, `key:<id>`) where the version before stored their names. The
-- columns stay as they are, so that the version before goes on; the next migration puts ids into the present rows.

-- The short name of a collector, unique in the organization: for `@ana` in notes, and for the ERP, which does not know
-- ids (`accountManager`). In lower case.
ALTER TABLE collector ADD COLUMN handle TEXT;
UPDATE collector c
SET handle = lower(c.person_id)
WHERE c.person_id ~ '^[[:alnum:]][[:alnum:]._-]{0,99}$'
  AND NOT EXISTS (
    SELECT 1 FROM collector o
    WHERE o.organization_id = c.organization_id AND o.person_id < c.person_id AND lower(o.person_id) = lower(c.person_id));
CREATE UNIQUE INDEX collector_handle ON collector (organization_id, handle);

-- The id of the only person or key of an organization with a name; null when none or several have it.
CREATE FUNCTION actor_named(organization uuid, named text) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE AS
$$
  SELECT CASE WHEN count(*) = 1 THEN min(id) END
  FROM (
    SELECT 'user:' || u.id AS id
    FROM membership m JOIN app_user u ON u.id = m.user_id
    WHERE m.organization_id = organization AND u.name = named
    UNION ALL
    SELECT 'key:' || c.id
    FROM credential c
    WHERE c.organization_id = organization AND c.kind = 'api-key' AND c.name = named
  ) found
$$;

-- While the version before still serves, it writes names: of tasks, which are looked up by person, the names become
-- ids at once. The condition keeps the function from being called for rows with ids.
CREATE FUNCTION task_people_are_ids() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  NEW.claimed_by := coalesce(actor_named(NEW.organization_id, NEW.claimed_by), NEW.claimed_by);
  NEW.assigned_to := coalesce(actor_named(NEW.organization_id, NEW.assigned_to), NEW.assigned_to);
  RETURN NEW;
END $$;
CREATE TRIGGER task_people_are_ids BEFORE INSERT OR UPDATE OF claimed_by, assigned_to ON task
  FOR EACH ROW WHEN (NEW.claimed_by !~ '^(user|key):' OR NEW.assigned_to !~ '^(user|key):')
  EXECUTE FUNCTION task_people_are_ids();
