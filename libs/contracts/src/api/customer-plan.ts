import { z } from 'zod';
import { amount, date, instant, reasonSchema } from './common.ts';
import {
  channelSchema,
  contactRoleSchema,
  SEVERITIES,
  stageSchema,
  templateSchema,
} from '@puntual/domain/policy/vocabulary';

/** Number of messages to plan, starting with the next one. */
export const customerPlanQuerySchema = z.strictObject({ limit: z.coerce.number().int().min(1).max(50).default(5) });

export const plannedInvoiceSchema = z
  .object({
    invoiceId: z.string(),
    number: z.string(),
    currency: z.string(),
    open: amount,
    dueDate: date,
    /** On the day of the message; negative before the due date. */
    daysOverdue: z.int(),
    section: z.enum(['overdue', 'upcoming', 'settled']),
    /** The step that the invoice requests; null when the message only lists the invoice. */
    step: z.object({ stepId: z.string(), stage: stageSchema }).nullable(),
  })
  .meta({ id: 'PlannedInvoice' });

export const plannedContactSchema = z
  .object({
    at: instant,
    /** Day and time in the customer's time zone. */
    on: date,
    localTime: z.string(),
    template: templateSchema,
    stage: stageSchema,
    severity: z.enum(SEVERITIES),
    deadlineOn: date.nullable(),
    /** In the order of attempts, until one accepts. */
    channels: z.array(
      z.object({
        channel: channelSchema,
        to: z.array(
          z.object({
            contactId: z.string().nullable(),
            name: z.string().nullable(),
            role: contactRoleSchema.nullable(),
          }),
        ),
      }),
    ),
    invoices: z.array(plannedInvoiceSchema),
    /** The open sum, the customer's credit that counts against it, and the sum to pay. */
    totals: z.array(z.object({ currency: z.string(), open: amount, credit: amount, toPay: amount })),
    /** Why the message is planned for that time. */
    reasons: z.array(reasonSchema),
    /** True while a blocker holds back the whole message; `at` is when it would leave if the blocker ended now. */
    blocked: z.boolean(),
  })
  .meta({ id: 'PlannedContact' });
export type PlannedContactView = z.infer<typeof plannedContactSchema>;

export const customerPlanSchema = z
  .object({
    now: instant,
    timeZone: z.string(),
    next: plannedContactSchema.nullable(),
    following: z.array(plannedContactSchema),
    /** What holds back invoices now: the named ones, or all when none is named. */
    blockers: z.array(reasonSchema.extend({ invoices: z.array(z.string()) })),
    /** What would change the plan. */
    changes: z.array(reasonSchema),
    /** The message that is being sent at this moment. */
    underWay: z.object({ messageId: z.uuid(), composedAt: instant }).nullable(),
  })
  .meta({ id: 'CustomerPlan' });
export type CustomerPlanView = z.infer<typeof customerPlanSchema>;
