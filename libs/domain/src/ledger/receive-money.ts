import type { MatchResult } from '../matching/match-payment.ts';
import { amountOf, recordAudit, wakeCase } from './announce.ts';
import type { Books, CustomerBook, PaymentBook } from './books.ts';
import { chargesOpen } from './charge-lines.ts';
import { asMatchable } from './discounts.ts';
import type { Applied, ReceiveCreditNote, ReceivePayment } from './ledger-command.ts';
import { spreadOverInstalments } from './instalments.ts';
import { matchMoney } from './match-money.ts';
import type { ReportedMoney } from './reported-money.ts';
import { certainMatches, noteReported, sameMoney } from './same-money.ts';
import { differingFields, statedFacts, type StatedFacts } from './stated-facts.ts';
import { allocateAll, wakeIfCovered } from './waiting-money.ts';
import { mayPay, payableBy } from './payers.ts';

type Money = Pick<PaymentBook, 'kind' | 'paymentId' | 'reference' | 'method'> &
  Pick<ReceivePayment, 'customerId' | 'currency' | 'amountMinor' | 'on' | 'remittance' | 'cause' | 'reportedBy'>;

/**
 * Records a payment and allocates it to the invoices that it is for; the rest is the customer's credit. A payment that
 * is told again with the same data changes nothing. Refuses an id that is another customer's, other data under a known
 * id, a payment that was reversed since, and remittance lines for invoices in another currency.
 */
export function receivePayment(books: Books, command: ReceivePayment): Applied {
  return receiveMoney(books, { ...command, kind: 'payment' });
}

/**
 * Records a credit note. It lowers the open balance exactly as a payment does, but no thank-you follows. Refuses the
 * same as `receivePayment`.
 */
export function receiveCreditNote(books: Books, command: ReceiveCreditNote): Applied {
  return receiveMoney(books, {
    ...command,
    kind: 'credit-note',
    paymentId: command.creditNoteId,
    reference: '',
    method: 'credit-note',
  });
}

function receiveMoney(books: Books, money: Money): Applied {
  const known = books.payments.get(`${money.kind}/${money.paymentId}`);
  if (known) return receiveAgain(books, known, money);
  return receiveNew(books, money, spreadOverInstalments(books, money.remittance));
}

function receiveNew(books: Books, stated: Money, remittance: Money['remittance']): Applied {
  const money = { ...stated, remittance };
  const foreign = money.remittance
    .map((line) => books.invoices.get(line.invoiceId))
    .find((invoice) => invoice && invoice.currency !== money.currency);
  if (foreign) {
    const { invoiceId, currency } = foreign;
    const values = { invoiceId, invoiceCurrency: currency, moneyCurrency: money.currency };
    return { refused: { code: 'remittance-in-another-currency', values } };
  }
  const customer = books.customer(money.customerId);
  const report = reportFrom(books, customer, money);
  const found = withoutDoubt(books, report, matchesOf(books, customer, money), money.amountMinor);
  const payment = newPayment(books, customer, money, found.matches);
  if (report) noteReported(books, { ...report, paymentRowId: payment.id });
  books.statedFacts.set(payment.id, factsOf(stated));
  books.addPayment(payment);
  books.newPayments.push(payment);
  recordAudit(books, `${money.kind}.received`, customer, {
    paymentId: money.paymentId,
    ...amountOf(money.amountMinor, money.currency),
  });
  allocateAll(books, payment, found.matches, {
    on: money.on,
    cause: money.cause,
    spareMinor: money.kind === 'payment' && money.remittance.length === 0 ? found.leftMinor : 0n,
  });
  noteCredit(books, payment, found, report);
  return { applied: 'changed' };
}

// Credit notes are the ERP's own. Their money comes from nowhere else.
function reportFrom(books: Books, customer: CustomerBook, money: Money): ReportedMoney | undefined {
  if (money.kind !== 'payment') return undefined;
  const { paymentId, currency, amountMinor, on } = money;
  const source = { by: money.reportedBy ?? books.actor, from: on, to: on, paid: new Set<string>() };
  return { paymentRowId: '', paymentId, customerRowId: customer.id, currency, amountMinor, ...source };
}

function withoutDoubt(
  books: Books,
  report: ReportedMoney | undefined,
  found: MatchResult,
  amountMinor: bigint,
): MatchResult {
  const matches = certainMatches(books, report, found.matches);
  return matches.length === found.matches.length ? found : { ...found, matches: [], leftMinor: amountMinor };
}

function receiveAgain(books: Books, payment: PaymentBook, money: Money): Applied {
  const values = { of: money.kind, id: money.paymentId };
  if (payment.customer.customerId !== money.customerId)
    return { refused: { code: 'known-for-another-customer', values } };
  if (payment.status === 'reversed')
    return { refused: { code: 'received-after-reversal', values: { paymentId: money.paymentId } } };
  const fields = differingFields(factsOf(money), books.statedFacts.get(payment.id) ?? null, factsNow(payment));
  return fields.length === 0
    ? { applied: 'known' }
    : { refused: { code: 'received-differently', values: { ...values, fields } } };
}

