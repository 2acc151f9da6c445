import type { OpenItemsRefusals } from '../open-items.ts';
import type { Words } from '../refusal.ts';

/** Refusals of lists of open items, in English. */
export const openItems: Words<OpenItemsRefusals> = {
  'items-or-csv': 'give the list as items or as csv',
  'credits-beside-csv': 'a list given as csv has its credits in the csv',
  'not-csv': ({ fault }) => `the text cannot be read as CSV: ${fault}`,
  'columns-not-named': 'the first line names the columns: invoiceId or number, currency, open',
  'too-many-items': ({ most }) => `a list has at most ${most} items`,
  'invoice-not-named': 'name the invoice by invoiceId or number',
  'invoice-twice': ({ invoice }) => `the list names invoice ${invoice} twice`,
  'credit-not-named': 'name the payment by paymentId, or the credit note by creditNoteId',
  'credit-twice': ({ credit }) => `the list names the credit ${credit} twice`,
  'open-below-zero': 'must not be less than zero: what is left of a payment is a credit of its own',
};
