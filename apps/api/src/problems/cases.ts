import type { PlanState } from '@puntual/domain/payment-plans/judge-plan';
import type { PromiseState } from '@puntual/domain/promises/judge-promise';
import type { NoValues } from '@puntual/domain/refusals/refusal';

/** What can end once only: a second end changes nothing, and says so. */
export type EndedThing =
  | 'access'
  | 'charge'
  | 'contact'
  | 'contact-stop'
  | 'group'
  | 'hold'
  | 'key'
  | 'lock'
  | 'note-pin'
  | 'opt-out'
  | 'pause'
  | 'policy'
  | 'portal-link'
  | 'question'
  | 'recall'
  | 'second-factor'
  | 'sessions'
  | 'snooze'
  | 'task-pin';

/**
 * Problems of invoices, tasks, payments and receipts: the code that clients meet, and the values that its words speak
 * of.
 */
export interface CaseProblems {
  readonly 'invoice-settled': { readonly wanted: 'write-off' | 'hold' | 'promise' };
  /** A pause that lasts at least as long; `until` null: until it is released. */
  readonly 'already-paused': { readonly until: string | null; readonly by: string };
  readonly 'already-ended': { readonly what: EndedThing };
  readonly 'promise-open': { readonly promiseId: string };
  readonly 'plan-open': { readonly planId: string };
  readonly 'plan-over': { readonly state: PlanState };
  readonly 'promise-over': { readonly state: PromiseState };
  readonly 'nothing-written-off': NoValues;
  readonly 'no-supply-hold': NoValues;
  /** `version`: of the limit as it is now. */
  readonly 'credit-limit-changed': { readonly version: number };
  readonly 'credit-limit-same': NoValues;
  readonly 'credit-limit-not-exceeded': NoValues;
  readonly 'supply-held': NoValues;
  readonly 'nothing-to-hold': NoValues;
  readonly 'hold-of-erp': NoValues;
  readonly 'charge-settled': NoValues;
  readonly 'task-claimed-by-other': { readonly by: string };
  readonly 'task-already-done': NoValues;
  /** It is with somebody else than the request says; `by` null: with everybody. */
  readonly 'task-assigned-to-other': { readonly by: string | null };
  readonly 'task-not-yours': NoValues;
  readonly 'task-put-off-too-often': { readonly most: number };
  readonly 'task-not-done': NoValues;
  readonly 'outcome-final': NoValues;
  readonly 'outcome-followed': NoValues;
  readonly 'contact-changed': NoValues;
  readonly 'call-ended': NoValues;
  readonly 'call-superseded': NoValues;
  readonly 'payment-reversed': NoValues;
  readonly 'payment-of-erp': NoValues;
  readonly 'receipt-not-open': NoValues;
  /** `number`: of the dispute that is about the whole invoice. */
  readonly 'already-disputed': { readonly number: number };
  readonly 'dispute-ended': NoValues;
  readonly 'dispute-changed': NoValues;
  readonly 'dispute-full': NoValues;
  readonly 'evidence-kind': NoValues;
  readonly 'question-link-spent': NoValues;
  readonly 'agency-changed': NoValues;
  readonly 'agency-host-not-allowed': { readonly host: string };
  readonly 'no-such-agency': NoValues;
  readonly 'placement-over': NoValues;
  readonly 'placement-told': NoValues;
  readonly 'placement-under-way': NoValues;
  readonly 'placement-of-nothing': NoValues;
  readonly 'placement-on-hold': NoValues;
  readonly 'collection-reversed': NoValues;
  readonly 'report-not-of-money': NoValues;
  readonly 'no-agency-secrets': NoValues;
  readonly 'no-inbound-secret': NoValues;
  readonly 'reply-not-open': NoValues;
  readonly 'no-answer-text': NoValues;
  readonly 'reply-from-stranger': NoValues;
  readonly 'reply-not-matched': NoValues;
}
