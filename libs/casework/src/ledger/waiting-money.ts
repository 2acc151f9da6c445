import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { Match } from '@puntual/domain/matching/match-payment';
import { matchMoney } from './match-money.ts';
import { payCharges } from './charge-lines.ts';
import { asMatchable, noteLateDiscount } from './discounts.ts';
import type { Books, CustomerBook, InvoiceBook, PaymentBook } from './books.ts';
import { WRITE_OFF_CAUSES } from './write-offs.ts';

/** What a rule gives an invoice of a payment, and what it forgives beyond that. */
type Part = Pick<Match, 'minor' | 'rule' | 'settles'>;

/**
 * Puts a part of a payment or credit note on an invoice: on the invoice itself, and what it has beyond that on its charges, with at most `spareMinor` that nothing else of the payment is for
 * (of remittance detail: what the invoice's own line still has). The caller sees to it that both have as much as the part. Returns how much of the spare it took.
 */
function allocate(
  books: Books,
  payment: PaymentBook,
  invoice: InvoiceBook,
  { minor, rule, settles }: Part,
  on: IsoDate,
  cause: string,
  spareMinor = 0n,
): bigint {
  const principalMinor = smaller(minor, invoice.openMinor);
  payment.unallocatedMinor -= principalMinor;
  books.changedPayments.add(payment);
  books.post(invoice, payment.kind, -principalMinor, on, cause, payment);
  if (settles?.because === 'bank-charges')
    books.post(invoice, 'write-off', -settles.minor, on, `${WRITE_OFF_CAUSES.bankCharges}${payment.id}`);
  if (principalMinor > 0n)
    books.record(`${payment.kind}.allocated`, invoice, {
      paymentId: payment.paymentId,
      rule,
      ...books.amount(principalMinor, invoice.currency),
      open: books.amount(invoice.openMinor, invoice.currency),
    });
  if (settles?.because === 'bank-charges')
    books.record('invoice.written-off', invoice, {
      ...books.amount(settles.minor, invoice.currency),
      because: 'bank-charges',
      paymentId: payment.paymentId,
    });
  const line =
    payment.kind === 'payment'
      ? payment.awaiting?.find((candidate) => candidate.invoiceId === invoice.invoiceId)
      : undefined;
  const wantedMinor = minor - principalMinor + spareMinor + (line?.minor ?? 0n);
  const paidMinor = invoice.openMinor === 0n ? payCharges(books, payment, invoice, wantedMinor, on, cause) : 0n;
  const beyondMinor = paidMinor > minor - principalMinor ? paidMinor - (minor - principalMinor) : 0n;
  if (line) takeFromLine(payment, line, beyondMinor);
  noteLateDiscount(books, invoice);
  books.settleOrReopen(invoice, on);
  books.wake(invoice, 'payment', {
    paymentId: payment.paymentId,
    amount: books.amount(minor, invoice.currency).amount,
    currency: invoice.currency,
  });
  return line ? 0n : beyondMinor;
}

/** Puts a payment or credit note on the invoices that it was matched to, with at most `spareMinor` for their charges; a discount is judged again once all of it has its place. */
export function allocateAll(
  books: Books,
  payment: PaymentBook,
  matches: readonly Match[],
  on: IsoDate,
  cause: string,
  spareMinor: bigint,
): void {
  let left = spareMinor;
  const matched = matches.flatMap((match) => {
    const invoice = books.invoicesById.get(match.invoiceId);
    return invoice ? [{ match, invoice }] : [];
  });
  books.placing = payment;
  for (const { match, invoice } of matched) left -= allocate(books, payment, invoice, match, on, cause, left);
  books.placing = null;
  for (const { invoice } of matched) if (invoice.earlyPayment) books.settleOrReopen(invoice, on);
}

/**
 * Puts money that is there already on an invoice that has come, grown or opened again: what a remittance still wants for it, what a reference names it for, or
 * an untouched payment of exactly its sum. With it the order in which payments, invoices, amendments and reversals come makes no difference (DOMAIN §7, case 26).
 */
export function allocateWaitingMoney(books: Books, invoice: InvoiceBook): void {
  for (const payment of books.creditsOf(invoice.customer)) {
    if (invoice.openMinor === 0n || invoice.status === 'cancelled') return;
    if (payment.currency !== invoice.currency) continue;
    const found =
      payment.awaiting === null
        ? matchWithoutRemittance(books, payment, invoice)
        : takeLine(payment.awaiting, invoice, payment.unallocatedMinor);
    const spareMinor =
      payment.kind === 'payment' && payment.awaiting === null
        ? found.reduce((left, match) => left - match.minor, payment.unallocatedMinor)
        : 0n;
    allocateAll(books, payment, found, payment.receivedOn, `payment:${payment.paymentId}`, spareMinor);
  }
}