const DATE_FIELD = { payment: 'receivedOn', 'credit-note': 'issueDate' } as const;

function factsOf(money: Money): StatedFacts {
  const lines = money.remittance.map((line) => `${line.invoiceId} ${line.minor}`).sort();
  return statedFacts({
    amount: money.amountMinor,
    currency: money.currency,
    [DATE_FIELD[money.kind]]: money.on,
    ...(money.kind === 'payment' ? { method: money.method, reference: money.reference } : {}),
    allocations: lines.join('\n'),
  });
}

function factsNow(payment: PaymentBook): StatedFacts {
  return {
    amount: String(payment.amountMinor),
    currency: payment.currency,
    [DATE_FIELD[payment.kind]]: payment.receivedOn,
    ...(payment.kind === 'payment' ? { method: payment.method, reference: payment.reference } : {}),
  };
}

function newPayment(books: Books, customer: CustomerBook, money: Money, matches: MatchResult['matches']): PaymentBook {
  return {
    id: books.newId(),
    kind: money.kind,
    paymentId: money.paymentId,
    customer,
    currency: money.currency,
    amountMinor: money.amountMinor,
    unallocatedMinor: money.amountMinor,
    reversedMinor: 0n,
    refundedMinor: 0n,
    status: 'received',
    awaiting: waitingLines(books, money.remittance, matches),
    receivedOn: money.on,
    reference: money.reference,
    method: money.method,
  };
}

// Records the unallocated money in the audit, and wakes the cases that the credit may now cover.
function noteCredit(
  books: Books,
  payment: PaymentBook,
  { unknown }: MatchResult,
  report: ReportedMoney | undefined,
): void {
  const { paymentId, customer, currency } = payment;
  for (const line of unknown) {
    const settled = books.invoices.get(line.invoiceId);
    if (settled && mayPay(books, payment, settled))
      recordAudit(books, 'payment.kept-as-credit', settled, {
        paymentId,
        ...amountOf(line.minor, currency),
        because: 'nothing-open',
      });
  }
  if (payment.unallocatedMinor === 0n) return wakeIfCovered(books, payment, { paymentId, credit: 'covers' });
  recordAudit(books, 'payment.unallocated', customer, {
    paymentId,
    ...amountOf(payment.unallocatedMinor, currency),
    awaiting: unknown.map((line) => line.invoiceId).filter((id) => !books.invoices.has(id)),
    ...sameAs(books, report),
  });
  for (const invoice of books.openInvoicesOf(customer, currency))
    wakeCase(books, invoice, 'payment', { paymentId, credit: 'yes' });
}

// A payment that may be the same money, for the person who decides.
function sameAs(books: Books, report: ReportedMoney | undefined): { readonly sameAs?: string } {
  const [other] = report ? sameMoney(books, report) : [];
  return other ? { sameAs: other.paymentId } : {};
}

// The principals are matched first. A payment that matches none of them is matched to the invoices with their charges.
// A credit note is never for charges.
function matchesOf(books: Books, customer: CustomerBook, money: Money): MatchResult {
  const toMatch = {
    customer,
    currency: money.currency,
    minor: money.amountMinor,
    reference: money.reference,
    whole: true,
    kind: money.kind,
  };
  const open = payableBy(books, { customer, kind: money.kind }, money.currency).filter(
    (invoice) => money.kind === 'payment' || invoice.openMinor > 0n,
  );
  const plain = matchMoney(
    books,
    toMatch,
    open.map((invoice) => asMatchable(invoice, money.on)),
    money.remittance,
  );
  if (
    plain.matches.length > 0 ||
    money.kind !== 'payment' ||
    money.remittance.length > 0 ||
    !open.some((invoice) => chargesOpen(invoice) > 0n)
  )
    return plain;
  return matchMoney(
    books,
    toMatch,
    open.map((invoice) => ({ ...invoice, openMinor: invoice.openMinor + chargesOpen(invoice) })),
  );
}

// What the remittance lines ask for beyond what was allocated now: their invoice is not known yet, is settled, has less
// open, or is another customer's. It may still arrive, open again, get a higher total, or become this customer's by a
// merge.
function waitingLines(
  books: Books,
  remittance: Money['remittance'],
  matches: readonly { invoiceId: string; minor: bigint }[],
): PaymentBook['awaiting'] {
  if (remittance.length === 0) return null;
  return remittance.flatMap((line) => {
    const invoice = books.invoices.get(line.invoiceId);
    if (invoice?.status === 'cancelled') return [];
    const minor = line.minor - (matches.find((match) => match.invoiceId === invoice?.id)?.minor ?? 0n);
    return minor > 0n ? [{ invoiceId: line.invoiceId, minor }] : [];
  });
}
