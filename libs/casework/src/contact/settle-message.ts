import { localDate } from '@puntual/domain/calendar/dates';
import type { Recipient } from '@puntual/domain/decide/composition';
import type { Database, Tx } from '@puntual/db/database';
import { organizationOf } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { postCharges } from './post-charges.ts';
import { refreshNextActions } from '../facts/store-next-action.ts';
import { dateColumn } from '../record/dates.ts';
import { writeOutbox } from '../record/outbox.ts';
import { askForContactData } from './ask-for-contact-data.ts';
import { markUnreachable } from '../facts/reachability.ts';
import type { ContactRef } from '../record/refs.ts';
import { endTasks } from '../tasks/end-task.ts';
import { openTask } from '../tasks/open-task.ts';
import { lockCustomer } from '../record/lock-customer.ts';
import { type Stage, stageRank } from '@puntual/domain/policy/vocabulary';

/** How a try ended: accepted; surely not accepted, for good; or nobody can know. */
export type TryOutcome =
  | { readonly kind: 'sent'; readonly providerId: string; readonly by: 'answer' | 'webhook' | 'person' }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'ambiguous'; readonly error: string };

/**
 * `settled`: this call settled the message. `already`: it was settled before, because webhook and answer may both
 * arrive. `other-channel`: the provider refused it, so its steps go out by another address or channel. `more`: the
 * customer has requested steps left.
 */
export type Settlement = { readonly result: 'settled' | 'already' | 'other-channel'; readonly more: boolean };

/** Records how a reserved message ended: only `sent` makes the steps it carries done. */
export async function settleMessage(
  database: Database,
  ref: ContactRef,
  messageId: string,
  outcome: TryOutcome,
  now: number,
): Promise<Settlement> {
  return database.inOrganization(ref.organizationId, async (tx) => {
    await lockCustomer(tx, ref.customerRowId);
    const result = await settleIn(tx, ref, messageId, outcome, now);
    const left = await tx.step.count({ where: { customerId: ref.customerRowId, do: 'send', state: 'requested' } });
    return { result, more: left > 0 };
  });
}

/** The same inside a transaction that holds the customer's lock already. */
export async function settleIn(
  tx: Tx,
  ref: ContactRef,
  messageId: string,
  outcome: TryOutcome,
  now: number,
): Promise<Settlement['result']> {
  const message = await tx.message.findUnique({ where: { id: messageId } });
  if (!message || !(message.state === 'reserved' || (message.state === 'ambiguous' && outcome.kind === 'sent')))
    return 'already';
  switch (outcome.kind) {
    case 'sent':
      await settleSent(tx, ref, message, outcome, now);
      return 'settled';
    case 'ambiguous':
      await settleAmbiguous(tx, ref, messageId, outcome.error, now);
      return 'settled';
    case 'refused':
      return settleRefused(tx, ref, message, outcome.error, now);
  }
}

/** The steps that a message carries: found by its customer, for whom there is an index. */
export function stepsOf(
  ref: Pick<ContactRef, 'customerRowId'>,
  messageId: string,
): { customerId: string; messageId: string } {
  return { customerId: ref.customerRowId, messageId };
}

type MessageRow = NonNullable<Awaited<ReturnType<Tx['message']['findUnique']>>>;

async function settleSent(
  tx: Tx,
  ref: ContactRef,
  message: MessageRow,
  outcome: Extract<TryOutcome, { kind: 'sent' }>,
  now: number,
): Promise<void> {
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: ref.customerRowId } });
  const at = new Date(now);
  // The steps get the day on which the message was composed and first tried, not the day of a late webhook.
  const on = localDate(message.composedAt.getTime(), customer.timeZone);
  await tx.message.update({
    where: { id: message.id },
    data: {
      state: 'sent',
      sentAt: at,
      providerId: outcome.providerId,
      settledBy: outcome.by,
      deliveryState: message.deliveryState ?? 'sent',
      lastError: null,
    },
  });
  await tx.step.updateMany({
    where: { ...stepsOf(ref, message.id), state: { in: ['requested', 'failed'] } },
    data: { state: 'sent', changedOn: dateColumn(on), deadlineOn: message.deadlineOn },
  });
  const carried = await tx.step.findMany({ where: stepsOf(ref, message.id) });
  const invoiceIds = await raiseStages(tx, carried);
  // The person who was asked whether it left need not find out any more.
  if (outcome.by !== 'person') await endDoubtsOf(tx, ref, message.id, customer, now);
  await tx.customer.update({
    where: { id: customer.id },
    data: { lastContactAt: at, ...(message.reminder ? { lastReminderOn: dateColumn(on) } : {}) },
  });
  const listed = await tx.messageInvoice.findMany({ where: { messageId: message.id } });
  await postCharges(
    tx,
    organizationOf(ref),
    { messageId: message.id, customerRowId: customer.id, customerId: customer.customerId, on, listed },
    now,
  );
  if (message.template !== 'thank-you')
    await refreshNextActions(tx, [...new Set(carried.map((step) => step.invoiceId))], now);
  const steps = new Map(carried.map((step) => [step.invoiceId, step.stepId]));
  await writeAudit(
    tx,
    ref.organizationId,
    listed.map((line) => ({
      at,
      kind: 'message.sent',
      actor: 'puntual',
      customerRowId: customer.id,
      invoiceRowId: line.invoiceId,
      data: {
        messageId: message.id,
        template: message.template,
        channel: message.channel,
        section: line.section,
        stepId: steps.get(line.invoiceId) ?? null,
        sha256: message.contentHash,
        settledBy: outcome.by,
      },
    })),
  );
  await writeOutbox(tx, organizationOf(ref), [
    {
      target: 'kafka',
      kind: 'collections-event',
      type: 'puntual.contact.sent.v1',
      customerId: customer.customerId,
      at,
      data: {
        messageId: message.id,
        customerId: customer.customerId,
        template: message.template,
        stage: message.stage,
        channel: message.channel,
        steps: carried.map((step) => ({ invoiceId: invoiceIds.get(step.invoiceId) ?? null, stepId: step.stepId })),
      },
    },
  ]);
}

