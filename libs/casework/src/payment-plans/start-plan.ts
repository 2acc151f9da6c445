import { localDate } from '@puntual/domain/calendar/dates';
import { checkPlan } from '@puntual/domain/payment-plans/check-plan';
import { judgePlan } from '@puntual/domain/payment-plans/judge-plan';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Tx } from '@puntual/db/database';
import { endPromise } from '../promises/end-promise.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { writeOutbox } from '../record/outbox.ts';
import { endTasks } from '../tasks/end-task.ts';
import { endPlan } from './end-plan.ts';
import { endPlanHolds, holdForPlan } from './hold-for-plan.ts';
import { announceStart, auditOfPlan, instalmentsOf, invoicesOfPlan, termsOfPlan, type PlanRow } from './plan-row.ts';

/** A proposed plan that starts. */
export interface StartingPlan {
  readonly actor: Actor;
  readonly plan: PlanRow;
  /** The ERP's id and the time zone of the customer. */
  readonly customer: { readonly customerId: string; readonly timeZone: string };
  /** Who approved it; null: a collector may grant it. */
  readonly approvedBy: string | null;
  readonly now: number;
}

/** What is to be paid of invoices by a plan: their principal, and their charges where the plan includes them. */
export function toBePaid(
  invoices: readonly { readonly openMinor: bigint; readonly chargesMinor: bigint }[],
  charges: string,
): bigint {
  return invoices.reduce(
    (sum, { openMinor, chargesMinor }) => sum + openMinor + (charges === 'included' ? chargesMinor : 0n),
    0n,
  );
}

/**
 * Starts a plan under the customer's lock: its invoices are held by its instalments, promises about them and the plan
 * that it replaces end. Returns the invoices (row ids) whose cases have to be woken, or a refusal when what is open or
 * the day has left its terms behind.
 */
export async function startPlan(
  tx: Tx,
  starting: StartingPlan,
): Promise<readonly string[] | ({ readonly result: 'invalid' } & Refusal)> {
  const { actor, plan, customer, now } = starting;
  const today = localDate(now, customer.timeZone);
  const invoiceRowIds = await invoicesOfPlan(tx, plan.id);
  const open = await tx.invoice.findMany({ where: { id: { in: [...invoiceRowIds] }, status: 'open' } });
  const { currency } = plan;
  const instalments = instalmentsOf(plan);
  if (checkPlan(instalments, { today, totalMinor: toBePaid(open, plan.charges), currency }))
    return { result: 'invalid', code: 'plan-changed-meanwhile', path: '', values: {} };
  const at = new Date(now);
  const started = await tx.paymentPlan.update({
    where: { id: plan.id },
    data: { state: 'active', startedAt: at, approvedBy: starting.approvedBy },
  });
  const change = { by: storedActor(actor), at };
  const released = [...(await endWhatItReplaces(tx, starting)), ...(await endPlanHolds(tx, plan, change))];
  const facts = { id: plan.id, currency, state: 'active', startedAt: now, graceDays: plan.graceDays } as const;
  const { heldUntil, wakeOn } = judgePlan({ ...facts, instalments, payments: [], settledOn: null }, today);
  const openIds = open.map(({ id }) => id);
  if (heldUntil !== null)
    await holdForPlan(tx, started, { invoiceRowIds: openIds, untilOn: heldUntil, wakeOn }, change);
  await endPlanTasks(tx, starting, openIds);
  const subject = { plan: started, customerId: customer.customerId, invoiceRowIds };
  const data = {
    ...termsOfPlan(plan),
    ...(starting.approvedBy === null ? {} : { approvedBy: starting.approvedBy }),
    ...(plan.replaces === null ? {} : { replaces: plan.replaces }),
  };
  const event = { kind: 'plan.started', data } as const;
  await writeAudit(tx, actor.organizationId, auditOfPlan(subject, event, change));
  const invoiceIds = open.map(({ invoiceId }) => invoiceId);
  await writeOutbox(tx, organizationOf(actor), [announceStart(subject, invoiceIds, at)]);
  return [...new Set([...released, ...openIds])];
}

// The plan that it replaces, and the open promises about its invoices: the plan says when they are paid.
async function endWhatItReplaces(tx: Tx, { actor, plan, customer, now }: StartingPlan): Promise<readonly string[]> {
  const { customerId } = customer;
  const released: string[] = [];
  const old = plan.replaces === null ? null : await tx.paymentPlan.findUnique({ where: { id: plan.replaces } });
  if (old && (old.state === 'active' || old.state === 'missed'))
    released.push(...(await endPlan(tx, actor, { plan: old, customerId, to: 'replaced', reason: null }, now)));
  const about = await tx.promiseInvoice.findMany({
    where: { invoiceId: { in: [...(await invoicesOfPlan(tx, plan.id))] } },
    select: { promiseId: true },
  });
  const promises = await tx.paymentPromise.findMany({
    where: { id: { in: about.map(({ promiseId }) => promiseId) }, state: 'open' },
  });
  for (const promise of promises) {
    const ending = { promise, customerId, end: { to: 'withdrawn', reason: 'plan' } } as const;
    released.push(...(await endPromise(tx, actor, ending, now)));
  }
  return released;
}

// The task that asked for a plan about one of the invoices is done.
async function endPlanTasks(tx: Tx, { actor, plan, customer, now }: StartingPlan, invoiceRowIds: readonly string[]) {
  const about = await tx.taskInvoice.findMany({
    where: { invoiceId: { in: [...invoiceRowIds] } },
    select: { taskId: true },
  });
  const tasks = await tx.task.findMany({
    where: { id: { in: about.map(({ taskId }) => taskId) }, kind: 'propose-plan', state: { not: 'done' } },
    select: { id: true },
  });
  const owner = { customerRowId: plan.customerId, customerId: customer.customerId };
  await endTasks(
    tx,
    organizationOf(actor),
    tasks.map(({ id }) => ({ kind: 'propose-plan', outcome: 'plan-made', taskId: id, owner, invoiceRowIds })),
    { by: storedActor(actor), at: new Date(now) },
  );
}
