-- People, who may belong to several organizations. Additive: the version before goes on with credentials alone.
--
-- Rows of a person belong to no organization. Three walls stand for the wall between organizations: a transaction sees
-- the person that it acts as (`acting_user`), the names of the members of its organization, and otherwise nobody; what a
-- sign-in must find before anybody is known goes through functions that answer for one value.
CREATE FUNCTION acting_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('puntual.user', true), '')::uuid $$;

CREATE TABLE app_user (
    "id" UUID NOT NULL PRIMARY KEY,
    -- Null for the local administrator of `npm start`, who signs in by a link.
    "email" TEXT,
    "name" TEXT NOT NULL,
    "language" TEXT NOT NULL DEFAULT 'es',
    "state" TEXT NOT NULL CHECK (state IN ('invited','active')),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX app_user_email ON app_user (lower(email));

CREATE TABLE membership (
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "user_id" UUID NOT NULL REFERENCES app_user(id),
    -- A built-in role, or the key of a role of the organization.
    "role" TEXT NOT NULL,
    "state" TEXT NOT NULL CHECK (state IN ('invited','active','suspended')),
    "teams" TEXT[] NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    -- When the person accepted the invitation.
    "joined_at" TIMESTAMPTZ(3),
    PRIMARY KEY (organization_id, user_id)
);
CREATE INDEX membership_user ON membership (user_id);

-- Roles that an organization made from rights.
CREATE TABLE organization_role (
    "organization_id" UUID NOT NULL REFERENCES organization(id),
    "key" TEXT NOT NULL CHECK (key !~ '^(administrator|manager|collector|viewer|integration)$'),
    "name" TEXT NOT NULL,
    "rights" TEXT[] NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, key)
);

-- How a person proves who they are. The password is a scrypt hash with its parameters, recovery codes are hashes, and
-- the secret of the one-time codes is sealed with PUNTUAL_SECRETS_KEY.
CREATE TABLE user_secret (
    "user_id" UUID NOT NULL PRIMARY KEY REFERENCES app_user(id),
    "password_hash" TEXT,
    "password_set_at" TIMESTAMPTZ(3),
    "totp_sealed" TEXT,
    "totp_confirmed_at" TIMESTAMPTZ(3),
    -- The time step of the last code that was accepted: no code of it or of an earlier one is accepted again.
    "totp_step" BIGINT,
    "recovery_hashes" TEXT[] NOT NULL DEFAULT '{}',
    -- Attempts since the last success, and until when no attempt is looked at.
    "failures" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3)
);

CREATE TABLE passkey (
    -- The credential's id as the authenticator chose it, in base64url.
    "id" TEXT NOT NULL PRIMARY KEY,
    "user_id" UUID NOT NULL REFERENCES app_user(id),
    "public_key" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL,
    "transports" TEXT[] NOT NULL DEFAULT '{}',
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "last_used_at" TIMESTAMPTZ(3)
);
CREATE INDEX passkey_user ON passkey (user_id);

-- Something that a person has begun and ends with a token of which only the hash is here: an invitation, the reset of a
-- password, the second half of a sign-in. Each is used once.
CREATE TABLE sign_in_flow (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL CHECK (kind IN ('invitation','reset','second-factor','passkey','provider')),
    "user_id" UUID REFERENCES app_user(id),
    "organization_id" UUID REFERENCES organization(id),
    "data" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3)
);
CREATE INDEX sign_in_flow_expires ON sign_in_flow (expires_at);
CREATE INDEX sign_in_flow_user ON sign_in_flow (user_id, kind);

