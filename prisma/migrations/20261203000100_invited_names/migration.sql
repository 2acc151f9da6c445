-- What an organization calls somebody whom it invites, until they have accepted: how other organizations know them is
-- not shown before.
ALTER TABLE membership ADD COLUMN invited_name text, ADD COLUMN invited_language text;
