import type { Tx } from '@puntual/db/database';
import { lockMs, startsAfresh } from '@puntual/domain/access/lock-out';

/** How a person proves who they are, as it is stored. */
export interface Secrets {
  readonly passwordHash: string | null;
  readonly totpSealed: string | null;
  readonly hasSecondFactor: boolean;
}

interface SecretRow {
  readonly password_hash: string | null;
  readonly totp_sealed: string | null;
  readonly totp_confirmed_at: Date | null;
  readonly failures: number;
  readonly locked_until: Date | null;
}

/**
 * Counts an attempt before it is looked at, and returns what it is compared with; null while the account is locked, and
 * for an account that is not there. Attempts at once wait for each other, so that no more than the allowed number are
 * looked at however many come. The transaction acts as the person.
 */
export async function takeAttempt(tx: Tx, userId: string, wallMs: number): Promise<Secrets | null> {
  const [row] = await tx.$queryRaw<SecretRow[]>`
    SELECT password_hash, totp_sealed, totp_confirmed_at, failures, locked_until
    FROM user_secret
    WHERE user_id = ${userId}::uuid
    FOR UPDATE`;
  if (!row) return null;
  const lockedUntilMs = row.locked_until?.getTime() ?? null;
  if (lockedUntilMs !== null && lockedUntilMs > wallMs) return null;
  const failures = (startsAfresh(lockedUntilMs, wallMs) ? 0 : row.failures) + 1;
  const lock = lockMs(failures);
  const until = lock === 0 ? null : new Date(wallMs + lock);
  await tx.$executeRaw`
    UPDATE user_secret SET failures = ${failures}, locked_until = ${until} WHERE user_id = ${userId}::uuid`;
  return {
    passwordHash: row.password_hash,
    totpSealed: row.totp_sealed,
    hasSecondFactor: row.totp_confirmed_at !== null,
  };
}

/**
 * Forgets the attempts, after a sign-in or by an administrator; false when none were counted. The transaction
 * acts as the person.
 */
export async function forgetAttempts(tx: Tx, userId: string): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE user_secret SET failures = 0, locked_until = NULL
    WHERE user_id = ${userId}::uuid AND (failures > 0 OR locked_until IS NOT NULL)`;
  return changed > 0;
}

/** Takes back the one attempt of a password that was right, when the second factor is still to come. */
export async function giveAttemptBack(tx: Tx, userId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE user_secret SET
      failures = greatest(failures - 1, 0),
      locked_until = CASE WHEN failures - 1 >= 5 THEN locked_until END
    WHERE user_id = ${userId}::uuid`;
}
