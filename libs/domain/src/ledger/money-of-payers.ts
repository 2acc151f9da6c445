import { amountOf, recordAudit } from './announce.ts';
import type { Books, InvoiceBook, PaymentBook } from './books.ts';
import { wakeCovered } from './waiting-money.ts';

/**
 * Notes in the history of a group's payer what its payments paid of other customers' invoices, and what came back from
 * them, once for each payment and invoice; the invoices' own history has the entries. Wakes the payer's own cases,
 * whose credit changed. Call it once, when all commands are applied.
 */
export function noteMoneyOfPayers(books: Books): void {
  const changes = new Map<string, { readonly payment: PaymentBook; readonly invoice: InvoiceBook; minor: bigint }>();
  for (const { ofPayer, paymentRowId, invoice, amountMinor } of books.entries) {
    const payment = paymentRowId === null ? undefined : books.paymentsById.get(paymentRowId);
    if (!ofPayer || !payment) continue;
    const key = `${payment.id} ${invoice.id}`;
    const change = changes.get(key) ?? { payment, invoice, minor: 0n };
    change.minor -= amountMinor;
    changes.set(key, change);
  }
  for (const { payment, invoice, minor } of changes.values()) {
    const { paymentId, customer, currency } = payment;
    if (minor !== 0n)
      recordAudit(books, minor > 0n ? 'payment.used-for-member' : 'payment.back-from-member', customer, {
        paymentId,
        ...amountOf(minor > 0n ? minor : -minor, currency),
        invoiceId: invoice.invoiceId,
        customerId: invoice.customer.customerId,
      });
    wakeCovered(books, payment, 1n, { paymentId, credit: 'changed' });
  }
}
