import { createHash } from 'node:crypto';
import type { Tx } from '@puntual/db/database';
import { compactName } from './number-candidates.ts';

/** An account as it is kept: a hash that is another in every organization. An IBAN can be guessed from it, so it stays behind row-level security like other personal data. */
export function accountHash(organizationId: string, account: string): string {
  return createHash('sha256')
    .update(`${organizationId}\n${compactName(account)}`)
    .digest('hex');
}

/** Notes that a customer (row id) has paid from an account. An account of which that is said of two customers tells neither by itself. */
export async function rememberAccount(
  tx: Tx,
  organizationId: string,
  account: string,
  customerRowId: string,
  now: Date,
): Promise<void> {
  await tx.$executeRaw`INSERT INTO payer_account (organization_id, account_hash, customer_id, noted_at) VALUES (${organizationId}::uuid, ${accountHash(organizationId, account)}, ${customerRowId}::uuid, ${now}::timestamptz) ON CONFLICT DO NOTHING`;
}

/** Forgets that a customer (row id) has paid from an account; false when that was not noted. */
export async function forgetAccount(
  tx: Tx,
  organizationId: string,
  account: string,
  customerRowId: string,
): Promise<boolean> {
  return (
    (await tx.$executeRaw`DELETE FROM payer_account WHERE organization_id = ${organizationId}::uuid AND account_hash = ${accountHash(organizationId, account)} AND customer_id = ${customerRowId}::uuid`) >
    0
  );
}
