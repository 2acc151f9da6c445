import { addDays, laterDate, localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { addOpenDays } from '../calendar/send-window.ts';
import { composeMessage, type CustomerFacts } from '../decide/compose-message.ts';
import { decide } from '../decide/decide.ts';
import type { CaseFacts, Decision, StepRecord } from '../decide/facts.ts';
import { latestRecord } from '../decide/plan-steps.ts';
import { isReminder, type Stage, type Template } from '../policy/policy.ts';

/** One thing that happened in a run: a case asked for it, or a message left. */
export type Happening =
  | { readonly kind: 'asked'; readonly at: EpochMs; readonly on: IsoDate; readonly invoiceId: string; readonly stepId: string }
  | { readonly kind: 'message'; readonly at: EpochMs; readonly on: IsoDate; readonly template: Template; readonly stage: Stage; readonly reminder: boolean; readonly carries: readonly { invoiceId: string; stepId: string }[]; readonly overdue: readonly string[] }
  | { readonly kind: 'did'; readonly at: EpochMs; readonly on: IsoDate; readonly invoiceId: string; readonly decision: Decision['kind'] };

/** No run takes more looks than this; one that would goes round in circles, and throws. */
const MOST_LOOKS = 5_000;

/**
 * Runs all cases of one customer from `from` to `to` as the services do, without them: each case decides, sleeps until the instant it
 * names, and decides again; the gate composes what they ask for and every message is accepted at once. Nobody makes the calls, nobody
 * approves. Returns what happened and the cases as they then stand. Throws when a case waits into the past or never comes to rest.
 */
export function runCustomer(start: readonly CaseFacts[], from: EpochMs, to: EpochMs): { readonly happened: readonly Happening[]; readonly cases: readonly CaseFacts[] } {
  const happened: Happening[] = [];
  let cases = [...start];
  let now = from;
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const on = localDate(now, zoneOf(cases));
    let wakeAt = Infinity;
    let acted = false;
    cases = cases.map((facts) => {
      const decision = decide(facts, now);
      if (decision.kind === 'close') return facts;
      if (decision.kind === 'wait') {
        if (decision.until !== null && decision.until <= now) throw new Error(`waits into the past: ${JSON.stringify(decision)} at ${now}`);
        wakeAt = Math.min(wakeAt, decision.until ?? Infinity);
        return facts;
      }
      acted = true;
      const stepId = 'stepId' in decision ? decision.stepId : null;
      const again = decision.kind === 'open-call' && decision.round > 1;
      if (stepId !== null && !again) happened.push({ kind: 'asked', at: now, on, invoiceId: facts.invoice.id, stepId });
      happened.push({ kind: 'did', at: now, on, invoiceId: facts.invoice.id, decision: decision.kind });
      return applyDecision(facts, decision, on);
    });
    if (acted) continue;

    const composed = composeMessage(gateFacts(cases), now, 0);
    for (const drop of composed.dropped) cases = changeStep(cases, drop.requestId, { state: 'dropped', on });
    if (composed.kind === 'send') {
      const reminder = isReminder(composed);
      happened.push({ kind: 'message', at: now, on, template: composed.template, stage: composed.stage, reminder, carries: composed.carries, overdue: composed.overdue });
      for (const request of composed.carries) cases = changeStep(cases, request.requestId, { state: 'sent', on, deadlineOn: composed.deadlineOn });
      const told = new Set(composed.overdue);
      const contact = composed.template === 'thank-you' ? [] : [{ on, how: composed.channels[0]?.[0]?.channel ?? 'email' } as const];
      cases = cases.map((facts) => ({
        ...facts, recentContacts: [...facts.recentContacts, ...contact], ...(reminder ? { lastReminderOn: on } : {}),
        ...(composed.deadlineOn !== null && told.has(facts.invoice.id) ? { deadlineNamedOn: laterDate(composed.deadlineOn, facts.deadlineNamedOn) } : {}),
      }));
      continue;
    }
    if (composed.kind === 'unreachable') throw new Error('this run reaches everybody');
    if (composed.dropped.length > 0) continue;
    if (composed.kind === 'wait') wakeAt = Math.min(wakeAt, composed.until);
    if (wakeAt > to) return { happened, cases };
    now = wakeAt;
  }
  throw new Error(`no rest after ${MOST_LOOKS} looks: ${JSON.stringify(happened.slice(-4))}`);
}

