import { localDate } from '@puntual/domain/calendar/dates';
import { countedContacts, hasBounced, type EndedCall, type SentMessage } from '@puntual/domain/caps/counted-contacts';
import { chasedPart, type ChasedPart } from '@puntual/domain/disputes/chased-part';
import type { CallState, CaseFacts, Hold, PlacementState, StepRecord } from '@puntual/domain/decide/case-facts';
import { namedDeadline, type InvoiceMention } from '@puntual/domain/decide/named-deadline';
import { listedUpcomingOn, strongestDemand, type Listing } from '@puntual/domain/decide/earlier-listings';
import type { RecordedChange } from '@puntual/domain/simulate/recorded-change';
import type { History, PastCustomer, PastMessage, PastPlacement, PastStep, PastTask, Period } from './history.ts';
import { balancesOf, creditsOf, dueOnAt, holdsAt, lastAt, runAt, type Credit } from './ledger-timeline.ts';
import { THANK_YOU_STEP } from '@puntual/domain/policy/vocabulary';

/**
 * The cases of a customer as they stood at the instant `from`, computed from today's cases and the records. A case that
 * was settled then, or did not exist yet, is a cancelled one. Pure.
 */
export function casesAt(customer: PastCustomer, from: number): readonly CaseFacts[] {
  const then = customerAt(customer, from);
  const cases = customer.loaded.map(({ facts }) => caseAt(facts, customer.history, then));
  return cases.map((facts) => ({
    ...facts,
    customerOpenMinor: cases.reduce(
      (sum, { invoice }) => (invoice.currency === facts.invoice.currency ? sum + invoice.openMinor : sum),
      0n,
    ),
  }));
}

/** What all cases of a customer have in common at an instant. */
interface CustomerAt {
  readonly at: number;
  /** The messages that had been sent and have not bounced. */
  readonly messages: readonly PastMessage[];
  /** Ids of the messages that were sent later. */
  readonly laterMessages: ReadonlySet<string>;
  /** The tasks that had been opened. */
  readonly tasks: readonly PastTask[];
  readonly credits: readonly Credit[];
  readonly recentContacts: CaseFacts['recentContacts'];
}

function customerAt({ customerRowId, loaded, history }: PastCustomer, at: number): CustomerAt {
  const sent = history.messages.get(customerRowId) ?? [];
  const messages = sent.filter((message) => message.at < at && !hasBounced(message));
  const tasks = (history.tasks.get(customerRowId) ?? []).filter((task) => task.at < at);
  const calls = tasks.filter((task) => task.kind === 'call' && task.completedAt !== null && task.completedAt < at);
  return {
    at,
    messages,
    laterMessages: new Set(sent.flatMap((message) => (message.at >= at ? [message.id] : []))),
    tasks,
    credits: creditsOf(history.payments.get(customerRowId) ?? []),
    recentContacts: countedContacts(
      { messages: messages.map(sentMessage), calls: calls.map(endedCall) },
      at,
      loaded[0]?.facts.window.timeZone ?? 'UTC',
    ),
  };
}

function caseAt(facts: CaseFacts, history: History, then: CustomerAt): CaseFacts {
  const { at, messages, tasks } = then;
  const { id, dueOn, currency } = facts.invoice;
  const balances = balancesOf(history.entries.get(id) ?? []);
  const balance = lastAt(balances, at);
  const isOpen = balance?.status === 'open';
  const past = (history.steps.get(id) ?? []).filter((step) => step.requestedAt < at);
  const credits = then.credits.filter((credit) => credit.currency === currency);
  const call = tasks.findLast((task) => task.kind === 'call' && task.invoices.includes(id));
  const placement = (history.placements.get(id) ?? []).findLast((each) => each.at < at);
  const chased = chasedAt(history, { facts, openMinor: isOpen ? balance.openMinor : 0n }, at);
  return {
    ...facts,
    allStopped: false,
    staleFeed: null,
    lastReminderOn: messages.findLast((message) => message.reminder)?.on ?? null,
    recentContacts: then.recentContacts,
    invoice: {
      ...facts.invoice,
      status: isOpen ? 'open' : 'cancelled',
      openMinor: chased.openMinor,
      disputedMinor: chased.disputedMinor,
      chargesMinor: 0n,
      dueOn: dueOnAt(dueOn, history.amendments.get(id) ?? [], at),
      caseRun: Math.max(
        1,
        ...past.map((step) => step.caseRun),
        Math.min(runAt(balances, at), facts.invoice.caseRun ?? 1),
      ),
    },
    steps: past
      .filter((step) => step.stepId !== THANK_YOU_STEP)
      .map((step) => stepAt(step, then.laterMessages, localDate(at, facts.window.timeZone))),
    holds: isOpen ? chased.holds : [],
    disputeJudgedOn: null,
    deadlineNamedOn: namedDeadline(mentionsOf(id, messages)),
    demandedTone: strongestDemand(mentionsOf(id, messages)),
    listedUpcomingOn: listedUpcomingOn(mentionsOf(id, messages), facts.window.timeZone),
    creditMinor: lastAt(credits, at)?.creditMinor ?? 0n,
    call: callAt(call, at),
    placement: placementAt(placement, at),
  };
}

