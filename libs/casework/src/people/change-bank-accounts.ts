import type { Database } from '@puntual/db/database';
import type { Actor } from '../record/actor.ts';
import { readBankAccounts, storeBankAccounts, type OwnAccount } from '../settings/bank-accounts.ts';
import { lockSetting } from '../settings/settings.ts';
import { auditSettings } from './change-settings.ts';

/** Replaces the organization's own bank accounts. Statements that were imported before stay imported. */
export async function changeBankAccounts(
  database: Database,
  actor: Actor,
  accounts: readonly OwnAccount[],
  now: number,
): Promise<readonly OwnAccount[]> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    await lockSetting(tx, actor.organizationId);
    const before = await readBankAccounts(tx, actor.organizationId);
    if (JSON.stringify(before) === JSON.stringify(accounts)) return before;
    await storeBankAccounts(tx, actor.organizationId, accounts);
    await auditSettings(tx, actor, { from: { bankAccounts: before }, to: { bankAccounts: accounts } }, now);
    return readBankAccounts(tx, actor.organizationId);
  });
}
