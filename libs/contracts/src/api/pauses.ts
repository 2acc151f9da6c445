import { z } from 'zod';
import { date, instant, pageOf, pageQuerySchema } from './common.ts';

const channel = z.enum(['email', 'sms']);

export const pauseCustomerSchema = z
  .strictObject({
    /** The last day of the pause, in the debtor's time zone. */
    until: date,
    reason: z.string().trim().min(1).max(500),
    /** Only messages by this channel; left out: all contact about all invoices. */
    channel: channel.optional(),
  })
  .meta({ id: 'PauseCustomer' });

export const pauseSchema = z
  .object({
    pauseId: z.uuid(),
    channel: channel.nullable(),
    until: date,
    reason: z.string(),
    openedAt: instant,
    openedBy: z.string(),
    openedById: z.string(),
    releasedAt: instant.nullable(),
    releasedBy: z.string().nullable(),
    releasedById: z.string().nullable(),
  })
  .meta({ id: 'Pause' });
export type PauseView = z.infer<typeof pauseSchema>;

export const pauseQuerySchema = pageQuerySchema;
export const pausePageSchema = pageOf(pauseSchema, 'PausePage');
