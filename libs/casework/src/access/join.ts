import type { Database, Tx } from '@puntual/db/database';
import { passwordFault, type PasswordFault } from '@puntual/domain/access/password-rule';
import { writeAudit } from '../record/audit.ts';
import { actAsUser } from './acting-user.ts';
import { forgetAttempts } from './attempts.ts';
import { dropFlows, seeFlow, useFlow, type Flow, type FlowKind } from './flows.ts';
import type { Instants } from './keys.ts';
import { auditAccess, belongsElsewhere, removeSecondFactor } from './members.ts';
import { hashPassword } from './passwords.ts';
import { endSessionsEverywhere, userActor } from './sessions.ts';
import { checkPassword, type PasswordCheck } from './sign-in.ts';

/** What the page of an invitation or a reset shows. */
export interface ShownLink {
  readonly userId: string;
  readonly organization: string;
  readonly name: string;
  readonly email: string | null;
  readonly language: string;
  /** Whether the person has joined an organization before, and so proves who they are to accept. */
  readonly isKnown: boolean;
}

/** The person and the organization of an invitation or reset, which stays as it is; null for one that is over. */
export async function seeLink(
  database: Database,
  kind: 'invitation' | 'reset',
  token: string,
  wallMs: number,
): Promise<ShownLink | null> {
  const flow = await seeFlow(database.shared, kind, token, wallMs);
  return flow ? withPerson(database, flow, showPerson) : null;
}

/** Runs `work` in the organization of a flow, as its person. */
function withPerson<T>(
  database: Database,
  { userId, organizationId }: Flow,
  work: (tx: Tx, userId: string, organizationId: string) => Promise<T | null>,
): Promise<T | null> {
  if (userId === null || organizationId === null) return Promise.resolve(null);
  return database.inOrganization(organizationId, async (tx) => {
    await actAsUser(tx, userId);
    return work(tx, userId, organizationId);
  });
}

async function showPerson(tx: Tx, userId: string, organizationId: string): Promise<ShownLink | null> {
  const [row] = await tx.$queryRaw<ShownLink[]>`
    SELECT
      u.id AS "userId", o.name AS organization, u.email, u.state = 'active' AS "isKnown",
      coalesce(m.invited_name, u.name) AS name, coalesce(m.invited_language, u.language) AS language
    FROM app_user u
    CROSS JOIN organization o
    LEFT JOIN membership m ON m.organization_id = o.id AND m.user_id = u.id AND m.joined_at IS NULL
    WHERE u.id = ${userId}::uuid AND o.id = ${organizationId}::uuid`;
  return row ?? null;
}

export type LinkResult =
  | { readonly result: 'done'; readonly userId: string }
  | { readonly result: 'spent' }
  | { readonly result: 'weak'; readonly fault: PasswordFault };

/**
 * Accepts an invitation of somebody who is new to Puntual, with the password that they chose. Throws `PasswordsBusy`.
 */
export async function joinAsNew(
  database: Database,
  given: { readonly token: string; readonly password: string },
  instants: Instants,
): Promise<LinkResult> {
  return withNewPassword(database, { kind: 'invitation', ...given }, instants, async (tx, flow) => {
    // Somebody who has a password already proves that they know it.
    const { count } = await tx.appUser.updateMany({
      where: { id: flow.userId, state: 'invited' },
      data: { state: 'active' },
    });
    if (count === 0) return false;
    return join(tx, flow, instants.now);
  });
}

/**
 * Accepts an invitation of somebody who has an account: with its password, which counts as a sign-in. Null for an
 * invitation that is over. Throws `PasswordsBusy`.
 */
export async function joinAsKnown(
  database: Database,
  given: { readonly token: string; readonly password: string },
  { now, wallMs }: Instants,
): Promise<PasswordCheck | null> {
  const shown = await seeLink(database, 'invitation', given.token, wallMs);
  if (!shown?.isKnown || shown.email === null) return null;
  const check = await checkPassword(database, { email: shown.email, password: given.password }, wallMs);
  if (check.result === 'refused') return check;
  const flow = await seeFlow(database.shared, 'invitation', given.token, wallMs);
  const joined =
    flow &&
    (await withPerson(database, flow, async (tx, userId, organizationId) =>
      (await useFlow(tx, 'invitation', given.token, wallMs)) ? join(tx, { userId, organizationId }, now) : null,
    ));
  return joined ? check : null;
}

/**
 * Accepts an invitation from a session of the person. The session does not prove that the e-mail address is theirs: any
 * organization may have invited the address first and set the password itself. The link does. False for an invitation
 * that is over, or of somebody else.
 */
export async function joinAsSelf(
  database: Database,
  given: { readonly userId: string; readonly token: string },
  { now, wallMs }: Instants,
): Promise<boolean> {
  const flow = await seeFlow(database.shared, 'invitation', given.token, wallMs);
  if (flow?.userId !== given.userId) return false;
  const joined = await withPerson(database, flow, async (tx, userId, organizationId) =>
    (await useFlow(tx, 'invitation', given.token, wallMs)) ? join(tx, { userId, organizationId }, now) : null,
  );
  return joined === true;
}

