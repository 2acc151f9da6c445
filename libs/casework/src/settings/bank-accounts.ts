import { z } from 'zod';
import type { Tx } from '@puntual/db/database';

const storedSchema = z.array(z.object({ account: z.string(), currency: z.string().nullable(), name: z.string() }));

/** One of the organization's own bank accounts. */
export interface OwnAccount {
  /** IBAN, or the number that the bank's statements have. */
  readonly account: string;
  /** Null: statements in every currency. */
  readonly currency: string | null;
  readonly name: string;
}

/** The organization's own bank accounts; none when it has named none. */
export async function readBankAccounts(tx: Tx, organizationId: string): Promise<readonly OwnAccount[]> {
  const [row] = await tx.$queryRaw<{ bank_accounts: unknown }[]>`
    SELECT bank_accounts FROM organization_setting WHERE organization_id = ${organizationId}::uuid`;
  return storedSchema.parse(row?.bank_accounts ?? []);
}

/** Stores the organization's own bank accounts in place of those that it had, in settings that are locked. */
export async function storeBankAccounts(
  tx: Tx,
  organizationId: string,
  accounts: readonly OwnAccount[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE organization_setting
    SET bank_accounts = ${JSON.stringify(accounts)}::jsonb
    WHERE organization_id = ${organizationId}::uuid`;
}
