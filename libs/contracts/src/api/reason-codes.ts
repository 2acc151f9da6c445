import type { WaitReason } from '@puntual/domain/decide/composition';
import type { Decision, Reason } from '@puntual/domain/decide/decision';
import type { PayerReason } from '@puntual/domain/matching/rank-payers';
import type { SuggestionReason } from '@puntual/domain/matching/suggest-matches';

/** The members of a union as a list: the record that it is made from does not compile when one is missing. */
function membersOf<Member extends string>(members: Readonly<Record<Member, true>>): [Member, ...Member[]] {
  return Object.keys(members) as [Member, ...Member[]];
}

/** What a case decides to do now. */
export const DECISION_KINDS = membersOf<Decision['kind']>({
  close: true,
  wait: true,
  'request-contact': true,
  'open-task': true,
  'open-call': true,
  'note-call-overdue': true,
  'hold-supply': true,
  'propose-agency': true,
  'place-with-agency': true,
  'recall-placement': true,
});

/** Why a case waits, a step has its day, or a message is held back. */
const PLAN_REASONS = membersOf<Reason['code'] | WaitReason | 'holiday' | 'no-way-to-reach'>({
  'step-day': true,
  'rolled-to-open-day': true,
  'spacing-to-last-reminder': true,
  'kept-distance-after-late-step': true,
  'deadline-named': true,
  'not-known-before': true,
  'late-catching-up': true,
  'customer-refused': true,
  'contact-budget': true,
  'legal-cap': true,
  'condition-unmet': true,
  'supply-hold-not-announced': true,
  'repeated-fee': true,
  'pay-run': true,
  'first-invoice': true,
  'passed-over': true,
  'courtesy-lapsed': true,
  'listed-already': true,
  'reached-elsewhere': true,
  'feed-stale': true,
  'all-stopped': true,
  hold: true,
  'direct-debit': true,
  'covered-by-credit': true,
  'being-sent': true,
  'call-open': true,
  'awaiting-approval': true,
  'with-agency': true,
  'last-letter': true,
  'agency-not-reached': true,
  'nothing-left': true,
  'window-closed': true,
  spacing: true,
  'daily-limit': true,
  'address-resting': true,
  holiday: true,
  'no-way-to-reach': true,
});

/** What would change a plan. */
const PLAN_CHANGES = [
  'facts',
  'hold-ends',
  'hold-lifted',
  'debit-fails',
  'credit-used',
  'message-sent',
  'call-ends',
  'approval',
  'agency-reports',
  'agency-reached',
  'payment',
  'payments-read',
  'feed-fresh',
  'contact-resumed',
  'limit-raised',
  'contact-data',
] as const;
export type PlanChange = (typeof PLAN_CHANGES)[number];

/** Why a payment may be for an invoice, or a receipt a customer's. */
const MATCH_REASONS = membersOf<SuggestionReason | PayerReason>({
  'number-exact': true,
  'number-noisy': true,
  'number-glued': true,
  'number-tail': true,
  'number-one-slip-away': true,
  'sum-exact': true,
  'sum-less-discount': true,
  'sum-within-tolerance': true,
  'sum-of-set': true,
  'sum-close': true,
  'part-of-sum': true,
  oldest: true,
  'number-in-text': true,
  'short-number-in-text': true,
  'account-before': true,
  'name-same': true,
  'name-alike': true,
  'sum-of-one-invoice': true,
  'sum-of-many-invoices': true,
});

/** What a simulation assumes, and what its reader has to know. */
const SIMULATION_NOTES = [
  'calls-no-answer',
  'calls-not-made',
  'nobody-approves',
  'as-recorded',
  'nothing-comes-in',
  'gate-open',
  'contact-stopped',
  'over-daily-limit',
] as const;
export type SimulationNote = (typeof SIMULATION_NOTES)[number];

/** Every code that stands beside a sentence of the API. */
export const REASON_CODES = [...PLAN_REASONS, ...PLAN_CHANGES, ...MATCH_REASONS, ...SIMULATION_NOTES] as const;
