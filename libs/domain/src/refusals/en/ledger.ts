import { moneyText } from '../../language/money-text.ts';
import type { LedgerRefusals } from '../ledger.ts';
import { say, type RefusedAmount, type Words } from '../refusal.ts';
import { money } from './money.ts';

const NAMES = { invoice: 'Invoice', payment: 'Payment', 'credit-note': 'Credit note', refund: 'Refund' } as const;

const sum = ({ amount, currency }: RefusedAmount): string => moneyText(amount, currency, 'en');

/** Refusals of the ledger, in English. */
export const ledger: Words<LedgerRefusals> = {
  'known-for-another-customer': ({ of, id }) => `${NAMES[of]} ${id} is known for another customer.`,
  'belongs-to-another-customer': ({ of, id }) => `${NAMES[of]} ${id} belongs to another customer.`,
  'total-unreadable': ({ because }) => `data.total: ${say(money, because.code, because.values as never)}`,
  'total-not-above-zero': 'data.total: must be more than zero; cancel the invoice instead.',
  'remittance-in-another-currency': ({ invoiceId, invoiceCurrency, moneyCurrency }) =>
    `The remittance names invoice ${invoiceId}, which is in ${invoiceCurrency}, not ${moneyCurrency}.`,
  'issued-differently': ({ invoiceId, fields }) =>
    `Invoice ${invoiceId} is known with other data (${fields.join(', ')}). Publish a new due date, total, ` +
    'paymentReference, documentUrl or paymentUrl as puntual.invoice.amended.v1 with a higher revision; for other ' +
    'changes cancel the invoice and issue it under another invoiceId.',
  'amended-without-instalment': ({ invoiceId }) =>
    `Invoice ${invoiceId} is paid in instalments, each with its own due date and total. Publish the amendment with ` +
    `the id of one: ${invoiceId}.1, ${invoiceId}.2 and so on.`,
  'issued-after-cancellation': ({ invoiceId }) =>
    `Invoice ${invoiceId} was cancelled, and a cancelled invoice stays so. Issue it under another invoiceId.`,
  'amended-differently': ({ invoiceId, revision, fields }) =>
    `Revision ${revision} of invoice ${invoiceId} is known with other data (${fields.join(', ')}). Publish the ` +
    'change with a higher revision.',
  'received-differently': ({ of, id, fields }) =>
    `${NAMES[of]} ${id} is known with other data (${fields.join(', ')}). ` +
    (of === 'payment'
      ? 'Publish puntual.payment.reversed.v1 for it, and the right payment under another paymentId.'
      : 'Publish the difference as a credit note under another creditNoteId, or amend the invoice’s total.'),
  'received-after-reversal': ({ paymentId }) =>
    `Payment ${paymentId} was reversed. Publish the money that came in again under another paymentId.`,
  'reversal-of-credit-note': ({ id }) =>
    `${id} is a credit note, and only payments are reversed. To take a credit note back, raise the invoice’s total ` +
    'with puntual.invoice.amended.v1, or issue an invoice over its amount.',
  'reversed-differently': ({ paymentId }) =>
    `This reversal of payment ${paymentId} is known with another day or amount. Publish a further part that was ` +
    'taken back with a reversalId of its own.',
  'reversed-by-another-source': ({ paymentId, taken, on }) =>
    `Another source or a person has reported that ${sum(taken)} of payment ${paymentId} was taken back on ${on}. ` +
    'If this is a further part, enter it by hand.',
  'reversal-unreadable': ({ because }) =>
    `The amount to take back: ${say(money, because.code, because.values as never)}`,
  'reversal-too-large': ({ paymentId, most }) =>
    `Only ${sum(most)} of payment ${paymentId} is left to take back: give at most that.`,
  'reversal-of-refunded': ({ paymentId, refunded, most }) =>
    `${sum(refunded)} of payment ${paymentId} was paid back to the customer. Publish the reversal with at most the ` +
    `amount that is left, ${sum(most)}, and an invoice over the rest.`,
  'refunded-by-another-source': ({ refunded, on }) =>
    `Another source or a person has reported that ${sum(refunded)} was paid back on ${on}. If this is a further ` +
    'refund, enter it by hand.',
  'refunded-differently': ({ refundId }) =>
    `Refund ${refundId} is known with another amount, day or subject. Publish a further refund under another refundId.`,
  'refund-too-large': ({ most }) => `Only ${sum(most)} of credit is left to pay back: give at most that.`,
  'refund-in-another-currency': ({ id, moneyCurrency, refundCurrency }) =>
    `${id} is in ${moneyCurrency}, not ${refundCurrency}: give an amount in ${moneyCurrency}.`,
  'day-ahead': ({ field, on }) =>
    `data.${field}: ${on} is a day ahead. Publish the money once it has come in or left, with that day.`,
  'day-long-past': ({ field, on }) =>
    `data.${field}: ${on} is more than thirty years ago. Give the day on which the money came in or left.`,
};
