-- All assignments of an invoice, for statements of a past day. The table is new, so the index locks nobody out.
CREATE INDEX invoice_assignment_of_invoice ON invoice_assignment (organization_id, invoice_id, assigned_at);
