import { createHash } from 'node:crypto';
import type { Tx } from '@puntual/db/database';
import { compactName } from './number-candidates.ts';

/**
 * The hash that is stored instead of an account; it differs between organizations. An IBAN can be guessed from it, so
 * row-level security protects it like other personal data.
 */
export function accountHash(organizationId: string, account: string): string {
  return createHash('sha256')
    .update(`${organizationId}\n${compactName(account)}`)
    .digest('hex');
}

interface PayerAccount {
  /** IBAN, or the number that the payer's bank gave it. */
  readonly account: string;
  readonly customerRowId: string;
}

/** Records that a customer (row id) paid from an account. An account of two customers identifies neither of them. */
export async function rememberAccount(
  tx: Tx,
  organizationId: string,
  { account, customerRowId }: PayerAccount,
  now: Date,
): Promise<void> {
  const hash = accountHash(organizationId, account);
  await tx.$executeRaw`
    INSERT INTO payer_account (organization_id, account_hash, customer_id, noted_at)
    VALUES (${organizationId}::uuid, ${hash}, ${customerRowId}::uuid, ${now}::timestamptz)
    ON CONFLICT DO NOTHING`;
}

/** Deletes the record that a customer (row id) paid from an account; false when there was no such record. */
export async function forgetAccount(
  tx: Tx,
  organizationId: string,
  { account, customerRowId }: PayerAccount,
): Promise<boolean> {
  const deleted = await tx.$executeRaw`
    DELETE FROM payer_account
    WHERE organization_id = ${organizationId}::uuid
      AND account_hash = ${accountHash(organizationId, account)}
      AND customer_id = ${customerRowId}::uuid`;
  return deleted > 0;
}
