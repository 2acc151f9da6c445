import { z } from 'zod';
import { PLAN_STATES } from '@puntual/domain/payment-plans/judge-plan';
import { MOST_INSTALMENTS } from '@puntual/domain/payment-plans/plan-limits';
import { amount, date, instant, pageOf } from './common.ts';
import { invoiceIdsSchema } from './promises.ts';

const instalmentSchema = z.strictObject({ date, amount: z.string().max(30) });
const chargesSchema = z.enum(['included', 'waived']);
const sourceSchema = z.enum(['call', 'portal', 'reply', 'api']);

const termsShape = {
  invoiceIds: invoiceIdsSchema,
  /** The first payment and the instalments, in the order of their days. They come to what is to be paid. */
  instalments: z.array(instalmentSchema).min(1).max(MOST_INSTALMENTS),
  /** Whether the plan pays the charges of its invoices, too, or they are waived once it is completed. */
  charges: chargesSchema.default('included'),
  source: sourceSchema.default('api'),
  note: z.string().max(4000).optional(),
};

export const makePlanSchema = z.strictObject(termsShape).meta({ id: 'MakePaymentPlan' });
export type MakePlan = z.infer<typeof makePlanSchema>;

export const planReasonSchema = z
  .strictObject({ reason: z.string().trim().min(1).max(500) })
  .meta({ id: 'PaymentPlanReason' });

export const offerPlansSchema = z
  .strictObject({ invoiceIds: invoiceIdsSchema, charges: chargesSchema.default('included') })
  .meta({ id: 'OfferPaymentPlans' });
export const planOffersSchema = z
  .object({
    currency: z.string(),
    total: amount,
    /** At most three plans that a collector may grant, the shortest first. */
    offers: z.array(z.object({ instalments: z.array(z.object({ date, amount })) })),
  })
  .meta({ id: 'PaymentPlanOffers' });

export const planSchema = z
  .object({
    id: z.uuid(),
    customerId: z.string(),
    state: z.enum(PLAN_STATES),
    currency: z.string(),
    total: amount,
    paid: amount,
    instalments: z.array(z.object({ date, amount, paid: amount })),
    invoices: z.array(z.object({ invoiceId: z.string(), number: z.string(), open: amount })),
    charges: chargesSchema,
    /** Days after an instalment’s day until the plan defaults. */
    graceDays: z.int(),
    source: sourceSchema,
    note: z.string().nullable(),
    proposedAt: instant,
    proposedBy: z.string(),
    proposedById: z.string(),
    /** The task that asks for approval; null: a collector may grant the plan. */
    taskId: z.uuid().nullable(),
    approvedBy: z.string().nullable(),
    approvedById: z.string().nullable(),
    replaces: z.uuid().nullable(),
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    reason: z.string().nullable(),
    /** SHA-256 of the written agreements that were made, by language. */
    agreements: z.array(z.object({ language: z.string(), hash: z.string() })),
  })
  .meta({ id: 'PaymentPlan' });
export type PlanView = z.infer<typeof planSchema>;
export const planPageSchema = pageOf(planSchema, 'PaymentPlanPage');

/** The language of the agreement; left out: the customer’s, where it is English or Spanish. */
export const agreementQuerySchema = z.strictObject({ language: z.enum(['en', 'es']).optional() });
