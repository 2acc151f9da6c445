import { localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { composeMessage } from '../decide/compose-message.ts';
import type { Composition, GateContact } from '../decide/composition.ts';
import { applyDecision, needsApproval, type Act } from '../decide/apply-decision.ts';
import { decide } from '../decide/decide.ts';
import type { CaseFacts } from '../decide/case-facts.ts';
import { isReminder } from '../policy/policy.ts';
import { THANK_YOU_STEP, type Risk } from '../policy/vocabulary.ts';
import type { Happening } from './happening.ts';
import { applyChange, type RecordedChange } from './recorded-change.ts';
import {
  callAt,
  callsMade,
  changeStep,
  gateFacts,
  hasAskedForTerms,
  noteOverdue,
  shareCalls,
  withMessage,
  withoutTerms,
} from './simulated-case.ts';
import { beginRound, type Round } from './simulated-round.ts';
import { feesWithMessage } from './simulated-fees.ts';
import { standingFrom, type Standing } from './standing.ts';

/** What one simulation of a customer starts from. */
export interface Simulation {
  /**
   * All cases of one customer with their facts at `from`. An invoice that is issued later is given as a cancelled one,
   * which a recorded change opens.
   */
  readonly cases: readonly CaseFacts[];
  readonly contacts: readonly GateContact[];
  readonly hasPostalAddress: boolean;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** What happened to the invoices in that time, in the order of the instants. */
  readonly recorded?: readonly RecordedChange[];
  /**
   * Whether people make each call on its due day and get no answer, or nobody makes any call. Hand-offs to an agency
   * are proposed, and nobody approves them.
   */
  readonly calls: 'no-answer' | 'not-made';
  /**
   * The ERP's rating of the customer's risk, or null when the ERP gives none: risk and broken promises are then judged
   * again as time passes. Left out: both stay as the cases have them.
   */
  readonly saidRisk?: Risk | null;
  /** A person has an open task to mend the contact data, so that no other one is opened. */
  readonly contactDataAsked?: boolean;
  /** The policy version, by invoice id, that a case changes to once it has taken its next step. */
  readonly nextPolicies?: ReadonlyMap<string, Pick<CaseFacts, 'policy' | 'window'>>;
  /** Milliseconds from the first request to the gate's check, in which further requests are gathered. */
  readonly gatherMs?: number;
  /** When the gate first checks the messages that are already requested. */
  readonly gateFrom?: EpochMs;
  /** The instant until which the organization's daily limit of messages is reached. */
  readonly dayFullUntil?: EpochMs;
  /** The simulation ends after this number of messages. */
  readonly mostMessages?: number;
  readonly watch?: SimulationWatch;
}

/** Receives the intermediate steps that the simulation does not keep, so that a caller can explain a result. */
export interface SimulationWatch {
  readonly asked: (facts: CaseFacts, stepId: string, at: EpochMs) => void;
  readonly gate: (composed: Composition, at: EpochMs) => void;
}

/** What one simulation of a customer came to. */
export interface SimulationResult {
  readonly happened: readonly Happening[];
  /** The cases at the end. */
  readonly cases: readonly CaseFacts[];
  /** Number of decisions that all cases made together. */
  readonly decisions: number;
}

/** The most rounds of one simulation. A customer that needs more is in an endless loop, and the simulation throws. */
const MOST_ROUNDS = 20_000;
/** A case decides again after this time without an event (the workflow's longest sleep): a condition may hold now. */
const LONGEST_SLEEP_MS = 30 * 86_400_000;
const resultOf = ({ happened, cases, decisions }: Run): SimulationResult => ({ happened, cases, decisions });

/** A simulation that is running. */
interface Run {
  readonly simulation: Simulation;
  readonly timeZone: string;
  readonly standing: Standing | null;
  readonly happened: Happening[];
  /** When each waiting case decides again. Its decision stays the same until then, unless its facts change. */
  readonly sleeping: WeakMap<CaseFacts, EpochMs>;
  /** Invoices whose cases have changed to their next policy version. */
  readonly moved: Set<string>;
  cases: readonly CaseFacts[];
  now: EpochMs;
  /** The customer's local day at `now`. */
  on: IsoDate;
  /** The earliest instant that something waits for, found in the current round. */
  wakeAt: EpochMs;
  /** When the gate checks the requested messages; null while none is requested. */
  gateFrom: EpochMs | null;
  contactDataAsked: boolean;
  changesApplied: number;
  decisions: number;
  messages: number;
}

/**
 * Runs all cases of one customer from `from` to `to` as the services do, without the services: each case decides,
 * sleeps until the instant that its decision names, and decides again; the gate composes the requested messages, and
 * every message is accepted at once. Time jumps from one awaited instant to the next. Pure. Throws when a case waits
 * for a past instant or the customer never comes to rest, which only a fault in the rules causes.
 */
export function simulateCustomer(simulation: Simulation): SimulationResult {
  const run = newRun(simulation);
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
    run.on = localDate(run.now, run.timeZone);
    run.wakeAt = Infinity;
    applyRecordedChanges(run);
    if (letCasesAct(run)) continue;
    const sent = letGateAct(run);
    if (run.messages >= (simulation.mostMessages ?? Infinity)) return resultOf(run);
    if (sent) continue;
    if (run.wakeAt > simulation.to) return resultOf(run);
    run.now = run.wakeAt;
  }
  throw new Error(`no rest after ${MOST_ROUNDS} rounds: ${JSON.stringify(run.happened.slice(-4))}`);
}

