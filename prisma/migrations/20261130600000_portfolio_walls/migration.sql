-- The walls of portfolios around limits of credit, groups and what agencies got, which are younger than the walls.
SELECT wall_portfolio('customer_credit', 'customer_id');
SELECT wall_portfolio('credit_limit_change', 'customer_id');
SELECT wall_portfolio('customer_group_member', 'customer_id');

-- A group is seen by whoever sees one of its customers.
CREATE POLICY portfolio_wall ON customer_group AS RESTRICTIVE FOR SELECT TO puntual_app
  USING ((SELECT confined_to()) IS NULL OR EXISTS (SELECT 1 FROM customer c WHERE c.group_id = customer_group.id));

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agency_entry', 'agency_message', 'agency_report', 'placement_file'] LOOP
    EXECUTE format(
      'CREATE POLICY portfolio_wall ON %1$I AS RESTRICTIVE FOR SELECT TO puntual_app
         USING (
           (SELECT confined_to()) IS NULL OR placement_id IS NULL
           OR EXISTS (SELECT 1 FROM placement p WHERE p.id = %1$I.placement_id))', t);
  END LOOP;
END $$;
