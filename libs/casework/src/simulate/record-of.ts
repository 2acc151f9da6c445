import type { Happening } from '@puntual/domain/simulate/happening';
import type { CustomerRun } from '@puntual/domain/simulate/summarize';
import { groupBy } from '../record/group-by.ts';
import type { History } from './read-history.ts';

/** What really happened to a customer from `from` to before `to`, in the words of a simulation: messages that left, tasks, supply holds, hand-offs, who could not be reached. Pure. */
export function recordOf(
  customerRowId: string,
  invoiceIds: readonly string[],
  history: History,
  from: number,
  to: number,
): CustomerRun {
  const within = (at: number | null): at is number => at !== null && at >= from && at < to;
  const steps = invoiceIds.flatMap((id) => history.steps.get(id) ?? []);
  const carried = groupBy(
    steps.filter((step) => step.messageId !== null),
    (step) => step.messageId,
  );
  const happened: Happening[] = [];
  for (const { id, at, on, template, stage, reminder, channel, overdue } of history.messages.get(customerRowId) ?? []) {
    if (!within(at)) continue;
    happened.push({
      kind: 'message',
      at,
      on,
      template,
      stage,
      reminder,
      channel,
      overdue,
      carries: (carried.get(id) ?? []).map((step) => ({ invoiceId: step.invoice, stepId: step.stepId })),
    });
  }
  for (const task of history.tasks.get(customerRowId) ?? []) {
    const invoiceId = task.invoices[0] ?? '';
    if (within(task.at)) happened.push({ kind: 'task', at: task.at, on: task.on, invoiceId, task: task.kind });
    if (task.kind === 'call' && within(task.overdueAt) && task.overdueOn !== null)
      happened.push({ kind: 'did', at: task.overdueAt, on: task.overdueOn, invoiceId, decision: 'note-call-overdue' });
  }
  for (const step of steps) {
    if (step.do === 'supply-hold' && step.state === 'done' && within(step.requestedAt))
      happened.push({
        kind: 'did',
        at: step.requestedAt,
        on: step.on,
        invoiceId: step.invoice,
        decision: 'hold-supply',
      });
  }
  for (const placement of invoiceIds.flatMap((id) => history.placements.get(id) ?? [])) {
    if (within(placement.at))
      happened.push({
        kind: 'did',
        at: placement.at,
        on: placement.on,
        invoiceId: placement.invoice,
        decision: 'propose-agency',
      });
  }
  const unreached = steps.filter(
    (step) => step.state === 'failed' && step.reason === 'no-way-to-reach' && within(step.requestedAt),
  );
  for (const [on, failed] of groupBy(unreached, (step) => step.on))
    happened.push({
      kind: 'unreachable',
      at: failed[0]?.requestedAt ?? from,
      on,
      invoiceIds: failed.map((step) => step.invoice),
    });
  return { customerId: customerRowId, happened: happened.sort((a, b) => a.at - b.at) };
}
