import fc from 'fast-check';
import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import { blockingHold } from '@puntual/domain/decide/decide';
import type { CaseFacts, HoldKind } from '@puntual/domain/decide/case-facts';
import { latestRecord } from '@puntual/domain/decide/supply-steps';
import { stepOf } from '@puntual/domain/policy/policy';
import { anyLife, checkLife } from './check-life.ts';
import { LIFE_EVENTS, type LifeEvent } from './commands.ts';
import { STAGES, type Stage, THANK_YOU_STEP, stageRank } from '@puntual/domain/policy/vocabulary';

/**
 * The states that a case can be in when something happens. When several apply, `lifeStateOf` returns the most
 * significant one.
 */
export const LIFE_STATES = [
  'unknown',
  'not-due',
  'courtesy',
  'friendly',
  'follow-up',
  'demand',
  'call',
  'agency',
  'being sent',
  'call open',
  'agency proposed',
  'with agency',
  'disputed',
  'promised',
  'under a plan',
  'payment claimed',
  'paused',
  'with a factor',
  'direct debit',
  'covered by credit',
  'contact stopped',
  'feed stale',
  'paid',
  'credited',
  'cancelled',
  'written off',
] as const;
export type LifeState = (typeof LIFE_STATES)[number];

/** The policy of the case: a built-in one, or a generated one. */
export const LIFE_POLICIES = ['standard', 'gentle', 'strict', 'generated'] as const;
export type LifePolicy = (typeof LIFE_POLICIES)[number];

const SETTLED = ['paid', 'credited', 'cancelled', 'written off'] as const satisfies readonly LifeState[];
const HELD = [
  'disputed',
  'promised',
  'under a plan',
  'payment claimed',
  'paused',
  'with a factor',
] as const satisfies readonly LifeState[];
const STAGE_STATES = [
  'not-due',
  'courtesy',
  'friendly',
  'follow-up',
  'demand',
  'call',
  'agency',
] as const satisfies readonly LifeState[];

const isIn = (states: readonly LifeState[], state: LifeState): boolean => states.includes(state);

/** Holds without an end hide one another, and are hidden by an agency. */
const ENDLESS = ['disputed', 'paused', 'with a factor', 'with agency'] as const satisfies readonly LifeState[];

type AfterIssue = Exclude<LifeEvent, 'issue'>;
type KnownState = Exclude<LifeState, 'unknown'>;

/**
 * Events that end something which is visible as a state: they are possible only in that state, or in a state that hides
 * it.
 */
const ENDING = [
  'resolve',
  'resume',
  'promise broken',
  'take back',
  'instalment missed',
  'plan ended',
  'back from factor',
  'direct debit off',
  'resume contact',
  'feed fresh',
  'call unanswered',
  'call refused',
  'approve agency',
  'reject agency',
] as const satisfies readonly AfterIssue[];
type Ending = (typeof ENDING)[number];

function isEnding(event: AfterIssue): event is Ending {
  return ENDING.some((each) => each === event);
}

/** Why an event cannot happen to an invoice in this state; null when it can. */
export function whyIllegal(event: LifeEvent, state: LifeState): string | null {
  if (event === 'issue')
    return state === 'unknown' ? null : 'an invoice is issued once; a repeat is known by its id and changes nothing';
  if (state === 'unknown') return 'nothing is known of the invoice yet: an early event waits for it';
  return isEnding(event) ? whyNothingEnds(event, state) : whyNothingBegins(event, state);
}

function whyNothingEnds(event: Ending, state: KnownState): string | null {
  const settled = isIn(SETTLED, state);
  const unlessHidden = (hiding: readonly LifeState[], reason: string) => (isIn(hiding, state) ? null : reason);
  switch (event) {
    case 'resolve':
      if (settled) return 'the end of a case releases its holds';
      return unlessHidden(ENDLESS, 'a dispute without an end would show');
    case 'resume':
      if (settled) return 'the end of a case releases its holds';
      return unlessHidden([...HELD, 'with agency'], 'a pause would show');
    case 'promise broken':
    case 'take back':
      if (settled) return 'the end of a case releases its holds';
      return unlessHidden([...HELD, 'with agency'], 'a promise or a claimed payment would show');
    case 'instalment missed':
    case 'plan ended':
      if (settled) return 'the end of a case releases its holds';
      return unlessHidden([...HELD, 'with agency'], 'a plan would show');
    case 'back from factor':
      if (settled) return 'only an open invoice comes back to be collected';
      return unlessHidden(ENDLESS, 'its factor would show');
    case 'direct debit off':
      return unlessHidden([...SETTLED, ...HELD, 'with agency', 'direct debit'], 'a direct debit would show');
    case 'resume contact':
      return unlessHidden(
        [...SETTLED, ...HELD, 'with agency', 'direct debit', 'covered by credit', 'contact stopped'],
        'a stop would show',
      );
    case 'feed fresh':
      return unlessHidden(
        [...SETTLED, ...HELD, 'with agency', 'direct debit', 'covered by credit', 'contact stopped', 'feed stale'],
        'a stale feed would show',
      );
    case 'call unanswered':
    case 'call refused':
      if (settled) return 'the end of a case ends its calls';
      return isIn(STAGE_STATES, state) ? 'an open call would show' : null;
    case 'approve agency':
    case 'reject agency':
      if (settled) return 'the end of a case rejects its proposal';
      if (state === 'with agency') return 'it is decided already';
      return isIn([...STAGE_STATES, 'being sent', 'call open'], state) ? 'a proposal would show' : null;
  }
}

