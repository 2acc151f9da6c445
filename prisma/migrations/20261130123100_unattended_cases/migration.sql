-- The open cases of all organizations that nothing moves, for health, metrics and the restart of workflows: these look
-- past the wall between organizations, and see ids and days only. `silent`: no next act, no dated hold and no open task
-- with a deadline. `overdue`: its instant passed before `late`, or it has never decided since then. `closed`: its case
-- has ended although the invoice is open.
CREATE FUNCTION unattended_cases(late timestamptz, last_id uuid, most int, only_of uuid)
  RETURNS TABLE (
    id uuid, organization_id uuid, slug text, invoice_id text, customer_id text, due_date date, case_run int, why text
  )
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
  SELECT i.id, i.organization_id, o.slug, i.invoice_id, c.customer_id, i.due_date, i.case_run,
    CASE WHEN i.case_state <> 'running' THEN 'closed'
      WHEN i.next_action_at IS NOT NULL OR i.next_action IS NULL THEN 'overdue'
      ELSE 'silent' END
  FROM invoice i
    JOIN customer c ON c.id = i.customer_id
    JOIN organization o ON o.id = i.organization_id
  WHERE i.status = 'open'
    AND (i.next_action_at < late OR i.next_action_at IS NULL)
    AND i.id > last_id
    AND (only_of IS NULL OR i.organization_id = only_of)
    AND (
      i.next_action_at IS NOT NULL
      OR (i.next_action IS NULL AND i.known_at < late)
      OR i.case_state <> 'running'
      OR (
        i.next_action IS NOT NULL
        AND NOT EXISTS (
          SELECT 1
          FROM task_invoice ti JOIN task t ON t.id = ti.task_id
          WHERE ti.organization_id = i.organization_id AND ti.invoice_id = i.id
            AND t.state <> 'done' AND t.due_on IS NOT NULL
        )
      )
    )
  ORDER BY i.id
  LIMIT most
$$;

-- One open case, by the ids in the name of its workflow.
CREATE FUNCTION open_case(of_slug text, of_invoice text)
  RETURNS TABLE (
    id uuid, organization_id uuid, slug text, invoice_id text, customer_id text, due_date date, case_run int, why text
  )
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
  SELECT i.id, i.organization_id, o.slug, i.invoice_id, c.customer_id, i.due_date, i.case_run, 'overdue'
  FROM invoice i
    JOIN customer c ON c.id = i.customer_id
    JOIN organization o ON o.id = i.organization_id
  WHERE o.slug = of_slug AND i.invoice_id = of_invoice AND i.status = 'open'
$$;

-- Customers with a message that was requested before `late` and has not left: their contact workflow may be dead.
CREATE FUNCTION waiting_contacts(late timestamptz, last_id uuid, most int)
  RETURNS TABLE (id uuid, organization_id uuid, slug text, customer_id text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
  SELECT c.id, c.organization_id, o.slug, c.customer_id
  FROM customer c JOIN organization o ON o.id = c.organization_id
  WHERE c.id > last_id
    AND c.id IN (
      SELECT s.customer_id
      FROM step s
      WHERE s.state = 'requested' AND s.requested_at < late
    )
  ORDER BY c.id
  LIMIT most
$$;

REVOKE ALL ON FUNCTION unattended_cases(timestamptz, uuid, int, uuid), open_case(text, text),
  waiting_contacts(timestamptz, uuid, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unattended_cases(timestamptz, uuid, int, uuid), open_case(text, text),
  waiting_contacts(timestamptz, uuid, int) TO puntual_app;
