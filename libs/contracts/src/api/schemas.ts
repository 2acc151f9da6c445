import { z } from 'zod';
import { AUDIT_KINDS } from '@puntual/domain/audit/audit-kinds';
import { INVOICE_STATUSES, HOLD_KINDS } from '@puntual/domain/decide/case-facts';
import { ENTRY_KINDS } from '@puntual/domain/entries/entries';
import { POLICY_RULES } from '@puntual/domain/policy/choose-policy';
import { TASK_ENDS, TASK_KINDS, TASK_OUTCOMES } from '@puntual/domain/tasks/task-kinds';
import { optOutChannelSchema } from './opt-outs.ts';
import { DECISION_KINDS, REASON_CODES } from './reason-codes.ts';
import {
  channelSchema,
  contactRoleSchema,
  CUSTOMER_KINDS,
  stageSchema,
  templateSchema,
} from '@puntual/domain/policy/vocabulary';

/** Amounts are decimal strings in the currency's own minor units, instants ISO 8601 in UTC, dates YYYY-MM-DD. */
const instant = z.iso.datetime();
const date = z.iso.date();
const amount = z.string();

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;

// Unknown query parameters are refused, so that a typo is noticed.
export const pageQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

export const pageOf = <T extends z.ZodType>(item: T, id: string) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() }).meta({ id });

export const reasonSchema = z.object({ code: z.enum(REASON_CODES), text: z.string() }).meta({ id: 'Reason' });

export const stepActionSchema = z.enum(['send', 'announce-supply-hold', 'task', 'supply-hold', 'agency']);

/** What a case does next: the `do` of a step, or nothing but waiting. */
export const nextDoSchema = z.enum([...stepActionSchema.options, 'wait']);

export const nextActionSchema = z
  .object({ do: nextDoSchema, stepId: z.string().nullable(), at: instant.nullable(), reasons: z.array(reasonSchema) })
  .meta({ id: 'NextAction' });

export const invoiceSchema = z
  .object({
    id: z.uuid(),
    invoiceId: z.string(),
    number: z.string(),
    customerId: z.string(),
    customerName: z.string(),
    currency: z.string(),
    total: amount,
    /** What is open of the invoice itself, as the ERP knows it; of its charges; and both. */
    open: amount,
    chargesOpen: amount,
    toPay: amount,
    issueDate: date,
    dueDate: date,
    daysOverdue: z.int(),
    stage: stageSchema,
    status: z.enum(INVOICE_STATUSES),
    nextAction: nextActionSchema.nullable(),
    workflowId: z.string(),
    workflowUrl: z.url().nullable(),
  })
  .meta({ id: 'Invoice' });
export type InvoiceView = z.infer<typeof invoiceSchema>;

export const holdSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(HOLD_KINDS),
    reason: z.string().nullable(),
    until: date.nullable(),
    since: instant,
  })
  .meta({ id: 'Hold' });
export type HoldView = z.infer<typeof holdSchema>;

export const invoiceDetailSchema = invoiceSchema
  .extend({
    tax: amount.nullable(),
    purchaseOrder: z.string().nullable(),
    documentUrl: z.url().nullable(),
    paymentUrl: z.url().nullable(),
    entries: z.array(
      z.object({
        id: z.uuid(),
        kind: z.enum(ENTRY_KINDS),
        amount: amount,
        on: date,
        cause: z.string(),
        at: instant,
        /** The charge that the line belongs to; null: the invoice itself. */ chargeId: z.uuid().nullable(),
      }),
    ),
    holds: z.array(holdSchema),
  })
  .meta({ id: 'InvoiceDetail' });
export type InvoiceDetailView = z.infer<typeof invoiceDetailSchema>;

export const invoiceQuerySchema = pageQuerySchema.extend({
  status: z.enum(INVOICE_STATUSES).optional(),
  stage: stageSchema.optional(),
  customerId: z.string().max(100).optional(),
  overdueBy: z.coerce.number().int().min(0).max(3650).optional(),
  q: z.string().max(100).optional(),
});

