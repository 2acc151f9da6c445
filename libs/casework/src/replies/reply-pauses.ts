import { addDays, localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import { addOpenDays } from '@puntual/domain/calendar/send-window';
import type { ReplyEnd } from '@puntual/domain/replies/reply-codes';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { loadWindow } from '../facts/load-window.ts';
import { policyOf } from '../policy-versions/load-policy.ts';
import { writeAudit } from '../record/audit.ts';
import { claimsOf } from '../record/claims-of.ts';
import { dateColumn } from '../record/dates.ts';
import { lockCustomer } from '../record/lock-customer.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { readSettings } from '../settings/settings.ts';
import { offerOverdueTask } from '../tasks/offer-overdue-task.ts';
import { openTask } from '../tasks/open-task.ts';

/** What stands as the reason of a pause for a mail; people read its words by the mail's id. */
const PAUSED_BECAUSE = 'reply';
/** Most invoices that a task to answer a mail names. */
const MOST_INVOICES = 500;

/** The silence after a mail of a customer, and the task to answer it. */
export interface ReplySilence {
  readonly taskId: string;
  /** The last day of the pause, in the debtor's time zone; null: nothing was open that could be paused. */
  readonly untilOn: IsoDate | null;
}

/**
 * Pauses the chasing of a customer (row id; of a group, its payer) and of all for whom it pays, for a mail of theirs,
 * and opens the task to answer it, or adds the mail to the one that is open. A pause that runs already is made longer,
 * never shorter. Needs the customer's lock; the caller wakes the cases.
 */
export async function silenceForReply(
  tx: Tx,
  organization: OrganizationRef,
  { customerRowId, replyId }: { readonly customerRowId: string; readonly replyId: string },
  now: number,
): Promise<ReplySilence> {
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: customerRowId } });
  const claims = await claimsOf(tx, customerRowId);
  const open = await tx.invoice.findMany({
    where: { customerId: { in: claims }, status: 'open' },
    orderBy: [{ dueDate: 'asc' }, { id: 'asc' }],
    select: { id: true, customerId: true, runsPolicyKey: true, runsPolicyVersion: true },
    take: MOST_INVOICES,
  });
  const policy = await policyOf(tx, organization.id, open[0] ?? { runsPolicyKey: null, runsPolicyVersion: null });
  const window = await loadWindow(tx, customerRowId, policy, now);
  const { replies } = await readSettings(tx, organization.id);
  const today = localDate(now, customer.timeZone);
  const untilOn = addOpenDays(today, replies.pauseDays, window);
  const owing = claims.filter((claim) => open.some(({ customerId }) => customerId === claim));
  for (const claim of owing) await pauseUntil(tx, organization.id, { customerRowId: claim, replyId, untilOn }, now);
  const { taskId } = await openTask(
    tx,
    organization,
    {
      kind: 'answer-reply',
      owner: { customerRowId, customerId: customer.customerId },
      invoiceRowIds: open.map(({ id }) => id),
      dueOn: addOpenDays(today, replies.answerDays, window),
      announced: { replyId },
    },
    new Date(now),
  );
  return { taskId, untilOn: owing.length > 0 ? untilOn : null };
}

async function pauseUntil(
  tx: Tx,
  organizationId: string,
  {
    customerRowId,
    replyId,
    untilOn,
  }: { readonly customerRowId: string; readonly replyId: string; readonly untilOn: IsoDate },
  now: number,
): Promise<void> {
  const { count } = await tx.customerPause.updateMany({
    where: {
      customerId: customerRowId,
      replyId: { not: null },
      releasedAt: null,
      untilOn: { gte: dateColumn(untilOn) },
    },
    data: { replyId },
  });
  if (count > 0) return;
  await releasePauses(tx, [customerRowId], { by: 'puntual', now });
  await tx.customerPause.create({
    data: {
      id: newId(),
      organizationId,
      customerId: customerRowId,
      channel: null,
      untilOn: dateColumn(untilOn),
      reason: PAUSED_BECAUSE,
      openedAt: new Date(now),
      openedBy: 'puntual',
      replyId,
    },
  });
}

async function releasePauses(
  tx: Tx,
  customerRowIds: readonly string[],
  { by, now }: { readonly by: string; readonly now: number },
): Promise<number> {
  const { count } = await tx.customerPause.updateMany({
    where: { customerId: { in: [...customerRowIds] }, replyId: { not: null }, releasedAt: null },
    data: { releasedAt: new Date(now), releasedBy: by },
  });
  return count;
}

/** How the silence after the mails of a customer ends. `taskId`: the task that stays open. */
interface SilenceEnd {
  readonly how: Exclude<ReplyEnd, 'untied'>;
  readonly by: string;
  readonly taskId?: string;
  /** A customer (row id) who may have left the group since. */
  readonly also?: readonly string[];
}

/**
 * Ends the silence after all mails of a customer (row id), and notes on each mail how it was dealt with. Needs the
 * customer's lock; the caller wakes the cases.
 */
export async function endSilence(
  tx: Tx,
  organizationId: string,
  { customerRowId, how, by, taskId, also = [] }: SilenceEnd & { readonly customerRowId: string },
  now: number,
): Promise<void> {
  await releasePauses(tx, [...(await claimsOf(tx, customerRowId)), ...also], { by, now });
  // One whose pause ended without an answer can still be answered.
  const rows = await tx.reply.updateManyAndReturn({
    where: {
      customerId: customerRowId,
      state: 'matched',
      kind: 'reply',
      OR: [{ endedAt: null }, ...(how === 'lapsed' ? [] : [{ endedHow: 'lapsed' }])],
    },
    data: { endedAt: new Date(now), endedBy: by, endedHow: how },
    select: { id: true },
  });
  await writeAudit(
    tx,
    organizationId,
    rows.map(({ id }) => ({
      at: new Date(now),
      kind: 'reply.pause-ended' as const,
      actor: by,
      customerRowId,
      invoiceRowId: null,
      data: { replyId: id, how, ...(taskId === undefined ? {} : { taskId }) },
    })),
  );
}

/**
 * Ends the pauses of a customer (row id; of a group, its payer) whose mails nobody answered in time: chasing goes on,
 * and the task to answer is offered to everybody, or opened again where there is none. Needs the customer's lock.
 * `pausedRowId`: the customer whose pause is over, who may have left the group since.
 */
export async function lapseReplies(
  tx: Tx,
  organization: OrganizationRef,
  { customerRowId, pausedRowId }: { readonly customerRowId: string; readonly pausedRowId: string },
  now: number,
): Promise<void> {
  const customer = await lockCustomer(tx, customerRowId);
  if (!customer) return;
  const at = new Date(now);
  const open = await tx.task.findFirst({
    where: { customerId: customer.id, kind: 'answer-reply', state: { not: 'done' } },
    select: { id: true },
  });
  if (open) await offerOverdueTask(tx, organization.id, open.id, at);
  const taskId = open?.id ?? (await openAgain(tx, organization, customer, now));
  await endSilence(
    tx,
    organization.id,
    { customerRowId: customer.id, how: 'lapsed', by: 'puntual', taskId, also: [pausedRowId] },
    now,
  );
}

async function openAgain(
  tx: Tx,
  organization: OrganizationRef,
  customer: { readonly id: string; readonly customer_id: string; readonly time_zone: string },
  now: number,
): Promise<string> {
  const { taskId } = await openTask(
    tx,
    organization,
    {
      kind: 'answer-reply',
      owner: { customerRowId: customer.id, customerId: customer.customer_id },
      dueOn: addDays(localDate(now, customer.time_zone), 1),
    },
    new Date(now),
  );
  return taskId;
}
