import type { Database } from '@puntual/db/database';
import { localDate } from '@puntual/domain/calendar/dates';
import { findOrganization } from '../record/organization.ts';
import { lockCustomerRow } from '../record/lock-customer.ts';
import { noteDelivered } from '../facts/unreached-addresses.ts';
import type { ContactRef } from '../record/refs.ts';
import { applyFailedDelivery } from './apply-failed-delivery.ts';
import type { ReportedMessage } from './reported-message.ts';
import {
  DELIVERY_RANK,
  recipientsOfReport,
  type DeliveryState,
  type ReportedAddresses,
  type ReportedRecipient,
} from './reported-recipients.ts';
import { settleUnderLock } from './settle-message.ts';

export type { DeliveryState } from './reported-recipients.ts';

export interface DeliveryReport extends ReportedAddresses {
  readonly slug: string;
  readonly messageId: string;
  readonly webhookId: string;
  readonly providerId: string;
  readonly state: DeliveryState;
  /** Of a bounce: its cause may pass, such as a full mailbox. Left out: it is final. */
  readonly transient?: boolean;
  /** The cause in the provider's code words (`Permanent/General`). It holds no address. */
  readonly reason?: string;
}

/**
 * Processes a provider's webhook: settles a message whose answer never came, and keeps the delivery state of the
 * highest rank, of each recipient and of the message. What did not arrive counts for its own recipient alone
 * (`applyFailedDelivery`). Each webhook id counts once (`duplicate`); `unknown`: no such organization or message.
 */
export async function takeDeliveryReport(
  database: Database,
  report: DeliveryReport,
  now: number,
): Promise<'taken' | 'duplicate' | 'unknown'> {
  const organization = await findOrganization(database, report.slug);
  if (!organization) return 'unknown';
  return database.inOrganization(organization.id, async (tx) => {
    const found = await tx.message.findUnique({
      where: { id: report.messageId },
      select: { customerId: true },
    });
    if (!found) return 'unknown';
    const customerRowId = await lockCustomerRow(tx, found.customerId);
    const { count } = await tx.webhookEvent.createMany({
      data: [{ organizationId: organization.id, webhookId: report.webhookId }],
      skipDuplicates: true,
    });
    if (count === 0) return 'duplicate';
    const ref = { organizationId: organization.id, slug: organization.slug, customerRowId };
    const outcome = { kind: 'sent', providerId: report.providerId, by: 'webhook' } as const;
    await settleUnderLock(tx, ref, { messageId: report.messageId, outcome }, now);
    await applyReport(await loadReported({ tx, ref, now }, report.messageId), report);
    return 'taken';
  });
}

async function loadReported(
  { tx, ref, now }: { readonly tx: ReportedMessage['tx']; readonly ref: ContactRef; readonly now: number },
  messageId: string,
): Promise<ReportedMessage> {
  const message = await tx.message.findUniqueOrThrow({
    where: { id: messageId },
    select: { id: true, recipients: true, deliveryState: true },
  });
  const customer = await tx.customer.findUniqueOrThrow({
    where: { id: ref.customerRowId },
    select: { customerId: true, timeZone: true },
  });
  return {
    tx,
    ref,
    message: {
      id: message.id,
      recipients: message.recipients as unknown as ReportedRecipient[],
      state: (message.deliveryState ?? 'sent') as DeliveryState,
    },
    customer,
    now,
    today: localDate(now, customer.timeZone),
  };
}

async function applyReport(reported: ReportedMessage, report: DeliveryReport): Promise<void> {
  const { tx, ref, message } = reported;
  const concerned = recipientsOfReport(message.recipients, report);
  switch (report.state) {
    case 'sent':
    case 'delivered':
      if (report.state === 'delivered' && concerned)
        await noteDelivered(
          tx,
          ref,
          concerned.filter(({ delivery = 'sent' }) => DELIVERY_RANK[delivery] < DELIVERY_RANK.delivered),
        );
      if (DELIVERY_RANK[report.state] > DELIVERY_RANK[message.state])
        await tx.message.update({ where: { id: message.id }, data: { deliveryState: report.state } });
      return;
    case 'bounced':
    case 'failed':
    case 'suppressed':
    case 'complained':
      return applyFailedDelivery(reported, { ...report, state: report.state, concerned });
  }
}
