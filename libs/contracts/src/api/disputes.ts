import { z } from 'zod';
import {
  CREDIT_STATES,
  DISPUTE_CATEGORIES,
  DISPUTE_DEPARTMENTS,
  DISPUTE_ORIGINS,
  DISPUTE_OUTCOMES,
  DISPUTE_STATES,
} from '@puntual/domain/disputes/dispute-codes';
import { EVIDENCE_TYPES, type EvidenceKind } from '@puntual/domain/disputes/evidence-kind';
import { LANGUAGES } from '@puntual/domain/language/languages';
import { amount, date, instant, pageOf, pageQuerySchema } from './common.ts';

const categorySchema = z.enum(DISPUTE_CATEGORIES);
const departmentSchema = z.enum(DISPUTE_DEPARTMENTS);
const reason = z.string().trim().min(1).max(500);
/** Who clears it up: `me`, or the id, handle or e-mail address of somebody here. */
const owner = z.string().trim().min(1).max(254);
const invoiceId = z.string().min(1).max(200);
const decimal = z.string().max(30);
/** The dispute's `revision` that the caller saw: 409 `dispute-changed` when somebody has changed it since. */
const revision = z.int().min(0).optional();

const EVIDENCE_KINDS = Object.keys(EVIDENCE_TYPES) as [EvidenceKind, ...EvidenceKind[]];

export const disputeSchema = z
  .object({
    id: z.uuid(),
    /** What people call it: 1, 2, 3, ... in each organization. */
    number: z.int(),
    customerId: z.string(),
    customerName: z.string(),
    origin: z.enum(DISPUTE_ORIGINS),
    /** For `deduction`: the short payment. */
    paymentId: z.string().nullable(),
    category: categorySchema,
    department: departmentSchema,
    owner: z.string().nullable(),
    ownerId: z.string().nullable(),
    reason: z.string(),
    state: z.enum(DISPUTE_STATES),
    deadlineOn: date,
    /** It is not resolved, and its deadline has passed. */
    overdue: z.boolean(),
    escalated: z.boolean(),
    invoices: z.array(
      z.object({
        invoiceId: z.string(),
        number: z.string(),
        currency: z.string(),
        open: amount,
        /** What is disputed of it; null: the whole invoice. */
        amount: amount.nullable(),
        /** What the outcome credits of it; null while there is no outcome. */
        credited: amount.nullable(),
      }),
    ),
    outcome: z.enum(DISPUTE_OUTCOMES).nullable(),
    resolution: z.string().nullable(),
    /** The credit note that the outcome promises, and the day by which it is expected. */
    credit: z.object({ state: z.enum(CREDIT_STATES), dueOn: date.nullable() }).nullable(),
    revision: z.int(),
    openedAt: instant,
    openedBy: z.string(),
    openedById: z.string(),
    resolvedAt: instant.nullable(),
    resolvedBy: z.string().nullable(),
    resolvedById: z.string().nullable(),
    /** Days from its opening to its end, or to today. */
    daysOpen: z.int(),
  })
  .meta({ id: 'Dispute' });
export type DisputeView = z.infer<typeof disputeSchema>;

export const disputeFileSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    kind: z.enum(EVIDENCE_KINDS),
    bytes: z.int(),
    sha256: z.string(),
    uploadedAt: instant,
    uploadedBy: z.string(),
    uploadedById: z.string(),
  })
  .meta({ id: 'DisputeFile' });
export type DisputeFileView = z.infer<typeof disputeFileSchema>;

export const disputeQuestionSchema = z
  .object({
    id: z.uuid(),
    department: departmentSchema,
    address: z.string(),
    language: z.enum(LANGUAGES),
    question: z.string(),
    state: z.enum(['open', 'answered', 'revoked', 'expired']),
    askedAt: instant,
    askedBy: z.string(),
    askedById: z.string(),
    expiresAt: instant,
    answeredAt: instant.nullable(),
    answeredBy: z.string().nullable(),
    answer: z.string().nullable(),
  })
  .meta({ id: 'DisputeQuestion' });
export type DisputeQuestionView = z.infer<typeof disputeQuestionSchema>;

export const disputeDetailSchema = disputeSchema
  .extend({
    notes: z.array(z.object({ id: z.uuid(), at: instant, author: z.string(), authorId: z.string(), text: z.string() })),
    files: z.array(disputeFileSchema),
    questions: z.array(disputeQuestionSchema),
  })
  .meta({ id: 'DisputeDetail' });
export type DisputeDetailView = z.infer<typeof disputeDetailSchema>;

