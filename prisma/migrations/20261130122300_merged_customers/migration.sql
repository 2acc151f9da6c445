-- A customer that was merged into another one: its rows are the other's, and later events that name it go to the other.
-- Additive: the version before sees a customer without invoices.
ALTER TABLE customer ADD COLUMN merged_into UUID, ADD COLUMN merged_at TIMESTAMPTZ(3),
  ADD CONSTRAINT customer_merged_into_fkey
    FOREIGN KEY (organization_id, merged_into) REFERENCES customer (organization_id, id) NOT VALID,
  ADD CONSTRAINT customer_merged_check
    CHECK (merged_into <> id AND (merged_into IS NULL) = (merged_at IS NULL)) NOT VALID;
GRANT DELETE ON open_items_list TO puntual_app;

-- The name of a merged customer is the other one's.
CREATE OR REPLACE FUNCTION customers_named(candidates text[]) RETURNS TABLE (compact text, customer_id text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT DISTINCT compact_text(c.name), coalesce(m.customer_id, c.customer_id) FROM customer c LEFT JOIN customer m ON m.organization_id = c.organization_id AND m.id = c.merged_into
     WHERE c.organization_id = current_organization() AND compact_text(c.name) = ANY(candidates) $$;
CREATE OR REPLACE FUNCTION customers_alike(beginning text, most int) RETURNS TABLE (compact text, customer_id text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT compact_text(c.name), c.customer_id FROM customer c
     WHERE c.organization_id = current_organization() AND c.merged_into IS NULL AND beginning <> '' AND compact_text(c.name) >= beginning AND compact_text(c.name) < beginning || 'ZZZZZZZZ' ORDER BY 1, 2 LIMIT most $$;
