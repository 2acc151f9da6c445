import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import { MOST_CHOSEN } from '@puntual/domain/portal/portal-acts';
import type { Tx } from '@puntual/db/database';
import { claimsOf } from '../record/claims-of.ts';
import { policyOf } from '../policy-versions/load-policy.ts';
import { claimedPaymentUntil } from '../people/outcomes/hold-invoices.ts';
import { type PortalVisitor, visitorActor } from '../portal-links/portal-links.ts';
import { type Acting, refuseAct } from './act-once.ts';

type InvoiceRow = NonNullable<Awaited<ReturnType<Tx['invoice']['findUnique']>>>;

/**
 * The invoices (row ids) that a customer chose, oldest due date first. Refuses an invoice of somebody else, and one
 * that is no longer open, so that nothing is done about a part of what was chosen.
 */
export async function chosenInvoices(
  { tx, customer }: Pick<Acting, 'tx' | 'customer'>,
  ids: readonly string[],
): Promise<readonly InvoiceRow[]> {
  if (ids.length === 0 || ids.length > MOST_CHOSEN) refuseAct({ code: 'nothing-chosen' });
  const rows = await tx.invoice.findMany({
    where: { id: { in: [...ids] }, customerId: { in: await claimsOf(tx, customer.id) } },
    orderBy: [{ dueDate: 'asc' }, { id: 'asc' }],
  });
  if (rows.length !== new Set(ids).size) refuseAct({ code: 'not-yours' });
  if (rows.some(({ status }) => status !== 'open')) refuseAct({ code: 'no-longer-open' });
  return rows;
}

/** What an act about invoices would do, said before the customer decides. Days are the customer's. */
export interface Consequences {
  readonly today: IsoDate;
  /** Days of grace after a promised day; the longest of the invoices' policies. */
  readonly graceDays: number;
  /** The last day on which nothing is sent about a payment that the customer reports. */
  readonly paidUntil: IsoDate;
}

/** The consequences of acts about these invoices. Changes nothing. */
export async function consequencesFor(
  tx: Tx,
  visitor: PortalVisitor,
  invoices: readonly InvoiceRow[],
  now: number,
): Promise<Consequences> {
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: visitor.customerRowId } });
  const today = localDate(now, customer.timeZone);
  const holding = { actor: visitorActor(visitor), customer: { id: customer.id }, invoices, today, now };
  let graceDays = 0;
  for (const invoice of invoices)
    graceDays = Math.max(graceDays, (await policyOf(tx, visitor.organizationId, invoice)).promiseGraceDays);
  return { today, graceDays, paidUntil: await claimedPaymentUntil(tx, holding) };
}