function whyNothingBegins(event: Exclude<AfterIssue, Ending>, state: KnownState): string | null {
  const settled = isIn(SETTLED, state);
  switch (event) {
    case 'pay part':
    case 'pay all':
    case 'write off':
      return settled ? 'nothing is open' : null;
    case 'cancel':
      return state === 'cancelled' ? 'it is cancelled already' : null;
    case 'dispute':
    case 'promise':
    case 'claim paid':
    case 'pause':
      return settled ? 'only an open invoice can be held' : null;
    case 'change policy':
      return settled ? 'a closed case keeps its policy' : null;
    case 'plan':
      if (settled) return 'only an open invoice can be in a plan';
      return state === 'under a plan' ? 'it is in a plan already' : null;
    case 'assign to factor':
      if (settled) return 'only an open invoice is assigned';
      return state === 'with a factor' ? 'a factor has it already' : null;
    case 'direct debit on':
      return state === 'direct debit' ? 'it is on already' : null;
    case 'stop contact':
      return state === 'contact stopped' ? 'it is stopped already' : null;
    case 'feed stale':
      return state === 'feed stale' ? 'it is stale already' : null;
    case 'pay too much':
    case 'reverse':
    case 'credit note':
    case 'raise total':
    case 'lower total':
    case 'due later':
    case 'due earlier':
    case 'contact lost':
    case 'contact mended':
    case 'time passes':
      return null;
  }
}

/** The state of a case on `today`; every case has one. */
export function lifeStateOf(facts: CaseFacts, today: IsoDate): LifeState {
  const { invoice, placement, call, steps } = facts;
  if (invoice.status !== 'open') return invoice.status === 'written-off' ? 'written off' : invoice.status;
  if (placement?.state === 'placed') return 'with agency';
  const hold = blockingHold(facts.holds, today);
  if (hold) return HELD_AS[hold.kind] ?? 'paused';
  if (facts.customer.directDebit) return 'direct debit';
  if (facts.creditMinor > 0n && facts.creditMinor >= facts.customerOpenMinor) return 'covered by credit';
  if (facts.allStopped) return 'contact stopped';
  if (facts.staleFeed) return 'feed stale';
  if (placement?.state === 'proposed') return 'agency proposed';
  if (steps.some((step) => step.state === 'requested' && latestRecord(steps, step.stepId) === step))
    return 'being sent';
  if (call?.state === 'open') return 'call open';
  return furthestStage(facts);
}

const HELD_AS: Partial<Record<HoldKind, LifeState>> = {
  dispute: 'disputed',
  promise: 'promised',
  plan: 'under a plan',
  'payment-claimed': 'payment claimed',
  assigned: 'with a factor',
};

function furthestStage({ steps, policy, invoice }: CaseFacts): Stage {
  const stages = steps.flatMap((step): Stage[] =>
    step.state === 'dropped' || step.stepId === THANK_YOU_STEP
      ? []
      : [step.stage ?? stepOf(policy, step.stepId)?.stage ?? 'not-due'],
  );
  return [...stages, invoice.alreadyReached?.stage ?? 'not-due'].reduce(
    (far, stage) => (stageRank(stage) > stageRank(far) ? stage : far),
    STAGES[0],
  );
}

/** How often each cell of policy × event × state was reached. */
export type Coverage = ReadonlyMap<string, number>;

/** The name of a cell. */
export function cellOf(policy: LifePolicy, event: LifeEvent, state: LifeState): string {
  return `${policy} / ${event} / ${state}`;
}

/** Number of lives that the table is made from, and their seed: the same lives each time. */
export const COVERED_LIVES = 3600;
export const COVERED_SEED = 20_261_126;

/**
 * Runs `lives` generated lives, compares each with the model, and counts the cells that they reach. Throws with the
 * smallest failing life when one fails.
 */
export function liveAndCount(lives: number, seed: number): Coverage {
  const reached = new Map<string, number>();
  const count = (policy: LifePolicy, event: LifeEvent, state: LifeState) => {
    const illegal = whyIllegal(event, state);
    if (illegal !== null)
      throw new Error(`"${event}" happened to an invoice that is ${state}, which counts as impossible: ${illegal}`);
    const cell = cellOf(policy, event, state);
    reached.set(cell, (reached.get(cell) ?? 0) + 1);
  };
  fc.assert(
    fc.property(anyLife, (life) =>
      checkLife(life, (event, action, { cases, now, window }) => {
        if (action.kind === 'issue') return count(policyNamed(action.policy.key), event, 'unknown');
        const today = localDate(now, window.timeZone);
        for (const facts of cases)
          if (!('invoiceId' in action) || action.invoiceId === facts.invoice.id)
            count(policyNamed(facts.policy.key), event, lifeStateOf(facts, today));
      }),
    ),
    { numRuns: lives, seed },
  );
  return reached;
}

function policyNamed(key: string): LifePolicy {
  return LIFE_POLICIES.find((policy) => policy === key) ?? 'generated';
}

/** The legal cells that were not reached, and the number of legal cells. */
export function holesOf(reached: Coverage): { readonly legal: number; readonly holes: readonly string[] } {
  const legal = LIFE_POLICIES.flatMap((policy) =>
    LIFE_EVENTS.flatMap((event) =>
      LIFE_STATES.flatMap((state) => (whyIllegal(event, state) === null ? [cellOf(policy, event, state)] : [])),
    ),
  );
  return { legal: legal.length, holes: legal.filter((cell) => !reached.has(cell)) };
}
