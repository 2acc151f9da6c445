import { z } from 'zod';
import { AUDIT_KINDS } from '@puntual/domain/audit/audit-kinds';
import { INVOICE_STATUSES, HOLD_KINDS } from '@puntual/domain/decide/case-facts';
import { ENTRY_KINDS } from '@puntual/domain/entries/entries';
import { POLICY_RULES } from '@puntual/domain/policy/choose-policy';
import { stageSchema } from '@puntual/domain/policy/vocabulary';
import { amount, date, instant, pageOf, pageQuerySchema, reasonSchema } from './common.ts';
import { DECISION_KINDS } from './reason-codes.ts';

export const stepActionSchema = z.enum(['send', 'announce-supply-hold', 'task', 'supply-hold', 'agency']);

/** What a case does next: the `do` of a step, or `wait`. */
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
    /** `open`: of the invoice itself, as the ERP knows it. `chargesOpen`: of its charges. `toPay`: the sum of both. */
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
    /** Of a `dispute`: what of the invoice is disputed; null: the whole invoice. Of a `promise`: what was promised. */
    amount: amount.nullable(),
    /** The dispute that the hold follows from. */
    disputeId: z.uuid().nullable(),
    /** True: a pause of the whole customer, which ends under `/v1/customers/{id}/pauses`. Left out: of this invoice. */
    ofCustomer: z.boolean().optional(),
  })
  .meta({ id: 'Hold' });
export type HoldView = z.infer<typeof holdSchema>;

/**
 * The supply hold of the invoice. `announced`: the customer was told. `requested`: the ERP was asked to stop supply.
 * `confirmed`: it did. `lifted`: the ERP was told to supply again.
 */
export const supplyHoldSchema = z
  .object({
    state: z.enum(['announced', 'requested', 'confirmed', 'lifted']),
    since: instant,
    liftedBecause: z.enum(['settled', 'plan', 'assigned', 'person', 'credit']).nullable(),
  })
  .meta({ id: 'SupplyHold' });

export const liftSupplyHoldSchema = z
  .strictObject({ reason: z.string().trim().min(1).max(500) })
  .meta({ id: 'LiftSupplyHold' });

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
        /** The charge that the entry belongs to; null: the invoice itself. */ chargeId: z.uuid().nullable(),
      }),
    ),
    holds: z.array(holdSchema),
    supplyHold: supplyHoldSchema.nullable(),
    /** The factor that has the invoice, and how the customer pays it; null: no factor has it. */
    assigned: z.object({ to: z.string(), since: date, paymentInstructions: z.string().nullable() }).nullable(),
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
    /** Who did it, as people read it: the name that the person or key has now. */
    actor: z.string(),
    /** Who did it, as it is stored: `user:<id>`, `key:<id>`, `puntual` or `erp:<source>`; a name in old events. */
    actorId: z.string(),
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

/** A step that will not happen while the facts stay as they are. */
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
    /** What would change the decision. */
    changes: z.array(reasonSchema),
    steps: z.array(plannedStepSchema),
    skipped: z.array(skippedStepSchema),
    policy: z.object({ key: z.string(), version: z.int() }),
    /** The rule that chose the policy: of the invoice, the customer, a segment of customers, or the default. */
    rule: z.enum(POLICY_RULES),
  })
  .meta({ id: 'Plan' });
export type PlanView = z.infer<typeof planSchema>;

/** `direct-debit`: a direct debit is under way; the hold ends without a person when the debit fails. */
export const openHoldSchema = z
  .strictObject({
    kind: z.enum(['manual', 'direct-debit']).default('manual'),
    reason: z.string().trim().min(1).max(500),
    until: date.optional(),
  })
  .meta({ id: 'OpenHold' });

export const invoicePageSchema = pageOf(invoiceSchema, 'InvoicePage');
export const historyPageSchema = pageOf(historyEntrySchema, 'HistoryPage');
