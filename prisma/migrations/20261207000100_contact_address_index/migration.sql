-- Whose address it is that asks for a new link. The only statement of its migration, because of CONCURRENTLY.
CREATE INDEX CONCURRENTLY contact_of_address ON contact (lower(email)) WHERE email IS NOT NULL;
