import { createHash, randomBytes } from 'node:crypto';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import type { ActorId } from '../record/actor.ts';
import type { BuiltInRole, Maker, Right } from '@puntual/domain/access/rights';

/** A role that every organization has. */
export type Role = BuiltInRole;

/** A key for programs, a link that signs a person in once, and the session it is exchanged for. */
export type CredentialKind = 'api-key' | 'sign-in' | 'session';

/** How long a session is valid, in milliseconds of real (not virtual) time. */
export const SESSION_LIFE_MS = 12 * 60 * 60_000;

const PREFIX: Record<CredentialKind, string> = { 'api-key': 'pk_', 'sign-in': 'pl_', session: 'ps_' };
const TOKEN_BYTES = 32;

export interface NewCredential {
  readonly organizationId: string;
  readonly kind: CredentialKind;
  /** A built-in role; of a person's session also the key of one of the organization's own roles. */
  readonly role: string;
  /** The person or program that holds it, as people read it. */
  readonly name: string;
  /** The person of a session or link, or the one who makes a key (row id). */
  readonly userId?: string | null;
  /** The person who made a link for somebody else (row id). */
  readonly madeBy?: string | null;
  /** The rights that a key is restricted to; left out or null: all rights of its role. */
  readonly scopes?: readonly Right[] | null;
  /** How long a session may lie idle; left out: to its end. */
  readonly idleMs?: number;
  /** Real time; left out: the credential does not expire. */
  readonly expiresAt?: Date;
  /** A token that the operator chose (PUNTUAL_API_KEY); left out: a random one. */
  readonly token?: string;
  /** The sign-in link (row id) that a session is exchanged for. */
  readonly issuedFrom?: string;
  /** Whether it is the key of the setting PUNTUAL_API_KEY. */
  readonly bootstrap?: boolean;
}

/** A credential as a request presents it. */
export interface FoundCredential {
  readonly id: string;
  readonly organizationId: string;
  readonly slug: string;
  readonly kind: CredentialKind;
  /** The role now: of a person's session, the one that they have in the organization. */
  readonly role: string;
  readonly name: string;
  /** The person; of a key the one who made it, while they work for the organization. */
  readonly userId: string | null;
  /** What the person who made a key may do now; null: nobody in particular made it, or it is no key. */
  readonly maker: Maker | null;
  /** The sign-in link that a session was exchanged for. */
  readonly issuedFrom: string | null;
  readonly scopes: readonly string[] | null;
  /** The rights of the organization's own role of that key; null for a built-in role. */
  readonly ownRights: readonly string[] | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly usedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly idleMs: number | null;
  /** Whether its person, if it has one, still works for the organization. */
  readonly isActive: boolean;
}

/**
 * The hash that is stored instead of a token: SHA-256 in hex. Tokens are random, so it needs no salt and no slow
 * hash.
 */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * Issues a credential and returns its token, of which only the hash is stored. Runs in the given transaction of the
 * organization; when given the database, in a transaction of its own. Throws when the token is already in use.
 */
export async function issueCredential(
  databaseOrTx: Database | Tx,
  credential: NewCredential,
): Promise<{ readonly id: string; readonly token: string }> {
  if ('inOrganization' in databaseOrTx)
    return databaseOrTx.inOrganization(credential.organizationId, (tx) => issueCredential(tx, credential));
  const id = newId();
  const token = credential.token ?? PREFIX[credential.kind] + randomBytes(TOKEN_BYTES).toString('base64url');
  await databaseOrTx.$executeRaw`
    INSERT INTO credential (
      id, organization_id, kind, role, name, hash, expires_at, issued_from, bootstrap, user_id, made_by, scopes,
      idle_ms)
    VALUES (
      ${id}::uuid, ${credential.organizationId}::uuid, ${credential.kind}, ${credential.role}, ${credential.name},
      ${hashToken(token)}, ${credential.expiresAt ?? null}, ${credential.issuedFrom ?? null}::uuid,
      ${credential.bootstrap ?? false}, ${credential.userId ?? null}::uuid, ${credential.madeBy ?? null}::uuid,
      ${credential.scopes ? [...credential.scopes] : null}::text[], ${credential.idleMs ?? null}
    )`;
  return { id, token };
}

/** The credential of a token, also when it is used, revoked or expired; null for an unknown token. */
export async function findCredential(databaseOrTx: Database | Tx, token: string): Promise<FoundCredential | null> {
  const tx = 'inOrganization' in databaseOrTx ? databaseOrTx.shared : databaseOrTx;
  const [row] = await tx.$queryRaw<AccessRow[]>`
    SELECT
      id, organization_id, slug, kind, role, name, created_at, expires_at, used_at, revoked_at, user_id, issued_from,
      scopes, own_rights, last_used_at, idle_ms, active, has_maker, maker_role, maker_own_rights
    FROM find_access(${hashToken(token)})`;
  return row
    ? {
        id: row.id,
        organizationId: row.organization_id,
        slug: row.slug,
        kind: row.kind,
        role: row.role,
        name: row.name,
        userId: row.user_id,
        maker: row.has_maker ? { role: row.maker_role, ownRights: row.maker_own_rights } : null,
        issuedFrom: row.issued_from,
        scopes: row.scopes,
        ownRights: row.own_rights,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        usedAt: row.used_at,
        revokedAt: row.revoked_at,
        lastUsedAt: row.last_used_at,
        idleMs: row.idle_ms,
        isActive: row.active,
      }
    : null;
}