export const historyEntrySchema = z
  .object({
    id: z.uuid(),
    at: instant,
    kind: z.enum(AUDIT_KINDS),
    actor: z.string(),
    /** The key or session in whose request it happened (`/v1/keys`); null for what Puntual did by itself. */
    credentialId: z.uuid().nullable(),
    text: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'HistoryEntry' });
export type HistoryEntryView = z.infer<typeof historyEntrySchema>;

export const plannedStepSchema = z
  .object({
    stepId: z.string(),
    do: stepActionSchema,
    stage: stageSchema,
    on: date,
    at: instant,
    reasons: z.array(reasonSchema),
  })
  .meta({ id: 'PlannedStep' });

/** A step that will not happen as things stand. */
export const skippedStepSchema = plannedStepSchema
  .pick({ stepId: true, do: true, stage: true })
  .extend({ reason: reasonSchema })
  .meta({ id: 'SkippedStep' });

export const planSchema = z
  .object({
    now: instant,
    decision: z.enum(DECISION_KINDS),
    next: plannedStepSchema.nullable(),
    blockers: z.array(reasonSchema),
    /** What would change it. */
    changes: z.array(reasonSchema),
    steps: z.array(plannedStepSchema),
    skipped: z.array(skippedStepSchema),
    policy: z.object({ key: z.string(), version: z.int() }),
    /** The rule that chose the policy: of the invoice, the customer, a segment of customers, or the default. */
    rule: z.enum(POLICY_RULES),
  })
  .meta({ id: 'Plan' });
export type PlanView = z.infer<typeof planSchema>;

export const contactViewSchema = z
  .object({
    contactId: z.string(),
    name: z.string(),
    role: contactRoleSchema,
    email: z.string().nullable(),
    phone: z.string().nullable(),
    channels: z.array(channelSchema),
    reachable: z.boolean(),
    /** What the contact has said that it wants no messages by. */
    optOuts: z.array(optOutChannelSchema),
  })
  .meta({ id: 'Contact' });

export const customerSchema = z
  .object({
    id: z.uuid(),
    customerId: z.string(),
    name: z.string(),
    kind: z.enum(CUSTOMER_KINDS),
    country: z.string(),
    language: z.string(),
    timeZone: z.string(),
    currency: z.string(),
    tags: z.array(z.string()),
    directDebit: z.boolean(),
    open: z.array(z.object({ currency: z.string(), open: amount, overdue: amount, credit: amount })),
    openInvoices: z.int(),
    lastContactAt: instant.nullable(),
  })
  .meta({ id: 'Customer' });
export type CustomerView = z.infer<typeof customerSchema>;

export const customerDetailSchema = customerSchema
  .extend({
    taxId: z.string().nullable(),
    contacts: z.array(contactViewSchema),
    workflowId: z.string(),
    workflowUrl: z.url().nullable(),
  })
  .meta({ id: 'CustomerDetail' });
export type CustomerDetailView = z.infer<typeof customerDetailSchema>;

export const taskKindSchema = z.enum(TASK_KINDS);

export const taskSchema = z
  .object({
    id: z.uuid(),
    kind: taskKindSchema,
    state: z.enum(['open', 'claimed', 'done']),
    /** Null only for `unidentified-receipt`: whose money it is is the question. */
    customerId: z.string().nullable(),
    customerName: z.string().nullable(),
    invoices: z.array(
      z.object({ invoiceId: z.string(), number: z.string(), currency: z.string(), open: amount, daysOverdue: z.int() }),
    ),
    /** For `unapplied-cash`: the payment that is to be placed, and what is left of it. */
    payment: z.object({ paymentId: z.string(), currency: z.string(), unallocated: amount }).nullable(),
    /** For `unidentified-receipt`: the money that came in, and the payer's name as the bank has it. */
    receipt: z
      .object({ id: z.uuid(), payer: z.string().nullable(), currency: z.string(), amount, receivedOn: date })
      .nullable(),
    round: z.int(),
    openedAt: instant,
    dueOn: date.nullable(),
    overdue: z.boolean(),
    claimedBy: z.string().nullable(),
    completedAt: instant.nullable(),
    outcome: z.enum(TASK_ENDS).nullable(),
    note: z.string().nullable(),
    /** The outcomes with which a person can end it. */
    outcomes: z.array(z.enum(TASK_OUTCOMES)),
  })
  .meta({ id: 'Task' });
