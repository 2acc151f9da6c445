import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { Recipient } from '@puntual/domain/decide/composition';
import { type Stage, stageRank } from '@puntual/domain/policy/vocabulary';
import type { Tx } from '@puntual/db/database';
import { markUnreachable } from '../facts/unreached-addresses.ts';
import { refreshNextActions } from '../facts/store-next-action.ts';
import { organizationOf } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import { writeOutbox } from '../record/outbox.ts';
import { endTasks } from '../tasks/end-task.ts';
import { stepsOf, type SettledMessage } from './message-row.ts';
import { postCharges } from './post-charges.ts';

/**
 * The provider accepted the message. `by`: who said so. `refusedAddresses`: the recipients whom it refused, of a
 * message that goes to each by itself.
 */
export interface SentOutcome {
  readonly kind: 'sent';
  readonly providerId: string;
  readonly by: 'answer' | 'webhook' | 'person';
  readonly refusedAddresses?: readonly string[];
}

type CarriedStep = Awaited<ReturnType<Tx['step']['findMany']>>[number];
type ListedInvoice = Awaited<ReturnType<Tx['messageInvoice']['findMany']>>[number];

/**
 * Records that a message was sent: its steps are done and its invoices rise to their stages, its charges are owed, and
 * the next steps are planned from it. Audits it for each invoice that it lists, and announces it.
 */
export async function settleSent(settled: SettledMessage, outcome: SentOutcome): Promise<void> {
  const { tx, ref, message, now } = settled;
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: ref.customerRowId } });
  const { customerId, timeZone } = customer;
  // The steps get the day on which the message was composed and first tried, not the day of a late webhook.
  const on = localDate(message.composedAt.getTime(), timeZone);
  await markSent(settled, outcome, on);
  await markRefused(settled, outcome, on);
  const carried = await tx.step.findMany({ where: stepsOf(ref, message.id) });
  const invoiceIds = await raiseStages(tx, carried);
  // A person who says that the message was sent ends the task by saying so.
  if (outcome.by !== 'person') await endTasksAboutSending(settled, { customerId, timeZone });
  const listed = await tx.messageInvoice.findMany({ where: { messageId: message.id } });
  await postCharges(tx, organizationOf(ref), { messageId: message.id, on, listed }, now);
  if (message.template !== 'thank-you')
    await refreshNextActions(tx, [...new Set(carried.map((step) => step.invoiceId))], now);
  await auditSent(settled, { carried, listed, settledBy: outcome.by });
  await writeOutbox(tx, organizationOf(ref), [
    {
      target: 'kafka',
      kind: 'collections-event',
      type: 'puntual.contact.sent.v1',
      customerId,
      at: new Date(now),
      data: {
        messageId: message.id,
        customerId,
        template: message.template,
        stage: message.stage,
        channel: message.channel,
        steps: carried.map((step) => ({ invoiceId: invoiceIds.get(step.invoiceId) ?? null, stepId: step.stepId })),
      },
    },
  ]);
}

async function markSent({ tx, ref, message, now }: SettledMessage, outcome: SentOutcome, on: IsoDate): Promise<void> {
  const at = new Date(now);
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
  await tx.customer.update({
    where: { id: ref.customerRowId },
    data: { lastContactAt: at, ...(message.reminder ? { lastReminderOn: dateColumn(on) } : {}) },
  });
}

async function markRefused(
  { tx, ref, message, now }: SettledMessage,
  { refusedAddresses = [] }: SentOutcome,
  on: IsoDate,
): Promise<void> {
  const recipients = (message.recipients as unknown as Recipient[]).filter(({ address }) =>
    refusedAddresses.includes(address),
  );
  await markUnreachable(tx, ref, { recipients, why: 'refused', at: new Date(now), on });
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

// Ends the tasks that ask a person whether the message was sent.
async function endTasksAboutSending(
  { tx, ref, message, now }: SettledMessage,
  { customerId, timeZone }: { readonly customerId: string; readonly timeZone: string },
): Promise<void> {
  const tasks = await tx.task.findMany({
    where: { customerId: ref.customerRowId, messageId: message.id, kind: 'ambiguous-send', state: { not: 'done' } },
    select: { id: true },
  });
  await endTasks(
    tx,
    organizationOf(ref),
    tasks.map((task) => ({
      taskId: task.id,
      kind: 'ambiguous-send',
      outcome: 'was-sent',
      owner: { customerRowId: ref.customerRowId, customerId },
      completedOn: localDate(now, timeZone),
    })),
    { by: 'puntual', at: new Date(now) },
  );
}

async function auditSent(
  { tx, ref, message, now }: SettledMessage,
  sent: {
    readonly carried: readonly CarriedStep[];
    readonly listed: readonly ListedInvoice[];
    readonly settledBy: SentOutcome['by'];
  },
): Promise<void> {
  const steps = new Map(sent.carried.map((step) => [step.invoiceId, step.stepId]));
  const composed = await tx.messageDecision.findUnique({
    where: { organizationId_messageId: { organizationId: ref.organizationId, messageId: message.id } },
    select: { hash: true },
  });
  await writeAudit(
    tx,
    ref.organizationId,
    sent.listed.map((line) => ({
      at: new Date(now),
      kind: 'message.sent',
      actor: 'puntual',
      customerRowId: ref.customerRowId,
      invoiceRowId: line.invoiceId,
      data: {
        messageId: message.id,
        template: message.template,
        channel: message.channel,
        section: line.section,
        stepId: steps.get(line.invoiceId) ?? null,
        sha256: message.contentHash,
        ...(composed ? { decision: composed.hash } : {}),
        settledBy: sent.settledBy,
      },
    })),
  );
}
