import { localDate, type EpochMs } from '../calendar/dates.ts';
import { addOpenDays } from '../calendar/send-window.ts';
import { stepOf, type PolicyStep } from '../policy/policy.ts';
import { CONFIRM_STEP, INCOMPLETE_STEP, stageRank, type Stage } from '../policy/vocabulary.ts';
import type { CallState, CaseFacts, StepRecord } from './case-facts.ts';
import type { Decision } from './decision.ts';
import { isSpent, latestRecord } from './supply-steps.ts';

/** A decision that changes the facts of its case. */
export type Act = Exclude<Decision, { kind: 'wait' | 'close' }>;

/** What the reducer needs besides the facts of the case. */
export interface ActContext {
  /** The customer's open call, which the case joins instead of opening another one; null when no call is open. */
  readonly openCall: CallState | null;
  /** The id of the task when the decision opens a call. */
  readonly newTaskId: string;
  /** The id of the placement when the decision proposes one. */
  readonly newPlacementId: string;
}

/** Open days within which a call is due when its policy does not say. */
const CALL_OPEN_DAYS = 2;

/**
 * The facts of the case after it acted on the decision at `now`: what the system of record then holds, so that reading
 * the facts again gives the same. A step that is recorded already is not recorded twice. Pure and total.
 */
export function applyDecision(facts: CaseFacts, decision: Act, now: EpochMs, context: ActContext): CaseFacts {
  switch (decision.kind) {
    case 'request-contact':
      return withStep(facts, { stepId: decision.stepId, occurrence: decision.occurrence, state: 'requested' }, now);
    case 'open-task':
      return withStep(facts, done(decision.stepId), now);
    case 'open-call':
      // Another try belongs to the step of the first try. After a change of policy, that step may be another policy's:
      // recording a step of today's policy would then skip the messages before it.
      return {
        ...(decision.round > 1 ? facts : withStep(facts, done(decision.stepId), now)),
        call: context.openCall ?? newCall(facts, decision, now, context.newTaskId),
      };
    case 'note-call-overdue':
      return { ...facts, call: facts.call && { ...facts.call, overdueNoted: true } };
    case 'hold-supply':
      return withStep(facts, doneAgain(facts, decision.stepId), now);
    case 'propose-agency':
      return {
        ...withStep(facts, doneAfterDropped(facts, decision.stepId), now),
        placement: {
          placementId: context.newPlacementId,
          state: needsApproval(facts, decision.stepId) ? 'proposed' : 'approved',
          proposedMinor: facts.invoice.openMinor,
        },
      };
    case 'place-with-agency':
      return { ...facts, placement: { ...facts.placement, placementId: decision.placementId, state: 'placed' } };
    case 'recall-placement':
      return { ...facts, placement: { ...facts.placement, placementId: decision.placementId, state: 'recalled' } };
  }
}

/** The records that `after` holds and `before` does not: the steps that a decision added. */
export function addedSteps(before: CaseFacts, after: CaseFacts): readonly StepRecord[] {
  return after.steps.slice(before.steps.length);
}

/**
 * Whether a person must approve the placement that the step proposes: the policy says so, or no demand has reached the
 * customer.
 */
export function needsApproval(facts: Pick<CaseFacts, 'policy' | 'steps' | 'invoice'>, stepId: string): boolean {
  const step = stepOf(facts.policy, stepId);
  return step?.do !== 'agency' || step.approval || !wasDemanded(facts);
}

// Whether a message of the stage `demand` was sent and did not bounce, or a demand was sent before the invoice came to
// Puntual.
function wasDemanded({ policy, steps, invoice }: Pick<CaseFacts, 'policy' | 'steps' | 'invoice'>): boolean {
  const isDemand = (stage: Stage | null | undefined) => stage != null && stageRank(stage) >= stageRank('demand');
  return (
    isDemand(invoice.alreadyReached?.stage) ||
    steps.some((record) => record.state === 'sent' && isDemand(record.stage ?? stepOf(policy, record.stepId)?.stage))
  );
}

type Occurrence = Pick<StepRecord, 'stepId' | 'occurrence' | 'state'>;

function done(stepId: string): Occurrence {
  return { stepId, occurrence: 1, state: 'done' };
}

// A proposal that was taken back keeps its record, as dropped; the next proposal is another occurrence.
function doneAfterDropped(facts: CaseFacts, stepId: string): Occurrence {
  const before = latestRecord(facts.steps, stepId);
  return { stepId, occurrence: before?.state === 'dropped' ? before.occurrence + 1 : 1, state: 'done' };
}

// A step of an earlier run keeps its record; the step of this run is another occurrence.
function doneAgain(facts: CaseFacts, stepId: string): Occurrence {
  const step = stepOf(facts.policy, stepId);
  const before = step && isSpent(step, facts) ? latestRecord(facts.steps, stepId) : null;
  return { stepId, occurrence: (before?.occurrence ?? 0) + 1, state: 'done' };
}

function withStep(facts: CaseFacts, { stepId, occurrence, state }: Occurrence, now: EpochMs): CaseFacts {
  if (facts.steps.some((record) => record.stepId === stepId && record.occurrence === occurrence)) return facts;
  const step = stepOf(facts.policy, stepId);
  const record: StepRecord = {
    stepId,
    occurrence,
    state,
    on: localDate(now, facts.window.timeZone),
    deadlineOn: null,
    stage: step?.stage ?? null,
    day: step?.day ?? null,
    do: doOf(step, stepId),
    ...(facts.invoice.caseRun === undefined ? {} : { caseRun: facts.invoice.caseRun }),
  };
  return { ...facts, steps: [...facts.steps, record] };
}

// A thank-you is a message, and no step of any policy. An announced supply hold is a message, too.
function doOf(step: PolicyStep | null, stepId: string): PolicyStep['do'] {
  if (stepId === INCOMPLETE_STEP || stepId === CONFIRM_STEP) return 'task';
  return step === null || step.do === 'announce-supply-hold' ? 'send' : step.do;
}

function newCall(
  facts: CaseFacts,
  { stepId, round }: Extract<Act, { kind: 'open-call' }>,
  now: EpochMs,
  taskId: string,
): CallState {
  const step = stepOf(facts.policy, stepId);
  const openDays = step?.do === 'task' ? step.slaBusinessDays : CALL_OPEN_DAYS;
  return {
    taskId,
    stepId,
    round,
    state: 'open',
    outcome: null,
    dueOn: addOpenDays(localDate(now, facts.window.timeZone), openDays, facts.window),
    overdueNoted: false,
    completedOn: null,
  };
}
