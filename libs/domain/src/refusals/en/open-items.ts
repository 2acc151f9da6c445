import type { OpenItemsRefusals } from '../open-items.ts';
import type { Words } from '../refusal.ts';

// What keeps a text from being read as CSV, by the code of its fault.
const csvFaults: Readonly<Record<string, string>> = {
  'quote-not-closed': 'a quote that opens here or before is never closed',
  'line-too-long': 'a line is too long: a quote is not closed, or the separator is another one',
  'wrong-encoding': 'it is not UTF-8',
  'old-spreadsheet': 'it is a spreadsheet: save it as CSV',
  'no-lines': 'it has no line below its header',
};

/** Refusals of lists of open items, in English. */
export const openItems: Words<OpenItemsRefusals> = {
  'items-or-csv': 'give the list as items or as csv',
  'credits-beside-csv': 'a list given as csv has its credits in the csv: leave out credits',
  'not-csv': ({ fault }) => `the text cannot be read as CSV: ${csvFaults[fault] ?? fault}`,
  'columns-not-named':
    'the first line must name the columns: invoiceId or number, then currency and open ' +
    '(or, in Spanish, factura, moneda and pendiente)',
  'too-many-items': ({ most }) => `a list has at most ${most} items: split it by customer`,
  'invoice-not-named': 'name the invoice by invoiceId or number',
  'invoice-twice': ({ invoice }) => `the list names invoice ${invoice} twice: leave one of them out`,
  'credit-not-named': 'name the payment by paymentId, or the credit note by creditNoteId',
  'credit-twice': ({ credit }) => `the list names the credit ${credit} twice: leave one of them out`,
  'open-below-zero': 'must not be less than zero: what is left of a payment is a credit of its own',
};
