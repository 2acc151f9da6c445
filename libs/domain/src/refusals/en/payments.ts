import { dayText } from '../../language/day-text.ts';
import { moneyText } from '../../language/money-text.ts';
import type { PaymentRefusals } from '../payments.ts';
import type { RefusedAmount, Words } from '../refusal.ts';

const day = (on: string) => dayText(on, 'en');

const money = ({ amount, currency }: RefusedAmount): string => moneyText(amount, currency, 'en');

/** Refusals of what persons do to payments, in English. */
export const payments: Words<PaymentRefusals> = {
  'no-invoice-named': 'name at least one invoice',
  'no-such-invoice': ({ invoiceId }) => `the customer has no invoice ${invoiceId}: check its id`,
  'invoice-in-other-currency': ({ invoiceId, invoiceCurrency, paymentCurrency }) =>
    `invoice ${invoiceId} is in ${invoiceCurrency}, and the payment in ${paymentCurrency}: ` +
    `choose an invoice in ${paymentCurrency}`,
  'invoice-cancelled': ({ invoiceId }) => `invoice ${invoiceId} is cancelled: choose another one`,
  'more-than-open': ({ invoiceId, open }) => `only ${money(open)} is open on invoice ${invoiceId}: give at most that`,
  'more-than-placed': ({ invoiceId, placed }) =>
    `only ${money(placed)} of the payment is on invoice ${invoiceId}: take back at most that`,
  'more-than-owed': ({ owed }) => `the agency owes only ${money(owed)}: give at most that`,
  'more-than-left': ({ left }) => `only ${money(left)} of the payment is left to place: give at most that`,
  'no-such-customer': ({ customerId }) => `there is no customer ${customerId}: check the id`,
  'payment-of-this-customer': ({ customerId }) =>
    `the payment belongs to customer ${customerId} already: name another customer`,
  'before-receipt': ({ receivedOn }) => `the money came in on ${day(receivedOn)}: give that day or a later one`,
  'parts-do-not-add-up': ({ parts, receipt }) =>
    `the parts add up to ${money(parts)}, and the receipt is ${money(receipt)}: correct the parts`,
  'customer-twice': ({ customerId }) => `customer ${customerId} is named twice: give each customer one part`,
  'allocations-exceed-part': 'its invoices take more than the part: correct the amounts',
  'return-in-future': 'the day lies ahead: mark the return once the money was sent back',
};
