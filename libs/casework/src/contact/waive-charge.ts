import { localDate } from '@puntual/domain/calendar/dates';
import { waiveCharge as waive } from '@puntual/domain/ledger/waive-charge';
import type { Database } from '@puntual/db/database';
import { loadCustomerBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';

/** A charge (row id) of an invoice (row id), and why a person waives it. */
interface ChargeToWaive {
  readonly invoiceRowId: string;
  readonly chargeId: string;
  readonly reason: string;
}

type WaiverResult = { readonly result: 'done' | 'ended' | 'not-found' | 'paid' };

/**
 * Waives the open amount of a charge, with a reason. `ended`: it is waived or was taken back before; `paid`: nothing
 * of it is open any more. The waiver settles an invoice of which nothing else is open, and its case ends.
 */
export async function waiveCharge(
  database: Database,
  actor: Actor,
  { invoiceRowId, chargeId, reason }: ChargeToWaive,
  now: number,
): Promise<WaiverResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<WaiverResult> => {
    const known = await tx.charge.findFirst({
      where: { id: chargeId, invoiceId: invoiceRowId },
      select: { customerId: true },
    });
    if (!known) return { result: 'not-found' };
    const { invoiceId } = await tx.invoice.findUniqueOrThrow({
      where: { id: invoiceRowId },
      select: { invoiceId: true },
    });
    const books = await loadCustomerBooks(tx, actor.organizationId, {
      customerRowId: known.customerId,
      invoiceIds: [invoiceId],
    });
    const invoice = books.invoices.get(invoiceId);
    if (!invoice) throw new Error('the loader did not provide the invoice');
    const charge = invoice.charges.find(({ id }) => id === chargeId);
    // The books do not hold a charge that was taken back: it has ended.
    if (!charge) return { result: 'ended' };
    books.actor = storedActor(actor);
    const result = waive(books, invoice, charge, { reason, on: localDate(now, invoice.customer.timeZone) });
    if (result === 'done') await saveBooks(tx, organizationOf(actor), books, { now: new Date(now) });
    return { result };
  });
}
