import type { Database, Tx } from '@puntual/db/database';
import type { AuditKind } from '@puntual/domain/audit/audit-kinds';
import { rightsBeyond, rightsOf, type Right } from '@puntual/domain/access/rights';
import { type Actor, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { issueCredential, type CredentialKind, type Role } from './credentials.ts';
import type { BeyondOwnRights, Giver } from './own-roles.ts';

/** How long a sign-in link is valid, in milliseconds of real time. */
export const SIGN_IN_LINK_LIFE_MS = 15 * 60_000;

/** A key as administrators see it: everything but its hash. Instants are real time. */
export interface KeyRow {
  readonly id: string;
  readonly kind: CredentialKind;
  readonly role: string;
  readonly name: string;
  readonly scopes: readonly string[] | null;
  readonly last_used_at: Date | null;
  readonly bootstrap: boolean;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly used_at: Date | null;
  readonly revoked_at: Date | null;
}

/** `now` is the instant that the audit shows (virtual), `wallMs` the real one: keys end in real time. */
export interface Instants {
  readonly now: number;
  readonly wallMs: number;
}

export interface WantedKey {
  readonly kind: 'api-key' | 'sign-in';
  readonly role: Role;
  readonly name: string;
  readonly expiresAt: Date | null;
  /** The rights that a key is restricted to; left out or null: all rights of its role. */
  readonly scopes?: readonly Right[] | null;
}

/**
 * Issues a key or a sign-in link of the actor's organization, and audits that. `name-in-use`: a valid key of a program
 * has the name, or, for a key, anything valid has; the audit could not tell the two apart.
 */
export async function issueKey(
  database: Database,
  actor: Actor,
  wanted: WantedKey,
  { now, wallMs }: Instants,
): Promise<{ readonly result: 'issued'; readonly key: KeyRow; readonly token: string } | { result: 'name-in-use' }> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    // Two requests for one name wait for each other.
    const name = `${actor.organizationId} ${wanted.name}`;
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))::text`;
    const [holder] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM credential
      WHERE organization_id = ${actor.organizationId}::uuid
        AND name = ${wanted.name}
        AND revoked_at IS NULL
        AND (expires_at IS NULL OR expires_at > ${new Date(wallMs)})
        AND (kind = 'api-key' OR ${wanted.kind} = 'api-key')
      LIMIT 1`;
    if (holder) return { result: 'name-in-use' };
    const expiresAt = wanted.kind === 'sign-in' ? new Date(wallMs + SIGN_IN_LINK_LIFE_MS) : wanted.expiresAt;
    const { id, token } = await issueCredential(tx, {
      organizationId: actor.organizationId,
      kind: wanted.kind,
      role: wanted.role,
      name: wanted.name,
      // A key belongs to whoever made it; a link is for somebody else.
      userId: wanted.kind === 'api-key' ? (actor.userId ?? null) : null,
      madeBy: wanted.kind === 'sign-in' ? (actor.userId ?? null) : null,
      scopes: wanted.kind === 'api-key' ? (wanted.scopes ?? null) : null,
      ...(expiresAt ? { expiresAt } : {}),
    });
    const key = await readKey(tx, id);
    if (!key) throw new Error('a key that was just issued is not there');
    await auditKey(tx, actor, 'key.issued', { key, now });
    return { result: 'issued', key, token };
  });
}

/**
 * Gives a key another end, or none (null). Null when there is no such API key that is valid: a link and a session keep
 * the end that they were issued with. Refuses a key with rights that the giver lacks: to prolong it is to give it.
 */
export async function setKeyEnd(
  database: Database,
  giver: Giver,
  wanted: { readonly id: string; readonly expiresAt: Date | null },
  { now, wallMs }: Instants,
): Promise<KeyRow | BeyondOwnRights | null> {
  const { actor } = giver;
  return database.inOrganization(actor.organizationId, async (tx) => {
    const before = await readKey(tx, wanted.id);
    if (!before) return null;
    const beyond = rightsBeyond(giver.rights, rightsOf({ ...before, ownRights: null }));
    if (beyond.length > 0) return { result: 'beyond-own-rights', rights: beyond };
    const changed = await tx.$executeRaw`
      UPDATE credential SET expires_at = ${wanted.expiresAt}
      WHERE id = ${wanted.id}::uuid
        AND kind = 'api-key'
        AND revoked_at IS NULL
        AND (expires_at IS NULL OR expires_at > ${new Date(wallMs)})`;
    const key = changed === 0 ? null : await readKey(tx, wanted.id);
    if (key) await auditKey(tx, actor, 'key.changed', { key, now });
    return key;
  });
}

/**
 * Revokes a key, a link or a session of the actor's organization, with the sessions that came from a link; at once. One
 * that is revoked already stays as it is (`already-revoked`).
 */
export async function revokeKey(
  database: Database,
  actor: Actor,
  id: string,
  { now, wallMs }: Instants,
): Promise<'revoked' | 'already-revoked' | 'not-found'> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const key = await readKey(tx, id);
    if (!key) return 'not-found';
    const revoked = await tx.$executeRaw`
      UPDATE credential SET revoked_at = ${new Date(wallMs)}
      WHERE (id = ${id}::uuid OR issued_from = ${id}::uuid) AND revoked_at IS NULL`;
    if (revoked === 0) return 'already-revoked';
    await auditKey(tx, actor, 'key.revoked', { key, now });
    return 'revoked';
  });
}

async function readKey(tx: Tx, id: string): Promise<KeyRow | null> {
  const [row] = await tx.$queryRaw<KeyRow[]>`
    SELECT
      id, kind, role, name, scopes, bootstrap, created_at, expires_at, used_at, last_used_at, revoked_at
    FROM credential
    WHERE id = ${id}::uuid`;
  return row ?? null;
}

async function auditKey(
  tx: Tx,
  actor: Actor,
  kind: Extract<AuditKind, `key.${string}`>,
  { key, now }: { readonly key: KeyRow; readonly now: number },
): Promise<void> {
  const data = {
    keyId: key.id,
    kind: key.kind,
    role: key.role,
    name: key.name,
    until: key.expires_at?.toISOString() ?? null,
  };
  await writeAudit(tx, actor.organizationId, [
    { at: new Date(now), kind, actor: storedActor(actor), customerRowId: null, invoiceRowId: null, data },
  ]);
}
