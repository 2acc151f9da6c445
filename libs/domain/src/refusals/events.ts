import type { NoValues } from './refusal.ts';

/** What can be wrong with an event whose fields are well formed. */
export interface EventRefusals {
  readonly 'region-of-other-country': { readonly region: string; readonly country: string };
  readonly 'contact-twice': NoValues;
  readonly 'due-before-issue': NoValues;
  /** The instalments of an invoice do not add up to its total. */
  readonly 'instalments-do-not-add-up': { readonly total: string };
  /** Instalments that are not in the order of their due dates, or that end on another day than the invoice's. */
  readonly 'instalments-out-of-order': NoValues;
  readonly 'instalment-of-itself': NoValues;
  readonly 'instalment-in-instalments': NoValues;
  readonly 'instalment-id-too-long': NoValues;
  /** A refund names a payment and a credit note. */
  readonly 'refund-of-two': NoValues;
  /** An event describes a customer who was merged into another (the ERP's ids). */
  readonly 'customer-merged': { readonly from: string; readonly into: string };
  readonly 'merged-into-itself': { readonly customerId: string };
  /** `from` was merged into another customer than the event says: into `into`. */
  readonly 'merged-elsewhere': { readonly from: string; readonly into: string };
  /** `from` was merged into `into` before, and the event says the reverse. */
  readonly 'merged-the-other-way': { readonly from: string; readonly into: string };
  /** One more customer than a group (the ERP's id) may have. */
  readonly 'group-full': { readonly groupId: string; readonly most: number };
  readonly 'unknown-organization': { readonly slug: string };
  /** A heartbeat of one more feed than an organization may have. */
  readonly 'too-many-feeds': { readonly most: number };
  /** An agency reports of an invoice (the ERP's id) that is not known. */
  readonly 'reported-invoice-unknown': { readonly invoiceId: string };
  /** The ERP assigns an invoice (its id) that an agency has, that another factor has, or that is settled. */
  readonly 'assigned-while-placed': { readonly invoiceId: string };
  readonly 'assigned-elsewhere': { readonly invoiceId: string; readonly to: string };
  readonly 'assigned-when-settled': { readonly invoiceId: string };
  /** The ERP takes back an invoice (its id) that no factor has. */
  readonly 'not-assigned': { readonly invoiceId: string };
  /** The ERP confirms a supply hold of an invoice (its id) for which none was requested. */
  readonly 'supply-hold-not-requested': { readonly invoiceId: string };
  /** An agency reports of an invoice (the ERP's id) that is not placed with it now. */
  readonly 'reported-invoice-not-placed': { readonly invoiceId: string };
  /** An agency reports an amount that its currency cannot have. */
  readonly 'reported-amount-unreadable': { readonly invoiceId: string; readonly currency: string };
}