interface AccessRow {
  readonly id: string;
  readonly organization_id: string;
  readonly slug: string;
  readonly kind: CredentialKind;
  readonly role: string;
  readonly name: string;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly used_at: Date | null;
  readonly revoked_at: Date | null;
  readonly user_id: string | null;
  readonly issued_from: string | null;
  readonly scopes: string[] | null;
  readonly own_rights: string[] | null;
  readonly last_used_at: Date | null;
  readonly idle_ms: number | null;
  readonly active: boolean;
  readonly has_maker: boolean;
  readonly maker_role: string | null;
  readonly maker_own_rights: string[] | null;
}

/**
 * Whether a credential is valid at `wallMs` (real time, epoch milliseconds): neither revoked, expired nor idle for too
 * long, and its person still works for the organization.
 */
export function isAlive(credential: FoundCredential, wallMs: number): boolean {
  const { revokedAt, expiresAt, idleMs, isActive } = credential;
  const usedMs = (credential.lastUsedAt ?? credential.createdAt).getTime();
  return (
    isActive &&
    revokedAt === null &&
    (expiresAt === null || expiresAt.getTime() > wallMs) &&
    (idleMs === null || usedMs + idleMs > wallMs)
  );
}

/** How the audit names the holder of a credential: a person, else the key, or the link that a session came from. */
export function actorIdOf({ kind, userId, issuedFrom, id }: FoundCredential): ActorId {
  return kind !== 'api-key' && userId !== null ? `user:${userId}` : `key:${issuedFrom ?? id}`;
}

/** Exchanges a sign-in link's token for a session, once: null for an unknown, used, revoked or expired one. */
export async function exchangeSignInLink(
  database: Database,
  token: string,
  wallMs: number,
): Promise<{ readonly token: string; readonly expiresAt: Date } | null> {
  const link = await findCredential(database, token);
  if (!link || link.kind !== 'sign-in' || link.usedAt !== null || !isAlive(link, wallMs)) return null;
  return database.inOrganization(link.organizationId, async (tx) => {
    // Of two concurrent requests only one updates the row.
    const { count } = await tx.credential.updateMany({
      where: { id: link.id, usedAt: null, revokedAt: null },
      data: { usedAt: new Date(wallMs) },
    });
    if (count === 0) return null;
    const expiresAt = new Date(wallMs + SESSION_LIFE_MS);
    const session = await issueCredential(tx, {
      organizationId: link.organizationId,
      kind: 'session',
      role: link.role,
      name: link.name,
      userId: link.userId,
      expiresAt,
      issuedFrom: link.id,
    });
    return { token: session.token, expiresAt };
  });
}

/** Revokes a credential: from now on it is refused. */
export async function revokeCredential(
  database: Database,
  credential: { readonly id: string; readonly organizationId: string },
  wallMs: number,
): Promise<void> {
  await database.inOrganization(credential.organizationId, (tx) =>
    tx.credential.updateMany({ where: { id: credential.id, revokedAt: null }, data: { revokedAt: new Date(wallMs) } }),
  );
}

/**
 * Makes sure that a key chosen by the operator is an API key of the organization with the role of an administrator, and
 * the only one that the operator chose for it: the keys of earlier settings are revoked. `no-organization`: the
 * organization does not exist yet; `other-organization`: the key belongs to another organization; `revoked`: the key
 * was revoked, and stays revoked; the keys of earlier settings stay as they are then.
 */
export async function ensureApiKey(
  database: Database,
  slug: string,
  token: string,
): Promise<'there' | 'made' | 'no-organization' | 'other-organization' | 'revoked'> {
  const organization = await database.shared.organization.findUnique({ where: { slug }, select: { id: true } });
  const known = await findCredential(database, token);
  if (known && known.slug !== slug) return 'other-organization';
  if (!organization) return 'no-organization';
  return database.inOrganization(organization.id, async (tx) => {
    // Several processes that start at once issue one key.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`bootstrap ${organization.id}`}, 0))::text`;
    const current = await findCredential(tx, token);
    if (current && current.slug !== slug) return 'other-organization';
    if (current?.revokedAt) return 'revoked';
    await tx.$executeRaw`
      UPDATE credential SET revoked_at = now()
      WHERE organization_id = ${organization.id}::uuid
        AND bootstrap
        AND revoked_at IS NULL
        AND hash <> ${hashToken(token)}`;
    if (current) {
      await tx.$executeRaw`UPDATE credential SET bootstrap = true WHERE id = ${current.id}::uuid AND NOT bootstrap`;
      return 'there';
    }
    await issueCredential(tx, {
      organizationId: organization.id,
      kind: 'api-key',
      role: 'administrator',
      name: 'administrator',
      token,
      bootstrap: true,
    });
    return 'made';
  });
}
