import type { z } from 'zod';
import type { messageContentSchema, messageQuerySchema, MessageView } from '@puntual/contracts/api/messages';
import type { Tx } from '@puntual/db/database';
import type { Recipient } from '@puntual/domain/decide/composition';
import { hasNotArrived } from '@puntual/casework/contact/reported-recipients';
import { smsSize } from '@puntual/notices/sms-parts';
import { instantPosition, pageOfRows, readCursor } from '../http/cursor.ts';

interface MessageRow {
  readonly id: string;
  readonly customer_id: string;
  readonly template: MessageView['template'];
  readonly stage: MessageView['stage'];
  readonly language: string;
  readonly state: MessageView['state'];
  readonly channel: MessageView['channel'];
  readonly subject: string;
  readonly composed_at: Date;
  readonly sent_at: Date | null;
  readonly delivery_state: MessageView['deliveryState'];
  readonly delivery_reason: string | null;
  readonly recipients: readonly {
    readonly contactId: string | null;
    readonly delivery?: MessageView['deliveryState'];
  }[];
  readonly sms_text: string | null;
  readonly provider_id: string | null;
  readonly content_hash: string;
  readonly invoices: string[] | null;
}

/**
 * The messages to a customer or about an invoice (ERP ids), the newest first. A customer in a group has also those to
 * the group's payer about its invoices, with what of them is about it.
 */
export async function listMessages(
  tx: Tx,
  query: z.infer<typeof messageQuerySchema>,
): Promise<{ items: MessageView[]; nextCursor: string | null }> {
  const before = readCursor(query.cursor, instantPosition);
  const rows = await tx.$queryRaw<MessageRow[]>`
    SELECT m.id, c.customer_id, m.template, m.stage, m.language, m.state, m.channel, m.subject, m.composed_at,
      m.sent_at, m.delivery_state, m.delivery_reason, m.recipients,
      CASE WHEN m.channel = 'sms' THEN m.text END AS sms_text, m.provider_id, m.content_hash,
      (
        SELECT array_agg(i.invoice_id ORDER BY i.due_date, i.id)
        FROM message_invoice mi
        JOIN invoice i ON i.id = mi.invoice_id
        WHERE mi.message_id = m.id
      ) AS invoices
    FROM message m JOIN customer c ON c.id = m.customer_id
    WHERE (
        ${query.customerId ?? null}::text IS NULL
        OR c.customer_id = ${query.customerId ?? null}::text
        OR EXISTS (
          SELECT 1
          FROM message_invoice mi
          JOIN invoice i ON i.id = mi.invoice_id
          JOIN customer o ON o.id = i.customer_id
          WHERE mi.message_id = m.id AND o.customer_id = ${query.customerId ?? null}::text
        )
      )
      AND (
        ${query.invoiceId ?? null}::text IS NULL
        OR EXISTS (
          SELECT 1
          FROM message_invoice mi
          JOIN invoice i ON i.id = mi.invoice_id
          WHERE mi.message_id = m.id AND i.invoice_id = ${query.invoiceId ?? null}::text
        )
      )
      AND (
        ${before?.[0] ?? null}::timestamptz IS NULL
        OR (m.composed_at, m.id) < (${before?.[0] ?? null}::timestamptz, ${before?.[1] ?? null}::uuid)
      )
    ORDER BY m.composed_at DESC, m.id DESC LIMIT ${query.limit + 1}`;
  const page = pageOfRows(rows, query.limit, (row) => [row.composed_at.toISOString(), row.id]);
  return { items: page.rows.map((row) => messageView(row, query.customerId)), nextCursor: page.nextCursor };
}

/** One message; null when this organization has none of that id. */
export async function findMessage(tx: Tx, id: string): Promise<MessageView | null> {
  const [row] = await tx.$queryRaw<MessageRow[]>`
    SELECT m.id, c.customer_id, m.template, m.stage, m.language, m.state, m.channel, m.subject, m.composed_at,
      m.sent_at, m.delivery_state, m.delivery_reason, m.recipients,
      CASE WHEN m.channel = 'sms' THEN m.text END AS sms_text, m.provider_id, m.content_hash,
      (
        SELECT array_agg(i.invoice_id ORDER BY i.due_date, i.id)
        FROM message_invoice mi
        JOIN invoice i ON i.id = mi.invoice_id
        WHERE mi.message_id = m.id
      ) AS invoices
    FROM message m JOIN customer c ON c.id = m.customer_id WHERE m.id = ${id}::uuid`;
  return row ? messageView(row) : null;
}

/** The exact content that the provider received, and the recipients; null when there is no such message. */
export async function messageContent(tx: Tx, id: string): Promise<z.infer<typeof messageContentSchema> | null> {
  const message = await tx.message.findUnique({
    where: { id },
    select: { subject: true, html: true, text: true, recipients: true, contentHash: true },
  });
  return (
    message && {
      subject: message.subject,
      html: message.html,
      text: message.text,
      to: (message.recipients as unknown as Recipient[]).map((recipient) => recipient.address),
      hash: message.contentHash,
    }
  );
}

function messageView(row: MessageRow, askedFor = row.customer_id): MessageView {
  return {
    id: row.id,
    customerId: row.customer_id,
    toPayer: row.customer_id !== askedFor,
    template: row.template,
    stage: row.stage,
    language: row.language,
    state: row.state,
    channel: row.channel,
    subject: row.subject,
    invoices: row.invoices ?? [],
    composedAt: row.composed_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
    deliveryState: row.delivery_state,
    deliveryReason: row.delivery_reason,
    recipients: row.recipients.map(({ contactId, delivery }) => ({
      contactId,
      deliveryState: delivery ?? (hasNotArrived(row.delivery_state ?? undefined) ? null : row.delivery_state),
    })),
    parts: row.sms_text === null ? null : smsSize(row.sms_text).parts,
    providerId: row.provider_id,
    contentHash: row.content_hash,
  };
}