async function endDoubtsOf(
  tx: Tx,
  ref: ContactRef,
  messageId: string,
  customer: { readonly customerId: string; readonly timeZone: string },
  now: number,
): Promise<void> {
  const doubts = await tx.task.findMany({
    where: { customerId: ref.customerRowId, messageId, kind: 'ambiguous-send', state: { not: 'done' } },
    select: { id: true },
  });
  await endTasks(
    tx,
    organizationOf(ref),
    doubts.map((task) => ({
      taskId: task.id,
      kind: 'ambiguous-send',
      outcome: 'was-sent',
      owner: { customerRowId: ref.customerRowId, customerId: customer.customerId },
      completedOn: localDate(now, customer.timeZone),
    })),
    { by: 'puntual', at: new Date(now) },
  );
}

// A merged message has the tone of its most advanced step, but each invoice rises to the stage of its own step only.
// Returns the ERP's id of each invoice by row id.
async function raiseStages(
  tx: Tx,
  carried: readonly { readonly invoiceId: string; readonly stage: string | null }[],
): Promise<ReadonlyMap<string, string>> {
  const invoices = await tx.invoice.findMany({
    where: { id: { in: carried.map((step) => step.invoiceId) } },
    select: { id: true, invoiceId: true, stage: true },
  });
  const rises = new Map<Stage, string[]>();
  for (const invoice of invoices) {
    const own = carried.find((step) => step.invoiceId === invoice.id)?.stage as Stage | null | undefined;
    if (own && stageRank(own) > stageRank(invoice.stage as Stage))
      rises.set(own, [...(rises.get(own) ?? []), invoice.id]);
  }
  for (const [stage, ids] of rises) await tx.invoice.updateMany({ where: { id: { in: ids } }, data: { stage } });
  return new Map(invoices.map((invoice) => [invoice.id, invoice.invoiceId]));
}

/**
 * Marks a message as ambiguous when nobody can know whether it was sent. It is never repeated: the provider's webhook
 * settles it, or the person who gets the task that this opens. Its steps fail with the reason `ambiguous`, and their
 * cases do not request them again.
 */
export async function settleAmbiguous(
  tx: Tx,
  ref: ContactRef,
  messageId: string,
  reason: string,
  now: number,
): Promise<void> {
  const at = new Date(now);
  await tx.message.update({ where: { id: messageId }, data: { state: 'ambiguous', lastError: reason } });
  await tx.step.updateMany({
    where: { ...stepsOf(ref, messageId), state: 'requested' },
    data: { state: 'failed', reason: 'ambiguous' },
  });
  const listed = await tx.messageInvoice.findMany({ where: { messageId } });
  const customer = await tx.customer.findUniqueOrThrow({
    where: { id: ref.customerRowId },
    select: { customerId: true },
  });
  const { taskId } = await openTask(
    tx,
    organizationOf(ref),
    {
      kind: 'ambiguous-send',
      owner: { customerRowId: ref.customerRowId, customerId: customer.customerId },
      invoiceRowIds: listed.map((line) => line.invoiceId),
      messageId,
      announced: { messageId },
    },
    at,
  );
  await writeAudit(
    tx,
    ref.organizationId,
    listed.map((line) => ({
      at,
      kind: 'message.ambiguous',
      actor: 'puntual',
      customerRowId: ref.customerRowId,
      invoiceRowId: line.invoiceId,
      data: { messageId, reason, taskId },
    })),
  );
}

// The provider refused the message: a new message to the customer's next address or channel replaces it. With none left,
// a task asks for contact data.
async function settleRefused(
  tx: Tx,
  ref: ContactRef,
  message: MessageRow,
  error: string,
  now: number,
): Promise<Settlement['result']> {
  const at = new Date(now);
  await tx.message.update({
    where: { id: message.id },
    data: { state: 'failed', settledBy: 'answer', lastError: error.slice(0, 300) },
  });
  const recipients = message.recipients as unknown as Recipient[];
  await markUnreachable(tx, ref.customerRowId, { recipients, why: 'refused', at });
  const steps = await tx.step.findMany({ where: { ...stepsOf(ref, message.id), state: 'requested' } });
  await writeAudit(
    tx,
    ref.organizationId,
    steps.map((step) => ({
      at,
      kind: 'message.failed',
      actor: 'puntual',
      customerRowId: ref.customerRowId,
      invoiceRowId: step.invoiceId,
      data: { messageId: message.id, channel: message.channel },
    })),
  );
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: ref.customerRowId } });
  // The refused address is marked, so the gate uses the next one, or asks for contact data when there is none. A postal
  // address has no such mark, so a refused letter asks for contact data here.
  if (message.channel !== 'letter') return 'other-channel';
  await askForContactData(
    tx,
    ref,
    customer,
    steps.map((step) => ({ requestId: step.id, invoiceId: step.invoiceId, stepId: step.stepId })),
    'no-way',
    now,
  );
  return 'settled';
}