export const disputeQuerySchema = pageQuerySchema.extend({
  state: z.enum(DISPUTE_STATES).optional(),
  owner: owner.optional(),
  department: departmentSchema.optional(),
  customerId: z.string().max(100).optional(),
  overdue: z.enum(['true', 'false']).optional(),
});
export type DisputeQuery = z.infer<typeof disputeQuerySchema>;

const detailsShape = {
  reason,
  category: categorySchema.default('other'),
  /** Left out: the department that usually answers the category. */
  department: departmentSchema.optional(),
  /** Left out: whoever opens it. */
  owner: owner.optional(),
  /** Left out: by the settings of the category, in the organization’s open days. */
  deadline: date.optional(),
};

/** A dispute of one invoice; `amount`: the disputed part, left out: the whole invoice. */
export const openDisputeSchema = z.strictObject({ ...detailsShape, amount: decimal.optional() }).meta({
  id: 'OpenDispute',
});

/** A dispute of several invoices; `amount` of an invoice: its disputed part, left out: the whole invoice. */
export const openCustomerDisputeSchema = z
  .strictObject({
    ...detailsShape,
    invoices: z
      .array(z.strictObject({ invoiceId, amount: decimal.optional() }))
      .min(1)
      .max(100),
  })
  .meta({ id: 'OpenCustomerDispute' });
export type OpenCustomerDispute = z.infer<typeof openCustomerDisputeSchema>;

/** What is to change; omitted fields stay. `amount: null` disputes the whole invoice. */
export const changeDisputeSchema = z
  .strictObject({
    owner: owner.nullable().optional(),
    department: departmentSchema.optional(),
    category: categorySchema.optional(),
    deadline: date.optional(),
    invoices: z
      .array(z.strictObject({ invoiceId, amount: decimal.nullable() }))
      .max(100)
      .optional(),
    revision,
  })
  .meta({ id: 'ChangeDispute' });
export type ChangeDispute = z.infer<typeof changeDisputeSchema>;

export const noteDisputeSchema = z
  .strictObject({ text: z.string().trim().min(1).max(4000) })
  .meta({ id: 'NoteDispute' });

/** `credits`: for `split`, what is credited of which invoices. */
export const resolveDisputeSchema = z
  .strictObject({
    outcome: z.enum(DISPUTE_OUTCOMES),
    note: z.string().trim().min(1).max(4000).optional(),
    credits: z
      .array(z.strictObject({ invoiceId, amount: decimal }))
      .max(100)
      .optional(),
    revision,
  })
  .meta({ id: 'ResolveDispute' });
export type ResolveDispute = z.infer<typeof resolveDisputeSchema>;

/** A question to somebody without an account. `days`: how long the link is valid. */
export const askQuestionSchema = z
  .strictObject({
    department: departmentSchema,
    address: z.email().max(320),
    language: z.enum(LANGUAGES),
    question: z.string().trim().min(1).max(2000),
    days: z.int().min(1).max(60).default(14),
  })
  .meta({ id: 'AskDisputeQuestion' });
export type AskQuestion = z.infer<typeof askQuestionSchema>;

/** The question with its link, which is shown this once. */
export const askedQuestionSchema = z
  .object({ id: z.uuid(), link: z.string(), expiresAt: instant })
  .meta({ id: 'AskedDisputeQuestion' });
export type AskedQuestionView = z.infer<typeof askedQuestionSchema>;

export const evidenceQuerySchema = z.strictObject({ name: z.string().trim().min(1).max(200) });

/** `from`, `to`: days of the opening. */
export const disputeSummaryQuerySchema = z.strictObject({ from: date.optional(), to: date.optional() });

export const disputeSummarySchema = z
  .object({
    categories: z.array(
      z.object({
        category: categorySchema,
        unsettled: z.int(),
        overdue: z.int(),
        resolved: z.int(),
        /** Days from opening to end of those that ended; null: none has ended. */
        daysToResolve: z.object({ average: z.number(), median: z.number(), longest: z.int() }).nullable(),
        outcomes: z.record(z.enum(DISPUTE_OUTCOMES), z.int()),
      }),
    ),
    /** What is disputed now, by currency: each whole invoice by what is open of it. */
    disputed: z.array(z.object({ currency: z.string(), amount })),
  })
  .meta({ id: 'DisputeSummary' });
export type DisputeSummaryView = z.infer<typeof disputeSummarySchema>;

export const disputePageSchema = pageOf(disputeSchema, 'DisputePage');
