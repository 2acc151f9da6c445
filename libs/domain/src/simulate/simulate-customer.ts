import { addDays, instantAt, laterDate, localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { composeMessage, type GateContact } from '../decide/compose-message.ts';
import { LOOK_BACK_DAYS } from '../decide/contact-budget.ts';
import { decide } from '../decide/decide.ts';
import type { CaseFacts, Decision, InvoiceStatus, PastContact } from '../decide/facts.ts';
import { isReminder, type Channel, type Stage, type Template } from '../policy/policy.ts';
import { applyDecision, changeStep, gateFacts } from './simulated-case.ts';

/** One thing that happened in a simulation: a case asked for it, a message left or reached nobody, a case acted. */
export type Happening =
  | { readonly kind: 'asked'; readonly at: EpochMs; readonly on: IsoDate; readonly invoiceId: string; readonly stepId: string }
  | {
    readonly kind: 'message'; readonly at: EpochMs; readonly on: IsoDate; readonly template: Template; readonly stage: Stage; readonly reminder: boolean; readonly channel: Channel;
    readonly carries: readonly { readonly invoiceId: string; readonly stepId: string }[]; readonly overdue: readonly string[];
  }
  | { readonly kind: 'unreachable'; readonly at: EpochMs; readonly on: IsoDate; readonly invoiceIds: readonly string[] }
  | { readonly kind: 'did'; readonly at: EpochMs; readonly on: IsoDate; readonly invoiceId: string; readonly decision: Decision['kind'] };

/** What the books recorded of an invoice: from `at` on it stands so. A reversal is one that opens it again. */
export interface RecordedChange {
  readonly at: EpochMs;
  readonly invoiceId: string;
  readonly status: InvoiceStatus;
  readonly openMinor: bigint;
}

export interface Simulation {
  /** All cases of one customer, as they stand at `from`. */
  readonly cases: readonly CaseFacts[];
  readonly contacts: readonly GateContact[];
  readonly hasPostalAddress: boolean;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** What happened to the invoices meanwhile, in the order of its instants. */
  readonly recorded?: readonly RecordedChange[];
  /** Whether people make the calls, on the day they are due and without an answer, or nobody does. Agencies are proposed, and nobody approves. */
  readonly calls: 'no-answer' | 'not-made';
}

export interface SimulationResult {
  readonly happened: readonly Happening[];
  /** The cases as they then stand. */
  readonly cases: readonly CaseFacts[];
  /** How often a case decided. */
  readonly decisions: number;
}

/** No customer takes more looks than this; one that would goes round in circles, and throws. */
const MOST_LOOKS = 20_000;

/**
 * Runs all cases of one customer from `from` to `to` as the services do, without them: each case decides, sleeps until the instant it names, and
 * decides again; the gate composes what they ask for and every message is accepted at once. Pure: time goes from one instant that somebody waits
 * for to the next. Throws when a case waits into the past or the customer never comes to rest, which only a fault in the rules brings about.
 */
export function simulateCustomer({ cases: start, contacts, hasPostalAddress, from, to, recorded = [], calls }: Simulation): SimulationResult {
  const happened: Happening[] = [];
  const timeZone = start[0]?.window.timeZone ?? 'UTC';
  // A case that waits decides the same until its instant comes or its facts change, so it is not asked before.
  const sleeping = new WeakMap<CaseFacts, EpochMs>();
  let cases = [...start];
  let now = from;
  let decisions = 0;
  let changes = 0;
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const on = localDate(now, timeZone);
    for (let change = recorded[changes]; change && change.at <= now; change = recorded[++changes]) cases = applyChange(cases, change);
    let wakeAt = recorded[changes]?.at ?? Infinity;
    let acted = false;
    cases = cases.map((facts) => {
      const called = calls === 'no-answer' ? callMade(facts, now, on) : null;
      if (called) {
        acted = true;
        return called;
      }
      const until = sleeping.get(facts);
      if (until !== undefined && until > now) {
        wakeAt = Math.min(wakeAt, until);
        return facts;
      }
      decisions++;
      const decision = decide(facts, now);
      if (decision.kind === 'close') {
        sleeping.set(facts, Infinity);
        return facts;
      }
      if (decision.kind === 'wait') {
        if (decision.until !== null && decision.until <= now) throw new Error(`waits into the past: ${JSON.stringify(decision)} at ${now}`);
        const wake = Math.min(decision.until ?? Infinity, calls === 'no-answer' ? callAt(facts) : Infinity);
        sleeping.set(facts, wake);
        wakeAt = Math.min(wakeAt, wake);
        return facts;
      }
      acted = true;
      const stepId = 'stepId' in decision ? decision.stepId : null;
      const again = decision.kind === 'open-call' && decision.round > 1;
      if (stepId !== null && !again) happened.push({ kind: 'asked', at: now, on, invoiceId: facts.invoice.id, stepId });
      happened.push({ kind: 'did', at: now, on, invoiceId: facts.invoice.id, decision: decision.kind });
      return applyDecision(facts, decision, on);
    });
    if (acted) {
      cases = shareCalls(cases, on);
      continue;
    }

    const gate = gateFacts(cases, contacts, hasPostalAddress);
    if (gate !== null) {
      const composed = composeMessage(gate, now, 0);
      for (const drop of composed.dropped) cases = changeStep(cases, drop.requestId, { state: 'dropped', on });
      if (composed.kind === 'send') {
        const reminder = isReminder(composed);
        const channel = composed.channels[0]?.[0]?.channel ?? 'email';
        happened.push({ kind: 'message', at: now, on, template: composed.template, stage: composed.stage, reminder, channel, carries: composed.carries, overdue: composed.overdue });
        for (const request of composed.carries) cases = changeStep(cases, request.requestId, { state: 'sent', on, deadlineOn: composed.deadlineOn });
        const told = new Set(composed.overdue);
        cases = cases.map((facts) => ({
          ...facts, recentContacts: composed.template === 'thank-you' ? facts.recentContacts : withContact(facts.recentContacts, { on, how: channel }),
          ...(reminder ? { lastReminderOn: on } : {}),
          ...(composed.deadlineOn !== null && told.has(facts.invoice.id) ? { deadlineNamedOn: laterDate(composed.deadlineOn, facts.deadlineNamedOn) } : {}),
        }));
        continue;
      }
      if (composed.kind === 'unreachable') {
        happened.push({ kind: 'unreachable', at: now, on, invoiceIds: composed.carries.map((request) => request.invoiceId) });
        for (const request of composed.carries) cases = changeStep(cases, request.requestId, { state: 'failed', on });
        continue;
      }
      if (composed.dropped.length > 0) continue;
      if (composed.kind === 'wait') wakeAt = Math.min(wakeAt, composed.until);
    }
    if (wakeAt > to) return { happened, cases, decisions };
    now = wakeAt;
  }
  throw new Error(`no rest after ${MOST_LOOKS} looks: ${JSON.stringify(happened.slice(-4))}`);
}

