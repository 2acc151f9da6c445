import type { Tx } from '@puntual/db/database';
import { endPlan } from '../../payment-plans/end-plan.ts';
import { startPlan } from '../../payment-plans/start-plan.ts';
import { organizationOf, storedActor } from '../../record/actor.ts';
import { wakeCases } from '../../record/wake-cases.ts';
import { type Ending, refuse, type OutcomeRefusal } from './ending.ts';

/**
 * A person approves or rejects the payment plan that the task asks about. An approval starts it; another person than
 * the proposer has to give it. Null when the task is about no plan, or all is done.
 */
export async function decidePlan(
  tx: Tx,
  { actor, task, customer, invoices, input, now }: Ending,
  decision: 'approved' | 'rejected',
): Promise<OutcomeRefusal | null> {
  const plan = await tx.paymentPlan.findFirst({ where: { taskId: task.id, state: 'proposed' } });
  if (!plan) return null;
  const { customerId, timeZone } = customer;
  let woken: readonly string[];
  if (decision === 'rejected')
    woken = await endPlan(tx, actor, { plan, customerId, to: 'rejected', reason: input.note ?? null }, now);
  else {
    if (plan.proposedBy === storedActor(actor))
      return refuse({ code: 'approver-is-proposer', path: 'outcome', values: {} });
    const started = await startPlan(tx, {
      actor,
      plan,
      customer: { customerId, timeZone },
      approvedBy: storedActor(actor),
      now,
    });
    if ('code' in started) return started;
    woken = started;
  }
  const ofTask = new Set(invoices.map(({ id }) => id));
  const others = woken.filter((id) => !ofTask.has(id));
  await wakeCases(tx, organizationOf(actor), others, { signal: 'hold', detail: { planId: plan.id } });
  return null;
}
