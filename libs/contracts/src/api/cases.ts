import { z } from 'zod';
import { amount, date, instant, pageOf, pageQuerySchema } from './common.ts';

/** An open case that nothing moves. */
export const unattendedCaseSchema = z
  .object({
    invoiceId: z.string(),
    number: z.string(),
    customerId: z.string(),
    currency: z.string(),
    open: amount,
    dueDate: date,
    /**
     * `silent`: no next act, no dated hold and no task with a deadline. `overdue`: its next act should have happened
     * more than an hour ago. `closed`: its case has ended although the invoice is open.
     */
    why: z.enum(['silent', 'overdue', 'closed']),
    /** The instant of its next act; null when there is none. */
    nextActionAt: instant.nullable(),
    workflowId: z.string(),
    workflowUrl: z.url().nullable(),
  })
  .meta({ id: 'UnattendedCase' });
export type UnattendedCaseView = z.infer<typeof unattendedCaseSchema>;

export const unattendedCaseQuerySchema = pageQuerySchema;
export const unattendedCasePageSchema = pageOf(unattendedCaseSchema, 'UnattendedCasePage');
