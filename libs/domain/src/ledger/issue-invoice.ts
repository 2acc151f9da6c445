import { amountOf, recordAudit, startCase } from './announce.ts';
import type { Books, InvoiceBook } from './books.ts';
import type { Applied, InstalmentPlace, IssueInvoice } from './ledger-command.ts';
import { postEntry } from './post-entry.ts';
import { differingFields, statedFacts, type StatedFacts } from './stated-facts.ts';
import { allocateWaitingMoney, wakeCovered } from './waiting-money.ts';

/**
 * Opens an invoice's ledger and its case, and puts on it the money that waits for it. An invoice that is issued again
 * with the same data, or with those that hold now, is left as it is. Refuses an id that is another customer's, an
 * invoice that was cancelled, and other data (amendments have their own command).
 */
export function issueInvoice(books: Books, command: IssueInvoice): Applied {
  const known = books.invoices.get(command.invoiceId);
  if (known) return issueAgain(books, known, command);
  const invoice = newInvoice(books, command);
  const { customer, currency } = invoice;
  books.statedFacts.set(invoice.id, factsOf(command));
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

function issueAgain(books: Books, invoice: InvoiceBook, command: IssueInvoice): Applied {
  const { invoiceId } = command;
  if (invoice.customer.customerId !== command.customerId)
    return { refused: { code: 'known-for-another-customer', values: { of: 'invoice', id: invoiceId } } };
  if (invoice.status === 'cancelled') return { refused: { code: 'issued-after-cancellation', values: { invoiceId } } };
  const fields = differingFields(factsOf(command), books.statedFacts.get(invoice.id) ?? null, factsNow(invoice));
  return fields.length === 0
    ? { applied: 'known' }
    : { refused: { code: 'issued-differently', values: { invoiceId, fields } } };
}

function factsOf(command: IssueInvoice): StatedFacts {
  return statedFacts({
    number: command.number,
    currency: command.currency,
    total: command.totalMinor,
    issueDate: command.issuedOn,
    dueDate: command.dueOn,
    purchaseOrder: command.purchaseOrder,
    paymentReference: command.paymentReference,
    documentUrl: command.documentUrl,
    paymentUrl: command.paymentUrl,
    'terms.earlyPayment': command.earlyPayment && `${command.earlyPayment.percent}/${command.earlyPayment.days}`,
    instalment: command.instalment && placeText(command.instalment),
    ...command.alsoStated,
  });
}

// What holds now of the fields that amendments change, and of those that the books hold.
function factsNow(invoice: InvoiceBook): StatedFacts {
  return {
    number: invoice.number,
    currency: invoice.currency,
    total: String(invoice.totalMinor),
    dueDate: invoice.dueOn,
    purchaseOrder: invoice.purchaseOrder ?? '',
    paymentReference: invoice.paymentReference ?? '',
    documentUrl: invoice.documentUrl ?? '',
    paymentUrl: invoice.paymentUrl ?? '',
    instalment: invoice.instalment ? placeText(invoice.instalment) : '',
  };
}

function placeText({ of, number, count }: InstalmentPlace): string {
  return `${of} ${number}/${count ?? ''}`;
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
    ...(command.instalment ? { instalment: command.instalment } : {}),
    charges: [],
  };
}
