import { z } from 'zod';
import { HOLD_KINDS } from '@puntual/domain/decide/case-facts';
import { channelSchema, CUSTOMER_KINDS, stageSchema } from '@puntual/domain/policy/vocabulary';
import { PROMISE_STATES } from '@puntual/domain/promises/judge-promise';
import { TASK_OUTCOMES } from '@puntual/domain/tasks/task-kinds';
import { amount, date, instant } from './common.ts';
import { callSchema } from './calls.ts';
import { accountManagerSchema, customerGroupRefSchema } from './groups.ts';
import { confirmedContactSchema } from './contacts.ts';
import { procedureSchema } from './procedure.ts';

const scriptSchema = z.object({ language: z.string(), lines: z.array(z.string()) });

/** All that a person needs for a call to a customer, read in one request. */
export const callSheetSchema = z
  .object({
    customer: z.object({
      customerId: z.string(),
      name: z.string(),
      kind: z.enum(CUSTOMER_KINDS),
      country: z.string(),
      language: z.string(),
      timeZone: z.string(),
      directDebit: z.boolean(),
      tags: z.array(z.string()),
      accountManager: accountManagerSchema.nullable(),
      group: customerGroupRefSchema.nullable(),
    }),
    /** The call task; null: the customer has no open one. */
    task: z
      .object({
        id: z.uuid(),
        round: z.int(),
        dueOn: date.nullable(),
        dueAt: instant.nullable(),
        claimedBy: z.string().nullable(),
        claimedById: z.string().nullable(),
      })
      .nullable(),
    outcomes: z.array(z.enum(TASK_OUTCOMES)),
    /** The open amounts by currency: all, what is late, and the customer's credit. */
    totals: z.array(z.object({ currency: z.string(), open: amount, overdue: amount, credit: amount })),
    /** The same amounts by customer: those of the group that the customer pays for. */
    claims: z.array(
      z.object({
        customerId: z.string(),
        name: z.string(),
        totals: z.array(z.object({ currency: z.string(), open: amount, overdue: amount, credit: amount })),
      }),
    ),
    /** Open invoices, the longest due first; `soon`: due within 14 days, not late. */
    invoices: z.array(
      z.object({
        invoiceId: z.string(),
        /** The customer who owes it, by the ERP’s id. */
        customerId: z.string(),
        number: z.string(),
        issueDate: date,
        dueDate: date,
        daysOverdue: z.int(),
        soon: z.boolean(),
        currency: z.string(),
        total: amount,
        open: amount,
        stage: stageSchema,
        purchaseOrder: z.string().nullable(),
        documentUrl: z.string().nullable(),
        paymentUrl: z.string().nullable(),
        paymentReference: z.string().nullable(),
        /** Whether the call task is about it. */
        asked: z.boolean(),
        nextPayRun: date.nullable(),
      }),
    ),
    moreInvoices: z.int(),
    /** The last messages, the newest first, with the delivery to each recipient. */
    messages: z.array(
      z.object({
        messageId: z.uuid(),
        template: z.string(),
        channel: channelSchema,
        subject: z.string(),
        state: z.string(),
        sentAt: instant.nullable(),
        recipients: z.array(z.object({ contactId: z.string().nullable(), deliveryState: z.string().nullable() })),
      }),
    ),
    promises: z.array(
      z.object({
        promiseId: z.uuid(),
        invoiceIds: z.array(z.string()),
        /** The day of the last dated sum. */
        untilOn: date.nullable(),
        amount,
        currency: z.string(),
        madeAt: instant,
        state: z.enum(PROMISE_STATES),
      }),
    ),
    /** Open holds besides promises: disputes, pauses and the like. */
    holds: z.array(
      z.object({
        invoiceId: z.string(),
        kind: z.enum(HOLD_KINDS),
        untilOn: date.nullable(),
        reason: z.string().nullable(),
        since: instant,
      }),
    ),
    contacts: z.array(confirmedContactSchema),
    procedure: procedureSchema,
    /** The first of the pay runs that the late invoices can still meet; null: the customer has none. */
    nextPayRun: date.nullable(),
    /** What to say, in the reader's language and in the customer's. */
    script: z.object({ round: z.int(), collector: scriptSchema, customer: scriptSchema }),
    waysToPay: z.object({
      accounts: z.array(z.object({ account: z.string(), currency: z.string().nullable(), name: z.string() })),
      instructions: z.string().nullable(),
      links: z.array(z.object({ invoiceId: z.string(), url: z.string() })),
    }),
    clock: z.object({
      now: instant,
      /** The same instant on the customer's clock and on the organization's, with their offsets. */
      customer: z.string(),
      organization: z.string(),
    }),
    /** Whether a call is allowed now; else why not, and from when. */
    call: z.object({
      allowed: z.boolean(),
      reason: z.enum(['quiet-hours', 'over-limit', 'all-stopped']).nullable(),
      from: z.string().nullable(),
    }),
    /** The last calls, the newest first. */
    calls: z.array(callSchema),
  })
  .meta({ id: 'CallSheet' });
export type CallSheetView = z.infer<typeof callSheetSchema>;
