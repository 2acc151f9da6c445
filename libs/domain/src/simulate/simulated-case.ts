import { commonWindow } from '../calendar/common-window.ts';
import { settingHours } from '../decide/compose-message.ts';
import type { CustomerFacts, GateContact } from '../decide/customer-facts.ts';
import type { CallState, CaseFacts, StepRecord } from '../decide/case-facts.ts';

/** The call of the customer that somebody is to make: one for all invoices; null when none is open. */
export function openCallOf(cases: readonly CaseFacts[]): CallState | null {
  return cases.find(({ invoice, call }) => invoice.status === 'open' && call?.state === 'open')?.call ?? null;
}

/**
 * The customer as the gate sees them while `cases` stand so; null when no case asks for a message. `today` brings the
 * customer's standing up to date.
 */
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
