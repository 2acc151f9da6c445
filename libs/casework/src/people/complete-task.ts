import { addDays, localDate } from '@puntual/domain/calendar/dates';
import { addOpenDays } from '@puntual/domain/calendar/send-window';
import { readAmount } from '@puntual/domain/money/amount';
import { isCurrency } from '@puntual/domain/money/currency';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import { taskOutcomes, type CompleteTask, type TaskKind } from '@puntual/contracts/api/schemas';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { writeAudit, type AuditRow } from '../record/audit.ts';
import { sendWindowOf } from '../facts/send-window.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { deadChannels, withoutChannels } from '../facts/reachability.ts';
import { settleIn } from '../contact/settle-message.ts';
import { dateColumn } from '../record/dates.ts';
import { writeOutbox } from '../record/outbox.ts';
import { policyOf } from '../policy-versions/load-policy.ts';
import type { Actor } from '../record/actor.ts';
import { lockCustomer } from '../record/lock-customer.ts';

export type TaskResult =
  | { readonly result: 'done' }
  | { readonly result: 'not-found' }
  | { readonly result: 'already-done' }
  | ({ readonly result: 'invalid' } & Refusal);

/** Open days in which a payment that the customer says was made should arrive. */
const CLAIMED_PAYMENT_OPEN_DAYS = 5;
/** Longest time ahead that a promise may lie. */
const LONGEST_PROMISE_DAYS = 180;

/**
 * Ends a task with its outcome, and leads the cases on: a promise or a claimed payment keeps them silent for a while, a dispute until it is resolved,
 * an approval hands the debt over, mended contact data let the failed steps be tried again.
 */
export async function completeTask(
  database: Database,
  actor: Actor,
  taskId: string,
  input: CompleteTask,
  now: number,
): Promise<TaskResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<TaskResult> => {
    const known = await tx.task.findUnique({ where: { id: taskId } });
    if (!known) return { result: 'not-found' };
    const { customerId } = known;
    if (customerId === null)
      return known.state === 'done'
        ? { result: 'already-done' }
        : { result: 'invalid', code: 'ends-with-its-receipt', path: 'outcome', values: {} };
    await lockCustomer(tx, customerId);
    const task = await tx.task.findUniqueOrThrow({ where: { id: taskId } });
    if (task.state === 'done') return { result: 'already-done' };
    const kind = task.kind as TaskKind;
    const allowed: readonly string[] = taskOutcomes[kind];
    if (!allowed.includes(input.outcome))
      return { result: 'invalid', code: 'not-an-outcome', path: 'outcome', values: { kind, outcomes: allowed } };

    const customer = await tx.customer.findUniqueOrThrow({ where: { id: customerId } });
    const invoices = await tx.invoice.findMany({
      where: {
        id: { in: (await tx.taskInvoice.findMany({ where: { taskId } })).map((row) => row.invoiceId) },
        status: 'open',
      },
    });
    const policy = await policyOf(
      tx,
      actor.organizationId,
      invoices[0] ?? { runsPolicyKey: null, runsPolicyVersion: null },
    );
    const today = localDate(now, customer.timeZone);
    const at = new Date(now);
    const hold = async (fields: {
      kind: string;
      untilOn: string | null;
      reason: string | null;
      amountMinor?: bigint | null;
    }) => {
      await tx.hold.createMany({
        data: invoices.map((invoice) => ({
          id: newId(),
          organizationId: actor.organizationId,
          invoiceId: invoice.id,
          customerId: invoice.customerId,
          kind: fields.kind,
          untilOn: fields.untilOn === null ? null : dateColumn(fields.untilOn),
          reason: fields.reason,
          amountMinor: fields.amountMinor ?? null,
          openedAt: at,
          openedBy: actor.name,
        })),
      });
    };

    switch (input.outcome) {
      case 'promised': {
        if (!input.promise) return { result: 'invalid', code: 'promise-without-day', path: 'promise.date', values: {} };
        if (input.promise.date < today)
          return { result: 'invalid', code: 'promise-in-past', path: 'promise.date', values: { today } };
        if (input.promise.date > addDays(today, LONGEST_PROMISE_DAYS))
          return {
            result: 'invalid',
            code: 'promise-too-far',
            path: 'promise.date',
            values: { mostDays: LONGEST_PROMISE_DAYS },
          };
        let amountMinor: bigint | null = null;
        const currency = input.promise.currency ?? invoices[0]?.currency ?? customer.currency;
        if (!isCurrency(currency))
          return { result: 'invalid', code: 'not-a-currency', path: 'promise.currency', values: { currency } };
        if (input.promise.amount !== undefined) {
          const read = readAmount(input.promise.amount, currency, 'promise.amount');
          if (typeof read !== 'bigint') return { result: 'invalid', ...read };
          if (read <= 0n) return { result: 'invalid', code: 'not-positive', path: 'promise.amount', values: {} };
          amountMinor = read;
        }
        const graceDays = policy.promiseGraceDays;
        await hold({
          kind: 'promise',
          untilOn: addDays(input.promise.date, graceDays),
          reason: input.note ?? null,
          amountMinor,
        });
        break;
      }
      case 'dispute':
        if (!input.reason) return { result: 'invalid', code: 'dispute-without-reason', path: 'reason', values: {} };
        await hold({ kind: 'dispute', untilOn: null, reason: input.reason });
        break;
      case 'paid-already': {
        const window = sendWindowOf(policy, customer.country, customer.timeZone, now);
        await hold({
          kind: 'payment-claimed',
          untilOn: addOpenDays(today, CLAIMED_PAYMENT_OPEN_DAYS, window),
          reason: input.note ?? null,
        });
        break;
      }
      case 'wrong-contact':
        await openFixContact(
          tx,
          actor,
          customerId,
          customer.customerId,
          invoices.map((invoice) => invoice.id),
          at,
        );
        break;
      case 'approve':
        await tx.placement.updateMany({ where: { taskId, state: 'proposed' }, data: { state: 'approved' } });
        break;
      case 'reject':
        await tx.placement.updateMany({ where: { taskId, state: 'proposed' }, data: { state: 'rejected' } });
        break;
      case 'fixed':
        await tx.step.updateMany({
          where: { customerId: customerId, state: 'failed', reason: 'no-way-to-reach' },
          data: { state: 'dropped', reason: 'contact-data-mended' },
        });
        await reviveContacts(tx, customerId);
        break;
      case 'was-sent':
        if (task.messageId)
          await settleIn(
            tx,
            { organizationId: actor.organizationId, slug: actor.slug, customerRowId: customerId },
            task.messageId,
            { kind: 'sent', providerId: 'confirmed-by-a-person', by: 'person' },
            now,
          );
        break;
      case 'was-not-sent':
        if (task.messageId) {
          await tx.message.updateMany({
            where: { id: task.messageId, state: 'ambiguous' },
            data: { state: 'failed', settledBy: 'person' },
          });
          await tx.step.updateMany({
            where: { customerId: customerId, messageId: task.messageId, state: 'failed' },
            data: { state: 'dropped', reason: 'not-sent' },
          });
        }
        break;
      default:
        break; // no-answer, voicemail, refuses, cannot-fix, handled: the outcome itself is what the next decision looks at
    }
    await tx.task.update({
      where: { id: taskId },
      data: {
        state: 'done',
        completedAt: at,
        completedOn: dateColumn(today),
        outcome: input.outcome,
        note: input.note ?? null,
        claimedBy: task.claimedBy ?? actor.name,
      },
    });
    await writeAudit(tx, actor.organizationId, [
      {
        at,
        kind: 'task.completed',
        actor: actor.name,
        customerRowId: customerId,
        invoiceRowId: null,
        data: { taskId, kind, outcome: input.outcome },
      },
      ...invoices.map((invoice): AuditRow => ({
        at,
        kind: 'task.completed',
        actor: actor.name,
        customerRowId: customerId,
        invoiceRowId: invoice.id,
        data: { taskId, kind, outcome: input.outcome, ...(input.promise ? { promisedOn: input.promise.date } : {}) },
      })),
    ]);
    await writeOutbox(tx, { id: actor.organizationId, slug: actor.slug }, [
      {
        target: 'kafka',
        kind: 'collections-event',
        type: 'puntual.task.completed.v1',
        customerId: customer.customerId,
        at,
        data: { taskId, kind, outcome: input.outcome, customerId: customer.customerId },
      },
    ]);
    const affected =
      kind === 'fix-contact'
        ? await tx.invoice.findMany({ where: { customerId: customerId, status: 'open' }, select: { id: true } })
        : invoices;
    await wakeCases(
      tx,
      { id: actor.organizationId, slug: actor.slug },
      affected.map((invoice) => invoice.id),
      'task',
      { taskId, outcome: input.outcome },
    );
    return { result: 'done' };
  });
}

