import { matchPayment, type MatchableInvoice, type MatchResult } from '../matching/match-payment.ts';
import { toleranceIn } from '../matching/matching-choice.ts';
import type { CustomerBook } from './book-records.ts';
import type { Books } from './books.ts';

/**
 * Money to be matched. `whole`: nothing of its payment is placed yet; only then may it be short within the tolerance.
 */
export interface MoneyToMatch {
  readonly customer: CustomerBook;
  readonly currency: string;
  readonly minor: bigint;
  readonly reference: string;
  readonly whole: boolean;
}

export interface InvoiceToMatch extends MatchableInvoice {
  readonly purchaseOrder: string | null;
}

/**
 * Which of these invoices money is for, by the organization's choice of rules. A bank line that names the customer's
 * order means the invoices of that order.
 */
export function matchMoney(
  books: Books,
  money: MoneyToMatch,
  invoices: readonly InvoiceToMatch[],
  remittance: readonly { readonly invoiceId: string; readonly minor: bigint }[] = [],
): MatchResult {
  if (remittance.length > 0) return matchPayment(money.minor, remittance, money.reference, invoices);
  const numbers = new Set(invoices.map((invoice) => invoice.number));
  const settled = books.otherNumbersOf(money.customer).filter((number) => !numbers.has(number));
  const orders = [...new Set(invoices.map((invoice) => invoice.purchaseOrder).filter(isTellingOrder))];
  const how = {
    oldestFirst: books.matching.oldestFirst,
    toleranceMinor: money.whole ? toleranceIn(books.matching, money.currency) : 0n,
  };
  // A text that names an order is about that order's invoices, whatever sum it happens to fit.
  const byNumber = matchPayment(money.minor, [], money.reference, invoices, {
    ...how,
    otherNumbers: [...settled, ...orders],
  });
  if (orders.length === 0 || byNumber.matches.some((match) => match.rule !== 'oldest-first')) return byNumber;
  const ordered = invoices.flatMap((invoice) =>
    isTellingOrder(invoice.purchaseOrder) ? [{ ...invoice, number: invoice.purchaseOrder }] : [],
  );
  const byOrder = matchPayment(money.minor, [], money.reference, ordered, {
    ...how,
    oldestFirst: false,
    otherNumbers: settled,
  });
  return byOrder.matches.some((match) => match.rule === 'number-in-reference') ? byOrder : byNumber;
}

/** Whether an order's number can be told from dates, amounts and other short figures of a bank line. */
export function isTellingOrder(order: string | null): order is string {
  return order !== null && !/^\d{0,5}$/.test(order.replace(/[^A-Za-z0-9]/g, ''));
}
