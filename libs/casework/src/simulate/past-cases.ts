import { NO_CONVERSATION } from '@puntual/domain/tasks/call-outcomes';
import { localDate } from '@puntual/domain/calendar/dates';
import { LOOK_BACK_DAYS } from '@puntual/domain/decide/contact-budget';
import type { PastContact } from '@puntual/domain/caps/past-contact';
import {
  THANK_YOU_STEP,
  type CallState,
  type CaseFacts,
  type PlacementState,
  type StepRecord,
} from '@puntual/domain/decide/facts';
import type { RecordedChange } from '@puntual/domain/simulate/recorded-change';
import type { LoadedCase } from '../facts/load-case.ts';
import { balancesOf, creditsOf, dueOnAt, holdsAt, lastAt } from './ledger-timeline.ts';
import type { History, PastMessage, PastPlacement, PastStep, PastTask } from './read-history.ts';

const DAY_MS = 86_400_000;

/** The cases of one customer as they stood at `from`, from today's cases and what is recorded. One that was settled then, or not known yet, is a cancelled one. Pure. */
export function casesAt(
  loaded: readonly LoadedCase[],
  history: History,
  customerRowId: string,
  from: number,
): readonly CaseFacts[] {
  const messages = (history.messages.get(customerRowId) ?? []).filter(
    (message) => message.at < from && !message.bounced,
  );
  const tasks = (history.tasks.get(customerRowId) ?? []).filter((task) => task.at < from);
  const credits = creditsOf(history.payments.get(customerRowId) ?? []);
  const contacts = recentContacts(messages, tasks, from);
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
      deadlineNamedOn: messages.reduce<string | null>(
        (latest, message) =>
          message.deadlineOn !== null && message.listed.includes(id) && (latest === null || message.deadlineOn > latest)
            ? message.deadlineOn
            : latest,
        null,
      ),
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

function recentContacts(
  messages: readonly PastMessage[],
  tasks: readonly PastTask[],
  from: number,
): readonly PastContact[] {
  const since = from - LOOK_BACK_DAYS * DAY_MS;
  const sent = messages.flatMap((message): PastContact[] =>
    message.at > since && message.template !== 'thank-you'
      ? [
          {
            on: message.on,
            how: message.channel,
            personIds: message.people,
            invoiceIds: message.listed,
            conversation: false,
          },
        ]
      : [],
  );
  const called = tasks.flatMap((task): PastContact[] =>
    task.kind === 'call' &&
    task.completedAt !== null &&
    task.completedAt < from &&
    task.completedAt > since &&
    task.completedOn !== null &&
    task.outcome !== 'settled'
      ? [
          {
            on: task.completedOn,
            how: 'call',
            personIds: null,
            invoiceIds: task.invoices,
            conversation: !NO_CONVERSATION.includes(task.outcome ?? ''),
          },
        ]
      : [],
  );
  return [...sent, ...called].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
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
