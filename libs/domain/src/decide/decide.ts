import { addDays, instantAt, laterDate, localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { addOpenDays, plannedInstant, nextOpenDay } from '../calendar/send-window.ts';
import { contactCaps } from '../caps/contact-caps.ts';
import { capsFreeOn } from '../caps/next-allowed.ts';
import { isMessage, type TaskStep } from '../policy/policy.ts';
import { isWorthAnotherCall } from '../tasks/call-outcomes.ts';
import { withinBudget } from './contact-budget.ts';
import type { CaseFacts, Hold, PlacementState } from './case-facts.ts';
import { contactedCustomer } from './contacted-customer.ts';
import type { Decision, PlannedStep, Reason } from './decision.ts';
import { lastLetterRuns } from './last-letter.ts';
import { isCovered } from './open-credit.ts';
import { isNoLongerDue, planNextStep } from './plan-steps.ts';
import { unmetOn } from './step-condition.ts';
import { latestRecord } from './supply-steps.ts';
import { confirmAt, confirmTask, incompleteInvoiceTask } from './people-tasks.ts';
import { requestTerms } from './terms-at-start.ts';
import { THANK_YOU_STEP } from '../policy/vocabulary.ts';

/** A debt that has shrunk to less than one part of this many since its hand-over was proposed is not handed over. */
const LEAST_SHARE_LEFT = 10n;
/** Open days between two tries of a call. */
const CALL_AGAIN_AFTER_OPEN_DAYS = 2;

/**
 * Decides what the case does at `now`, from the facts only; never throws. The plan and the simulation call the same
 * function, so a case does what they show. A decision to wait has an instant after `now`, or null when only an event
 * can change the decision.
 */
export function decide(facts: CaseFacts, now: EpochMs): Decision {
  if (facts.invoice.status !== 'open') return decideSettled(facts, facts.invoice.status);

  const { placement } = facts;
  // Only the agency chases a debt that was placed with it.
  const today = localDate(now, facts.window.timeZone);
  if (placement?.state === 'placed') return decidePlaced(facts, placement, today);

  const incomplete = incompleteInvoiceTask(facts, today);
  if (incomplete) return incomplete;
  const next = planNextStep(facts, now);

  const hold = blockingHold(facts.holds, today);
  if (hold) {
    const endsAt = hold.untilOn ? firstInstantAfter(hold.untilOn, facts) : null;
    const wakesAt = hold.wakeOn && hold.wakeOn >= today ? firstInstantAfter(hold.wakeOn, facts) : endsAt;
    return waitFor(wakesAt, endsAt === null ? next : planNextStep(facts, endsAt), [
      { code: 'hold', kind: hold.kind, untilOn: hold.untilOn },
    ]);
  }
  if (facts.customer.directDebit) return waitFor(null, next, [{ code: 'direct-debit' }]);
  if (isCovered(facts.customerOpenMinor, facts.creditMinor))
    return waitFor(null, next, [{ code: 'covered-by-credit' }]);

  // The reasons above to send no reminder also stop the hand-over, even when they came after the approval.
  if (placement?.state === 'approved') return decideHandOver(facts, placement, { today, next });

  const early = decideBeforeDue(facts, now, next);
  if (early) return early;
  return withQuestionBeforeDue(decideSteps(facts, now, next), facts, now);
}

// The calls and steps of the policy.
function decideSteps(facts: CaseFacts, now: EpochMs, next: PlannedStep | null): Decision {
  const { placement } = facts;
  const today = localDate(now, facts.window.timeZone);
  const call = decideCall(facts, today);
  if (call && call.kind !== 'wait') return call;

  const callAt = call?.until ?? null;
  const callReasons = call?.reasons ?? [];
  if (!next) {
    const reasons: Reason[] =
      placement?.state === 'proposed'
        ? [{ code: 'awaiting-approval' }]
        : callReasons.length > 0
          ? []
          : [{ code: 'nothing-left' }];
    return waitFor(callAt, null, [...callReasons, ...reasons]);
  }
  const pending = requestedBefore(facts, next, today);
  if (next.at <= now && !pending) {
    const gate = closedGate(facts);
    return gate ? waitFor(firstInstantAfter(today, facts), next, [gate]) : perform(facts, next);
  }
  const until = pending && next.at <= now ? instantAt(addDays(today, 1), 0, facts.window.timeZone) : next.at;
  const reasons: readonly Reason[] = pending ? [{ code: 'being-sent', stepId: pending }] : next.reasons;
  return callAt !== null && callAt < until
    ? waitFor(callAt, next, [...callReasons, ...reasons])
    : waitFor(until, next, reasons);
}

// Waits while the agency has the debt, or calls it back.
function decidePlaced(facts: CaseFacts, { placementId, stuck, recallAsked }: PlacementState, today: IsoDate): Decision {
  if (stuck) return waitFor(null, null, [{ code: 'agency-not-reached', why: stuck }]);
  if (recallAsked) return { kind: 'recall-placement', placementId };
  return waitFor(endOfDispute(facts, today), null, [{ code: 'with-agency' }]);
}

// Hands an approved debt over, unless contact is stopped now, too little of it is left, the days after the last letter
// have not run, or the agency cannot be told.
function decideHandOver(
  facts: CaseFacts,
  placement: PlacementState,
  { today, next }: { readonly today: IsoDate; readonly next: PlannedStep | null },
): Decision {
  const gate = closedGate(facts);
  if (gate) return waitFor(firstInstantAfter(today, facts), next, [gate]);
  if (isBelowMinimum(facts, today)) return waitFor(null, next, [{ code: 'condition-unmet', field: 'openAtLeast' }]);
  if (placement.stuck) return waitFor(null, next, [{ code: 'agency-not-reached', why: placement.stuck }]);
  const letter = lastLetterRuns(facts, placement, today);
  if (letter) {
    const { untilOn } = letter;
    return waitFor(untilOn === null ? null : firstInstantAfter(untilOn, facts), next, [letter]);
  }
  return { kind: 'place-with-agency', placementId: placement.placementId };
}

// What comes besides the steps of the policy: a new customer is told the terms, or asked before the due date.
function decideBeforeDue(facts: CaseFacts, now: EpochMs, next: PlannedStep | null): Decision | null {
  const today = localDate(now, facts.window.timeZone);
  const first = requestTerms(facts, today) ?? (confirmAt(facts, now) === now ? confirmTask(facts) : null);
  const gate = first && closedGate(facts);
  return gate ? waitFor(firstInstantAfter(today, facts), next, [gate]) : first;
}

// A case that waits wakes for the question before the due date. One that is on hold does not: nobody would ask then.
function withQuestionBeforeDue(decision: Decision, facts: CaseFacts, now: EpochMs): Decision {
  if (decision.kind !== 'wait') return decision;
  const at = confirmAt(facts, now);
  return at !== null && at > now && (decision.until === null || at < decision.until)
    ? { ...decision, until: at }
    : decision;
}

function decideSettled(facts: CaseFacts, outcome: Exclude<CaseFacts['invoice']['status'], 'open'>): Decision {
  const { placement } = facts;
  const told = placement && endPlacement(placement);
  if (told) return told;
  if (outcome === 'paid' && !latestRecord(facts.steps, THANK_YOU_STEP)) {
    return {
      kind: 'request-contact',
      stepId: THANK_YOU_STEP,
      occurrence: facts.invoice.caseRun ?? 1,
      stage: 'not-due',
    };
  }
  return { kind: 'close', outcome };
}

// What is left to do with the agency of a settled debt; null: it has nothing of it.
function endPlacement({ placementId, state, stuck, tried }: PlacementState): Decision | null {
  const mayHaveIt = state === 'placed' || (state === 'approved' && (tried || stuck === 'unknown'));
  if (!mayHaveIt) return null;
  if (stuck) return waitFor(null, null, [{ code: 'agency-not-reached', why: stuck }]);
  // A hand-over that was tried is looked up first.
  return { kind: state === 'placed' ? 'recall-placement' : 'place-with-agency', placementId };
}

/**
 * Why no customer may be contacted now: the organization stopped all contact, or payments may be missing. Null when the
 * gate is open.
 */
export function closedGate(
  facts: Pick<CaseFacts, 'allStopped' | 'staleFeed'>,
): Extract<Reason, { code: 'all-stopped' | 'feed-stale' }> | null {
  if (facts.allStopped) return { code: 'all-stopped' };
  return (
    facts.staleFeed && { code: 'feed-stale', feed: facts.staleFeed.feed, completeUntil: facts.staleFeed.completeUntil }
  );
}

function perform(facts: CaseFacts, next: PlannedStep): Decision {
  switch (next.do) {
    case 'send':
    case 'announce-supply-hold':
      return {
        kind: 'request-contact',
        stepId: next.stepId,
        occurrence: (latestRecord(facts.steps, next.stepId)?.occurrence ?? 0) + 1,
        stage: next.stage,
      };
    case 'task':
      return { kind: 'open-call', stepId: next.stepId, round: 1 };
    case 'supply-hold':
      return { kind: 'hold-supply', stepId: next.stepId };
    case 'agency':
      return { kind: 'propose-agency', stepId: next.stepId };
  }
}

// Whether too little is left of an approved hand-over: less than the agency step asks for, or less than a tenth of what
// was open when it was proposed.
function isBelowMinimum(facts: CaseFacts, today: IsoDate): boolean {
  const step = facts.policy.steps.find((candidate) => candidate.do === 'agency');
  if (step && unmetOn(step, facts, today) === 'openAtLeast') return true;
  const proposedMinor = facts.placement?.proposedMinor;
  return proposedMinor !== undefined && facts.invoice.openMinor * LEAST_SHARE_LEFT < proposedMinor;
}

// Notes an overdue call once, so that the case goes on, and opens another call after one without an answer.
function decideCall(
  facts: CaseFacts,
  today: IsoDate,
): (Decision & { kind: 'open-call' | 'note-call-overdue' | 'wait' }) | null {
  const { call, policy, window } = facts;
  if (!call) return null;
  const calls = policy.steps.filter((candidate): candidate is TaskStep => candidate.do === 'task');
  const step = calls.find((candidate) => candidate.id === call.stepId) ?? calls[0];
  if (call.state === 'open') {
    if (call.overdueNoted) return null;
    if (today > call.dueOn) return { kind: 'note-call-overdue', taskId: call.taskId };
    return waitFor(firstInstantAfter(call.dueOn, facts), null, [{ code: 'call-open', dueOn: call.dueOn }]);
  }
  if (!step || !call.completedOn || !isWorthAnotherCall(call.outcome) || call.round > step.retries) return null;
  const wantedOn = addOpenDays(call.completedOn, CALL_AGAIN_AFTER_OPEN_DAYS, window);
  const budgetOn = withinBudget(wantedOn, 'call', facts.recentContacts, policy).on;
  const contacted = contactedCustomer(facts.customer);
  const caps = contactCaps(contacted.country, contacted.kind, today);
  const freeOn = capsFreeOn(
    { channel: 'call', personIds: null, invoiceIds: [facts.invoice.id] },
    facts.recentContacts,
    caps,
    budgetOn,
  ).on;
  // Nobody makes calls on a closed day, even when an event wakes the case then.
  const againOn = nextOpenDay(laterDate(freeOn, today), window);
  if (today >= againOn) {
    const gate = closedGate(facts);
    return gate
      ? waitFor(firstInstantAfter(today, facts), null, [gate])
      : { kind: 'open-call', stepId: step.id, round: call.round + 1 };
  }
  return waitFor(plannedInstant(againOn, contacted.id, window), null, [
    { code: 'call-open', dueOn: againOn, again: true },
  ]);
}

// The id of an earlier message that is requested and not settled: the next step waits for it, so that steps keep their
// order. A request that does not apply any more does not count, because the gate will drop it.
function requestedBefore(facts: CaseFacts, next: PlannedStep, today: IsoDate): string | null {
  for (const step of facts.policy.steps) {
    if (step.id === next.stepId) return null;
    if (
      isMessage(step) &&
      latestRecord(facts.steps, step.id)?.state === 'requested' &&
      !isNoLongerDue(step, facts.invoice.dueOn, today)
    )
      return step.id;
  }
  return null;
}

/** The hold that blocks the case on `today`; of several, the one that ends last. Null when none blocks. */
export function blockingHold(holds: readonly Hold[], today: IsoDate): Hold | null {
  let longest: Hold | null = null;
  for (const hold of holds) {
    if (hold.untilOn !== null && hold.untilOn < today) continue;
    if (!longest || hold.untilOn === null || (longest.untilOn !== null && hold.untilOn > longest.untilOn))
      longest = hold;
  }
  return longest;
}

/** The dispute that blocks the case on `today`; of several, the one that ends last. Null when none blocks. */
export function blockingDispute(holds: readonly Hold[], today: IsoDate): Hold | null {
  return blockingHold(
    holds.filter((hold) => hold.kind === 'dispute'),
    today,
  );
}

// The agency is told that a dispute is over on the day after its last one; null: no dispute ends by itself.
function endOfDispute(facts: CaseFacts, today: IsoDate): EpochMs | null {
  const untilOn = blockingDispute(facts.holds, today)?.untilOn ?? null;
  return untilOn === null ? null : firstInstantAfter(untilOn, facts);
}

function firstInstantAfter(date: IsoDate, facts: CaseFacts): EpochMs {
  return plannedInstant(
    nextOpenDay(addDays(date, 1), facts.window),
    contactedCustomer(facts.customer).id,
    facts.window,
  );
}

function waitFor(
  until: EpochMs | null,
  next: PlannedStep | null,
  reasons: readonly Reason[],
): Decision & { kind: 'wait' } {
  return { kind: 'wait', until, next, reasons };
}
