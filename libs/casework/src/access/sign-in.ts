import { randomUUID } from 'node:crypto';
import type { Database } from '@puntual/db/database';
import { inUser } from './acting-user.ts';
import { forgetAttempts, giveAttemptBack, takeAttempt, type Secrets } from './attempts.ts';
import { hashToken } from './credentials.ts';
import { openFlow, seeFlow, useFlow } from './flows.ts';
import { hashPassword, isOutdated, isPassword } from './passwords.ts';
import { userByEmail } from './user-by-email.ts';

/** What the check of a password ends with. `refused` says nothing more: wrong, locked and unknown look the same. */
export type PasswordCheck =
  | { readonly result: 'proved'; readonly userId: string }
  | { readonly result: 'second-factor'; readonly token: string }
  | { readonly result: 'refused' };

/** Who an e-mail address belongs to, for a sign-in; null for nobody who has joined. */
export async function findSignInUser(database: Database, email: string): Promise<string | null> {
  const user = await userByEmail(database.shared, email);
  return user?.state === 'active' ? user.id : null;
}

/**
 * Checks an e-mail address and a password. Every check costs the same, whether or not the account exists, is locked or
 * has a password. Throws `PasswordsBusy`.
 */
export async function checkPassword(
  database: Database,
  given: { readonly email: string; readonly password: string },
  wallMs: number,
): Promise<PasswordCheck> {
  const found = await findSignInUser(database, given.email);
  // Nobody has this id: the same statements run for an unknown account.
  const userId = found ?? randomUUID();
  const secrets = await inUser(database, userId, (tx) => takeAttempt(tx, userId, wallMs));
  const isRight = await isPassword(secrets?.passwordHash ?? null, given.password);
  if (!found || !secrets || !isRight) return { result: 'refused' };
  const newHash = isOutdated(secrets.passwordHash ?? '') ? await hashPassword(given.password) : null;
  return inUser(database, userId, async (tx): Promise<PasswordCheck> => {
    if (newHash !== null)
      await tx.$executeRaw`
        UPDATE user_secret SET password_hash = ${newHash}
        WHERE user_id = ${userId}::uuid AND password_hash = ${secrets.passwordHash}`;
    if (!secrets.hasSecondFactor) {
      await forgetAttempts(tx, userId);
      return { result: 'proved', userId };
    }
    await giveAttemptBack(tx, userId);
    const { token } = await openFlow(tx, { kind: 'second-factor', userId, organizationId: null }, wallMs);
    return { result: 'second-factor', token };
  });
}

/** Says which time step a one-time code belongs to, given the sealed secret; null for a wrong code. */
export type CodeCheck = (sealed: string, code: string) => Promise<number | null>;

/** The end of a sign-in with a second factor: `spent`: the sign-in must begin again; `refused`: the code is wrong. */
export type SecondFactorCheck =
  | { readonly result: 'proved'; readonly userId: string }
  | { readonly result: 'refused' }
  | { readonly result: 'spent' };

/**
 * Ends a sign-in with a one-time code or a recovery code. Wrong codes count as failed attempts at the account, and no
 * code is accepted twice.
 */
export async function checkSecondFactor(
  database: Database,
  given: { readonly token: string; readonly code: string; readonly check: CodeCheck },
  wallMs: number,
): Promise<SecondFactorCheck> {
  const flow = await seeFlow(database.shared, 'second-factor', given.token, wallMs);
  const userId = flow?.userId;
  if (!userId) return { result: 'spent' };
  const secrets = await inUser(database, userId, (tx) => takeAttempt(tx, userId, wallMs));
  if (!secrets) return { result: 'refused' };
  const isRight = await useCode(database, { userId, secrets, code: given.code, check: given.check });
  if (!isRight) return { result: 'refused' };
  return inUser(database, userId, async (tx): Promise<SecondFactorCheck> => {
    if (!(await useFlow(tx, 'second-factor', given.token, wallMs))) return { result: 'spent' };
    await forgetAttempts(tx, userId);
    return { result: 'proved', userId };
  });
}

/**
 * Whether a code is the person's: a one-time code of a later time step than the last one, or an unused recovery code.
 * Either is used up.
 */
export async function useCode(
  database: Database,
  given: { readonly userId: string; readonly secrets: Secrets; readonly code: string; readonly check: CodeCheck },
): Promise<boolean> {
  const { userId, secrets, check } = given;
  const code = given.code.replace(/[\s-]/g, '').toLowerCase();
  if (/^\d{6}$/.test(code)) {
    const step = secrets.totpSealed === null ? null : await check(secrets.totpSealed, code);
    if (step === null) return false;
    const accepted = await inUser(
      database,
      userId,
      (tx) => tx.$executeRaw`
        UPDATE user_secret SET totp_step = ${step}
        WHERE user_id = ${userId}::uuid AND (totp_step IS NULL OR totp_step < ${step})`,
    );
    return accepted > 0;
  }
  const hash = hashToken(code);
  const used = await inUser(
    database,
    userId,
    (tx) => tx.$executeRaw`
      UPDATE user_secret SET recovery_hashes = array_remove(recovery_hashes, ${hash})
      WHERE user_id = ${userId}::uuid AND ${hash} = ANY(recovery_hashes)`,
  );
  return used > 0;
}
