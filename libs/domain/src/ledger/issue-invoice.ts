import { amountOf, recordAudit, startCase } from './announce.ts';
import type { Books, InvoiceBook } from './books.ts';
import type { Applied, IssueInvoice } from './ledger-command.ts';
import { postEntry } from './post-entry.ts';
import { allocateWaitingMoney, wakeCovered } from './waiting-money.ts';

/**
 * Opens an invoice's ledger and its case, and puts on it the money that waits for it. An invoice that is known already
 * is left as it is (a second issue is a duplicate, amendments have their own command). Refuses an id that is another
 * customer's.
 */
export function issueInvoice(books: Books, command: IssueInvoice): Applied {
  const known = books.invoices.get(command.invoiceId);
  if (known) {
    if (known.customer.customerId !== command.customerId)
      return { refused: { code: 'known-for-another-customer', values: { of: 'invoice', id: command.invoiceId } } };
    return { applied: 'known' };
  }
  const invoice = newInvoice(books, command);
  const { customer, currency } = invoice;
  books.addInvoice(invoice);
  books.newInvoices.push(invoice);
  postEntry(books, invoice, {
    kind: 'invoice',
    minor: command.totalMinor,
    on: command.issuedOn,
    cause: command.cause,
  });
  recordAudit(books, 'invoice.issued', invoice, {
    number: command.number,
    total: amountOf(command.totalMinor, currency),
    dueOn: command.dueOn,
  });
  startCase(books, invoice);
  const creditMinor = books.creditIn(customer, currency);
  allocateWaitingMoney(books, invoice);
  wakeCovered(books, invoice, creditMinor - books.creditIn(customer, currency), { credit: 'spread' });
  return { applied: 'changed' };
}

function newInvoice(books: Books, command: IssueInvoice): InvoiceBook {
  const { invoiceId, number, purchaseOrder, currency, dueOn, totalMinor, documentUrl, paymentUrl } = command;
  return {
    id: books.newId(),
    invoiceId,
    number,
    purchaseOrder,
    paymentReference: command.paymentReference ?? null,
    customer: books.customer(command.customerId),
    currency,
    dueOn,
    totalMinor,
    openMinor: 0n,
    status: 'open',
    settledOn: null,
    revision: 0,
    fieldRevisions: new Map(),
    fieldsKnownAt: 0,
    documentUrl,
    paymentUrl,
    caseState: 'running',
    caseRun: 1,
    allocated: new Map(),
    writtenOff: new Map(),
    earlyPayment: command.earlyPayment && {
      terms: command.earlyPayment,
      issuedOn: command.issuedOn,
      shortButLate: 'keep-open',
    },
    discountGivenMinor: 0n,
    charges: [],
  };
}
