-- The hosts to which messages and statements of the organization may link (payment and document addresses come with
-- events). Empty: any host.
ALTER TABLE organization_setting ADD COLUMN link_hosts TEXT[] NOT NULL DEFAULT '{}';