-- The person of a session, or the one who made a key; the rights that a key is restricted to (null: those of its role);
-- when it was last used; how long a session may lie idle (null: to its end).
ALTER TABLE credential
  ADD COLUMN user_id UUID,
  ADD COLUMN scopes TEXT[],
  ADD COLUMN last_used_at TIMESTAMPTZ(3),
  ADD COLUMN idle_ms INTEGER,
  ADD CONSTRAINT credential_user_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) NOT VALID;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['app_user','membership','organization_role','user_secret','passkey','sign_in_flow'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['membership','organization_role'] LOOP
    EXECUTE format('CREATE POLICY organization_wall ON %I TO puntual_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['user_secret','passkey'] LOOP
    EXECUTE format('CREATE POLICY user_wall ON %I TO puntual_app USING (user_id = acting_user()) WITH CHECK (user_id = acting_user())', t);
  END LOOP;
END $$;
CREATE POLICY user_wall ON app_user TO puntual_app USING (id = acting_user()) WITH CHECK (id = acting_user());
CREATE POLICY members_are_seen ON app_user FOR SELECT TO puntual_app USING (
  EXISTS (SELECT 1 FROM membership m WHERE m.user_id = app_user.id AND m.organization_id = current_organization()));
CREATE POLICY own_memberships_are_seen ON membership FOR SELECT TO puntual_app USING (user_id = acting_user());

GRANT SELECT, INSERT, UPDATE ON app_user, membership, user_secret TO puntual_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON organization_role, passkey TO puntual_app;

-- A credential by the hash of its token, with what decides its rights now. `active`: its person, if it has one, still
-- works for the organization. A key goes on when the person who made it has left.
CREATE FUNCTION find_access(key_hash text) RETURNS TABLE (
  id uuid, organization_id uuid, slug text, kind text, role text, name text, created_at timestamptz,
  expires_at timestamptz,
  used_at timestamptz, revoked_at timestamptz, user_id uuid, issued_from uuid, scopes text[], own_rights text[],
  last_used_at timestamptz, idle_ms integer, active boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT c.id, c.organization_id, o.slug, c.kind, p.role, p.name, c.created_at, c.expires_at,
       c.used_at, c.revoked_at, c.user_id, c.issued_from, c.scopes, r.rights,
       c.last_used_at, c.idle_ms, p.active
     FROM credential c
     JOIN organization o ON o.id = c.organization_id
     LEFT JOIN app_user u ON u.id = c.user_id AND c.kind <> 'api-key'
     LEFT JOIN membership m ON m.user_id = u.id AND m.organization_id = c.organization_id
     CROSS JOIN LATERAL (
       SELECT
         CASE WHEN u.id IS NULL THEN c.role ELSE coalesce(m.role, c.role) END AS role,
         coalesce(u.name, c.name) AS name,
         u.id IS NULL OR coalesce(u.state = 'active' AND m.state = 'active', false) AS active
     ) p
     LEFT JOIN organization_role r ON r.organization_id = c.organization_id AND r.key = p.role
     WHERE c.hash = key_hash $$;

CREATE FUNCTION find_user_by_email(wanted text) RETURNS TABLE (id uuid, state text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT u.id, u.state FROM app_user u WHERE lower(u.email) = lower(wanted) $$;

CREATE FUNCTION find_user_by_passkey(wanted text) RETURNS TABLE (id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT p.user_id FROM passkey p WHERE p.id = wanted $$;

-- Whether a member of the transaction's organization belongs to others as well: its administrators may not set the
-- password of such a person, which opens the others too.
CREATE FUNCTION belongs_elsewhere(wanted uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT EXISTS (
       SELECT 1 FROM membership m WHERE m.user_id = wanted AND m.organization_id <> current_organization()) $$;

-- Ends the sessions of the acting person in all organizations, apart from one of them (null: all). Returns how many.
CREATE FUNCTION end_own_sessions(apart_from uuid, at timestamptz) RETURNS integer
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ WITH ended AS (
       UPDATE credential SET revoked_at = at
       WHERE user_id = acting_user() AND kind <> 'api-key' AND revoked_at IS NULL AND id IS DISTINCT FROM apart_from
       RETURNING 1)
     SELECT count(*)::integer FROM ended $$;

CREATE FUNCTION open_sign_in_flow(
  flow_hash text, flow_kind text, flow_user uuid, flow_organization uuid, flow_data jsonb, ends_at timestamptz)
  RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ DELETE FROM sign_in_flow WHERE hash IN (
       SELECT hash FROM sign_in_flow WHERE expires_at < now() - interval '7 days' ORDER BY expires_at LIMIT 20);
     INSERT INTO sign_in_flow (hash, kind, user_id, organization_id, data, expires_at)
     VALUES (flow_hash, flow_kind, flow_user, flow_organization, flow_data, ends_at) $$;

CREATE FUNCTION see_sign_in_flow(flow_hash text, flow_kind text, at timestamptz)
  RETURNS TABLE (user_id uuid, organization_id uuid, data jsonb)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT f.user_id, f.organization_id, f.data FROM sign_in_flow f
     WHERE f.hash = flow_hash AND f.kind = flow_kind AND f.used_at IS NULL AND f.expires_at > at $$;

-- Of two that use one flow at once, one gets it.
CREATE FUNCTION use_sign_in_flow(flow_hash text, flow_kind text, at timestamptz)
  RETURNS TABLE (user_id uuid, organization_id uuid, data jsonb)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ UPDATE sign_in_flow f SET used_at = at
     WHERE f.hash = flow_hash AND f.kind = flow_kind AND f.used_at IS NULL AND f.expires_at > at
     RETURNING f.user_id, f.organization_id, f.data $$;

-- A new invitation or reset makes the earlier ones of the person useless, and so does a new password.
CREATE FUNCTION drop_sign_in_flows(flow_user uuid, flow_kind text, at timestamptz) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ UPDATE sign_in_flow SET used_at = at
     WHERE user_id = flow_user AND kind = flow_kind AND used_at IS NULL
       AND (organization_id IS NULL OR current_organization() IS NULL OR organization_id = current_organization()) $$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['find_access(text)', 'find_user_by_email(text)', 'find_user_by_passkey(text)',
    'belongs_elsewhere(uuid)', 'end_own_sessions(uuid, timestamptz)',
    'open_sign_in_flow(text, text, uuid, uuid, jsonb, timestamptz)', 'see_sign_in_flow(text, text, timestamptz)',
    'use_sign_in_flow(text, text, timestamptz)', 'drop_sign_in_flows(uuid, text, timestamptz)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO puntual_app', f);
  END LOOP;
END $$;
