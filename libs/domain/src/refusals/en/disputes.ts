import type { Words } from '../refusal.ts';
import type { DisputeRefusals } from '../disputes.ts';

/** Refusals of disputes, in English. */
export const disputes: Words<DisputeRefusals> = {
  'dispute-beyond-open': ({ left }) =>
    `only ${left.amount} ${left.currency} of the invoice is open and not disputed yet`,
  'invoice-unknown-or-other': ({ invoiceId }) => `the customer has no open invoice ${invoiceId}`,
  'invoice-named-twice': ({ invoiceId }) => `the invoice ${invoiceId} is named twice: add its amounts up`,
  'deadline-too-far': ({ mostDays }) => `the deadline of a dispute lies at most ${mostDays} days ahead`,
  'credit-beyond-dispute': ({ disputed }) =>
    `only ${disputed.amount} ${disputed.currency} of the invoice is disputed: no more can be credited`,
  'split-without-credit': 'say how much of which invoice is credited, or choose another outcome',
  'credits-only-for-split': 'amounts to credit belong to the outcome split only',
};
