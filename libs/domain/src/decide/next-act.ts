import { addDays, instantAt, laterDate, localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { nextOpenDay, plannedInstant } from '../calendar/send-window.ts';
import type { ReviewReason } from '../tasks/review-reasons.ts';
import type { TaskKind } from '../tasks/task-kinds.ts';
import type { CaseFacts, HoldKind } from './case-facts.ts';
import { contactedCustomer } from './contacted-customer.ts';
import type { Decision, Reason } from './decision.ts';
import { blockingHold } from './decide.ts';

/** A task about the invoice that a person has to end. */
export interface OpenTask {
  readonly taskId: string;
  readonly kind: TaskKind;
  /** The customer's local day by which it should be done; a task without one answers for no case. */
  readonly dueOn: IsoDate | null;
  /** Why a review was asked for; null of other kinds. */
  readonly reason: ReviewReason | null;
}

/** What people have to do and have done about a case that has nothing to do by itself. */
export interface Attention {
  readonly tasks: readonly OpenTask[];
  /** The customer's local day on which a person last ended a review of the invoice, by its reason. */
  readonly reviewedOn: Readonly<Partial<Record<ReviewReason, IsoDate>>>;
  /** The customer's local day on which each unreleased hold was opened, by its id. */
  readonly heldSince: Readonly<Record<string, IsoDate>>;
  /** The customer's local day on which the agency got the debt; null while it has not. */
  readonly placedOn: IsoDate | null;
}

/** What an open case does or waits for: exactly one of these. */
export type NextAct =
  /** The case acts or decides again at the instant. */
  | { readonly kind: 'step'; readonly at: EpochMs }
  /** The case is silent until the instant, and then decides again or asks a person. */
  | { readonly kind: 'dated-hold'; readonly at: EpochMs; readonly review: ReviewReason | null }
  | { readonly kind: 'task'; readonly taskId: string; readonly task: TaskKind; readonly dueOn: IsoDate }
  /** Nothing and nobody moves the case: a person has to be asked. */
  | { readonly kind: 'none'; readonly review: ReviewReason };

/** Days after which a person is asked again about a case that still has nothing to do by itself. */
const REVIEW_AGAIN_AFTER_DAYS = 30;
/** Days that an agency has a debt before a person asks what became of it. */
const AGENCY_DAYS = 90;
/** Days that a pause without an end lasts before a person is asked. */
const PAUSE_DAYS = 30;
/** Days that a factor has an invoice before a person asks what became of it. */
const FACTOR_DAYS = 120;
/** Days after the due date within which a direct debit that succeeded or failed is known. */
const DEBIT_DAYS = 10;
/** Days after the due date within which people place a credit. */
const CREDIT_DAYS = 5;
/** Days late of an invoice that no step of its policy is for. */
const UNCHASED_DAYS = 30;

const HELD: Readonly<Record<HoldKind, ReviewReason>> = {
  dispute: 'dispute',
  'direct-debit': 'direct-debit-hold',
  manual: 'paused',
  promise: 'paused',
  'payment-claimed': 'paused',
  assigned: 'assigned',
  'paying-now': 'paused',
  'documents-sent': 'paused',
  'call-back': 'paused',
  plan: 'paused',
};

/**
 * What an open case does or waits for, given what it decided at `now`: its next step, a dated hold, a task that a
 * person has to end by a day, or `none` with the reason. Pure and total. Whoever applies `none` opens the task
 * `review-case`.
 */
export function nextAct(
  facts: CaseFacts,
  decision: Pick<Extract<Decision, { kind: 'wait' }>, 'until' | 'reasons'>,
  attention: Attention,
  now: EpochMs,
): NextAct {
  const { until, reasons } = decision;
  if (until !== null)
    return reasons[0]?.code === 'hold' ? { kind: 'dated-hold', at: until, review: null } : { kind: 'step', at: until };
  const review = reviewReason(reasons);
  const task = attention.tasks.find((open) => answersFor(open, review));
  if (task?.dueOn) return { kind: 'task', taskId: task.taskId, task: task.kind, dueOn: task.dueOn };
  const today = localDate(now, facts.window.timeZone);
  const from = laterDate(reviewOn(facts, review, attention, today), againOn(facts, review, attention, today));
  if (from <= today) return { kind: 'none', review };
  const at = plannedInstant(nextOpenDay(from, facts.window), contactedCustomer(facts.customer).id, facts.window);
  return { kind: 'dated-hold', at: Math.max(at, instantAt(from, 0, facts.window.timeZone)), review };
}

/** Why a case that waits without an end needs a person, from the reasons of its decision. */
export function reviewReason(reasons: readonly Reason[]): ReviewReason {
  const [reason] = reasons;
  if (reason?.code === 'hold') return HELD[reason.kind];
  if (reason?.code === 'direct-debit' || reason?.code === 'covered-by-credit') return reason.code;
  if (reason?.code === 'condition-unmet') return 'below-minimum';
  if (reason?.code === 'agency-not-reached') return 'agency-not-reached';
  if (reason?.code === 'last-letter') return 'no-last-letter';
  return reason?.code === 'with-agency' ? 'agency-silent' : 'nothing-left';
}

function answersFor({ kind, reason, dueOn }: OpenTask, review: ReviewReason): boolean {
  if (dueOn === null) return false;
  if (kind === 'review-case') return reason === review;
  if (kind === 'dispute' || kind === 'dispute-overdue') return review === 'dispute';
  return review === 'nothing-left' && (kind === 'call' || kind === 'approve-agency');
}

// The day from which a person is asked again; null when nobody has been asked about the present hold or end.
function againOn(facts: CaseFacts, review: ReviewReason, attention: Attention, today: IsoDate): IsoDate | null {
  const reviewed = attention.reviewedOn[review];
  if (reviewed === undefined || reviewed < (heldSinceOf(facts, attention, today) ?? '')) return null;
  return addDays(reviewed, REVIEW_AGAIN_AFTER_DAYS);
}

function heldSinceOf({ holds }: CaseFacts, { heldSince }: Attention, today: IsoDate): IsoDate | null {
  const hold = blockingHold(holds, today);
  return (hold && heldSince[hold.id]) ?? null;
}

// The day from which a person is asked when nobody has been asked before.
function reviewOn(facts: CaseFacts, review: ReviewReason, attention: Attention, today: IsoDate): IsoDate {
  const { dueOn } = facts.invoice;
  const heldSince = heldSinceOf(facts, attention, today) ?? today;
  switch (review) {
    case 'dispute':
    case 'below-minimum':
    case 'agency-not-reached':
    case 'no-last-letter':
      return today;
    case 'paused':
      return addDays(heldSince, PAUSE_DAYS);
    case 'assigned':
      return addDays(laterDate(heldSince, dueOn), FACTOR_DAYS);
    case 'direct-debit-hold':
      return addDays(laterDate(heldSince, dueOn), DEBIT_DAYS);
    case 'direct-debit':
      return addDays(dueOn, DEBIT_DAYS);
    case 'covered-by-credit':
      return addDays(dueOn, CREDIT_DAYS);
    case 'agency-silent':
      return addDays(attention.placedOn ?? today, AGENCY_DAYS);
    case 'nothing-left':
      return wasChased(facts) ? today : addDays(dueOn, UNCHASED_DAYS);
  }
}

// Whether the case has come to the end of its policy, instead of never having had a step.
function wasChased({ steps, call, placement, invoice }: CaseFacts): boolean {
  return steps.length > 0 || call !== null || placement !== null || invoice.alreadyReached !== null;
}
