import { addDays, instantAt, laterDate, localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { composeMessage } from '../decide/compose-message.ts';
import type { Composition } from '../decide/composition.ts';
import type { GateContact } from '../decide/customer-facts.ts';
import { LOOK_BACK_DAYS } from '../caps/counted-contacts.ts';
import { applyDecision, needsApproval } from '../decide/apply-decision.ts';
import { decide } from '../decide/decide.ts';
import type { PastContact } from '../caps/past-contact.ts';
import type { CaseFacts } from '../decide/case-facts.ts';
import type { Decision } from '../decide/decision.ts';
import { isReminder } from '../policy/policy.ts';
import { applyChange, type RecordedChange } from './recorded-change.ts';
import { changeStep, gateFacts, openCallOf } from './simulated-case.ts';
import { standingFrom } from './standing.ts';
import type { Channel, Risk, Stage, Template } from '../policy/vocabulary.ts';

/** Who is to do what: a call, the approval of a hand-off to an agency, contact data that reach nobody. */
export const SIMULATED_TASKS = ['call', 'approve-agency', 'fix-contact'] as const;
export type SimulatedTask = (typeof SIMULATED_TASKS)[number];

/**
 * One thing that happened in a simulation: a case asked for it, a message left or reached nobody, a case acted, a
 * person got a task.
 */
export type Happening =
  | {
      readonly kind: 'asked';
      readonly at: EpochMs;
      readonly on: IsoDate;
      readonly invoiceId: string;
      readonly stepId: string;
    }
  | {
      readonly kind: 'message';
      readonly at: EpochMs;
      readonly on: IsoDate;
      readonly template: Template;
      readonly stage: Stage;
      readonly reminder: boolean;
      readonly channel: Channel;
      readonly carries: readonly { readonly invoiceId: string; readonly stepId: string }[];
      readonly overdue: readonly string[];
    }
  | { readonly kind: 'unreachable'; readonly at: EpochMs; readonly on: IsoDate; readonly invoiceIds: readonly string[] }
  | {
      readonly kind: 'did';
      readonly at: EpochMs;
      readonly on: IsoDate;
      readonly invoiceId: string;
      readonly decision: Decision['kind'];
    }
  | {
      readonly kind: 'task';
      readonly at: EpochMs;
      readonly on: IsoDate;
      readonly invoiceId: string;
      readonly task: SimulatedTask;
    };

export interface Simulation {
  /**
   * All cases of one customer, as they stand at `from`. One that is to come is a cancelled one that a recorded change
   * opens.
   */
  readonly cases: readonly CaseFacts[];
  readonly contacts: readonly GateContact[];
  readonly hasPostalAddress: boolean;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** What happened to the invoices meanwhile, in the order of its instants. */
  readonly recorded?: readonly RecordedChange[];
  /**
   * Whether people make the calls, on the day they are due and without an answer, or nobody does. Agencies are
   * proposed, and nobody approves.
   */
  readonly calls: 'no-answer' | 'not-made';
  /**
   * What the ERP says of the customer's risk; given, the customer's standing is judged anew as time goes by. Left out,
   * it stays as it is.
   */
  readonly saidRisk?: Risk | null;
  /** Somebody was asked for contact data before, and has not found them. */
  readonly contactDataAsked?: boolean;
  /** The versions that cases (by invoice id) change to once they have taken their next step. */
  readonly nextPolicies?: ReadonlyMap<string, Pick<CaseFacts, 'policy' | 'window'>>;
  /** So many milliseconds after the first request the gate composes; what is asked for meanwhile goes along. */
  readonly gatherMs?: number;
  /** When the gate first checks the messages that are already requested. */
  readonly gateFrom?: EpochMs;
  /** The organization's daily limit is reached until then. */
  readonly dayFullUntil?: EpochMs;
  /** Ends after so many messages. */
  readonly mostMessages?: number;
  readonly watch?: SimulationWatch;
}

/** Receives the intermediate steps that the simulation does not keep, so that a caller can explain a result. */
export interface SimulationWatch {
  readonly asked: (facts: CaseFacts, stepId: string, at: EpochMs) => void;
  readonly gate: (composed: Composition, at: EpochMs) => void;
}

export interface SimulationResult {
  readonly happened: readonly Happening[];
  /** The cases as they then stand. */
  readonly cases: readonly CaseFacts[];
  /** How often a case decided. */
  readonly decisions: number;
}

/** The most rounds of one simulation. A customer that needs more is in an endless loop, and the simulation throws. */
const MOST_ROUNDS = 20_000;
/**
 * A case decides again after this time even without an event (the workflow's longest sleep): conditions may hold by
 * then.
 */
const LONGEST_SLEEP_MS = 30 * 86_400_000;

/**
 * Runs all cases of one customer from `from` to `to` as the services do, without them: each case decides, sleeps until
 * the instant it names, and decides again; the gate composes what they ask for and every message is accepted at once.
 * Pure: time goes from one instant that somebody waits for to the next. Throws when a case waits into the past or the
 * customer never comes to rest, which only a fault in the rules brings about.
 */
export function simulateCustomer(simulation: Simulation): SimulationResult {
  const {
    cases: start,
    contacts,
    hasPostalAddress,
    from,
    to,
    recorded = [],
    calls,
    saidRisk,
    contactDataAsked = false,
    nextPolicies,
  } = simulation;
  const { gatherMs = 0, dayFullUntil = -Infinity, mostMessages = Infinity, watch } = simulation;
  const happened: Happening[] = [];
  const timeZone = start[0]?.window.timeZone ?? 'UTC';
  const standing =
    saidRisk === undefined
      ? null
      : standingFrom(localDate(from, timeZone), saidRisk, start[0]?.customer.brokenPromises ?? 0);
  const moved = new Set<string>();
  let dataAsked = contactDataAsked;
  // A case that waits decides the same until its instant comes or its facts change, so it is not asked before.
  const sleeping = new WeakMap<CaseFacts, EpochMs>();
  let cases = [...start];
  let now = from;
  let decisions = 0;
  let changes = 0;
  let messages = 0;
  // While messages are requested, the gate checks them; once none is, the next request opens the gathering anew.
  let gateFrom = simulation.gateFrom ?? null;
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
    const on = localDate(now, timeZone);
    for (let change = recorded[changes]; change && change.at <= now; change = recorded[++changes])
      cases = applyChange(cases, change);
    let wakeAt = recorded[changes]?.at ?? Infinity;
    let acted = false;
    if (calls === 'no-answer') {
      const made = callsMade(cases, now, on);
      acted = made !== cases;
      cases = made;
    }
    let openCall = openCallOf(cases);
    const noted = new Set<string>();
    const known = cases;
    cases = cases.map((before) => {
      const until = sleeping.get(before);
      if (until !== undefined && until > now) {
        wakeAt = Math.min(wakeAt, until);
        return before;
      }
      const facts = standing?.of(before, known, on) ?? before;
      decisions++;
      const decision = decide(facts, now);
      if (decision.kind === 'close') {
        sleeping.set(facts, Infinity);
        return facts;
      }
      if (decision.kind === 'wait') {
        if (decision.until !== null && decision.until <= now)
          throw new Error(`waits into the past: ${JSON.stringify(decision)} at ${now}`);
        const wake = Math.min(
          decision.until ?? Infinity,
          now + LONGEST_SLEEP_MS,
          calls === 'no-answer' ? callAt(facts) : Infinity,
        );
        sleeping.set(facts, wake);
        wakeAt = Math.min(wakeAt, wake);
        return facts;
      }
      acted = true;
      if (decision.kind === 'request-contact') watch?.asked(facts, decision.stepId, now);
      const stepId = 'stepId' in decision ? decision.stepId : null;
      const again = decision.kind === 'open-call' && decision.round > 1;
      const { id: invoiceId } = facts.invoice;
      if (stepId !== null && !again) happened.push({ kind: 'asked', at: now, on, invoiceId, stepId });
      // A call that is noted as overdue is one task, however many invoices it is about.
      if (decision.kind !== 'note-call-overdue' || !noted.has(decision.taskId))
        happened.push({ kind: 'did', at: now, on, invoiceId, decision: decision.kind });
      if (decision.kind === 'note-call-overdue') noted.add(decision.taskId);
      if (decision.kind === 'open-call' && !openCall)
        happened.push({ kind: 'task', at: now, on, invoiceId, task: 'call' });
      if (decision.kind === 'propose-agency' && needsApproval(facts, decision.stepId))
        happened.push({ kind: 'task', at: now, on, invoiceId, task: 'approve-agency' });
      const after = applyDecision(facts, decision, now, {
        openCall,
        newTaskId: `${invoiceId}/call-${'round' in decision ? decision.round : 0}/${on}`,
        newPlacementId: 'placement-1',
      });
      if (decision.kind === 'open-call') openCall ??= after.call;
      const next =
        moved.has(invoiceId) || decision.kind === 'place-with-agency' || decision.kind === 'recall-placement'
          ? undefined
          : nextPolicies?.get(invoiceId);
      if (!next) return after;
      moved.add(invoiceId);
      return { ...after, ...next };
    });
    if (acted) {
      cases = shareCalls(
        cases.map((facts) =>
          facts.call && noted.has(facts.call.taskId) && !facts.call.overdueNoted
            ? { ...facts, call: { ...facts.call, overdueNoted: true } }
            : facts,
        ),
        on,
      );
      continue;
    }

    const gate = gateFacts(cases, contacts, hasPostalAddress, (facts) => standing?.of(facts, cases, on) ?? facts);
    gateFrom = gate === null ? null : (gateFrom ?? now + gatherMs);
    if (gateFrom !== null && gateFrom > now) wakeAt = Math.min(wakeAt, gateFrom);
    else if (gate !== null) {
      const composed = composeMessage({ ...gate, dailyLimitReached: now < dayFullUntil }, now, 0);
      watch?.gate(composed, now);
      for (const drop of composed.dropped) cases = changeStep(cases, drop.requestId, { state: 'dropped', on });
      if (composed.kind === 'send') {
        const reminder = isReminder(composed);
        const channel = composed.channels[0]?.[0]?.channel ?? 'email';
        happened.push({
          kind: 'message',
          at: now,
          on,
          template: composed.template,
          stage: composed.stage,
          reminder,
          channel,
          carries: composed.carries,
          overdue: composed.overdue,
        });
        if (++messages >= mostMessages) return { happened, cases, decisions };
        for (const request of composed.carries)
          cases = changeStep(cases, request.requestId, { state: 'sent', on, deadlineOn: composed.deadlineOn });
        const listed = [...composed.overdue, ...composed.upcoming];
        const told = new Set(listed);
        const personIds = (composed.channels[0] ?? []).flatMap((recipient) => recipient.contactId ?? []);
        const contact: PastContact = {
          on,
          how: channel,
          personIds: personIds.length > 0 ? personIds : null,
          invoiceIds: listed,
        };
        cases = cases.map((facts) => ({
          ...facts,
          recentContacts:
            composed.template === 'thank-you' ? facts.recentContacts : withContact(facts.recentContacts, contact),
          ...(reminder ? { lastReminderOn: on } : {}),
          ...(composed.deadlineOn !== null && told.has(facts.invoice.id)
            ? { deadlineNamedOn: laterDate(composed.deadlineOn, facts.deadlineNamedOn) }
            : {}),
        }));
        continue;
      }
      if (composed.kind === 'unreachable') {
        happened.push({
          kind: 'unreachable',
          at: now,
          on,
          invoiceIds: composed.carries.map((request) => request.invoiceId),
        });
        if (!dataAsked)
          happened.push({
            kind: 'task',
            at: now,
            on,
            invoiceId: composed.carries[0]?.invoiceId ?? '',
            task: 'fix-contact',
          });
        dataAsked = true;
        for (const request of composed.carries) cases = changeStep(cases, request.requestId, { state: 'failed', on });
        continue;
      }
      if (composed.dropped.length > 0) continue;
      if (composed.kind === 'wait') wakeAt = Math.min(wakeAt, composed.until);
    }
    if (wakeAt > to) return { happened, cases, decisions };
    now = wakeAt;
  }
  throw new Error(`no rest after ${MOST_ROUNDS} rounds: ${JSON.stringify(happened.slice(-4))}`);
}