// The instant at which somebody makes the open call: when the window of its due day opens.
function callAt({ call, window }: CaseFacts): EpochMs {
  return call?.state === 'open' && !call.overdueNoted ? instantAt(call.dueOn, window.fromMinute, window.timeZone) : Infinity;
}

function callMade(facts: CaseFacts, now: EpochMs, on: IsoDate): CaseFacts | null {
  if (!facts.call || callAt(facts) > now || facts.call.dueOn < on) return null;
  return { ...facts, call: { ...facts.call, state: 'done', outcome: 'no-answer', completedOn: on } };
}

// Calls that were made today count in the budget of all cases of the customer: once, as they are one task.
function shareCalls(cases: readonly CaseFacts[], on: IsoDate): CaseFacts[] {
  const made = cases.some(({ call, recentContacts }) => call?.state === 'done' && call.outcome === 'no-answer' && call.completedOn === on && !recentContacts.some((past) => past.on === on && past.how === 'call'));
  return made ? cases.map((facts) => ({ ...facts, recentContacts: withContact(facts.recentContacts, { on, how: 'call' }) })) : [...cases];
}

// Older contacts are let go, as when they are read from the database.
function withContact(contacts: readonly PastContact[], contact: PastContact): readonly PastContact[] {
  const since = addDays(contact.on, -LOOK_BACK_DAYS);
  return [...contacts.filter((past) => past.on >= since), contact];
}

function applyChange(cases: readonly CaseFacts[], change: RecordedChange): CaseFacts[] {
  const target = cases.find((facts) => facts.invoice.id === change.invoiceId);
  if (!target) return [...cases];
  const openOf = (status: InvoiceStatus, openMinor: bigint) => (status === 'open' ? openMinor : 0n);
  const more = openOf(change.status, change.openMinor) - openOf(target.invoice.status, target.invoice.openMinor);
  return cases.map((facts) => ({
    ...facts,
    ...(facts.invoice.currency === target.invoice.currency ? { customerOpenMinor: facts.customerOpenMinor + more } : {}),
    ...(facts === target ? { invoice: { ...facts.invoice, status: change.status, openMinor: change.openMinor } } : {}),
  }));
}
