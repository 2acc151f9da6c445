import type { Match } from '../matching/match-payment.ts';
import { matchMoney } from './match-money.ts';
import { payCharges } from './charge-lines.ts';
import { asMatchable, noteLateDiscount } from './discounts.ts';
import { amountOf, recordAudit, wakeCase } from './announce.ts';
import type { CustomerBook, InvoiceBook, PaymentBook } from './book-records.ts';
import type { Books } from './books.ts';
import { postEntry, type Posting } from './post-entry.ts';
import { settleOrReopen, WRITE_OFF_CAUSES } from './settle-invoice.ts';

/** What a rule gives an invoice of a payment, and what it forgives beyond that. */
type PartForInvoice = Pick<Match, 'minor' | 'rule' | 'settles'> & { readonly invoice: InvoiceBook };

/**
 * How money is put on its invoices. `spareMinor`: what nothing else of the payment is for, and may go to their charges.
 */
interface PuttingOn extends Posting {
  readonly spareMinor: bigint;
}

/**
 * Puts a part of a payment or credit note on an invoice: on the invoice itself, and what it has beyond that on its
 * charges, with at most `spareMinor` more (of remittance detail: what the invoice's own line still has). The caller
 * sees to it that both have as much as the part. Returns how much of the spare it took.
 */
function allocate(
  books: Books,
  payment: PaymentBook,
  part: PartForInvoice,
  { on, cause, spareMinor }: PuttingOn,
): bigint {
  const { invoice, minor } = part;
  const principalMinor = putOnPrincipal(books, payment, part, { on, cause });
  const line = lineFor(payment, invoice);
  const wantedMinor = minor - principalMinor + spareMinor + (line?.minor ?? 0n);
  const paidMinor = invoice.openMinor === 0n ? payCharges(books, payment, invoice, { wantedMinor, on, cause }) : 0n;
  const beyondMinor = paidMinor > minor - principalMinor ? paidMinor - (minor - principalMinor) : 0n;
  if (line) takeFromLine(payment, line, beyondMinor);
  noteLateDiscount(books, invoice);
  settleOrReopen(books, invoice, on);
  wakeCase(books, invoice, 'payment', {
    paymentId: payment.paymentId,
    amount: amountOf(minor, invoice.currency).amount,
    currency: invoice.currency,
  });
  return line ? 0n : beyondMinor;
}

// Returns how much of the part went on the invoice itself; with it goes what a bank kept of the payment, within the
// tolerance.
function putOnPrincipal(
  books: Books,
  payment: PaymentBook,
  { invoice, minor, rule, settles }: PartForInvoice,
  { on, cause }: Posting,
): bigint {
  const { paymentId } = payment;
  const principalMinor = smaller(minor, invoice.openMinor);
  const keptMinor = settles?.because === 'bank-charges' ? settles.minor : 0n;
  payment.unallocatedMinor -= principalMinor;
  books.changedPayments.add(payment);
  postEntry(books, invoice, { kind: payment.kind, minor: -principalMinor, on, cause, payment });
  const bankCharges = `${WRITE_OFF_CAUSES.bankCharges}${payment.id}`;
  postEntry(books, invoice, { kind: 'write-off', minor: -keptMinor, on, cause: bankCharges });
  if (principalMinor > 0n)
    recordAudit(books, `${payment.kind}.allocated`, invoice, {
      paymentId,
      rule,
      ...amountOf(principalMinor, invoice.currency),
      open: amountOf(invoice.openMinor, invoice.currency),
    });
  if (settles?.because === 'bank-charges')
    recordAudit(books, 'invoice.written-off', invoice, {
      ...amountOf(keptMinor, invoice.currency),
      because: 'bank-charges',
      paymentId,
    });
  return principalMinor;
}

// What the payment's remittance detail still wants for the invoice.
function lineFor(payment: PaymentBook, invoice: InvoiceBook): { invoiceId: string; minor: bigint } | undefined {
  return payment.kind === 'payment'
    ? payment.awaiting?.find((candidate) => candidate.invoiceId === invoice.invoiceId)
    : undefined;
}

/**
 * Puts a payment or credit note on the invoices that it was matched to; a discount is judged again once all of it has
 * its place.
 */
export function allocateAll(
  books: Books,
  payment: PaymentBook,
  matches: readonly Match[],
  { on, cause, spareMinor }: PuttingOn,
): void {
  let left = spareMinor;
  const matched = matches.flatMap((match) => {
    const invoice = books.invoicesById.get(match.invoiceId);
    return invoice ? [{ ...match, invoice }] : [];
  });
  books.placing = payment;
  for (const part of matched) left -= allocate(books, payment, part, { on, cause, spareMinor: left });
  books.placing = null;
  for (const { invoice } of matched) if (invoice.earlyPayment) settleOrReopen(books, invoice, on);
}

/**
 * Puts money that is there already on an invoice that has come, grown or opened again: what a remittance still wants
 * for it, what a reference names it for, or an untouched payment of exactly its sum. With it the order in which
 * payments, invoices, amendments and reversals come makes no difference.
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
    allocateAll(books, payment, found, { on: payment.receivedOn, cause: `payment:${payment.paymentId}`, spareMinor });
  }
}

/** What an invoice gives back, at most, and why. */
interface Release {
  readonly because: 'shrank' | 'cancelled';
  readonly wantedMinor: bigint;
  readonly posting: Posting;
}

/**
 * Gives back, newest allocation first, `wantedMinor` of what was put on an invoice that shrank or was cancelled: it is
 * the payments' unallocated money again.
 */
export function releaseAllocations(
  books: Books,
  invoice: InvoiceBook,
  { because, wantedMinor, posting }: Release,
): void {
  let left = wantedMinor;
  for (const [paymentRowId, minor] of [...invoice.allocated].reverse()) {
    if (left <= 0n) return;
    const payment = books.paymentsById.get(paymentRowId);
    if (!payment || minor <= 0n) continue;
    const back = smaller(minor, left);
    postEntry(books, invoice, { ...posting, kind: payment.kind, minor: back, payment });
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
  if (lostMinor > 0n) wakeCovered(books, from, lostMinor, { credit: 'spread' });
}

/**
 * More is open, or credit is gone: cases of the customer that slept because credit covered everything must decide
 * again.
 */
export function wakeCovered(
  books: Books,
  { customer, currency }: { readonly customer: CustomerBook; readonly currency: string },
  lostMinor: bigint,
  detail: Record<string, string>,
): void {
  if (lostMinor === 0n && !books.creditsOf(customer).some((payment) => payment.currency === currency)) return;
  for (const invoice of books.openInvoicesOf(customer, currency)) wakeCase(books, invoice, 'payment', detail);
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
    kind: payment.kind,
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
