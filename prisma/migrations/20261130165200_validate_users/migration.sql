ALTER TABLE credential VALIDATE CONSTRAINT credential_user_fkey;
