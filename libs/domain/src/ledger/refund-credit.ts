import { addDays, type IsoDate } from '../calendar/dates.ts';
import { amountOf, recordAudit } from './announce.ts';
import type { Books, CustomerBook, PaymentBook } from './books.ts';
import type { Applied, LedgerRefusal, RefundCredit } from './ledger-command.ts';
import { recordOutflow } from './money-left.ts';
import { SAME_MONEY_DAYS } from './same-money.ts';
import { wakeCovered } from './waiting-money.ts';

/**
 * Takes credit that was paid back off the customer's payments and credit notes: off the one that the command names, or
 * off the oldest first. Invoices stay as they are; cases that the credit covered decide again. `early` when the named
 * payment or credit note is not known yet. Refuses more than there is of credit, one of another customer or in another
 * currency, a refund that is known with other data, and one that another source may have reported.
 */
export function refundCredit(books: Books, command: RefundCredit): Applied {
  const repeated = refundAgain(books, command) ?? refundedElsewhere(books, command);
  if (repeated) return repeated;
  const found = sourcesOf(books, command);
  if (!('sources' in found)) return found;
  const { customer, sources } = found;
  const { currency, amountMinor } = command;
  const mostMinor = sources.reduce((sum, payment) => sum + payment.unallocatedMinor, 0n);
  if (amountMinor > mostMinor)
    return { refused: { code: 'refund-too-large', values: { most: amountOf(mostMinor, currency) } } };
  let left = amountMinor;
  for (const payment of sources) {
    const minor = payment.unallocatedMinor < left ? payment.unallocatedMinor : left;
    if (minor <= 0n) continue;
    payOut(books, payment, minor, command);
    left -= minor;
  }
  wakeCovered(books, { customer, currency }, amountMinor, { refundId: command.refundId, credit: 'refunded' });
  return { applied: 'changed' };
}

function payOut(books: Books, payment: PaymentBook, minor: bigint, { refundId, on, cause }: RefundCredit): void {
  payment.unallocatedMinor -= minor;
  recordOutflow(books, payment, { kind: 'refund', minor, on, erpId: refundId, cause });
  recordAudit(books, 'credit.refunded', payment.customer, {
    refundId,
    paymentId: payment.paymentId,
    ...amountOf(minor, payment.currency),
    on,
  });
}

// The answer to a refund that is known already; null when it is new.
function refundAgain(books: Books, command: RefundCredit): Applied | null {
  const { refundId, from } = command;
  const known = books.outflows.filter((each) => each.kind === 'refund' && each.erpId === refundId);
  const [first] = known;
  if (!first) return null;
  const { customer, currency } = first.payment;
  if (customer.customerId !== command.customerId)
    return { refused: { code: 'known-for-another-customer', values: { of: 'refund', id: refundId } } };
  const isSame =
    currency === command.currency &&
    known.reduce((sum, each) => sum + each.minor, 0n) === command.amountMinor &&
    known.every(({ on, payment }) => on === command.on && (from === null || isNamed(payment, from)));
  return isSame ? { applied: 'known' } : { refused: { code: 'refunded-differently', values: { refundId } } };
}

// A refund of the same sum that another source, or a person, reported for a day that is near.
function refundedElsewhere(
  books: Books,
  { byPerson, customerId, currency, amountMinor, on }: RefundCredit,
): Applied | null {
  if (byPerson) return null;
  const sums = new Map<string, { minor: bigint; readonly on: IsoDate }>();
  for (const each of books.outflows) {
    const { customer, currency: moneyCurrency } = each.payment;
    if (each.kind !== 'refund' || each.by === null || each.by === books.actor) continue;
    if (customer.customerId !== customerId || moneyCurrency !== currency) continue;
    const key = `${each.by} ${each.erpId}`;
    sums.set(key, { minor: (sums.get(key)?.minor ?? 0n) + each.minor, on: each.on });
  }
  const other = [...sums.values()].find(
    (each) =>
      each.minor === amountMinor && each.on <= addDays(on, SAME_MONEY_DAYS) && on <= addDays(each.on, SAME_MONEY_DAYS),
  );
  if (!other) return null;
  const values = { refunded: amountOf(other.minor, currency), on: other.on };
  return { refused: { code: 'refunded-by-another-source', values } };
}

function isNamed(payment: PaymentBook, from: NonNullable<RefundCredit['from']>): boolean {
  return payment.kind === from.kind && payment.paymentId === from.id;
}

type Sources = { readonly customer: CustomerBook; readonly sources: readonly PaymentBook[] } | Applied;

// A refund that waited for its payment may name a customer whom the books do not hold, so the payment's customer is
// compared first.
function sourcesOf(books: Books, command: RefundCredit): Sources {
  const { from, currency } = command;
  if (from === null) {
    const customer = books.customer(command.customerId);
    // Money that a remittance line keeps for an invoice that is to come is paid back last.
    const credits = books.creditsOf(customer).filter((payment) => payment.currency === currency);
    const isKept = (payment: PaymentBook) => (payment.awaiting ?? []).length > 0;
    return { customer, sources: [...credits.filter((each) => !isKept(each)), ...credits.filter(isKept)] };
  }
  const payment = books.payments.get(`${from.kind}/${from.id}`);
  if (!payment) return { applied: 'early', subject: `${from.kind}/${from.id}` };
  const refusal = sourceRefusal(payment, command, from);
  return refusal ? { refused: refusal } : { customer: payment.customer, sources: [payment] };
}

function sourceRefusal(
  payment: PaymentBook,
  { customerId, currency }: RefundCredit,
  from: NonNullable<RefundCredit['from']>,
): LedgerRefusal | null {
  if (payment.customer.customerId !== customerId)
    return { code: 'belongs-to-another-customer', values: { of: from.kind, id: from.id } };
  if (payment.currency !== currency)
    return {
      code: 'refund-in-another-currency',
      values: { id: from.id, moneyCurrency: payment.currency, refundCurrency: currency },
    };
  return null;
}
