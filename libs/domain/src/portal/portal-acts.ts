/**
 * What a customer can do in the portal. `dispute`: also the difference that a customer does not pay. `remittance`: the
 * list of what a payment is for.
 */
export const PORTAL_ACTS = ['promise', 'paid', 'dispute', 'plan', 'contact', 'copy', 'remittance', 'part'] as const;
export type PortalAct = (typeof PORTAL_ACTS)[number];

/** Most acts of one customer within a day: whoever does more is asked to call. */
export const MOST_ACTS_A_DAY = 40;
/** Most invoices of one act. */
export const MOST_CHOSEN = 100;
/** Longest text that a customer enters. */
export const PORTAL_TEXT_CHARACTERS = 2000;
/** Longest reference of a payment, and name of a file or a contact. */
export const PORTAL_LINE_CHARACTERS = 140;
/** Days of real time that a link is valid. */
export const PORTAL_LINK_DAYS = 60;

/**
 * What became of an act, as it is stored and said to the customer. Days are the customer's; amounts are decimal
 * strings. `asked`: a person decides, and nothing is silent meanwhile.
 */
export type PortalOutcome =
  | {
      readonly what: 'promised';
      readonly on: string;
      readonly silentUntil: string;
      readonly amount: string;
      readonly currency: string;
    }
  | { readonly what: 'asked' }
  | {
      readonly what: 'noted-payment';
      readonly silentUntil: string;
      /** The numbers of the invoices that are silent now, and of those that a person looks at first. */
      readonly silent: readonly string[];
      readonly looked: readonly string[];
    }
  | { readonly what: 'disputed'; readonly number: number; readonly deadlineOn: string; readonly whole: boolean }
  | { readonly what: 'plan'; readonly started: boolean; readonly firstOn: string; readonly graceDays: number }
  | { readonly what: 'contact' }
  | { readonly what: 'copy'; readonly copy: 'statement' | 'invoices' }
  | { readonly what: 'remittance' }
  | {
      readonly what: 'part';
      readonly number: number;
      readonly deadlineOn: string;
      readonly invoiceRowId: string;
      readonly pays: string;
      readonly currency: string;
    };
