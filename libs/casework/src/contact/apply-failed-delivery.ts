import type { Tx } from '@puntual/db/database';
import { toJson } from '@puntual/db/json';
import { markUnreachable, MOST_UNDELIVERED, noteUndelivered } from '../facts/unreached-addresses.ts';
import { organizationOf } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { openTask } from '../tasks/open-task.ts';
import { DELIVERY_RANK, hasNotArrived, type NotArrived, type ReportedRecipient } from './reported-recipients.ts';
import type { ReportedMessage } from './reported-message.ts';
import { takeBackMessage } from './take-back-message.ts';

/** What went wrong with a message, and for which of its recipients; null: the report does not say for which. */
export interface FailedDelivery {
  readonly state: NotArrived | 'complained';
  readonly transient?: boolean;
  readonly reason?: string;
  readonly concerned: readonly ReportedRecipient[] | null;
}

/**
 * Applies a report that a message did not arrive, or that its reader complained, to the recipients that it is about,
 * and to nobody else: their addresses are marked as unusable, or rest when the cause may pass (a full mailbox, a mail
 * that the provider failed to send). Once no recipient got the message, its steps, spacing and charges are taken back.
 * A person gets the fix-contact task for an address that is unusable now, and for a report that does not say which of
 * several addresses it is about: then no address is marked.
 */
export async function applyFailedDelivery(reported: ReportedMessage, failure: FailedDelivery): Promise<void> {
  const { message } = reported;
  const { concerned, state } = failure;
  if (concerned === null) {
    await auditFailure(reported, failure, message.recipients);
    return askForContacts(reported, message.recipients);
  }
  const news = concerned.filter(({ delivery = 'sent' }) => DELIVERY_RANK[delivery] < DELIVERY_RANK[state]);
  if (news.length === 0) return;
  const after = message.recipients.map((each) => (news.includes(each) ? { ...each, delivery: state } : each));
  await storeStates(reported, failure, after);
  const unusable = await markAddresses(reported, failure, news);
  if (state !== 'complained') {
    await auditFailure(reported, failure, news);
    if (after.every(({ delivery }) => hasNotArrived(delivery))) await takeBackMessage(reported);
    await askForContacts(reported, unusable);
  }
}

// The message has the state of a report when all its recipients share it; a complaint of one of them is the message's.
async function storeStates(
  { tx, message }: ReportedMessage,
  { state, reason }: FailedDelivery,
  recipients: readonly ReportedRecipient[],
): Promise<void> {
  const ofAll = state === 'complained' || recipients.every(({ delivery }) => hasNotArrived(delivery));
  await tx.message.update({
    where: { id: message.id },
    data: {
      recipients: toJson(recipients) as object[],
      ...(ofAll && DELIVERY_RANK[state] >= DELIVERY_RANK[message.state] ? { deliveryState: state } : {}),
      ...(reason === undefined ? {} : { deliveryReason: reason }),
    },
  });
}

// Returns the recipients about whose addresses a person is asked.
async function markAddresses(
  { tx, ref, now, today }: ReportedMessage,
  { state, transient = false }: FailedDelivery,
  news: readonly ReportedRecipient[],
): Promise<readonly ReportedRecipient[]> {
  const at = new Date(now);
  const mark = (recipients: readonly ReportedRecipient[], why: 'bounced' | 'complained') =>
    markUnreachable(tx, ref, { recipients, why, at, on: today });
  switch (state) {
    case 'complained':
      await mark(news, 'complained');
      return [];
    case 'suppressed':
      await mark(news, 'bounced');
      return news;
    case 'bounced':
    case 'failed': {
      if (state === 'bounced' && !transient) {
        await mark(news, 'bounced');
        return news;
      }
      const worn: ReportedRecipient[] = [];
      for (const recipient of news) {
        const times = await noteUndelivered(tx, ref, { recipient, at, on: today });
        if (times >= MOST_UNDELIVERED) worn.push(recipient);
      }
      // A mail that the provider failed to send says nothing about the address, however often it happens.
      if (state === 'bounced') await mark(worn, 'bounced');
      return worn;
    }
  }
}

async function auditFailure(
  { tx, ref, message, now }: ReportedMessage,
  { state, reason, concerned }: FailedDelivery,
  recipients: readonly ReportedRecipient[],
): Promise<void> {
  const listed = await listedInvoices(tx, message.id);
  const contactIds = recipients.flatMap(({ contactId }) => contactId ?? []);
  await writeAudit(
    tx,
    ref.organizationId,
    listed.map((invoiceRowId) => ({
      at: new Date(now),
      kind: 'message.bounced',
      actor: 'provider',
      customerRowId: ref.customerRowId,
      invoiceRowId,
      data: {
        messageId: message.id,
        state,
        contactIds,
        reached: concerned === null ? 'unknown' : recipients.length < message.recipients.length ? 'others' : 'nobody',
        ...(reason === undefined ? {} : { reason }),
      },
    })),
  );
}

async function askForContacts(
  { tx, ref, message, customer, now }: ReportedMessage,
  recipients: readonly ReportedRecipient[],
): Promise<void> {
  if (recipients.length === 0) return;
  await openTask(
    tx,
    organizationOf(ref),
    {
      kind: 'fix-contact',
      owner: { customerRowId: ref.customerRowId, customerId: customer.customerId },
      invoiceRowIds: await listedInvoices(tx, message.id),
      contactIds: recipients.flatMap(({ contactId }) => contactId ?? []),
    },
    new Date(now),
  );
}

async function listedInvoices(tx: Tx, messageId: string): Promise<readonly string[]> {
  const rows = await tx.messageInvoice.findMany({ where: { messageId }, select: { invoiceId: true } });
  return rows.map(({ invoiceId }) => invoiceId);
}