// The instant at which somebody makes the open call: when the window of its due day opens.
function callAt({ call, window }: CaseFacts): EpochMs {
  return call?.state === 'open' && !call.overdueNoted
    ? instantAt(call.dueOn, window.fromMinute, window.timeZone)
    : Infinity;
}

// The cases after the calls that somebody makes now: each for all invoices that it is about. The same array when there
// are none.
function callsMade(cases: CaseFacts[], now: EpochMs, on: IsoDate): CaseFacts[] {
  const made = new Set(
    cases.flatMap((facts) => (facts.call && callAt(facts) <= now && facts.call.dueOn >= on ? [facts.call.taskId] : [])),
  );
  if (made.size === 0) return cases;
  return cases.map((facts) =>
    facts.call && made.has(facts.call.taskId)
      ? { ...facts, call: { ...facts.call, state: 'done', outcome: 'no-answer', completedOn: on } }
      : facts,
  );
}

// Calls that were made today count in the budget of all cases of the customer: once, as they are one task.
function shareCalls(cases: readonly CaseFacts[], on: IsoDate): CaseFacts[] {
  const called = cases.filter(
    ({ call }) => call?.state === 'done' && call.outcome === 'no-answer' && call.completedOn === on,
  );
  if (!called.some(({ recentContacts }) => !recentContacts.some((past) => past.on === on && past.how === 'call')))
    return [...cases];
  const contact: PastContact = {
    on,
    how: 'call',
    personIds: null,
    invoiceIds: called.map((facts) => facts.invoice.id),
  };
  return cases.map((facts) => ({ ...facts, recentContacts: withContact(facts.recentContacts, contact) }));
}

// Older contacts are let go, as when they are read from the database.
function withContact(contacts: readonly PastContact[], contact: PastContact): readonly PastContact[] {
  const since = addDays(contact.on, -LOOK_BACK_DAYS);
  return [...contacts.filter((past) => past.on >= since), contact];
}
