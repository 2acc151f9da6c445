import { z } from 'zod';
import { DISPUTE_CATEGORIES } from '@puntual/domain/disputes/dispute-codes';
import { ASKED_FOR, channelSchema } from '@puntual/domain/policy/vocabulary';
import { REVIEW_REASONS } from '@puntual/domain/tasks/review-reasons';
import { TASK_ENDS, TASK_KINDS, TASK_OUTCOMES } from '@puntual/domain/tasks/task-kinds';
import { format } from '@puntual/domain/refusals/schema-issues';
import { amount, date, instant, pageOf, pageQuerySchema } from './common.ts';
import { invoiceIdsSchema, promisedSchema } from './promises.ts';

export const taskKindSchema = z.enum(TASK_KINDS);

export const taskSchema = z
  .object({
    id: z.uuid(),
    kind: taskKindSchema,
    state: z.enum(['open', 'claimed', 'done']),
    /** Null only for `unidentified-receipt`, `untied-return` and `untied-refund`: nobody knows whose money it is. */
    customerId: z.string().nullable(),
    customerName: z.string().nullable(),
    invoices: z.array(
      z.object({ invoiceId: z.string(), number: z.string(), currency: z.string(), open: amount, daysOverdue: z.int() }),
    ),
    /** For `unapplied-cash`: the payment that a person has to allocate, and its unallocated amount. */
    payment: z.object({ paymentId: z.string(), currency: z.string(), unallocated: amount }).nullable(),
    /**
     * For `unidentified-receipt`: the money that arrived, and the payer's name as the bank reported it. For
     * `untied-return` and `untied-refund`: the money that went back, and to whom.
     */
    receipt: z
      .object({ id: z.uuid(), payer: z.string().nullable(), currency: z.string(), amount, receivedOn: date })
      .nullable(),
    /** For `fix-contact`: the contacts whose data are wrong; empty when all are in question. */
    contacts: z.array(z.object({ contactId: z.string(), name: z.string().nullable() })),
    /** For `dispute`, `dispute-overdue` and `deduction`: the dispute that the task is about. */
    dispute: z.object({ id: z.uuid(), number: z.int() }).nullable(),
    /** For `review-case`: why the case does nothing by itself. */
    reason: z.enum(REVIEW_REASONS).nullable(),
    round: z.int(),
    openedAt: instant,
    dueOn: date.nullable(),
    /** For `call`: the instant for which the customer asked to be called, here and as the customer's clock shows it. */
    dueAt: instant.nullable(),
    dueAtLocal: z.string().nullable(),
    overdue: z.boolean(),
    claimedBy: z.string().nullable(),
    claimedById: z.string().nullable(),
    completedAt: instant.nullable(),
    outcome: z.enum(TASK_ENDS).nullable(),
    note: z.string().nullable(),
    /** The outcomes with which a person can end the task. */
    outcomes: z.array(z.enum(TASK_OUTCOMES)),
  })
  .meta({ id: 'Task' });
export type TaskView = z.infer<typeof taskSchema>;

export const taskQuerySchema = pageQuerySchema.extend({
  state: z.enum(['open', 'claimed', 'done']).optional(),
  kind: taskKindSchema.optional(),
  customerId: z.string().max(100).optional(),
});

/** What is sent to a customer at once, because the customer asked for it. */
export const sendNowSchema = z
  .strictObject({
    what: z.enum(ASKED_FOR),
    contactId: z.string().max(100),
    channel: channelSchema.exclude(['letter']).default('email'),
    /** The address as it was read back to the customer: it is stored with the contact as confirmed. */
    address: z.string().max(254).optional(),
  })
  .meta({ id: 'SendNow' });

export const completeTaskSchema = z
  .strictObject({
    outcome: z.enum(TASK_OUTCOMES),
    note: z.string().max(4000).optional(),
    /**
     * For `promised`: the day, and the amount (default: all that is open); or, instead of both, `parts` with several
     * dated sums. `promisedBy`: who promised.
     */
    promise: promisedSchema.optional(),
    /** For `promised`: the customer’s open invoices (the ERP’s ids) that the promise is about; default: the task’s. */
    invoiceIds: invoiceIdsSchema.optional(),
    /** For `dispute`: the customer's reason. For `missing`: what is missing. */
    reason: z.string().max(500).optional(),
    /** For `dispute`: what the customer disputes; left out: `other`. */
    category: z.enum(DISPUTE_CATEGORIES).optional(),
    /** For `call-back`: the day and the hour, in the customer's time zone. */
    callBack: z
      .strictObject({ date, time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, format('time-of-day')) })
      .optional(),
    /** For `not-received`, and where the customer asks for it for `paying-now`: what is sent at once, and to whom. */
    send: sendNowSchema.optional(),
  })
  .meta({ id: 'CompleteTask' });
export type CompleteTask = z.infer<typeof completeTaskSchema>;

export const taskPageSchema = pageOf(taskSchema, 'TaskPage');
