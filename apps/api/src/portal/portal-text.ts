import type { DisputeCategory } from '@puntual/domain/disputes/dispute-codes';

/** States of an invoice that its debtor may know. */
export const SHOWN_STATES = ['promise', 'dispute', 'plan', 'payment-claimed', 'assigned'] as const;
export type ShownState = (typeof SHOWN_STATES)[number];

/** The portal's refusals that are not refusals of a use case. */
export type PortalFault =
  | 'nothing-chosen'
  | 'not-yours'
  | 'file-kind'
  | 'too-many-acts'
  | 'needs-contact'
  | 'no-longer-open'
  | 'already-disputed'
  | 'plan-open'
  | 'changed-meanwhile'
  | 'no-difference'
  | 'several-currencies'
  | 'form-broken'
  | 'amount-missing'
  | 'text-missing'
  | 'day-missing';

/** Every text of the portal in one language. Amounts, days and numbers come ready for the reader. */
export interface PortalWords {
  readonly account: string;
  readonly next: string;
  readonly history: string;
  readonly ownData: string;
  readonly back: string;
  readonly skip: string;
  readonly sections: string;
  readonly accountOf: (customer: string) => string;
  readonly nothingOpen: string;
  readonly overdueSum: (sum: string) => string;
  readonly openSum: (sum: string) => string;
  readonly creditSum: (sum: string) => string;
  readonly nothingLate: string;
  readonly chosenFirst: string;
  readonly choose: string;
  readonly chosen: string;
  readonly invoice: string;
  readonly due: (day: string) => string;
  readonly issued: (day: string) => string;
  readonly late: (days: number) => string;
  readonly dueIn: (days: number) => string;
  readonly dueToday: string;
  readonly ofTotal: (total: string) => string;
  readonly withCharges: (charges: string) => string;
  readonly document: string;
  readonly documents: string;
  readonly statementPdf: string;
  readonly states: Readonly<Record<ShownState, (detail: string) => string>>;
  readonly older: string;
  readonly newer: string;
  readonly whatToDo: string;
  readonly acts: {
    readonly pay: string;
    readonly promise: string;
    readonly paid: string;
    readonly dispute: string;
    readonly plan: string;
    readonly part: string;
    readonly copy: string;
    readonly remittance: string;
    readonly contact: string;
  };
  readonly sum: string;
  readonly pay: {
    readonly intro: string;
    readonly link: string;
    readonly transfer: string;
    readonly several: (count: number) => string;
    readonly account: string;
    readonly bic: string;
    readonly beneficiary: string;
    readonly amount: string;
    readonly reference: string;
    readonly scan: string;
    readonly codeAlt: (sum: string, reference: string) => string;
    readonly exact: string;
    readonly neverChanged: string;
    readonly ask: string;
    readonly after: string;
    readonly less: string;
    readonly assigned: (to: string) => string;
  };
  readonly fields: {
    readonly date: string;
    readonly amount: string;
    readonly paidOn: string;
    readonly reference: string;
    readonly file: string;
    readonly files: string;
    readonly category: string;
    readonly reason: string;
    readonly whole: string;
    readonly note: string;
    readonly name: string;
    readonly email: string;
    readonly phone: string;
    readonly language: string;
    readonly byEmail: string;
    readonly bySms: string;
    readonly pays: string;
    readonly optional: string;
    readonly offers: string;
    readonly otherWish: string;
    readonly statement: string;
    readonly copies: string;
  };
  readonly categories: Readonly<Record<DisputeCategory, string>>;
  readonly consequence: string;
  readonly would: {
    readonly promise: (graceDays: number) => string;
    readonly paid: (until: string) => string;
    readonly dispute: string;
    readonly plan: string;
    readonly part: string;
    readonly contact: string;
    readonly copy: (address: string) => string;
    readonly remittance: string;
  };
  readonly did: {
    readonly title: string;
    readonly promised: (sum: string, on: string, until: string) => string;
    readonly asked: string;
    readonly noted: (numbers: string, until: string) => string;
    readonly looked: (numbers: string) => string;
    readonly disputed: (number: number, by: string) => string;
    readonly disputedRest: string;
    readonly planStarted: (first: string, graceDays: number) => string;
    readonly planAsked: string;
    readonly contact: string;
    readonly copy: string;
    readonly remittance: string;
    readonly part: (number: number, sum: string) => string;
    readonly toPayment: string;
    readonly once: string;
  };
  readonly instalment: (sum: string, on: string) => string;
  readonly planNext: {
    readonly intro: string;
    readonly none: string;
    readonly stops: string;
    readonly ways: readonly string[];
    readonly messages: Readonly<Record<string, string>>;
    readonly about: (numbers: string) => string;
    readonly more: (count: number) => string;
  };
  readonly events: {
    readonly none: string;
    readonly message: (subject: string) => string;
    readonly payment: (sum: string) => string;
    readonly creditNote: (sum: string) => string;
    readonly acts: Readonly<
      Record<'promise' | 'paid' | 'dispute' | 'plan' | 'contact' | 'copy' | 'remittance' | 'part', string>
    >;
  };
  readonly contactNote: string;
  readonly faultTitle: string;
  readonly faults: Readonly<Record<PortalFault, string>>;
  readonly spentTitle: string;
  readonly spent: string;
  readonly renewTitle: string;
  readonly renewIntro: string;
  readonly renewSend: string;
  readonly renewed: string;
  readonly questions: (address: string) => string;
  readonly busy: string;
}