function applyDecision(facts: CaseFacts, decision: Exclude<Decision, { kind: 'wait' | 'close' }>, on: IsoDate): CaseFacts {
  const withStep = (stepId: string, occurrence: number, state: StepRecord['state']) => [...facts.steps, { stepId, occurrence, state, on, deadlineOn: null }];
  switch (decision.kind) {
    case 'request-contact':
      return { ...facts, steps: withStep(decision.stepId, decision.occurrence, 'requested') };
    case 'open-call': {
      const step = facts.policy.steps.find((candidate) => candidate.id === decision.stepId);
      const dueOn = addOpenDays(on, step?.do === 'task' ? step.slaBusinessDays : 2, facts.window);
      const steps = decision.round === 1 ? withStep(decision.stepId, 1, 'done') : facts.steps;
      return { ...facts, steps, call: { taskId: `call-${decision.round}`, stepId: decision.stepId, round: decision.round, state: 'open', outcome: null, dueOn, overdueNoted: false, completedOn: null } };
    }
    case 'note-call-overdue':
      return { ...facts, call: facts.call && { ...facts.call, overdueNoted: true } };
    case 'hold-supply':
      return { ...facts, steps: withStep(decision.stepId, 1, 'done') };
    case 'propose-agency':
      return { ...facts, steps: withStep(decision.stepId, 1, 'done'), placement: { placementId: 'placement-1', state: 'proposed' } };
    case 'place-with-agency':
      return { ...facts, placement: { placementId: decision.placementId, state: 'placed' } };
    case 'recall-placement':
      return { ...facts, placement: { placementId: decision.placementId, state: 'recalled' } };
  }
}

/** The customer as the gate sees them, with a contact for every channel and role. */
function gateFacts(cases: readonly CaseFacts[]): CustomerFacts {
  const [first] = cases;
  if (!first) throw new Error('a run needs a case');
  return {
    customer: first.customer, hasPostalAddress: true, window: first.window, lastReminderOn: first.lastReminderOn,
    recentContacts: first.recentContacts, allStopped: first.allStopped, staleFeed: first.staleFeed, dailyLimitReached: false,
    creditMinor: { [first.invoice.currency]: first.creditMinor },
    requests: cases.flatMap((facts) => [...new Set(facts.steps.map((step) => step.stepId))].flatMap((stepId) => {
      const latest = latestRecord(facts.steps, stepId);
      return latest?.state === 'requested' ? [{ requestId: `${facts.invoice.id}/${stepId}/${latest.occurrence}`, invoiceId: facts.invoice.id, stepId }] : [];
    })),
    invoices: cases.map((facts) => ({ id: facts.invoice.id, dueOn: facts.invoice.dueOn, currency: facts.invoice.currency, openMinor: facts.invoice.openMinor, status: facts.invoice.status, stage: 'not-due', holds: facts.holds, policy: facts.policy, deadlineNamedOn: facts.deadlineNamedOn })),
    contacts: [{ contactId: 'ana', role: 'accounts-payable', email: 'ana@example.com', phone: '+34600111222', channels: ['email', 'sms'], reachable: true }],
  };
}

function changeStep(cases: readonly CaseFacts[], requestId: string, change: Partial<StepRecord>): CaseFacts[] {
  return cases.map((facts) => ({ ...facts, steps: facts.steps.map((step) => (`${facts.invoice.id}/${step.stepId}/${step.occurrence}` === requestId ? { ...step, ...change } : step)) }));
}

function zoneOf(cases: readonly CaseFacts[]): string {
  return cases[0]?.window.timeZone ?? 'UTC';
}

/** The day `days` after the last due date of the cases: by then a policy has run its course. */
export function lastDay(cases: readonly CaseFacts[], days: number): IsoDate {
  return addDays(cases.map((facts) => facts.invoice.dueOn).sort().at(-1) ?? '2026-01-01', days);
}
