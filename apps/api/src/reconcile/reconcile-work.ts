import { reconcile } from '@puntual/casework/ledger/reconcile';
import { readCsvItems, readItems } from '@puntual/casework/reconcile/read-open-items';
import type { Database } from '@puntual/db/database';
import type { Reconciled, ReconcileInput } from './reconcile-job.ts';
import { comparisonView } from './show-comparison.ts';

/** Reads a list of open items, compares it with the ledger and shows the comparison. */
export async function reconcileAsShown(
  database: Database,
  { organizationId, sent, asked, language }: ReconcileInput,
): Promise<Reconciled> {
  const read = sent.csv === undefined ? readItems(sent.items ?? [], sent.credits) : await readCsvItems(sent.csv);
  if ('faults' in read) return read;
  const comparison = await database.inOrganization(organizationId, (tx) => reconcile(tx, read, asked));
  return { view: comparisonView(comparison, asked, read.items.length + (read.credits?.length ?? 0), language) };
}
