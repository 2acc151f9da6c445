import { suggestMatches, type SuggestionReason } from '@puntual/domain/matching/suggest-matches';
import { toleranceIn } from '@puntual/domain/matching/matching-choice';
import type { Tx } from '@puntual/db/database';
import { claimsOf } from '../record/claims-of.ts';
import { isoDate } from '../record/dates.ts';
import { readSettings } from '../settings/settings.ts';

/** What a payment may be for, with how likely (0 to 100) and why: a person takes or leaves it. */
export interface PaymentSuggestion {
  readonly score: number;
  readonly reasons: readonly SuggestionReason[];
  /** The ERP's ids, as an allocation takes them. */
  readonly invoices: readonly { readonly invoiceId: string; readonly number: string; readonly minor: bigint }[];
}

/** Open invoices that are looked at for suggestions, those that are due longest. */
const MOST_INVOICES = 500;

/**
 * Suggests invoices for the unallocated money of a payment (row id), most likely first, at most five suggestions; empty
 * when nothing is left of it, or no invoice is open. A payment of a group's payer may be for the invoices of the group.
 */
export async function suggestForPayment(
  tx: Tx,
  organizationId: string,
  paymentRowId: string,
): Promise<PaymentSuggestion[]> {
  const payment = await tx.payment.findUnique({
    where: { id: paymentRowId },
    select: { customerId: true, kind: true, currency: true, unallocatedMinor: true, reference: true },
  });
  if (!payment || payment.unallocatedMinor === 0n) return [];
  const debtors = payment.kind === 'payment' ? await claimsOf(tx, payment.customerId) : [payment.customerId];
  const rows = await tx.invoice.findMany({
    where: { customerId: { in: debtors }, status: 'open', currency: payment.currency },
    orderBy: [{ dueDate: 'asc' }, { id: 'asc' }],
    take: MOST_INVOICES,
    select: { id: true, invoiceId: true, number: true, paymentReference: true, dueDate: true, openMinor: true },
  });
  const { matching } = await readSettings(tx, organizationId);
  const invoices = rows.map((row) => ({
    id: row.id,
    invoiceId: row.invoiceId,
    number: row.number,
    paymentReference: row.paymentReference,
    dueOn: isoDate(row.dueDate),
    openMinor: row.openMinor,
  }));
  const byId = new Map(invoices.map((invoice) => [invoice.id, invoice]));
  return suggestMatches(payment.unallocatedMinor, payment.reference ?? '', invoices, {
    toleranceMinor: toleranceIn(matching, payment.currency),
  }).map((suggestion) => ({
    score: suggestion.score,
    reasons: suggestion.reasons,
    invoices: suggestion.invoices.flatMap((part) => {
      const invoice = byId.get(part.invoiceId);
      return invoice ? [{ invoiceId: invoice.invoiceId, number: invoice.number, minor: part.minor }] : [];
    }),
  }));
}
