import type { PaymentRefusals } from '../payments.ts';
import type { Words } from '../refusal.ts';

/** Refusals of what persons do to payments, in English. */
export const payments: Words<PaymentRefusals> = {
  'no-invoice-named': 'name at least one invoice',
  'no-such-invoice': ({ invoiceId }) => `the customer has no invoice ${invoiceId}`,
  'invoice-in-other-currency': ({ invoiceId, invoiceCurrency, paymentCurrency }) =>
    `invoice ${invoiceId} is in ${invoiceCurrency}, and the payment in ${paymentCurrency}`,
  'invoice-cancelled': ({ invoiceId }) => `invoice ${invoiceId} is cancelled`,
  'more-than-open': ({ invoiceId, open }) => `only ${open.amount} is open on invoice ${invoiceId}`,
  'more-than-placed': ({ invoiceId, placed }) => `only ${placed.amount} of it is on invoice ${invoiceId}`,
  'more-than-left': ({ left }) => `only ${left.amount} of it is left to place`,
  'no-such-customer': ({ customerId }) => `there is no customer ${customerId}`,
  'payment-of-this-customer': ({ customerId }) => `the payment is that of customer ${customerId} already`,
  'before-receipt': ({ receivedOn }) => `it came in on ${receivedOn}`,
  'return-in-future': 'the day lies ahead: mark it when it is done',
};