/** Takes a task for oneself. A task that somebody else holds is not taken from them. */
export async function claimTask(
  database: Database,
  actor: Actor,
  taskId: string,
  now: number,
): Promise<TaskResult | { readonly result: 'claimed-by-other'; readonly by: string }> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const [task] = await tx.$queryRaw<
      { state: string; claimed_by: string | null; customer_id: string | null }[]
    >`SELECT state, claimed_by, customer_id FROM task WHERE id = ${taskId}::uuid FOR UPDATE`;
    if (!task) return { result: 'not-found' };
    if (task.state === 'done') return { result: 'already-done' };
    if (task.claimed_by && task.claimed_by !== actor.name) return { result: 'claimed-by-other', by: task.claimed_by };
    if (task.claimed_by === actor.name) return { result: 'done' };
    await tx.task.update({ where: { id: taskId }, data: { state: 'claimed', claimedBy: actor.name } });
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'task.claimed',
        actor: actor.name,
        customerRowId: task.customer_id,
        invoiceRowId: null,
        data: { taskId },
      },
    ]);
    return { result: 'done' };
  });
}

// What bounced or was refused may be tried again; who complained is left alone until the ERP gives another address.
async function reviveContacts(tx: Tx, customerRowId: string): Promise<void> {
  for (const contact of await tx.contact.findMany({
    where: { customerId: customerRowId, unreachableSince: { not: null } },
  })) {
    const mended = [...deadChannels(contact)].filter(([, why]) => why !== 'complained').map(([channel]) => channel);
    await tx.contact.update({ where: { id: contact.id }, data: withoutChannels(contact, mended) });
  }
}

async function openFixContact(
  tx: Tx,
  actor: Actor,
  customerRowId: string,
  customerId: string,
  invoiceRowIds: readonly string[],
  at: Date,
): Promise<void> {
  const open = await tx.task.findFirst({
    where: { customerId: customerRowId, kind: 'fix-contact', state: { not: 'done' } },
  });
  if (open) return;
  const id = newId();
  await tx.task.create({
    data: { id, organizationId: actor.organizationId, kind: 'fix-contact', customerId: customerRowId, openedAt: at },
  });
  await tx.taskInvoice.createMany({
    data: invoiceRowIds.map((invoiceId) => ({ taskId: id, invoiceId, organizationId: actor.organizationId })),
  });
  await writeOutbox(tx, { id: actor.organizationId, slug: actor.slug }, [
    {
      target: 'kafka',
      kind: 'collections-event',
      type: 'puntual.task.opened.v1',
      customerId,
      at,
      data: { taskId: id, kind: 'fix-contact', customerId },
    },
  ]);
}