function newRun(simulation: Simulation): Run {
  const { cases, from, saidRisk, gateFrom = null, contactDataAsked = false } = simulation;
  const timeZone = cases[0]?.window.timeZone ?? 'UTC';
  const on = localDate(from, timeZone);
  return {
    simulation,
    timeZone,
    standing: saidRisk === undefined ? null : standingFrom(on, saidRisk, cases[0]?.customer.brokenPromises ?? 0),
    happened: [],
    sleeping: new WeakMap(),
    moved: new Set(),
    cases,
    now: from,
    on,
    wakeAt: Infinity,
    gateFrom,
    contactDataAsked,
    changesApplied: 0,
    decisions: 0,
    messages: 0,
  };
}

function wakeAt(run: Run, at: EpochMs): void {
  run.wakeAt = Math.min(run.wakeAt, at);
}

type Undated<Entry> = Entry extends Happening ? Omit<Entry, 'at' | 'on'> : never;

function note(run: Run, entry: Undated<Happening>): void {
  run.happened.push({ at: run.now, on: run.on, ...entry });
}

function applyRecordedChanges(run: Run): void {
  const { recorded = [] } = run.simulation;
  let change = recorded[run.changesApplied];
  for (; change && change.at <= run.now; change = recorded[++run.changesApplied])
    run.cases = applyChange(run.cases, change);
  if (change) wakeAt(run, change.at);
}

// Makes the calls of the day and lets every case that is awake decide. Returns whether anything changed.
function letCasesAct(run: Run): boolean {
  const cases = run.simulation.calls === 'no-answer' ? callsMade(run.cases, run.now, run.on) : run.cases;
  const round = beginRound(cases, cases !== run.cases);
  const after = cases.map((facts) => decideCase(run, round, facts));
  run.cases = round.acted ? shareCalls(noteOverdue(after, round.notedTasks), run.on) : after;
  return round.acted;
}

function decideCase(run: Run, round: Round, before: CaseFacts): CaseFacts {
  const until = run.sleeping.get(before);
  if (until !== undefined && until > run.now) {
    wakeAt(run, until);
    return before;
  }
  const facts = run.standing?.of(before, round.cases, run.on) ?? before;
  run.decisions++;
  const decision = decide(round.termsAsked ? withoutTerms(facts) : facts, run.now);
  if (decision.kind === 'close') return sleepUntil(run, facts, Infinity);
  if (decision.kind !== 'wait') return carryOut(run, round, facts, decision);
  if (decision.until !== null && decision.until <= run.now)
    throw new Error(`waits into the past: ${JSON.stringify(decision)} at ${run.now}`);
  const calledAt = run.simulation.calls === 'no-answer' ? callAt(facts) : Infinity;
  return sleepUntil(run, facts, Math.min(decision.until ?? Infinity, run.now + LONGEST_SLEEP_MS, calledAt));
}

function sleepUntil(run: Run, facts: CaseFacts, until: EpochMs): CaseFacts {
  run.sleeping.set(facts, until);
  wakeAt(run, until);
  return facts;
}

