-- What the payer is asked to write on the payment of an invoice (RF, QR, ESR or another reference). Additive: the
-- version before neither reads nor writes it.
ALTER TABLE invoice ADD COLUMN payment_reference text;

-- Bank lines name it. Letters and digits alone are compared, as of numbers.
CREATE INDEX invoice_payment_reference_idx ON invoice (organization_id, compact_text(payment_reference)) WHERE payment_reference IS NOT NULL;
CREATE FUNCTION invoices_referenced(candidates text[]) RETURNS TABLE (compact text, invoice_id text, number text, customer_id text, currency text, total_minor bigint, open_minor bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT compact_text(i.payment_reference), i.invoice_id, i.number, c.customer_id, i.currency::text, i.total_minor, i.open_minor FROM invoice i JOIN customer c ON c.id = i.customer_id
     WHERE i.organization_id = current_organization() AND i.payment_reference IS NOT NULL AND compact_text(i.payment_reference) = ANY(candidates) $$;
REVOKE ALL ON FUNCTION invoices_referenced(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION invoices_referenced(text[]) TO puntual_app;

-- Who owes exactly a sum: whether a sum says anything about the payer.
CREATE INDEX invoice_open_sum_idx ON invoice (organization_id, currency, open_minor) WHERE status = 'open';
