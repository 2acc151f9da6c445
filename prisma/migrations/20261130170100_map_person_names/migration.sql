-- Names of people and keys become their ids, where exactly one of the organization has the name; other names stay, and
-- are read as they are. Published policies do not change, and neither does the audit.
DO $$
DECLARE each record;
BEGIN
  CREATE TEMP TABLE named_actor ON COMMIT DROP AS
    SELECT organization_id, name, min(id) AS id
    FROM (
      SELECT m.organization_id, u.name, 'user:' || u.id AS id
      FROM membership m JOIN app_user u ON u.id = m.user_id
      UNION ALL
      SELECT c.organization_id, c.name, 'key:' || c.id FROM credential c WHERE c.kind = 'api-key'
    ) found
    WHERE name <> 'puntual' AND name !~ '^(user|key|erp):'
    GROUP BY organization_id, name
    HAVING count(*) = 1;
  CREATE UNIQUE INDEX ON named_actor (organization_id, name);
  ANALYZE named_actor;

  -- Absences go with their collector.
  ALTER TABLE collector_absence
    DROP CONSTRAINT IF EXISTS collector_absence_organization_id_person_id_fkey,
    ADD CONSTRAINT collector_absence_organization_id_person_id_fkey
      FOREIGN KEY (organization_id, person_id) REFERENCES collector (organization_id, person_id) ON UPDATE CASCADE;
  UPDATE collector c
  SET person_id = n.id
  FROM named_actor n
  WHERE n.organization_id = c.organization_id AND n.name = c.person_id
    AND NOT EXISTS (SELECT 1 FROM collector o WHERE o.organization_id = c.organization_id AND o.person_id = n.id);

  FOR each IN
    SELECT * FROM (VALUES
      ('asked_message', 'asked_by'), ('call_log', 'made_by'), ('charge', 'ended_by'), ('collector', 'manager_id'),
      ('collector_absence', 'substitute_id'), ('customer_note', 'written_by'), ('customer_pause', 'opened_by'),
      ('customer_pause', 'released_by'), ('data_import', 'given_by'), ('dispute', 'opened_by'), ('dispute', 'owner'),
      ('dispute', 'resolved_by'), ('dispute_file', 'uploaded_by'), ('dispute_note', 'author'),
      ('dispute_question', 'asked_by'), ('hold', 'opened_by'), ('opt_out', 'opted_out_by'),
      ('organization_setting', 'contact_stopped_by'), ('payment_plan', 'approved_by'), ('payment_plan', 'ended_by'),
      ('payment_plan', 'proposed_by'), ('policy_move', 'ended_by'), ('policy_move', 'started_by'),
      ('promise', 'agreed_by'), ('promise', 'ended_by'), ('promise', 'opened_by'), ('supply_hold', 'lifted_by'),
      ('task', 'assigned_to'), ('task', 'claimed_by'), ('task', 'pinned_by'), ('task', 'snoozed_by'),
      ('task_outcome', 'ended_by'), ('task_outcome', 'taken_back_by'), ('unidentified_receipt', 'decided_by')
    ) AS of (in_table, in_column)
  LOOP
    EXECUTE format(
      'UPDATE %1$I t SET %2$I = n.id FROM named_actor n WHERE n.organization_id = t.organization_id AND n.name = t.%2$I',
      each.in_table, each.in_column);
  END LOOP;

  UPDATE customer_note t
  SET mentions = ARRAY(
    SELECT coalesce(n.id, m.name)
    FROM unnest(t.mentions) WITH ORDINALITY AS m(name, place)
    LEFT JOIN named_actor n ON n.organization_id = t.organization_id AND n.name = m.name
    ORDER BY m.place)
  WHERE EXISTS (
    SELECT 1 FROM named_actor n WHERE n.organization_id = t.organization_id AND n.name = ANY(t.mentions));

  DROP TABLE named_actor;
END $$;
