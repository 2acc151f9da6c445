-- How a customer pays (what invoices need, cut-off day, pay runs), and the papers that such a procedure can ask for.
-- Additive: the version before neither reads nor writes them.
ALTER TABLE customer ADD COLUMN procedure jsonb;
ALTER TABLE invoice ADD COLUMN delivery_note text, ADD COLUMN portal_reference text;
