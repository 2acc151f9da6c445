import { addDays } from '../calendar/dates.ts';
import type { Match } from '../matching/match-payment.ts';
import type { Books, InvoiceBook, PaymentBook } from './books.ts';
import { moneyKey, type ReportedMoney } from './reported-money.ts';
import { relativesOf } from './payers.ts';

/** How many days apart an ERP and a bank may book the same money. */
export const SAME_MONEY_DAYS = 5;

/** Notes a payment with its source, so that the same money from another source is recognized. */
export function noteReported(books: Books, money: ReportedMoney): void {
  const key = moneyKey(money);
  const known = books.reported.get(key);
  if (known) known.push(money);
  else books.reported.set(key, [money]);
}

/** What was noted of a payment; undefined when its source is not known. */
export function reportOf(books: Books, payment: PaymentBook): ReportedMoney | undefined {
  const key = moneyKey({ ...payment, customerRowId: payment.customer.id });
  return books.reported.get(key)?.find((money) => money.paymentRowId === payment.id);
}

/**
 * The payments that another source reported and that may be the same money: of the same customer, amount and currency,
 * at most `SAME_MONEY_DAYS` apart, and not reversed. One source may name the payer of a group where another names the
 * customer whose invoice it paid.
 */
export function sameMoney(books: Books, own: ReportedMoney): readonly ReportedMoney[] {
  const named = [own.customerRowId, ...relativesOf(books, own.customerRowId)];
  const reported = named.flatMap((customerRowId) => books.reported.get(moneyKey({ ...own, customerRowId })) ?? []);
  return reported.filter(
    (other) =>
      other.by !== own.by &&
      other.from <= addDays(own.to, SAME_MONEY_DAYS) &&
      own.from <= addDays(other.to, SAME_MONEY_DAYS) &&
      books.paymentsById.get(other.paymentRowId)?.status !== 'reversed',
  );
}

/**
 * The matches of a payment that need no person. Money that another source may have reported, too, pays only invoices
 * that its remittance or a number names, and none that the other payment paid: otherwise the same money would settle
 * two invoices, or one invoice twice. Returns all matches or none.
 */
export function certainMatches(
  books: Books,
  own: ReportedMoney | undefined,
  matches: readonly Match[],
): readonly Match[] {
  const others = own ? sameMoney(books, own) : [];
  const isNamed = ({ rule }: Match) => rule === 'remittance' || rule === 'number-in-reference';
  const isCertain = (match: Match) => isNamed(match) && !others.some((other) => hasPaid(books, other, match.invoiceId));
  return others.length === 0 || matches.every(isCertain) ? matches : [];
}

/** Whether another source's payment, which may be the same money, has paid the invoice. */
export function isPaidBySameMoney(books: Books, own: ReportedMoney | undefined, invoice: InvoiceBook): boolean {
  return own !== undefined && sameMoney(books, own).some((other) => hasPaid(books, other, invoice.id));
}

function hasPaid(books: Books, { paymentRowId, paid }: ReportedMoney, invoiceRowId: string): boolean {
  return (
    paid.has(invoiceRowId) ||
    books.entries.some((entry) => entry.paymentRowId === paymentRowId && entry.invoice.id === invoiceRowId)
  );
}
