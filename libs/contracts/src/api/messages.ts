import { z } from 'zod';
import { channelSchema, stageSchema, templateSchema } from '@puntual/domain/policy/vocabulary';
import { instant, pageOf, pageQuerySchema } from './common.ts';

export const messageSchema = z
  .object({
    id: z.uuid(),
    /** Whom it was sent to. */
    customerId: z.string(),
    /** In a customer's list: it was sent to the payer of the customer's group, about the customer's invoices. */
    toPayer: z.boolean(),
    template: templateSchema,
    stage: stageSchema,
    language: z.string(),
    state: z.enum(['reserved', 'sent', 'failed', 'ambiguous']),
    channel: channelSchema,
    subject: z.string(),
    invoices: z.array(z.string()),
    composedAt: instant,
    sentAt: instant.nullable(),
    /** The provider's latest report on the delivery. */
    deliveryState: z.enum(['sent', 'delivered', 'failed', 'suppressed', 'bounced', 'complained']).nullable(),
    /** Why it did not arrive, in the provider's code words, such as `Transient/MailboxFull`. */
    deliveryReason: z.string().nullable(),
    /** The recipients by the ERP's contact ids (null: the customer's postal address), each with its own report. */
    recipients: z.array(
      z.object({
        contactId: z.string().nullable(),
        deliveryState: z.enum(['sent', 'delivered', 'failed', 'suppressed', 'bounced', 'complained']).nullable(),
      }),
    ),
    /** Of an SMS: in how many parts it is sent. */
    parts: z.int().nullable(),
    providerId: z.string().nullable(),
    contentHash: z.string(),
  })
  .meta({ id: 'Message' });
export type MessageView = z.infer<typeof messageSchema>;

export const messageContentSchema = z
  .object({
    subject: z.string(),
    html: z.string().nullable(),
    text: z.string(),
    to: z.array(z.string()),
    hash: z.string(),
  })
  .meta({ id: 'MessageContent' });

export const messageQuerySchema = pageQuerySchema.extend({
  customerId: z.string().max(100).optional(),
  invoiceId: z.string().max(100).optional(),
});

export const messagePageSchema = pageOf(messageSchema, 'MessagePage');
