import type { TaskKind, TaskOutcome } from '../tasks/task-kinds.ts';
import type { NoValues, RefusedAmount } from './refusal.ts';

/** What can be wrong with the outcome of a task, or with a hold. */
export interface TaskRefusals {
  readonly 'ends-with-its-receipt': NoValues;
  readonly 'not-an-outcome': { readonly kind: TaskKind; readonly outcomes: readonly TaskOutcome[] };
  readonly 'promise-without-day': NoValues;
  readonly 'promise-in-past': { readonly today: string };
  readonly 'promise-too-far': { readonly mostDays: number };
  readonly 'promise-needs-manager': { readonly broken: number; readonly days: number };
  readonly 'promise-too-small': { readonly leastPercent: number };
  readonly 'promised-more-than-open': { readonly open: RefusedAmount };
  readonly 'promise-in-other-currency': { readonly currency: string };
  readonly 'days-not-rising': { readonly before: string };
  readonly 'several-currencies': NoValues;
  readonly 'plan-too-long': { readonly mostDays: number };
  readonly 'plan-sum-differs': { readonly sum: RefusedAmount; readonly open: RefusedAmount };
  readonly 'approver-is-proposer': NoValues;
  readonly 'plan-changed-meanwhile': NoValues;
  readonly 'dispute-without-reason': NoValues;
  readonly 'nothing-to-chase-with': NoValues;
  readonly 'missing-not-said': NoValues;
  readonly 'day-in-past': { readonly today: string };
  readonly 'instant-in-past': NoValues;
  readonly 'put-off-too-far': { readonly mostDays: number };
  readonly 'unknown-collector': { readonly personId: string };
  readonly 'unknown-person': { readonly person: string };
  readonly 'handle-taken': { readonly handle: string };
  readonly 'absence-ends-first': { readonly from: string };
  readonly 'absences-overlap': { readonly from: string };
  readonly 'call-back-without-time': NoValues;
  readonly 'call-back-in-past': { readonly now: string };
  readonly 'call-back-too-far': { readonly mostDays: number };
  readonly 'call-back-quiet-hours': { readonly from: string };
  readonly 'call-back-over-limit': { readonly from: string };
  readonly 'nothing-chosen-to-send': NoValues;
  readonly 'nothing-open-to-send': NoValues;
  readonly 'contact-not-known': { readonly contactId: string };
  readonly 'contact-opted-out': { readonly contactId: string; readonly channel: string };
  readonly 'contact-without-address': { readonly contactId: string; readonly channel: string };
  readonly 'address-not-confirmed': { readonly contactId: string };
  readonly 'address-unreadable': { readonly channel: string };
  readonly 'address-complained': NoValues;
}
