import type { NoValues, RefusedAmount } from './refusal.ts';

/**
 * What can be wrong with what a person does to a payment, a receipt or what is open: placing, reassigning, sending
 * back, writing off.
 */
export interface PaymentRefusals {
  readonly 'no-invoice-named': NoValues;
  readonly 'no-such-invoice': { readonly invoiceId: string };
  readonly 'invoice-in-other-currency': {
    readonly invoiceId: string;
    readonly invoiceCurrency: string;
    readonly paymentCurrency: string;
  };
  readonly 'invoice-cancelled': { readonly invoiceId: string };
  readonly 'more-than-open': { readonly invoiceId: string; readonly open: RefusedAmount };
  readonly 'more-than-placed': { readonly invoiceId: string; readonly placed: RefusedAmount };
  /** An agency is said to have paid over more than it owes. */
  readonly 'more-than-owed': { readonly owed: RefusedAmount };
  readonly 'more-than-left': { readonly left: RefusedAmount };
  readonly 'no-such-customer': { readonly customerId: string };
  readonly 'payment-of-this-customer': { readonly customerId: string };
  readonly 'before-receipt': { readonly receivedOn: string };
  readonly 'return-in-future': NoValues;
  /** The parts of a receipt do not add up to it. */
  readonly 'parts-do-not-add-up': { readonly parts: RefusedAmount; readonly receipt: RefusedAmount };
  readonly 'customer-twice': { readonly customerId: string };
  /** The invoices of a part take more than the part is. */
  readonly 'allocations-exceed-part': NoValues;
}