export type TaskView = z.infer<typeof taskSchema>;

export const taskQuerySchema = pageQuerySchema.extend({
  state: z.enum(['open', 'claimed', 'done']).optional(),
  kind: taskKindSchema.optional(),
  customerId: z.string().max(100).optional(),
});

export const completeTaskSchema = z
  .strictObject({
    outcome: z.enum(TASK_OUTCOMES),
    note: z.string().max(4000).optional(),
    /** For `promised`: the day, and how much (all of it when left out). */
    promise: z.strictObject({ date, amount: z.string().optional(), currency: z.string().optional() }).optional(),
    /** For `dispute`: why. */
    reason: z.string().max(500).optional(),
  })
  .meta({ id: 'CompleteTask' });
export type CompleteTask = z.infer<typeof completeTaskSchema>;

/** `direct-debit`: a debit is under way; the hold goes by itself when it comes back. */
export const openHoldSchema = z
  .strictObject({
    kind: z.enum(['manual', 'direct-debit']).default('manual'),
    reason: z.string().trim().min(1).max(500),
    until: date.optional(),
  })
  .meta({ id: 'OpenHold' });
export const openDisputeSchema = z
  .strictObject({ reason: z.string().trim().min(1).max(500) })
  .meta({ id: 'OpenDispute' });

export const messageSchema = z
  .object({
    id: z.uuid(),
    customerId: z.string(),
    template: templateSchema,
    stage: stageSchema,
    language: z.string(),
    state: z.enum(['reserved', 'sent', 'failed', 'ambiguous']),
    channel: channelSchema,
    subject: z.string(),
    invoices: z.array(z.string()),
    composedAt: instant,
    sentAt: instant.nullable(),
    /** What the provider last said became of it. */
    deliveryState: z.enum(['sent', 'delivered', 'bounced', 'complained']).nullable(),
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

export const customerQuerySchema = pageQuerySchema.extend({ q: z.string().max(100).optional() });

export const messageQuerySchema = pageQuerySchema.extend({
  customerId: z.string().max(100).optional(),
  invoiceId: z.string().max(100).optional(),
});

export const eventVerdictSchema = z
  .object({
    id: z.string().nullable(),
    verdict: z.enum(['accepted', 'duplicate', 'rejected']),
    code: z.string().optional(),
    reason: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'EventVerdict' });

export const sessionSchema = z
  .object({
    organization: z.object({ slug: z.string(), name: z.string(), language: z.string(), timeZone: z.string() }),
    role: z.enum(['administrator', 'manager', 'collector', 'viewer', 'integration']),
    actor: z.string(),
    now: instant,
    temporalUi: z.url().nullable(),
    outboxUrl: z.string().nullable(),
  })
  .meta({ id: 'Session' });
export type SessionView = z.infer<typeof sessionSchema>;

export const invoicePageSchema = pageOf(invoiceSchema, 'InvoicePage');
export const taskPageSchema = pageOf(taskSchema, 'TaskPage');
export const customerPageSchema = pageOf(customerSchema, 'CustomerPage');
export const messagePageSchema = pageOf(messageSchema, 'MessagePage');
export const historyPageSchema = pageOf(historyEntrySchema, 'HistoryPage');