/**
 * Accepts an invitation of a person whose e-mail address a provider has verified. Whoever used the account before need
 * not have been that person, because any organization may have invited the address first and set the password itself:
 * their passwords, second factors, passkeys and sessions end.
 */
export async function joinInvited(
  database: Database,
  person: { readonly userId: string; readonly organizationId: string },
  { now, wallMs }: Instants,
): Promise<boolean> {
  const { userId, organizationId } = person;
  return database.inOrganization(organizationId, async (tx) => {
    await actAsUser(tx, userId);
    await dropFlows(tx, 'invitation', userId, wallMs);
    const { count } = await tx.appUser.updateMany({
      where: { id: userId, state: 'invited' },
      data: { state: 'active' },
    });
    if (!(await join(tx, person, now))) return false;
    if (count === 0) {
      await forgetProofs(tx, userId, wallMs);
      await auditAccess(tx, { organizationId, actor: userActor(userId), userId, what: 'proofs-dropped' }, now);
    }
    return true;
  });
}

// Everything by which somebody could sign in as the person, but the provider. The transaction acts as the person.
async function forgetProofs(tx: Tx, userId: string, wallMs: number): Promise<void> {
  await endSessionsEverywhere(tx, null, wallMs);
  for (const kind of ['reset', 'second-factor', 'passkey'] as const) await dropFlows(tx, kind, userId, wallMs);
  await tx.passkey.deleteMany({ where: { userId } });
  await removeSecondFactor(tx, userId);
  await tx.$executeRaw`
    UPDATE user_secret SET password_hash = NULL, password_set_at = NULL WHERE user_id = ${userId}::uuid`;
}

/**
 * Sets a new password with a reset link. Sessions of the person end everywhere. A link of somebody who belongs to
 * another organization by now is spent: it would open that one too. Throws `PasswordsBusy`.
 */
export async function resetPassword(
  database: Database,
  given: { readonly token: string; readonly password: string },
  instants: Instants,
): Promise<LinkResult> {
  return withNewPassword(database, { kind: 'reset', ...given }, instants, async (tx, { userId, organizationId }) => {
    if (await belongsElsewhere(tx, userId)) return false;
    await endSessionsEverywhere(tx, null, instants.wallMs);
    await dropFlows(tx, 'second-factor', userId, instants.wallMs);
    await auditAccess(tx, { organizationId, actor: userActor(userId), userId, what: 'password' }, instants.now);
    return true;
  });
}

interface Person {
  readonly userId: string;
  readonly organizationId: string;
}

async function withNewPassword(
  database: Database,
  given: {
    readonly kind: Extract<FlowKind, 'invitation' | 'reset'>;
    readonly token: string;
    readonly password: string;
  },
  { wallMs }: Instants,
  finish: (tx: Tx, person: Person) => Promise<boolean>,
): Promise<LinkResult> {
  const flow = await seeFlow(database.shared, given.kind, given.token, wallMs);
  const shown = flow ? await withPerson(database, flow, showPerson) : null;
  if (!flow || !shown) return { result: 'spent' };
  const fault = passwordFault(given.password, shown);
  if (fault) return { result: 'weak', fault };
  const hash = await hashPassword(given.password);
  const done = await withPerson(database, flow, async (tx, userId, organizationId): Promise<LinkResult> => {
    if (!(await useFlow(tx, given.kind, given.token, wallMs))) return { result: 'spent' };
    if (!(await finish(tx, { userId, organizationId }))) return { result: 'spent' };
    await storePassword(tx, userId, hash, wallMs);
    return { result: 'done', userId };
  });
  return done ?? { result: 'spent' };
}

/** Stores a new password's hash, and forgets failed attempts. The transaction acts as the person. */
export async function storePassword(tx: Tx, userId: string, hash: string, wallMs: number): Promise<void> {
  await tx.userSecret.upsert({
    where: { userId },
    create: { userId, passwordHash: hash, passwordSetAt: new Date(wallMs) },
    update: { passwordHash: hash, passwordSetAt: new Date(wallMs) },
  });
  await forgetAttempts(tx, userId);
}

async function join(tx: Tx, { userId, organizationId }: Person, now: number): Promise<boolean> {
  const { count } = await tx.membership.updateMany({
    where: { userId, organizationId, state: 'invited' },
    data: { state: 'active', joinedAt: new Date(now) },
  });
  if (count === 0) return false;
  await writeAudit(tx, organizationId, [
    {
      at: new Date(now),
      kind: 'user.joined',
      actor: userActor(userId),
      customerRowId: null,
      invoiceRowId: null,
      data: { userId },
    },
  ]);
  return true;
}
