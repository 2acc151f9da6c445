import { z } from 'zod';
import {
  channelSchema,
  contactRoleSchema,
  SEVERITIES,
  stageSchema,
  templateSchema,
} from '@puntual/domain/policy/policy';
import { reasonSchema } from './schemas.ts';

const instant = z.iso.datetime();
const date = z.iso.date();
const amount = z.string();

/** Messages to look ahead, the next one among them. */
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
    /** The step that the invoice asks for; null when it is only listed beside others. */
    step: z.object({ stepId: z.string(), stage: stageSchema }).nullable(),
  })
  .meta({ id: 'PlannedInvoice' });

export const plannedContactSchema = z
  .object({
    at: instant,
    /** Day and time in the customer's own zone. */
    on: date,
    localTime: z.string(),
    template: templateSchema,
    stage: stageSchema,
    severity: z.enum(SEVERITIES),
    deadlineOn: date.nullable(),
    /** Tried in this order until one accepts. */
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
    /** What is open of them, the customer's credit that counts against it, and what is asked for. */
    totals: z.array(z.object({ currency: z.string(), open: amount, credit: amount, toPay: amount })),
    /** Why then, and what keeps it until then. */
    reasons: z.array(reasonSchema),
    /** It leaves only once what blocks everything is gone; `at` is when it would if that were now. */
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
    /** What keeps invoices silent now: those named, or, where none is named, all of them. */
    blockers: z.array(reasonSchema.extend({ invoices: z.array(z.string()) })),
    /** What would change it. */
    changes: z.array(reasonSchema),
    /** The message that is being sent just now. */
    underWay: z.object({ messageId: z.uuid(), composedAt: instant }).nullable(),
  })
  .meta({ id: 'CustomerPlan' });
export type CustomerPlanView = z.infer<typeof customerPlanSchema>;
