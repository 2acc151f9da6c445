import { amountOf, recordAudit, wakeCase } from './announce.ts';
import type { Books, InvoiceBook, PaymentBook } from './books.ts';
import { bringBackCharges, reverseOnCharges } from './charge-lines.ts';
import type { Applied, ReversePayment } from './ledger-command.ts';
import { postEntry, type Posting } from './post-entry.ts';
import { settleOrReopen, takeUpForgiven } from './settle-invoice.ts';
import { allocateWaitingMoney, wakeCovered } from './waiting-money.ts';

/**
 * Reverses a payment (failed debit, chargeback): every invoice that it paid opens again, at the stage it had. `early`
 * when the payment is not known yet; refuses a payment of another customer.
 */
export function reversePayment(books: Books, command: ReversePayment): Applied {
  const payment = books.payments.get(`payment/${command.paymentId}`);
  if (!payment) return { applied: 'early', subject: `payment/${command.paymentId}` };
  const { customer, currency, paymentId } = payment;
  if (customer.customerId !== command.customerId)
    return { refused: { code: 'belongs-to-another-customer', values: { of: 'payment', id: command.paymentId } } };
  if (payment.status === 'reversed') return { applied: 'known' };
  const creditMinor = books.creditIn(customer, currency);
  payment.status = 'reversed';
  payment.method = command.method ?? payment.method;
  payment.unallocatedMinor = 0n;
  payment.awaiting = null;
  books.changedPayments.add(payment);
  recordAudit(books, 'payment.reversed', customer, {
    paymentId,
    ...amountOf(payment.amountMinor, currency),
    on: command.on,
    ...(command.reason === undefined ? {} : { reason: command.reason }),
  });
  for (const invoice of books.invoicesById.values())
    if (invoice.status !== 'cancelled')
      reverseOnInvoice(books, payment, invoice, { on: command.on, cause: command.cause, reason: command.reason });
  wakeCovered(books, payment, creditMinor - books.creditIn(customer, currency), { paymentId, reversed: 'yes' });
  return { applied: 'changed' };
}

function reverseOnInvoice(
  books: Books,
  payment: PaymentBook,
  invoice: InvoiceBook,
  { reason, ...posting }: Posting & { readonly reason?: string | undefined },
): void {
  const { paymentId } = payment;
  const chargesMinor = reverseOnCharges(books, payment, invoice, posting);
  const minor = invoice.allocated.get(payment.id) ?? 0n;
  if (minor <= 0n && chargesMinor <= 0n) return;
  if (minor <= 0n) {
    bringBackCharges(books, invoice, posting.on, true);
  } else {
    postEntry(books, invoice, { ...posting, kind: 'reversal', minor, payment });
    recordAudit(books, 'payment.taken-back', invoice, {
      paymentId,
      ...amountOf(minor, invoice.currency),
      ...(reason === undefined ? {} : { reason }),
    });
    if (payment.method === 'direct-debit') books.failedDebits.add(invoice);
    takeUpForgiven(books, invoice, payment.id, posting.on);
    // Other money may wait for the invoice, for example a second payment of the same debt.
    allocateWaitingMoney(books, invoice);
  }
  settleOrReopen(books, invoice, posting.on);
  wakeCase(books, invoice, 'payment', { paymentId, reversed: 'yes' });
}
