-- The sign-in link that a session was exchanged for: revoking the link revokes its sessions.
ALTER TABLE credential ADD COLUMN issued_from UUID;
-- The key of the setting PUNTUAL_API_KEY: another one in the setting replaces it.
ALTER TABLE credential ADD COLUMN bootstrap BOOLEAN NOT NULL DEFAULT false;
UPDATE credential SET bootstrap = true
WHERE kind = 'api-key' AND role = 'administrator' AND name = 'administrator' AND expires_at IS NULL;

-- The credential in whose request an audit event was written; null for what Puntual did by itself. Two people may have
-- one name. The default is set apart from the column: events of before have none.
ALTER TABLE audit_event ADD COLUMN credential_id UUID;
ALTER TABLE audit_event ALTER COLUMN credential_id
SET DEFAULT nullif(current_setting('puntual.credential', true), '')::uuid;
