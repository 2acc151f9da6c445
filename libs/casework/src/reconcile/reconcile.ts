import type { IsoDate } from '@puntual/domain/calendar/dates';
import { compareOpenItems, type Comparison, type ListedItem } from '@puntual/domain/ledger/compare-open-items';
import type { Tx } from '@puntual/db/database';

/**
 * Holds the ERP's list of open items against the ledger: as it stands, or as it stood at the end of a day, reckoned from the dates of its entries. Charges are ours
 * alone and no part of it. Reads, and changes nothing.
 */
export async function reconcile(tx: Tx, listed: readonly ListedItem[], asOf: IsoDate | null): Promise<Comparison> {
  const ids = listed.flatMap((item) => item.invoiceId ?? []);
  const numbers = listed.flatMap((item) => (item.invoiceId === null ? item.number ?? [] : []));
  // An invoice that was not issued by the day is not known on it, also where money that had come before was put on it since: that entry keeps the money's day.
  const rows = await tx.$queryRaw<{ invoice_id: string; number: string; currency: string; minor: bigint }[]>`
    SELECT i.invoice_id, i.number, i.currency, b.minor FROM invoice i JOIN (
      SELECT e.invoice_id, sum(e.amount_minor)::bigint AS minor FROM entry e WHERE e.charge_id IS NULL AND (${asOf}::date IS NULL OR e.entry_on <= ${asOf}::date) GROUP BY e.invoice_id
    ) b ON b.invoice_id = i.id
    WHERE (b.minor <> 0 OR i.invoice_id = ANY(${ids}) OR i.number = ANY(${numbers})) AND (${asOf}::date IS NULL OR i.issue_date <= ${asOf}::date) ORDER BY i.due_date, i.id`;
  return compareOpenItems(rows.map((row) => ({ invoiceId: row.invoice_id, number: row.number, currency: row.currency, openMinor: row.minor })), listed);
}
