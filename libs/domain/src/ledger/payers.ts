import type { Books, CustomerBook, InvoiceBook, PaymentBook } from './books.ts';

// A group's payer pays the invoices of all customers of the group, and each claim stays its own customer's: an entry on
// the invoice of one customer then moves money of a payment of another.

/** Whose money it is, and whether it is a payment or a credit note. */
type Money = Pick<PaymentBook, 'customer' | 'kind'>;

/** Notes that a customer pays for the other customers of its group (`members`). */
export function addPayer(books: Books, payer: CustomerBook, members: readonly CustomerBook[]): void {
  books.membersOf.set(payer.id, members);
  for (const member of members) books.payerOf.set(member.id, payer);
}

/** The payer of a customer's (row id) group, or for a payer the other customers of the group: row ids. */
export function relativesOf(books: Books, customerRowId: string): readonly string[] {
  const payer = books.payerOf.get(customerRowId);
  return payer ? [payer.id] : (books.membersOf.get(customerRowId) ?? []).map(({ id }) => id);
}

/** Whether the customer pays for others. */
export function paysForOthers(books: Books, { id }: CustomerBook): boolean {
  return (books.membersOf.get(id) ?? []).length > 0;
}

/**
 * Whose invoices such money may pay: the customer's own, and with a payment of a group's payer those of the whole
 * group. A credit note corrects its own customer's invoices alone.
 */
export function debtorsOf(books: Books, { customer, kind }: Money): readonly CustomerBook[] {
  return kind === 'payment' ? [customer, ...(books.membersOf.get(customer.id) ?? [])] : [customer];
}

/** Whether such money may pay the invoice (`debtorsOf`). */
export function mayPay(books: Books, money: Money, invoice: InvoiceBook): boolean {
  return debtorsOf(books, money).some(({ id }) => id === invoice.customer.id);
}

/** The open invoices in a currency that such money may pay, oldest due date first for each customer. */
export function payableBy(books: Books, money: Money, currency: string): InvoiceBook[] {
  return debtorsOf(books, money).flatMap((debtor) => books.openInvoicesOf(debtor, currency));
}

/** The unallocated money that may pay an invoice: its customer's first, then the payments of the group's payer. */
export function creditsFor(books: Books, invoice: InvoiceBook): PaymentBook[] {
  const payer = books.payerOf.get(invoice.customer.id);
  const ofPayer = payer ? books.creditsOf(payer).filter(({ kind }) => kind === 'payment') : [];
  return [...books.creditsOf(invoice.customer), ...ofPayer];
}
