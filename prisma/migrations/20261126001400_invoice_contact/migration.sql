-- The customer's contact (the ERP's id) that messages about the invoice go to, before those of a step's roles.
ALTER TABLE invoice ADD COLUMN contact_id TEXT;
