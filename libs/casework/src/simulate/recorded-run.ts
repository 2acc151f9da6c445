import type { Happening } from '@puntual/domain/simulate/happening';
import type { CustomerRun } from '@puntual/domain/simulate/summarize';
import { groupBy } from '../record/group-by.ts';
import type { PastCustomer, PastPlacement, PastStep, Period } from './history.ts';

/**
 * What really happened to a customer in a period, in the form of a simulated run: messages sent, tasks opened, calls
 * overdue, supply holds, proposals to an agency, and days on which the customer could not be reached. Pure.
 */
export function recordedRun(customer: PastCustomer, period: Period): CustomerRun {
  const { customerRowId, loaded, history } = customer;
  const invoiceIds = loaded.map((each) => each.facts.invoice.id);
  const steps = invoiceIds.flatMap((id) => history.steps.get(id) ?? []);
  const happened = [
    ...messagesSent(customer, steps, period),
    ...tasksOpened(customer, period),
    ...supplyHolds(steps, period),
    ...agencyProposals(
      invoiceIds.flatMap((id) => history.placements.get(id) ?? []),
      period,
    ),
    ...daysUnreachable(steps, period),
  ];
  return { customerId: customerRowId, happened: happened.sort((a, b) => a.at - b.at) };
}

function isWithin({ from, to }: Period, at: number | null): at is number {
  return at !== null && at >= from && at < to;
}

function messagesSent(
  { customerRowId, history }: PastCustomer,
  steps: readonly PastStep[],
  period: Period,
): readonly Happening[] {
  const carried = groupBy(
    steps.filter((step) => step.messageId !== null),
    (step) => step.messageId,
  );
  return (history.messages.get(customerRowId) ?? [])
    .filter((message) => isWithin(period, message.at))
    .map(({ id, at, on, template, stage, reminder, channel, overdue }) => ({
      kind: 'message',
      at,
      on,
      template,
      stage,
      reminder,
      channel,
      overdue,
      carries: (carried.get(id) ?? []).map((step) => ({ invoiceId: step.invoice, stepId: step.stepId })),
    }));
}

function tasksOpened({ customerRowId, history }: PastCustomer, period: Period): readonly Happening[] {
  const happened: Happening[] = [];
  for (const task of history.tasks.get(customerRowId) ?? []) {
    const invoiceId = task.invoices[0] ?? '';
    if (isWithin(period, task.at))
      happened.push({ kind: 'task', at: task.at, on: task.on, invoiceId, task: task.kind });
    if (task.kind === 'call' && isWithin(period, task.overdueAt) && task.overdueOn !== null)
      happened.push({ kind: 'did', at: task.overdueAt, on: task.overdueOn, invoiceId, decision: 'note-call-overdue' });
  }
  return happened;
}

function supplyHolds(steps: readonly PastStep[], period: Period): readonly Happening[] {
  return steps
    .filter((step) => step.do === 'supply-hold' && step.state === 'done' && isWithin(period, step.requestedAt))
    .map((step) => ({
      kind: 'did',
      at: step.requestedAt,
      on: step.on,
      invoiceId: step.invoice,
      decision: 'hold-supply',
    }));
}

function agencyProposals(placements: readonly PastPlacement[], period: Period): readonly Happening[] {
  return placements
    .filter((placement) => isWithin(period, placement.at))
    .map(({ at, on, invoice }) => ({ kind: 'did', at, on, invoiceId: invoice, decision: 'propose-agency' }));
}

function daysUnreachable(steps: readonly PastStep[], period: Period): readonly Happening[] {
  const failed = steps.filter(
    (step) => step.state === 'failed' && step.reason === 'no-way-to-reach' && isWithin(period, step.requestedAt),
  );
  return [...groupBy(failed, (step) => step.on)].map(([on, ofDay]) => ({
    kind: 'unreachable',
    at: ofDay[0]?.requestedAt ?? period.from,
    on,
    invoiceIds: ofDay.map((step) => step.invoice),
  }));
}
