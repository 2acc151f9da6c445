import { commonWindow } from '../calendar/common-window.ts';
import type { IsoDate } from '../calendar/dates.ts';
import { addOpenDays } from '../calendar/send-window.ts';
import { settingHours, type CustomerFacts, type GateContact } from '../decide/compose-message.ts';
import type { CallState, CaseFacts, StepRecord } from '../decide/case-facts.ts';
import type { Decision } from '../decide/decision.ts';
import { stepOf } from '../policy/policy.ts';

/** Open days that a call may take where its policy does not say. */
const CALL_OPEN_DAYS = 2;

/** The case after it acted on `on`: what the services would have written. `openCall`: the customer's call that is open, which another invoice joins. Pure and total. */
export function applyDecision(
  facts: CaseFacts,
  decision: Exclude<Decision, { kind: 'wait' | 'close' }>,
  on: IsoDate,
  openCall: CallState | null,
): CaseFacts {
  const withStep = (stepId: string, occurrence: number, state: StepRecord['state']) => [
    ...facts.steps,
    { stepId, occurrence, state, on, deadlineOn: null },
  ];
  switch (decision.kind) {
    case 'request-contact':
      return { ...facts, steps: withStep(decision.stepId, decision.occurrence, 'requested') };
    case 'open-call': {
      const steps = decision.round === 1 ? withStep(decision.stepId, 1, 'done') : facts.steps;
      if (openCall) return { ...facts, steps, call: openCall };
      const step = stepOf(facts.policy, decision.stepId);
      const dueOn = addOpenDays(on, step?.do === 'task' ? step.slaBusinessDays : CALL_OPEN_DAYS, facts.window);
      const taskId = `${facts.invoice.id}/call-${decision.round}/${on}`;
      return {
        ...facts,
        steps,
        call: {
          taskId,
          stepId: decision.stepId,
          round: decision.round,
          state: 'open',
          outcome: null,
          dueOn,
          overdueNoted: false,
          completedOn: null,
        },
      };
    }
    case 'note-call-overdue':
      return { ...facts, call: facts.call && { ...facts.call, overdueNoted: true } };
    case 'hold-supply':
      return { ...facts, steps: withStep(decision.stepId, 1, 'done') };
    case 'propose-agency':
      return {
        ...facts,
        steps: withStep(decision.stepId, 1, 'done'),
        placement: {
          placementId: 'placement-1',
          state: needsApproval(facts, decision.stepId) ? 'proposed' : 'approved',
        },
      };
    case 'place-with-agency':
      return { ...facts, placement: { placementId: decision.placementId, state: 'placed' } };
    case 'recall-placement':
      return { ...facts, placement: { placementId: decision.placementId, state: 'recalled' } };
  }
}

/** Whether a person approves the hand-off that the step proposes. */
export function needsApproval({ policy }: CaseFacts, stepId: string): boolean {
  const step = stepOf(policy, stepId);
  return step?.do !== 'agency' || step.approval;
}

/** The call of the customer that somebody is to make: one for all invoices; null when none is open. */
export function openCallOf(cases: readonly CaseFacts[]): CallState | null {
  return cases.find(({ invoice, call }) => invoice.status === 'open' && call?.state === 'open')?.call ?? null;
}

/** The customer as the gate sees them while `cases` stand so; null when no case asks for a message. `today` brings the customer's standing up to date. */
export function gateFacts(
  cases: readonly CaseFacts[],
  contacts: readonly GateContact[],
  hasPostalAddress: boolean,
  today: (facts: CaseFacts) => CaseFacts,
): CustomerFacts | null {
  const requests = cases.flatMap((facts) =>
    facts.steps.flatMap((step) =>
      step.state === 'requested' &&
      !facts.steps.some((later) => later.stepId === step.stepId && later.occurrence > step.occurrence)
        ? [{ requestId: requestIdOf(facts, step), invoiceId: facts.invoice.id, stepId: step.stepId }]
        : [],
    ),
  );
  const all = requests.flatMap((request) => cases.find((facts) => facts.invoice.id === request.invoiceId) ?? []);
  const [asking] = all;
  const asked = requests.flatMap(({ invoiceId, stepId }) =>
    all.flatMap(({ invoice, policy, window }) => (invoice.id === invoiceId ? [{ policy, stepId, window }] : [])),
  );
  if (!asking) return null;
  return {
    customer: today(asking).customer,
    hasPostalAddress,
    window: commonWindow(settingHours(asked).map(({ window }) => window)),
    lastReminderOn: asking.lastReminderOn,
    recentContacts: asking.recentContacts,
    allStopped: asking.allStopped,
    staleFeed: all.find((facts) => facts.staleFeed)?.staleFeed ?? null,
    dailyLimitReached: false,
    creditMinor: Object.fromEntries(cases.map((facts) => [facts.invoice.currency, facts.creditMinor])),
    requests,
    contacts,
    invoices: cases.map(({ invoice, holds, policy, deadlineNamedOn, placement }) => ({
      id: invoice.id,
      dueOn: invoice.dueOn,
      currency: invoice.currency,
      openMinor: invoice.openMinor,
      status: invoice.status,
      stage: placement?.state === 'placed' || invoice.alreadyReached?.stage === 'agency' ? 'agency' : 'not-due',
      holds,
      policy,
      deadlineNamedOn,
      contactId: invoice.contactId ?? null,
    })),
  };
}

/** The cases after a change to the step that was asked for as `requestId`; the others stay the same objects. */
export function changeStep(cases: readonly CaseFacts[], requestId: string, change: Partial<StepRecord>): CaseFacts[] {
  return cases.map((facts) =>
    requestId.startsWith(`${facts.invoice.id}/`)
      ? {
          ...facts,
          steps: facts.steps.map((step) => (requestIdOf(facts, step) === requestId ? { ...step, ...change } : step)),
        }
      : facts,
  );
}

function requestIdOf(facts: CaseFacts, step: StepRecord): string {
  return `${facts.invoice.id}/${step.stepId}/${step.occurrence}`;
}