/** What was booked on the invoices of a customer within a period, except at its first instant, oldest first. Pure. */
export function recordedChanges(
  { customerRowId, loaded, history }: PastCustomer,
  { from, to }: Period,
): readonly RecordedChange[] {
  const ofInvoices = loaded.flatMap(({ facts }): RecordedChange[] => {
    const invoiceId = facts.invoice.id;
    const holds = history.holds.get(invoiceId) ?? [];
    const balances = balancesOf(history.entries.get(invoiceId) ?? []);
    const hasParts = holds.some(({ disputedMinor }) => disputedMinor !== null && disputedMinor !== undefined);
    return [
      ...balances.map(({ at, status, openMinor }) => ({
        at,
        invoiceId,
        status,
        openMinor: status === 'open' ? chasedAt(history, { facts, openMinor }, at).openMinor : openMinor,
        ...(hasParts ? { holds: chasedAt(history, { facts, openMinor }, at).holds } : {}),
      })),
      ...(history.amendments.get(invoiceId) ?? []).map(({ at, to: dueOn }) => ({ at, invoiceId, dueOn })),
      ...holds
        .flatMap((hold) => [hold.openedAt, ...(hold.releasedAt === null ? [] : [hold.releasedAt])])
        .map((at) => {
          const balance = lastAt(balances, at);
          const chased = chasedAt(history, { facts, openMinor: balance?.openMinor ?? 0n }, at);
          const amount = hasParts && balance?.status === 'open' ? { openMinor: chased.openMinor } : {};
          return { at, invoiceId, holds: chased.holds, ...amount };
        }),
    ];
  });
  return [...ofInvoices, ...creditsOf(history.payments.get(customerRowId) ?? [])]
    .filter((change) => change.at > from && change.at < to)
    .sort((a, b) => a.at - b.at);
}

// What of an invoice was chased at `at`, and what held the whole of it. Its charges of then are not known.
function chasedAt(
  history: History,
  { facts, openMinor }: { readonly facts: CaseFacts; readonly openMinor: bigint },
  at: number,
): ChasedPart<Hold> {
  const holds = holdsAt(history.holds.get(facts.invoice.id) ?? [], at);
  const amounts = { principalMinor: openMinor, chargesMinor: 0n };
  const { holds: blocking, ...part } = chasedPart(amounts, holds, localDate(at, facts.window.timeZone));
  return { ...part, holds: blocking.map(({ id, kind, untilOn }) => ({ id, kind, untilOn })) };
}

function sentMessage({ at, channel, template, deliveryState, people, listed }: PastMessage): SentMessage {
  return { composedAt: at, channel, template, deliveryState, personIds: people, invoiceIds: listed };
}

function endedCall({ completedAt, completedOn, outcome, invoices }: PastTask): EndedCall {
  return { completedAt, completedOn, outcome, invoiceIds: invoices };
}

function mentionsOf(invoiceId: string, messages: readonly PastMessage[]): readonly (InvoiceMention & Listing)[] {
  return messages
    .filter((message) => message.listed.includes(invoiceId))
    .map(({ at, template, stage, severity, overdue, carried, deadlineOn, deliveryState }) => ({
      stage,
      severity,
      template,
      composedAt: at,
      own: carried.includes(invoiceId),
      section: template === 'thank-you' ? 'settled' : overdue.includes(invoiceId) ? 'overdue' : 'upcoming',
      deadlineOn,
      deliveryState,
    }));
}

// A step whose message left only later is a requested one, so that the simulation sends its message.
function stepAt(
  { stepId, occurrence, state, on, deadlineOn, stage, day, do: kind, messageId, caseRun }: PastStep,
  laterMessages: ReadonlySet<string>,
  today: string,
): StepRecord {
  const isRequested = messageId !== null && laterMessages.has(messageId);
  return {
    stepId,
    occurrence,
    stage,
    day,
    do: kind,
    caseRun,
    ...(isRequested ? { state: 'requested', on: today, deadlineOn: null } : { state, on, deadlineOn }),
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

// The time of the approval is not recorded, so a placement counts as proposed until the agency had it.
function placementAt(placement: PastPlacement | undefined, from: number): PlacementState | null {
  if (!placement) return null;
  const { id: placementId, recalledAt, placedAt } = placement;
  if (recalledAt !== null && recalledAt < from) return { placementId, state: 'recalled' };
  if (placedAt !== null && placedAt < from) return { placementId, state: 'placed' };
  return { placementId, state: placement.state === 'rejected' ? 'rejected' : 'proposed' };
}
