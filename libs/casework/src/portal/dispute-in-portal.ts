import type { DisputeCategory } from '@puntual/domain/disputes/dispute-codes';
import { decimalAmount, readAmount } from '@puntual/domain/money/amount';
import type { Database } from '@puntual/db/database';
import { addEvidence } from '../disputes/note-dispute.ts';
import { openDispute, type DisputedInvoice } from '../disputes/open-dispute.ts';
import { isoDate } from '../record/dates.ts';
import { type Acted, type Acting, actOnce, type PortalForm, type PortalResult, refuseAct } from './act-once.ts';
import { chosenInvoices } from './chosen-invoices.ts';

/** What a customer objects to. `amount`: of the only chosen invoice; null: the whole of each (row ids). */
export interface PortalDispute {
  readonly invoices: readonly string[];
  readonly amount: string | null;
  readonly category: DisputeCategory;
  readonly reason: string;
}

/** Opens a dispute with its evidence: what is disputed is silent, and the rest is asked for as before. */
export function disputeInPortal(database: Database, form: PortalForm, dispute: PortalDispute): Promise<PortalResult> {
  return actOnce(database, form, async (acting): Promise<Acted> => {
    const invoices = await chosenInvoices(acting, dispute.invoices);
    const part = invoices.length === 1 ? dispute.amount : null;
    const lines = invoices.map(({ id }) => ({ invoiceId: id, ...(part === null ? {} : { amount: part }) }));
    const opened = await open(acting, form, { ...dispute, lines });
    return { outcome: { what: 'disputed', ...opened, whole: part === null } };
  });
}

/** A payment of less than is asked for an invoice (row id), with the reason for the difference. */
export interface PartPayment {
  readonly invoice: string;
  readonly pays: string;
  readonly category: DisputeCategory;
  readonly reason: string;
}

/** Says that a part of an invoice will be paid: the difference is a dispute from the same act on. */
export function payPart(database: Database, form: PortalForm, part: PartPayment): Promise<PortalResult> {
  return actOnce(database, form, async (acting): Promise<Acted> => {
    const [invoice] = await chosenInvoices(acting, [part.invoice]);
    if (!invoice) return refuseAct({ code: 'nothing-chosen' });
    const { currency } = invoice;
    const difference = differenceOf(invoice, part.pays);
    const amount = decimalAmount(difference, currency);
    const opened = await open(acting, form, { ...part, lines: [{ invoiceId: invoice.id, amount }] });
    const pays = decimalAmount(invoice.openMinor + invoice.chargesMinor - difference, currency);
    return { outcome: { what: 'part', ...opened, invoiceRowId: invoice.id, pays, currency } };
  });
}

async function open(
  { joined, tx, actor, customer, now }: Acting,
  { files }: PortalForm,
  {
    lines,
    category,
    reason,
  }: Pick<PortalDispute, 'category' | 'reason'> & { readonly lines: readonly DisputedInvoice[] },
): Promise<{ readonly number: number; readonly deadlineOn: string }> {
  const wanted = { customerRowId: customer.id, invoices: lines, details: { reason, category } };
  const opened = await openDispute(joined, actor, wanted, now);
  switch (opened.result) {
    case 'done':
      break;
    case 'not-found':
    case 'settled':
      return refuseAct({ code: 'no-longer-open' });
    case 'already-disputed':
      return refuseAct({ code: 'already-disputed' });
    case 'invalid':
      return refuseAct(opened);
  }
  const { disputeId } = opened;
  for (const file of files) {
    const added = await addEvidence(joined, actor, { disputeId, ...file }, now);
    if (added.result !== 'done') return refuseAct({ code: 'file-kind' });
  }
  const row = await tx.dispute.findUniqueOrThrow({ where: { id: disputeId } });
  return { number: row.number, deadlineOn: isoDate(row.deadlineOn) };
}

// What is asked for an invoice beyond what the customer pays, in minor units. Refuses when there is no difference.
function differenceOf(
  { openMinor, chargesMinor, currency }: { openMinor: bigint; chargesMinor: bigint; currency: string },
  pays: string,
): bigint {
  const minor = readAmount(pays, currency, 'pays');
  if (typeof minor !== 'bigint') return refuseAct(minor);
  if (minor <= 0n) refuseAct({ code: 'not-positive', path: 'pays', values: {} });
  const difference = openMinor + chargesMinor - minor;
  return difference > 0n ? difference : refuseAct({ code: 'no-difference' });
}
