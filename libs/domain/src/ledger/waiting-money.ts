import type { Match } from '../matching/match-payment.ts';
import { isCovered } from '../decide/open-credit.ts';
import { matchMoney } from './match-money.ts';
import { chargesOpen, payCharges } from './charge-lines.ts';
import { asMatchable, noteLateDiscount } from './discounts.ts';
import { amountOf, recordAudit, wakeCase } from './announce.ts';
import type { Books, CustomerBook, InvoiceBook, PaymentBook } from './books.ts';
import { postEntry, type Posting } from './post-entry.ts';
import { certainMatches, isPaidBySameMoney, reportOf } from './same-money.ts';
import { isLineFor } from './remittance-line.ts';
import { settleOrReopen, WRITE_OFF_CAUSES } from './settle-invoice.ts';
import { creditsFor, payableBy } from './payers.ts';

/** The part of a payment that a matching rule allocates to an invoice, and what the rule forgives besides. */
type PartForInvoice = Pick<Match, 'minor' | 'rule' | 'settles'> & { readonly invoice: InvoiceBook };

/**
 * How money is allocated. `spareMinor`: money that the payment needs for nothing else, and that may pay the invoices'
 * charges.
 */
interface PuttingOn extends Posting {
  readonly spareMinor: bigint;
}

/**
 * Allocates a part of a payment or credit note to an invoice: first to the principal, then to its charges, for which it
 * may use at most `spareMinor` more (with remittance detail: what the invoice's own line still asks for). The caller
 * makes sure that payment and invoice have at least the part. Returns how much of the spare money it used.
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

// Returns the amount that paid the principal. Also writes off what a bank kept of the payment, within the tolerance.
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

// The remittance line of the payment that still asks for money for the invoice.
function lineFor(payment: PaymentBook, invoice: InvoiceBook): { invoiceId: string; minor: bigint } | undefined {
  return payment.kind === 'payment' ? payment.awaiting?.find((candidate) => isLineFor(candidate, invoice)) : undefined;
}

/**
 * Allocates a payment or credit note to the invoices that it was matched to. Evaluates their discounts again once all
 * of it is allocated.
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
 * Allocates unallocated money of the customer, or of its group's payer, to an invoice that is new, has a higher total
 * or opened again: money that a remittance line still asks for, money whose reference names the invoice, or an unused
 * payment of exactly its amount. Therefore the order in which payments, invoices, amendments and reversals arrive makes
 * no difference.
 */
export function allocateWaitingMoney(books: Books, invoice: InvoiceBook): void {
  for (const payment of creditsFor(books, invoice)) {
    if (invoice.openMinor === 0n || invoice.status === 'cancelled') return;
    if (payment.currency !== invoice.currency) continue;
    const found = matchesOfWaiting(books, payment, invoice);
    const spareMinor =
      payment.kind === 'payment' && payment.awaiting === null
        ? found.reduce((left, match) => left - match.minor, payment.unallocatedMinor)
        : 0n;
    allocateAll(books, payment, found, { on: payment.receivedOn, cause: `payment:${payment.paymentId}`, spareMinor });
  }
}

/** The most that an invoice gives back, and why. */
interface Release {
  readonly because: 'shrank' | 'cancelled';
  readonly wantedMinor: bigint;
  readonly posting: Posting;
}

/**
 * Takes `wantedMinor`, newest allocation first, off an invoice whose total became lower or that was cancelled; the
 * money becomes the payments' unallocated money again.
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
    // The money was meant for this invoice, and is again when its total rises. A reference that names the invoice says
    // so without a line.
    if (because === 'shrank' && (payment.awaiting !== null || !isNamed(books, payment, invoice)))
      payment.awaiting = withLine(payment.awaiting ?? [], invoice.invoiceId, back);
  }
}

/**
 * Offers the money that one invoice gave back to the other open invoices that it may pay: those of the customer, and
 * of the group when the money was its payer's. What none of them takes stays credit, and may cover them: their cases
 * decide again.
 */
export function offerReleasedMoney(books: Books, from: InvoiceBook): void {
  const { currency } = from;
  const owners = [from.customer, ...moneyOfOthers(books, from)];
  const creditMinor = owners.map((owner) => books.creditIn(owner, currency));
  const payable = owners.flatMap((customer) => payableBy(books, { customer, kind: 'payment' }, currency));
  for (const other of new Set(payable)) if (other !== from) allocateWaitingMoney(books, other);
  for (const [index, customer] of owners.entries()) {
    const lostMinor = (creditMinor[index] ?? 0n) - books.creditIn(customer, currency);
    wakeCovered(books, { customer, currency }, lostMinor, { credit: lostMinor > 0n ? 'spread' : 'freed' });
  }
}

// The other customers whose payments are, or were, on the invoice.
function moneyOfOthers(books: Books, { allocated, customer }: InvoiceBook): readonly CustomerBook[] {
  const owners = [...allocated.keys()].flatMap((id) => books.paymentsById.get(id)?.customer ?? []);
  return [...new Map(owners.map((owner) => [owner.id, owner])).values()].filter(({ id }) => id !== customer.id);
}

/**
 * Wakes the customer's cases when credit or what is open changed, because credit that covers everything keeps cases
 * waiting. `lostMinor`: the credit that is gone; with none gone, cases wake only while there is credit.
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

/**
 * Wakes the customer's cases when credit covers all that is open now that less of it is open: none of them may go on
 * planning reminders.
 */
export function wakeIfCovered(
  books: Books,
  { customer, currency }: { readonly customer: CustomerBook; readonly currency: string },
  detail: Record<string, string>,
): void {
  const open = books.openInvoicesOf(customer, currency);
  const openMinor = open.reduce((sum, invoice) => sum + invoice.openMinor + chargesOpen(invoice), 0n);
  if (!isCovered(openMinor, books.creditIn(customer, currency))) return;
  for (const invoice of open) wakeCase(books, invoice, 'payment', detail);
}

function takeLine(
  awaiting: { invoiceId: string; minor: bigint }[],
  invoice: InvoiceBook,
  unallocatedMinor: bigint,
): readonly Match[] {
  const index = awaiting.findIndex((line) => isLineFor(line, invoice));
  const line = awaiting[index];
  if (!line) return [];
  const minor = smaller(line.minor, smaller(invoice.openMinor, unallocatedMinor));
  line.minor -= minor;
  if (line.minor === 0n) awaiting.splice(index, 1);
  return [{ invoiceId: invoice.id, minor, rule: 'remittance' }];
}

function matchesOfWaiting(books: Books, payment: PaymentBook, invoice: InvoiceBook): readonly Match[] {
  const report = reportOf(books, payment);
  if (payment.awaiting === null) return certainMatches(books, report, matchWithoutRemittance(books, payment, invoice));
  return isPaidBySameMoney(books, report, invoice) ? [] : takeLine(payment.awaiting, invoice, payment.unallocatedMinor);
}

// The payment's amount may be the sum of several invoices that this one completes: then all of them are paid.
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
  const open = new Set([invoice, ...payableBy(books, payment, invoice.currency)]);
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
