import { randomBytes } from 'node:crypto';
import type { Database, Tx } from '@puntual/db/database';
import { passwordFault, type PasswordFault } from '@puntual/domain/access/password-rule';
import type { AccessChange } from '@puntual/domain/audit/access-audit-data';
import { type Actor, storedActor } from '../record/actor.ts';
import { actAsUser, inUser } from './acting-user.ts';
import { forgetAttempts, takeAttempt, type Secrets } from './attempts.ts';
import { hashToken } from './credentials.ts';
import { dropFlows } from './flows.ts';
import type { Instants } from './keys.ts';
import { storePassword } from './join.ts';
import { auditAccess, removeSecondFactor } from './members.ts';
import { hashPassword, isPassword } from './passwords.ts';
import { useCode, type CodeCheck } from './sign-in.ts';
import { endSessionsEverywhere } from './sessions.ts';

/** A person who changes how they sign in themselves, from a session of theirs. */
export interface Self {
  readonly actor: Actor;
  readonly userId: string;
  readonly sessionId: string;
}

/** Runs `work` in one transaction of the person's organization that sees their own rows too, and audits the change. */
export async function changeOwn<T>(
  database: Database,
  self: Self,
  { what, now }: { readonly what: AccessChange; readonly now: number },
  work: (tx: Tx) => Promise<T | null>,
): Promise<T | null> {
  const { actor, userId } = self;
  return database.inOrganization(actor.organizationId, async (tx) => {
    await actAsUser(tx, userId);
    const done = await work(tx);
    if (done !== null)
      await auditAccess(tx, { organizationId: actor.organizationId, actor: storedActor(actor), userId, what }, now);
    return done;
  });
}

/**
 * Whether the password is the person's. A person who has none (who signs in by passkey or provider) proves nothing by
 * it, and is let through. Counts as an attempt at the account. Throws `PasswordsBusy`.
 */
export async function provesPassword(
  database: Database,
  userId: string,
  password: string,
  wallMs: number,
): Promise<Secrets | null> {
  const secrets = await inUser(database, userId, (tx) => takeAttempt(tx, userId, wallMs));
  const isRight = await isPassword(secrets?.passwordHash ?? null, password);
  if (!secrets || (secrets.passwordHash !== null && !isRight)) return null;
  await inUser(database, userId, (tx) => forgetAttempts(tx, userId));
  return secrets;
}

export type OwnPasswordResult =
  { readonly result: 'done' | 'wrong-password' } | { readonly result: 'weak'; readonly fault: PasswordFault };

/**
 * Changes the person's password; their other sessions end everywhere, and so do sign-ins and resets that have begun.
 * Throws `PasswordsBusy`.
 */
export async function changePassword(
  database: Database,
  self: Self,
  given: { readonly current: string; readonly password: string },
  { now, wallMs }: Instants,
): Promise<OwnPasswordResult> {
  const { userId } = self;
  const owner = await inUser(database, userId, (tx) => tx.appUser.findUniqueOrThrow({ where: { id: userId } }));
  const fault = passwordFault(given.password, owner);
  if (fault) return { result: 'weak', fault };
  if (!(await provesPassword(database, userId, given.current, wallMs))) return { result: 'wrong-password' };
  const hash = await hashPassword(given.password);
  await changeOwn(database, self, { what: 'password', now }, async (tx) => {
    await storePassword(tx, userId, hash, wallMs);
    for (const kind of ['second-factor', 'reset'] as const) await dropFlows(tx, kind, userId, wallMs);
    return endSessionsEverywhere(tx, self.sessionId, wallMs);
  });
  return { result: 'done' };
}

/** Keeps the sealed secret of a second factor that is still to be confirmed. False when one is confirmed already. */
export async function beginSecondFactor(database: Database, userId: string, sealed: string): Promise<boolean> {
  const stored = await inUser(
    database,
    userId,
    (tx) => tx.$executeRaw`
      INSERT INTO user_secret (user_id, totp_sealed) VALUES (${userId}::uuid, ${sealed})
      ON CONFLICT (user_id) DO UPDATE SET totp_sealed = EXCLUDED.totp_sealed, totp_step = NULL
      WHERE user_secret.totp_confirmed_at IS NULL`,
  );
  return stored > 0;
}

/**
 * Switches the second factor on with a first code, and returns the recovery codes, whose hashes alone are stored. Null
 * for a wrong code, or when there is nothing to confirm.
 */
export async function confirmSecondFactor(
  database: Database,
  self: Self,
  { code, check }: { readonly code: string; readonly check: CodeCheck },
  { now, wallMs }: Instants,
): Promise<readonly string[] | null> {
  const { userId } = self;
  const secrets = await inUser(database, userId, (tx) => takeAttempt(tx, userId, wallMs));
  if (!secrets || secrets.hasSecondFactor) return null;
  if (!/^\d{6}$/.test(code) || !(await useCode(database, { userId, secrets, code, check }))) return null;
  return changeOwn(database, self, { what: 'second-factor-on', now }, async (tx) => {
    const codes = newRecoveryCodes();
    const confirmed = await tx.$executeRaw`
      UPDATE user_secret SET totp_confirmed_at = ${new Date(wallMs)}, recovery_hashes = ${codes.map(hashOfCode)}
      WHERE user_id = ${userId}::uuid AND totp_confirmed_at IS NULL AND totp_sealed = ${secrets.totpSealed}`;
    if (confirmed === 0) return null;
    await forgetAttempts(tx, userId);
    return codes;
  });
}

/** Takes the second factor off, with the password. `nothing-to-end`: there is none. Throws `PasswordsBusy`. */
export async function endSecondFactor(
  database: Database,
  self: Self,
  password: string,
  { now, wallMs }: Instants,
): Promise<'done' | 'wrong-password' | 'nothing-to-end'> {
  if (!(await provesPassword(database, self.userId, password, wallMs))) return 'wrong-password';
  const off = await changeOwn(database, self, { what: 'second-factor-off', now }, async (tx) =>
    (await removeSecondFactor(tx, self.userId)) ? 'done' : null,
  );
  return off ?? 'nothing-to-end';
}

/** Ten recovery codes of 80 random bits, in groups that people can copy. */
function newRecoveryCodes(): string[] {
  return Array.from({ length: 10 }, () => randomBytes(10).toString('hex').match(/.{5}/g)?.join('-') ?? '');
}

function hashOfCode(code: string): string {
  return hashToken(code.replaceAll('-', ''));
}
