import type { IsoDate } from '@puntual/domain/calendar/dates';
import { takeBackCharges as takeBack } from '@puntual/domain/ledger/take-back-charges';
import type { Tx } from '@puntual/db/database';
import { organizationOf } from '../record/actor.ts';
import { loadCustomerBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
import type { ContactRef } from '../record/refs.ts';

/**
 * Takes back the charges of a message (row id) that bounced, as far as nobody has paid on them and no person waived
 * them. The next message that arrives can make them again. Needs the customer's lock. `on`: the customer's local day.
 */
export async function takeBackCharges(
  tx: Tx,
  ref: ContactRef,
  { messageId, on }: { readonly messageId: string; readonly on: IsoDate },
  now: number,
): Promise<void> {
  const charges = await tx.$queryRaw<{ id: string; invoice_id: string }[]>`
    SELECT c.id, i.invoice_id
    FROM charge c JOIN invoice i ON i.id = c.invoice_id
    WHERE c.organization_id = ${ref.organizationId}::uuid AND c.message_id = ${messageId}::uuid`;
  if (charges.length === 0) return;
  const invoiceIds = [...new Set(charges.map((charge) => charge.invoice_id))];
  const books = await loadCustomerBooks(tx, ref.organizationId, { customerRowId: ref.customerRowId, invoiceIds });
  books.actor = 'puntual';
  takeBack(books, { messageId, chargeIds: new Set(charges.map(({ id }) => id)), on });
  await saveBooks(tx, organizationOf(ref), books, { now: new Date(now) });
}
