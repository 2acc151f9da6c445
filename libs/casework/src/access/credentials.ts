import { createHash, randomBytes } from 'node:crypto';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';

export const ROLES = ['administrator', 'manager', 'collector', 'viewer', 'integration'] as const;
/** What a credential may do; `apps/api/src/auth/roles.ts` says what that is, route by route. */
export type Role = (typeof ROLES)[number];

/** A key for programs, a link that signs a person in once, and the session it is exchanged for. */
export type CredentialKind = 'api-key' | 'sign-in' | 'session';

/** How long a session lives, in real (not virtual) milliseconds. */
export const SESSION_LIFE_MS = 12 * 60 * 60_000;

const PREFIX: Record<CredentialKind, string> = { 'api-key': 'pk_', 'sign-in': 'pl_', session: 'ps_' };
const TOKEN_BYTES = 32;

export interface NewCredential {
  readonly organizationId: string;
  readonly kind: CredentialKind;
  readonly role: Role;
  /** Who it stands for, as the audit names them. */
  readonly name: string;
  /** Real time; never, when left out. */
  readonly expiresAt?: Date;
  /** A token chosen elsewhere (PUNTUAL_API_KEY); a random one when left out. */
  readonly token?: string;
}

/** A credential as a request presents it. */
export interface FoundCredential {
  readonly id: string;
  readonly organizationId: string;
  readonly slug: string;
  readonly kind: CredentialKind;
  readonly role: Role;
  readonly name: string;
  readonly expiresAt: Date | null;
  readonly usedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** What is stored of a token: SHA-256 in hex. Tokens are random, so no salt and no slow hash is needed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * Makes a credential and returns its token, which is stored nowhere. `door` is the database, for a transaction of its own,
 * or a transaction of the organization.
 * Throws when the token is taken already.
 */
export async function issueCredential(
  door: Database | Tx,
  credential: NewCredential,
): Promise<{ readonly id: string; readonly token: string }> {
  if ('inOrganization' in door)
    return door.inOrganization(credential.organizationId, (tx) => issueCredential(tx, credential));
  const id = newId();
  const token = credential.token ?? PREFIX[credential.kind] + randomBytes(TOKEN_BYTES).toString('base64url');
  await door.credential.create({
    data: {
      id,
      organizationId: credential.organizationId,
      kind: credential.kind,
      role: credential.role,
      name: credential.name,
      hash: hashToken(token),
      expiresAt: credential.expiresAt ?? null,
    },
  });
  return { id, token };
}

/** The credential of a token, whatever its state; null for an unknown one. */
export async function findCredential(database: Database, token: string): Promise<FoundCredential | null> {
  const [row] = await database.shared.$queryRaw<
    {
      id: string;
      organization_id: string;
      slug: string;
      kind: CredentialKind;
      role: Role;
      name: string;
      expires_at: Date | null;
      used_at: Date | null;
      revoked_at: Date | null;
    }[]
  >`
    SELECT id, organization_id, slug, kind, role, name, expires_at, used_at, revoked_at
    FROM find_credential(${hashToken(token)})`;
  return row
    ? {
        id: row.id,
        organizationId: row.organization_id,
        slug: row.slug,
        kind: row.kind,
        role: row.role,
        name: row.name,
        expiresAt: row.expires_at,
        usedAt: row.used_at,
        revokedAt: row.revoked_at,
      }
    : null;
}

/** Whether a credential is good at `wallMs` (real time): neither revoked nor past its end. */
export function isAlive(credential: FoundCredential, wallMs: number): boolean {
  return credential.revokedAt === null && (credential.expiresAt === null || credential.expiresAt.getTime() > wallMs);
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
    // The row decides between two that come at once.
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
      expiresAt,
    });
    return { token: session.token, expiresAt };
  });
}

/** Ends a credential: from now on it opens nothing. */
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
 * Makes sure that a key chosen by the operator opens an organization as administrator. `no-organization`: nobody has made
 * the organization yet;
 * `other-organization`: the key is another one's; `revoked`: it was taken back, and stays so.
 */
export async function ensureApiKey(
  database: Database,
  slug: string,
  token: string,
): Promise<'there' | 'made' | 'no-organization' | 'other-organization' | 'revoked'> {
  const known = await findCredential(database, token);
  if (known) return known.slug !== slug ? 'other-organization' : known.revokedAt ? 'revoked' : 'there';
  const organization = await database.shared.organization.findUnique({ where: { slug }, select: { id: true } });
  if (!organization) return 'no-organization';
  try {
    await issueCredential(database, {
      organizationId: organization.id,
      kind: 'api-key',
      role: 'administrator',
      name: 'administrator',
      token,
    });
    return 'made';
  } catch (error) {
    // Another process made it in the same moment.
    if ((await findCredential(database, token))?.slug === slug) return 'there';
    throw error;
  }
}
