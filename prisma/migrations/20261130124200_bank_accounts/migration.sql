-- The organization's own bank accounts: [{"account": "ES91...", "currency": "EUR" or null, "name": "..."}]. While there are none, statements of every account are imported.
ALTER TABLE organization_setting ADD COLUMN bank_accounts JSONB NOT NULL DEFAULT '[]';