function carryOut(run: Run, round: Round, facts: CaseFacts, decision: Act): CaseFacts {
  round.acted = true;
  noteAct(run, round, facts, decision);
  const after = applyDecision(facts, decision, run.now, {
    openCall: round.openCall,
    newTaskId: `${facts.invoice.id}/call-${'round' in decision ? decision.round : 0}/${run.on}`,
    newPlacementId: 'placement-1',
  });
  if (decision.kind === 'note-call-overdue') round.notedTasks.add(decision.taskId);
  if (decision.kind === 'open-call') round.openCall ??= after.call;
  round.termsAsked ||= hasAskedForTerms(after);
  return takesStep(decision) ? withNextPolicy(run, after) : after;
}

function noteAct(run: Run, round: Round, facts: CaseFacts, decision: Act): void {
  const { id: invoiceId } = facts.invoice;
  if (decision.kind === 'request-contact') run.simulation.watch?.asked(facts, decision.stepId, run.now);
  const isAnotherTry = decision.kind === 'open-call' && decision.round > 1;
  if ('stepId' in decision && !isAnotherTry) note(run, { kind: 'asked', invoiceId, stepId: decision.stepId });
  if (decision.kind !== 'note-call-overdue' || !round.notedTasks.has(decision.taskId))
    note(run, { kind: 'did', invoiceId, decision: decision.kind });
  if (decision.kind === 'open-task') note(run, { kind: 'task', invoiceId, task: decision.task });
  if (decision.kind === 'open-call' && !round.openCall) note(run, { kind: 'task', invoiceId, task: 'call' });
  if (decision.kind === 'propose-agency' && needsApproval(facts, decision.stepId))
    note(run, { kind: 'task', invoiceId, task: 'approve-agency' });
}

// What becomes of a placement is no step of a policy.
function takesStep({ kind }: Act): boolean {
  return kind !== 'place-with-agency' && kind !== 'recall-placement';
}

function withNextPolicy({ simulation, moved }: Run, facts: CaseFacts): CaseFacts {
  const { id } = facts.invoice;
  const next = moved.has(id) ? undefined : simulation.nextPolicies?.get(id);
  if (!next) return facts;
  moved.add(id);
  return { ...facts, ...next };
}

// Lets the gate check the requested messages once the gathering is over. Returns whether anything changed.
function letGateAct(run: Run): boolean {
  const { contacts, hasPostalAddress, gatherMs = 0, dayFullUntil = -Infinity, watch } = run.simulation;
  const gate = gateFacts(
    run.cases,
    contacts,
    hasPostalAddress,
    (facts) => run.standing?.of(facts, run.cases, run.on) ?? facts,
  );
  run.gateFrom = gate && (run.gateFrom ?? run.now + gatherMs);
  if (!gate || run.gateFrom === null) return false;
  if (run.gateFrom > run.now) {
    wakeAt(run, run.gateFrom);
    return false;
  }
  const composed = composeMessage({ ...gate, dailyLimitReached: run.now < dayFullUntil }, run.now, 0);
  watch?.gate(composed, run.now);
  for (const drop of composed.dropped)
    run.cases = changeStep(run.cases, drop.requestId, { state: 'dropped', on: run.on });
  switch (composed.kind) {
    case 'send':
      send(run, composed);
      return true;
    case 'unreachable':
      reachNobody(run, composed);
      return true;
    case 'wait':
      wakeAt(run, composed.until);
      return composed.dropped.length > 0;
    case 'nothing':
      return composed.dropped.length > 0;
  }
}

function send(run: Run, message: Extract<Composition, { kind: 'send' }>): void {
  const { template, stage, carries, overdue, channels } = message;
  const channel = channels[0]?.[0]?.channel ?? 'email';
  const fees = feesWithMessage(carries, run.cases, run.happened, run.on);
  note(run, { kind: 'message', template, stage, reminder: isReminder(message), channel, carries, overdue, ...fees });
  run.messages++;
  run.cases = withMessage(run.cases, message, run.on);
}

function reachNobody(run: Run, { carries }: Extract<Composition, { kind: 'unreachable' }>): void {
  note(run, { kind: 'unreachable', invoiceIds: carries.map((request) => request.invoiceId) });
  const asks = !run.contactDataAsked && !carries.every(({ stepId }) => stepId === THANK_YOU_STEP); // no task for thanks
  if (asks) note(run, { kind: 'task', invoiceId: carries[0]?.invoiceId ?? '', task: 'fix-contact' });
  run.contactDataAsked ||= asks;
  for (const request of carries) run.cases = changeStep(run.cases, request.requestId, { state: 'failed', on: run.on });
}