/** Gives back, newest allocation first, `wantedMinor` of what was put on an invoice that shrank or was cancelled: it is the payments' unallocated money again. */
export function releaseAllocations(
  books: Books,
  invoice: InvoiceBook,
  because: 'shrank' | 'cancelled',
  wantedMinor: bigint,
  on: IsoDate,
  cause: string,
): void {
  let left = wantedMinor;
  for (const [paymentRowId, minor] of [...invoice.allocated].reverse()) {
    if (left <= 0n) return;
    const payment = books.paymentsById.get(paymentRowId);
    if (!payment || minor <= 0n) continue;
    const back = smaller(minor, left);
    books.post(invoice, payment.kind, back, on, cause, payment);
    payment.unallocatedMinor += back;
    books.changedPayments.add(payment);
    left -= back;
    // It was for this invoice, and is again should that grow; a reference that names it says so by itself.
    if (because === 'shrank' && (payment.awaiting !== null || !isNamed(books, payment, invoice)))
      payment.awaiting = withLine(payment.awaiting ?? [], invoice.invoiceId, back);
  }
}

/** What money was given back by one invoice may be for another of the customer. */
export function offerReleasedMoney(books: Books, from: InvoiceBook): void {
  const creditMinor = books.creditIn(from.customer, from.currency);
  for (const other of books.openInvoicesOf(from.customer, from.currency))
    if (other !== from) allocateWaitingMoney(books, other);
  const lostMinor = creditMinor - books.creditIn(from.customer, from.currency);
  if (lostMinor > 0n) wakeCovered(books, from.customer, from.currency, lostMinor, { credit: 'spread' });
}

/** More is open, or credit is gone: cases that slept because credit covered everything must look again. */
export function wakeCovered(
  books: Books,
  customer: CustomerBook,
  currency: string,
  lostMinor: bigint,
  detail: Record<string, string>,
): void {
  if (lostMinor === 0n && !books.creditsOf(customer).some((payment) => payment.currency === currency)) return;
  for (const invoice of books.openInvoicesOf(customer, currency)) books.wake(invoice, 'payment', detail);
}

function takeLine(
  awaiting: { invoiceId: string; minor: bigint }[],
  invoice: InvoiceBook,
  unallocatedMinor: bigint,
): readonly Match[] {
  const index = awaiting.findIndex((line) => line.invoiceId === invoice.invoiceId);
  const line = awaiting[index];
  if (!line) return [];
  const minor = smaller(line.minor, smaller(invoice.openMinor, unallocatedMinor));
  line.minor -= minor;
  if (line.minor === 0n) awaiting.splice(index, 1);
  return [{ invoiceId: invoice.id, minor, rule: 'remittance' }];
}

// A sum may be that of a set that this invoice makes complete: then all of the set is paid.
function matchWithoutRemittance(books: Books, payment: PaymentBook, invoice: InvoiceBook): readonly Match[] {
  const money = {
    customer: payment.customer,
    currency: payment.currency,
    minor: payment.unallocatedMinor,
    reference: payment.reference,
    whole: payment.unallocatedMinor === payment.amountMinor,
  };
  const named = matchMoney(books, money, [asMatchable(invoice, payment.receivedOn)]).matches.filter(
    (match) => match.rule === 'number-in-reference',
  );
  if (named.length > 0 || !money.whole) return named;
  const open = new Set([invoice, ...books.openInvoicesOf(invoice.customer, invoice.currency)]);
  const { matches } = matchMoney(
    books,
    money,
    [...open].filter((each) => each.openMinor > 0n).map((each) => asMatchable(each, payment.receivedOn)),
  );
  return matches.some((match) => match.invoiceId === invoice.id) ? matches : [];
}

function isNamed(books: Books, payment: PaymentBook, invoice: InvoiceBook): boolean {
  const money = {
    customer: payment.customer,
    currency: payment.currency,
    minor: 1n,
    reference: payment.reference,
    whole: false,
  };
  return matchMoney(books, money, [{ ...invoice, openMinor: 2n }]).matches[0]?.rule === 'number-in-reference';
}

function withLine(
  lines: { invoiceId: string; minor: bigint }[],
  invoiceId: string,
  minor: bigint,
): { invoiceId: string; minor: bigint }[] {
  const line = lines.find((candidate) => candidate.invoiceId === invoiceId);
  if (!line) return [...lines, { invoiceId, minor }];
  line.minor += minor;
  return lines;
}

function takeFromLine(payment: PaymentBook, line: { invoiceId: string; minor: bigint }, minor: bigint): void {
  line.minor -= minor;
  if (line.minor === 0n && payment.awaiting) payment.awaiting.splice(payment.awaiting.indexOf(line), 1);
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
