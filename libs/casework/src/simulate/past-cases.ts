import { localDate } from '@puntual/domain/calendar/dates';
import { countedContacts, hasBounced, type EndedCall, type SentMessage } from '@puntual/domain/caps/counted-contacts';
import type { CallState, CaseFacts, PlacementState, StepRecord } from '@puntual/domain/decide/case-facts';
import { namedDeadline, type InvoiceMention } from '@puntual/domain/decide/named-deadline';
import type { RecordedChange } from '@puntual/domain/simulate/recorded-change';
import type { LoadedCase } from '../facts/load-case.ts';
import { balancesOf, creditsOf, dueOnAt, holdsAt, lastAt } from './ledger-timeline.ts';
import type { History, PastMessage, PastPlacement, PastStep, PastTask } from './read-history.ts';
import { THANK_YOU_STEP } from '@puntual/domain/policy/vocabulary';

/** The cases of one customer as they stood at `from`, from today's cases and what is recorded. One that was settled then, or not known yet, is a cancelled one. Pure. */
export function casesAt(
  loaded: readonly LoadedCase[],
  history: History,
  customerRowId: string,
  from: number,
): readonly CaseFacts[] {
  const messages = (history.messages.get(customerRowId) ?? []).filter(
    (message) => message.at < from && !hasBounced(message),
  );
  const tasks = (history.tasks.get(customerRowId) ?? []).filter((task) => task.at < from);
  const credits = creditsOf(history.payments.get(customerRowId) ?? []);
  const calls = tasks.filter((task) => task.kind === 'call' && task.completedAt !== null && task.completedAt < from);
  const timeZone = loaded[0]?.facts.window.timeZone ?? 'UTC';
  const contacts = countedContacts(
    { messages: messages.map(sentMessage), calls: calls.map(endedCall) },
    from,
    timeZone,
  );
  const lastReminderOn = messages.findLast((message) => message.reminder)?.on ?? null;
  const later = new Set(
    (history.messages.get(customerRowId) ?? []).flatMap((message) => (message.at >= from ? [message.id] : [])),
  );
  const cases = loaded.map(({ facts }): CaseFacts => {
    const { id, dueOn } = facts.invoice;
    const balance = lastAt(balancesOf(history.entries.get(id) ?? []), from);
    const isOpen = balance?.status === 'open';
    return {
      ...facts,
      allStopped: false,
      staleFeed: null,
      lastReminderOn,
      recentContacts: contacts,
      invoice: {
        ...facts.invoice,
        status: isOpen ? 'open' : 'cancelled',
        openMinor: isOpen ? balance.openMinor : 0n,
        dueOn: dueOnAt(dueOn, history.amendments.get(id) ?? [], from),
      },
      steps: (history.steps.get(id) ?? []).flatMap((step) =>
        step.requestedAt < from && step.stepId !== THANK_YOU_STEP
          ? [stepAt(step, later, localDate(from, facts.window.timeZone))]
          : [],
      ),
      holds: isOpen ? holdsAt(history.holds.get(id) ?? [], from) : [],
      deadlineNamedOn: namedDeadline(mentionsOf(id, messages)),
      creditMinor:
        lastAt(
          credits.filter((credit) => credit.currency === facts.invoice.currency),
          from,
        )?.creditMinor ?? 0n,
      call: callAt(
        tasks.findLast((task) => task.kind === 'call' && task.invoices.includes(id)),
        from,
      ),
      placement: placementAt(
        (history.placements.get(id) ?? []).findLast((placement) => placement.at < from),
        from,
      ),
    };
  });
  return cases.map((facts) => ({
    ...facts,
    customerOpenMinor: cases.reduce(
      (sum, { invoice }) => (invoice.currency === facts.invoice.currency ? sum + invoice.openMinor : sum),
      0n,
    ),
  }));
}

/** What was booked of the invoices of one customer after `from`, in the order of its instants. Pure. */
export function recordedSince(
  loaded: readonly LoadedCase[],
  history: History,
  customerRowId: string,
  from: number,
  to: number,
): readonly RecordedChange[] {
  const within = (at: number) => at > from && at < to;
  const ofInvoices = loaded.flatMap(
    ({
      facts: {
        invoice: { id: invoiceId },
      },
    }): RecordedChange[] => {
      const holds = history.holds.get(invoiceId) ?? [];
      return [
        ...balancesOf(history.entries.get(invoiceId) ?? []).map(({ at, status, openMinor }) => ({
          at,
          invoiceId,
          status,
          openMinor,
        })),
        ...(history.amendments.get(invoiceId) ?? []).map(({ at, to: dueOn }) => ({ at, invoiceId, dueOn })),
        ...holds
          .flatMap((hold) => [hold.openedAt, ...(hold.releasedAt === null ? [] : [hold.releasedAt])])
          .map((at) => ({ at, invoiceId, holds: holdsAt(holds, at) })),
      ];
    },
  );
  return [...ofInvoices, ...creditsOf(history.payments.get(customerRowId) ?? [])]
    .filter((change) => within(change.at))
    .sort((a, b) => a.at - b.at);
}

function sentMessage({ at, channel, template, deliveryState, people, listed }: PastMessage): SentMessage {
  return { composedAt: at, channel, template, deliveryState, personIds: people, invoiceIds: listed };
}

function endedCall({ completedAt, completedOn, outcome, invoices }: PastTask): EndedCall {
  return { completedAt, completedOn, outcome, invoiceIds: invoices };
}

function mentionsOf(invoiceId: string, messages: readonly PastMessage[]): readonly InvoiceMention[] {
  return messages
    .filter((message) => message.listed.includes(invoiceId))
    .map(({ template, overdue, deadlineOn, deliveryState }) => ({
      section: template === 'thank-you' ? 'settled' : overdue.includes(invoiceId) ? 'overdue' : 'upcoming',
      deadlineOn,
      deliveryState,
    }));
}

// What was still on its way at that time is so again, and reaches the gate of the simulation.
function stepAt(
  { stepId, occurrence, state, on, deadlineOn, stage, day, do: kind, messageId }: PastStep,
  later: ReadonlySet<string>,
  today: string,
): StepRecord {
  const onItsWay = messageId !== null && later.has(messageId);
  return {
    stepId,
    occurrence,
    stage,
    day,
    do: kind,
    ...(onItsWay ? { state: 'requested', on: today, deadlineOn: null } : { state, on, deadlineOn }),
  };
}

function callAt(task: PastTask | undefined, from: number): CallState | null {
  if (!task?.dueOn) return null;
  const done = task.completedAt !== null && task.completedAt < from;
  return {
    taskId: task.id,
    stepId: task.stepId,
    round: task.round,
    state: done ? 'done' : 'open',
    outcome: done ? task.outcome : null,
    dueOn: task.dueOn,
    overdueNoted: task.overdueAt !== null && task.overdueAt < from,
    completedOn: done ? task.completedOn : null,
  };
}

// When somebody approved is not told apart: until the agency had it, it was proposed.
function placementAt(placement: PastPlacement | undefined, from: number): PlacementState | null {
  if (!placement) return null;
  const { id: placementId, recalledAt, placedAt } = placement;
  if (recalledAt !== null && recalledAt < from) return { placementId, state: 'recalled' };
  if (placedAt !== null && placedAt < from) return { placementId, state: 'placed' };
  return { placementId, state: placement.state === 'rejected' ? 'rejected' : 'proposed' };
}
