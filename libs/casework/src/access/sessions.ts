import type { Database, Tx } from '@puntual/db/database';
import type { ActorId } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { actAsUser, inUser } from './acting-user.ts';
import { issueCredential, SESSION_LIFE_MS } from './credentials.ts';
import type { Instants } from './keys.ts';

/** How long a session may lie idle, in milliseconds of real time. The session of a sign-in link lasts to its end. */
export const SESSION_IDLE_MS = 2 * 60 * 60_000;

export type SignInWay = 'password' | 'passkey' | 'provider' | 'invitation' | 'switch';

/** An organization that a person works for. */
export interface OwnOrganization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly role: string;
}

export interface OpenedSession {
  readonly id: string;
  readonly token: string;
  readonly organizationId: string;
}

/** The organizations that the person works for now, the one joined first at the beginning. */
export async function ownOrganizations(database: Database, userId: string): Promise<OwnOrganization[]> {
  return inUser(
    database,
    userId,
    (tx) => tx.$queryRaw<OwnOrganization[]>`
      SELECT o.id, o.slug, o.name, m.role
      FROM membership m JOIN organization o ON o.id = m.organization_id
      WHERE m.user_id = ${userId}::uuid AND m.state = 'active'
      ORDER BY m.created_at, o.slug LIMIT 100`,
  );
}

/**
 * Opens a session of a person who has proved who they are, in the organization of that slug, or in the first that they
 * work for. The session that the browser held before ends. Null when they work for no such organization.
 */
export async function openSession(
  database: Database,
  wanted: {
    readonly userId: string;
    readonly slug?: string | null;
    readonly way: SignInWay;
    readonly replaces?: { readonly id: string; readonly organizationId: string } | null;
  },
  { now, wallMs }: Instants,
): Promise<OpenedSession | null> {
  const organizations = await ownOrganizations(database, wanted.userId);
  const organization = wanted.slug ? organizations.find((each) => each.slug === wanted.slug) : organizations[0];
  if (!organization) return null;
  if (wanted.replaces) await endSession(database, wanted.replaces, wallMs);
  return database.inOrganization(organization.id, async (tx) => {
    await actAsUser(tx, wanted.userId);
    const user = await tx.appUser.findUniqueOrThrow({ where: { id: wanted.userId }, select: { name: true } });
    const session = await issueCredential(tx, {
      organizationId: organization.id,
      kind: 'session',
      role: organization.role,
      name: user.name,
      userId: wanted.userId,
      expiresAt: new Date(wallMs + SESSION_LIFE_MS),
      idleMs: SESSION_IDLE_MS,
    });
    await writeAudit(tx, organization.id, [
      {
        at: new Date(now),
        kind: 'user.signed-in',
        actor: userActor(wanted.userId),
        customerRowId: null,
        invoiceRowId: null,
        data: { userId: wanted.userId, way: wanted.way },
      },
    ]);
    return { ...session, organizationId: organization.id };
  });
}

/** How the audit names a person. */
export function userActor(userId: string): ActorId {
  return `user:${userId}`;
}

/** Ends one session. One that has ended stays so. */
export async function endSession(
  database: Database,
  session: { readonly id: string; readonly organizationId: string },
  wallMs: number,
): Promise<void> {
  await database.inOrganization(session.organizationId, (tx) =>
    tx.credential.updateMany({
      where: { id: session.id, kind: 'session', revokedAt: null },
      data: { revokedAt: new Date(wallMs) },
    }),
  );
}

/** A session as its person and administrators see it. Instants are real time. */
export interface SessionRow {
  readonly id: string;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
}

/** The sessions of a person in the transaction's organization that are not over, the newest first, at most 200. */
export function listSessions(tx: Tx, userId: string, wallMs: number): Promise<SessionRow[]> {
  return tx.$queryRaw<SessionRow[]>`
    SELECT id, created_at, expires_at, last_used_at
    FROM credential
    WHERE user_id = ${userId}::uuid
      AND kind = 'session'
      AND revoked_at IS NULL
      AND expires_at > ${new Date(wallMs)}
      AND (
        idle_ms IS NULL
        OR coalesce(last_used_at, created_at) + idle_ms * interval '1 millisecond' > ${new Date(wallMs)}
      )
    ORDER BY id DESC LIMIT 200`;
}

/** Ends the person's sessions and links in the transaction's organization. Returns how many. */
export function endSessionsHere(tx: Tx, userId: string, wallMs: number): Promise<number> {
  return tx.$executeRaw`
    UPDATE credential SET revoked_at = ${new Date(wallMs)}
    WHERE user_id = ${userId}::uuid AND kind <> 'api-key' AND revoked_at IS NULL`;
}

/**
 * Ends the sign-in links in the transaction's organization that a person made for nobody in particular, and the
 * sessions that they were exchanged for. Returns how many.
 */
export function endLinksMadeBy(tx: Tx, userId: string, wallMs: number): Promise<number> {
  return tx.$executeRaw`
    UPDATE credential SET revoked_at = ${new Date(wallMs)}
    WHERE revoked_at IS NULL
      AND kind <> 'api-key'
      AND (
        made_by = ${userId}::uuid
        OR issued_from IN (SELECT id FROM credential WHERE made_by = ${userId}::uuid)
      )`;
}

/**
 * Ends the sessions of the transaction's person (`actAsUser`) in all organizations, apart from one. Returns how many.
 */
export async function endSessionsEverywhere(tx: Tx, apartFrom: string | null, wallMs: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ ended: number }[]>`
    SELECT end_own_sessions(${apartFrom}::uuid, ${new Date(wallMs)}) AS ended`;
  return row?.ended ?? 0;
}

/** Notes that a credential was used. Called at most once a minute for each. */
export async function noteUse(
  database: Database,
  credential: { readonly id: string; readonly organizationId: string },
  wallMs: number,
): Promise<void> {
  await database.inOrganization(
    credential.organizationId,
    (tx) => tx.$executeRaw`
      UPDATE credential SET last_used_at = ${new Date(wallMs)}
      WHERE id = ${credential.id}::uuid AND (last_used_at IS NULL OR last_used_at < ${new Date(wallMs)})`,
  );
}
