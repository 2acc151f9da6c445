/**
 * Why a case has nothing to do by itself, so that a person has to say how it goes on. `nothing-left`: the policy has no
 * further step, or the hand-over to the agency was rejected. `agency-silent`: the agency has had the debt for long.
 * `dispute`, `paused`, `direct-debit-hold`: a hold without an end. `direct-debit`: the customer pays by direct debit,
 * and no debit came. `covered-by-credit`: the customer's credit covers what is late. `below-minimum`: too little is
 * left of a hand-over that was approved. `assigned`: a factor has had the invoice for long.
 * `agency-not-reached`: the agency refused what it was told, or nobody knows whether it arrived, or no agency takes the
 * debt. `no-last-letter`: the agency takes no debt without a last demand, and none was sent.
 */
export const REVIEW_REASONS = [
  'nothing-left',
  'agency-silent',
  'dispute',
  'paused',
  'direct-debit-hold',
  'direct-debit',
  'covered-by-credit',
  'below-minimum',
  'assigned',
  'agency-not-reached',
  'no-last-letter',
] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];
