import {
  matchPayment,
  type MatchableInvoice,
  type MatchingSettings,
  type MatchResult,
  type PaymentToMatch,
} from '../matching/match-payment.ts';
import { toleranceIn } from '../matching/matching-choice.ts';
import type { Books, CustomerBook } from './books.ts';
import { matchNamedInstalments } from './match-instalments.ts';
import { debtorsOf, payableBy, paysForOthers } from './payers.ts';

/**
 * Money to be matched. `whole`: nothing of the payment is allocated yet; only then may the money fall short of the
 * invoices within the tolerance.
 */
export interface MoneyToMatch {
  readonly customer: CustomerBook;
  readonly currency: string;
  readonly minor: bigint;
  readonly reference: string;
  readonly whole: boolean;
  /** A credit note of a sum is about no invoice of that sum rather than about another. */
  readonly kind?: 'payment' | 'credit-note';
}

export interface InvoiceToMatch extends MatchableInvoice {
  readonly purchaseOrder: string | null;
  readonly customer: CustomerBook;
  readonly instalment?: { readonly of: string };
}

/**
 * Finds the invoices that the money is for, by the organization's matching rules. A reference that names the customer's
 * purchase order means the invoices of that order. Money of a group's payer may be for the invoices of every customer
 * of the group; what nothing places but the rule of the oldest first stays with the payer's own invoices.
 */
export function matchMoney(
  books: Books,
  money: MoneyToMatch,
  invoices: readonly InvoiceToMatch[],
  remittance: readonly { readonly invoiceId: string; readonly minor: bigint }[] = [],
): MatchResult {
  if (remittance.length > 0)
    return matchPayment({ amountMinor: money.minor, remittance, reference: money.reference }, invoices);
  const { oldestFirst } = books.matching;
  if (money.kind === 'credit-note' || !paysForOthers(books, money.customer))
    return matchAmong(books, money, invoices, oldestFirst);
  const found = matchAmong(books, money, withOwnOrders(books, money, invoices), false);
  if (found.matches.length > 0 || !oldestFirst) return found;
  const own = invoices.filter(({ customer }) => customer.id === money.customer.id);
  const oldest = matchAmong(books, money, own, true);
  return oldest.matches.every(({ rule }) => rule === 'oldest-first') ? oldest : found;
}

// An order number that two customers use does not say which of them is meant.
function withOwnOrders(
  books: Books,
  { customer: payer, currency }: MoneyToMatch,
  invoices: readonly InvoiceToMatch[],
): readonly InvoiceToMatch[] {
  const usedBy = new Map<string, string>();
  const shared = new Set<string>();
  for (const { purchaseOrder, customer } of [
    ...payableBy(books, { customer: payer, kind: 'payment' }, currency),
    ...invoices,
  ]) {
    if (purchaseOrder === null) continue;
    if ((usedBy.get(purchaseOrder) ?? customer.id) !== customer.id) shared.add(purchaseOrder);
    usedBy.set(purchaseOrder, customer.id);
  }
  if (shared.size === 0) return invoices;
  return invoices.map((invoice) =>
    invoice.purchaseOrder !== null && shared.has(invoice.purchaseOrder) ? { ...invoice, purchaseOrder: null } : invoice,
  );
}

function matchAmong(
  books: Books,
  money: MoneyToMatch,
  invoices: readonly InvoiceToMatch[],
  oldestFirst: boolean,
): MatchResult {
  const whole = (each: readonly InvoiceToMatch[]) => matchClaims(books, money, each, oldestFirst);
  return matchNamedInstalments(invoices, whole) ?? whole(invoices);
}

function matchClaims(
  books: Books,
  money: MoneyToMatch,
  invoices: readonly InvoiceToMatch[],
  oldestFirst: boolean,
): MatchResult {
  const payment = { amountMinor: money.minor, remittance: [], reference: money.reference };
  const numbers = new Set(invoices.map((invoice) => invoice.number));
  const debtors = debtorsOf(books, { customer: money.customer, kind: money.kind ?? 'payment' });
  const settled = books.otherNumbersOf(debtors).filter((number) => !numbers.has(number));
  const orders = [...new Set(invoices.map((invoice) => invoice.purchaseOrder).filter(isTellingOrder))];
  const how = {
    oldestFirst,
    bySum: money.kind !== 'credit-note',
    toleranceMinor: money.whole ? toleranceIn(books.matching, money.currency) : 0n,
  };
  // A reference that names an order is about the order's invoices, even when its sum fits other invoices.
  const byNumber = matchPayment(payment, invoices, { ...how, otherNumbers: settled, orderNumbers: orders });
  if (orders.length === 0 || byNumber.matches.some((match) => match.rule !== 'oldest-first')) return byNumber;
  const ordered = invoices.flatMap((invoice) =>
    isTellingOrder(invoice.purchaseOrder)
      ? [{ ...invoice, number: invoice.purchaseOrder, paymentReference: null }]
      : [],
  );
  const asOrders = { ...how, oldestFirst: false, otherNumbers: settled, label: 'order' } as const;
  const byOrder = matchPayment(payment, ordered, asOrders);
  if (byOrder.matches.some((match) => match.rule === 'number-in-reference')) return byOrder;
  // Several invoices of one order: the sum says which of them, or all.
  const bySumOfOrder = matchWithin(payment, ordered, asOrders);
  return bySumOfOrder ?? byNumber;
}

// The invoices of the one order that the reference names, if only one set of them has exactly the sum.
function matchWithin(
  payment: PaymentToMatch,
  ordered: readonly InvoiceToMatch[],
  how: Partial<MatchingSettings>,
): MatchResult | null {
  const named = [...new Set(ordered.map((invoice) => invoice.number))].filter((order) => {
    const first = ordered.find((invoice) => invoice.number === order);
    const probe = { ...payment, amountMinor: 1n };
    return first !== undefined && matchPayment(probe, [{ ...first, openMinor: 2n }], how).matches.length > 0;
  });
  const [order, another] = named;
  if (order === undefined || another !== undefined) return null;
  const ofOrder = ordered.filter((invoice) => invoice.number === order);
  const found = matchPayment({ ...payment, reference: '' }, ofOrder, { ...how, otherNumbers: [] });
  return found.matches.length > 0 ? found : null;
}

/** Whether the number of an order is long enough to be told apart from dates and amounts in a bank line. */
export function isTellingOrder(order: string | null): order is string {
  return order !== null && !/^\d{0,5}$/.test(order.replace(/[^A-Za-z0-9]/g, ''));
}
