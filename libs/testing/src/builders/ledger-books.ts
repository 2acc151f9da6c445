import { applyCommand } from '@puntual/domain/ledger/apply-command';
import { Books, type ChargeBook, type CustomerBook, type InvoiceBook } from '@puntual/domain/ledger/books';
import { postToCharge } from '@puntual/domain/ledger/post-entry';
import { settleOrReopen } from '@puntual/domain/ledger/settle-invoice';

/** Empty books of the customers `C` and `D`, who live in Madrid; rows are named `row-0`, `row-1` and so on. */
export function sampleBooks(): Books {
  let rows = 0;
  const books = new Books(() => `row-${rows++}`);
  for (const customerId of ['C', 'D']) {
    const customer: CustomerBook = { id: customerId, customerId, timeZone: 'Europe/Madrid', currency: 'EUR' };
    books.customers.set(customerId, customer);
  }
  return books;
}

/** Issues the invoice A of customer `C` in the books: 1,000.00 EUR, due on 2026-01-10. */
export function issueSampleInvoice(books: Books): InvoiceBook {
  const applied = applyCommand(books, {
    actor: 'erp',
    cause: 'event:1',
    customerId: 'C',
    type: 'issue-invoice',
    invoiceId: 'A',
    number: 'F-1',
    purchaseOrder: null,
    currency: 'EUR',
    totalMinor: 100_000n,
    issuedOn: '2026-01-01',
    dueOn: '2026-01-10',
    documentUrl: null,
    paymentUrl: null,
    earlyPayment: null,
  });
  const invoice = books.invoices.get('A');
  if (!invoice) throw new Error(`the invoice was not issued: ${JSON.stringify(applied)}`);
  return invoice;
}

/** Charges a fee on an open invoice, as a sent message does. */
export function chargeFee(
  books: Books,
  invoice: InvoiceBook,
  fee: Pick<ChargeBook, 'amountMinor' | 'whenPrincipalPaid'>,
  on = '2026-01-20',
): ChargeBook {
  const charge: ChargeBook = {
    id: books.newId(),
    kind: 'fee',
    ...fee,
    openMinor: 0n,
    state: 'charged',
    reason: null,
    endedBy: null,
    paid: new Map(),
    fallen: new Map(),
  };
  invoice.charges.push(charge);
  postToCharge(books, invoice, charge, { kind: 'fee', minor: fee.amountMinor, on, cause: 'message:m-1' });
  settleOrReopen(books, invoice, on);
  return charge;
}
