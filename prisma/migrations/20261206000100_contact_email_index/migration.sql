-- Whose address a mail comes from. The only statement of its migration, because of CONCURRENTLY.
CREATE INDEX CONCURRENTLY contact_email ON contact (organization_id, lower(email)) WHERE email IS NOT NULL;
