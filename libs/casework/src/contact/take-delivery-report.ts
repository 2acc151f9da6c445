import type { Database } from '@puntual/db/database';
import { localDate } from '@puntual/domain/calendar/dates';
import type { Recipient } from '@puntual/domain/decide/composition';
import { writeAudit } from '../record/audit.ts';
import { takeBackCharges } from './end-charges.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { dateColumn } from '../record/dates.ts';
import { findOrganization } from '../record/organization.ts';
import { markUnreachable } from '../facts/reachability.ts';
import { settleIn, stepsOf } from './settle-message.ts';
import { lockCustomer } from '../record/lock-customer.ts';

/** What a provider reports of a message, with its rank: a report of a lower rank never replaces one of a higher rank. */
const DELIVERY_RANK = { sent: 1, delivered: 2, bounced: 3, complained: 4 } as const;
export type DeliveryState = keyof typeof DELIVERY_RANK;

export interface DeliveryReport {
  readonly slug: string;
  readonly messageId: string;
  readonly webhookId: string;
  readonly providerId: string;
  readonly state: DeliveryState;
}

/**
 * Processes a provider's webhook: settles a message whose answer never came, and keeps the delivery state of the highest
 * rank. A bounce or a complaint marks the contact as unreachable by that channel. A bounce also drops the message's
 * steps and takes back its charges, so that the cases request the steps again by another channel. Each webhook id counts
 * once (`duplicate`); `unknown`: no such organization or message.
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
    await lockCustomer(tx, found.customerId);
    const { count } = await tx.webhookEvent.createMany({
      data: [{ organizationId: organization.id, webhookId: report.webhookId }],
      skipDuplicates: true,
    });
    if (count === 0) return 'duplicate';
    const ref = { organizationId: organization.id, slug: organization.slug, customerRowId: found.customerId };
    await settleIn(tx, ref, report.messageId, { kind: 'sent', providerId: report.providerId, by: 'webhook' }, now);
    const message = await tx.message.findUniqueOrThrow({ where: { id: report.messageId } });
    const held = DELIVERY_RANK[(message.deliveryState ?? 'sent') as DeliveryState];
    if (DELIVERY_RANK[report.state] <= held) return 'taken';
    await tx.message.update({ where: { id: message.id }, data: { deliveryState: report.state } });
    if (report.state === 'bounced' || report.state === 'complained')
      await markUnreachable(tx, found.customerId, {
        recipients: message.recipients as unknown as Recipient[],
        why: report.state,
        at: new Date(now),
      });
    if (report.state === 'bounced') {
      const customer = await tx.customer.findUniqueOrThrow({ where: { id: found.customerId } });
      const steps = await tx.step.findMany({ where: { ...stepsOf(ref, message.id), state: 'sent' } });
      await tx.step.updateMany({
        where: { id: { in: steps.map((step) => step.id) } },
        data: { state: 'dropped', reason: 'bounced', changedOn: dateColumn(localDate(now, customer.timeZone)) },
      });
      // The message reached nobody, so the spacing of reminders counts from the last one that did.
      const [last] = await tx.$queryRaw<{ at: Date | null }[]>`
        SELECT max(composed_at) AS at
        FROM message
        WHERE customer_id = ${customer.id}::uuid
          AND state = 'sent'
          AND reminder
          AND delivery_state IS DISTINCT FROM 'bounced'`;
      await tx.customer.update({
        where: { id: customer.id },
        data: { lastReminderOn: last?.at ? dateColumn(localDate(last.at.getTime(), customer.timeZone)) : null },
      });
      await writeAudit(
        tx,
        organization.id,
        steps.map((step) => ({
          at: new Date(now),
          kind: 'message.bounced',
          actor: 'provider',
          customerRowId: customer.id,
          invoiceRowId: step.invoiceId,
          data: { messageId: message.id },
        })),
      );
      await takeBackCharges(tx, organization, message.id, localDate(now, customer.timeZone), now);
      await wakeCases(
        tx,
        organization,
        steps.map((step) => step.invoiceId),
        { signal: 'contact', detail: { bounced: 'yes' } },
      );
    }
    return 'taken';
  });
}
