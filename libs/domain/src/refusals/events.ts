import type { NoValues } from './refusal.ts';

/** What can be wrong with an event whose fields are well formed. */
export interface EventRefusals {
  readonly 'region-of-other-country': { readonly region: string; readonly country: string };
  readonly 'contact-twice': NoValues;
  readonly 'due-before-issue': NoValues;
  /** A refund names a payment and a credit note. */
  readonly 'refund-of-two': NoValues;
  readonly 'unknown-organization': { readonly slug: string };
  /** A heartbeat of one more feed than an organization may have. */
  readonly 'too-many-feeds': { readonly most: number };
  /** An agency reports of an invoice (the ERP's id) that is not known. */
  readonly 'reported-invoice-unknown': { readonly invoiceId: string };
  /** An agency reports of an invoice (the ERP's id) that is not placed with it now. */
  readonly 'reported-invoice-not-placed': { readonly invoiceId: string };
}
