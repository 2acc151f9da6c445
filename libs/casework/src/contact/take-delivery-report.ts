import type { Database, Tx } from '@puntual/db/database';
import { localDate } from '@puntual/domain/calendar/dates';
import type { Recipient } from '@puntual/domain/decide/composition';
import { lastReminderDay, type SpacedMessage } from '@puntual/domain/decide/last-reminder';
import { organizationOf } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { takeBackCharges } from './take-back-charges.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { dateColumn } from '../record/dates.ts';
import { findOrganization } from '../record/organization.ts';
import { markUnreachable } from '../facts/reachability.ts';
import { stepsOf } from './message-row.ts';
import { settleUnderLock } from './settle-message.ts';
import { lockCustomer } from '../record/lock-customer.ts';
import type { ContactRef } from '../record/refs.ts';

/** What a provider reports of a message, with its rank: a report never replaces one of a higher rank. */
const DELIVERY_RANK = { sent: 1, delivered: 2, bounced: 3, complained: 4 } as const;
export type DeliveryState = keyof typeof DELIVERY_RANK;

export interface DeliveryReport {
  readonly slug: string;
  readonly messageId: string;
  readonly webhookId: string;
  readonly providerId: string;
  readonly state: DeliveryState;
}

/** A message of which a report came, in the transaction that holds its customer's lock. */
interface ReportedMessage {
  readonly tx: Tx;
  readonly ref: ContactRef;
  readonly message: { readonly id: string; readonly recipients: unknown };
  readonly now: number;
}

/**
 * Processes a provider's webhook: settles a message whose answer never came, and keeps the delivery state of the
 * highest rank. A bounce or a complaint marks the contact as unreachable by that channel. A bounce also drops the
 * message's steps and takes back its charges, so that the cases request the steps again by another channel. Each
 * webhook id counts once (`duplicate`); `unknown`: no such organization or message.
 */
export async function takeDeliveryReport(
  database: Database,
  report: DeliveryReport,
  now: number,
): Promise<'taken' | 'duplicate' | 'unknown'> {
  const organization = await findOrganization(database, report.slug);
  if (!organization) return 'unknown';
  return database.inOrganization(organization.id, async (tx) => {
    const found = await tx.message.findUnique({ where: { id: report.messageId }, select: { customerId: true } });
    if (!found) return 'unknown';
    const customerRowId = (await lockCustomer(tx, found.customerId))?.id ?? found.customerId;
    const { count } = await tx.webhookEvent.createMany({
      data: [{ organizationId: organization.id, webhookId: report.webhookId }],
      skipDuplicates: true,
    });
    if (count === 0) return 'duplicate';
    const ref = { organizationId: organization.id, slug: organization.slug, customerRowId };
    const outcome = { kind: 'sent', providerId: report.providerId, by: 'webhook' } as const;
    await settleUnderLock(tx, ref, { messageId: report.messageId, outcome }, now);
    const message = await tx.message.findUniqueOrThrow({ where: { id: report.messageId } });
    const known = (message.deliveryState ?? 'sent') as DeliveryState;
    if (DELIVERY_RANK[report.state] <= DELIVERY_RANK[known]) return 'taken';
    await tx.message.update({ where: { id: message.id }, data: { deliveryState: report.state } });
    await applyDeliveryState({ tx, ref, message, now }, report.state);
    return 'taken';
  });
}

async function applyDeliveryState(reported: ReportedMessage, state: DeliveryState): Promise<void> {
  switch (state) {
    case 'sent':
    case 'delivered':
      return;
    case 'complained':
      return markRecipientsUnreachable(reported, state);
    case 'bounced':
      await markRecipientsUnreachable(reported, state);
      return takeBackMessage(reported);
  }
}

function markRecipientsUnreachable(
  { tx, ref, message, now }: ReportedMessage,
  reason: 'bounced' | 'complained',
): Promise<void> {
  return markUnreachable(tx, ref.customerRowId, {
    recipients: message.recipients as Recipient[],
    why: reason,
    at: new Date(now),
  });
}

// The message reached nobody: its steps do not count as done, its charges are not owed, and the spacing of reminders
// counts from the last one that reached the customer.
async function takeBackMessage({ tx, ref, message, now }: ReportedMessage): Promise<void> {
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: ref.customerRowId } });
  const today = localDate(now, customer.timeZone);
  const steps = await tx.step.findMany({ where: { ...stepsOf(ref, message.id), state: 'sent' } });
  await tx.step.updateMany({
    where: { id: { in: steps.map((step) => step.id) } },
    data: { state: 'dropped', reason: 'bounced', changedOn: dateColumn(today) },
  });
  const lastReminderOn = lastReminderDay(await messagesOf(tx, customer.id), customer.timeZone);
  await tx.customer.update({
    where: { id: customer.id },
    data: { lastReminderOn: lastReminderOn && dateColumn(lastReminderOn) },
  });
  await writeAudit(
    tx,
    ref.organizationId,
    steps.map((step) => ({
      at: new Date(now),
      kind: 'message.bounced',
      actor: 'provider',
      customerRowId: customer.id,
      invoiceRowId: step.invoiceId,
      data: { messageId: message.id },
    })),
  );
  await takeBackCharges(tx, ref, { messageId: message.id, on: today }, now);
  await wakeCases(
    tx,
    organizationOf(ref),
    steps.map((step) => step.invoiceId),
    { signal: 'contact', detail: { bounced: 'yes' } },
  );
}

async function messagesOf(tx: Tx, customerRowId: string): Promise<readonly SpacedMessage[]> {
  const rows = await tx.message.findMany({
    where: { customerId: customerRowId },
    select: { state: true, reminder: true, composedAt: true, deliveryState: true },
  });
  return rows.map((row) => ({ ...row, composedAt: row.composedAt.getTime() }));
}
