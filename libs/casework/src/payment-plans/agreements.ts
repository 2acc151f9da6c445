import { createHash } from 'node:crypto';
import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { Instalment } from '@puntual/domain/payment-plans/judge-plan';
import type { Tx } from '@puntual/db/database';
import { instalmentsOf, type PlanRow } from './plan-row.ts';

/** What the written agreement of a plan says besides the creditor. Amounts are minor units. */
export interface AgreementTerms {
  readonly plan: PlanRow;
  readonly customer: { readonly name: string; readonly customerId: string; readonly language: string };
  /** The numbers of the invoices. */
  readonly invoices: readonly string[];
  readonly instalments: readonly Instalment[];
  /** The customer's local day on which the plan was made. */
  readonly madeOn: IsoDate;
}

/** Reads what the agreement of a plan says; null when there is no such plan, or it never started. */
export async function readAgreementTerms(tx: Tx, planId: string): Promise<AgreementTerms | null> {
  const plan = await tx.paymentPlan.findUnique({ where: { id: planId } });
  if (!plan?.startedAt) return null;
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: plan.customerId } });
  const about = await tx.paymentPlanInvoice.findMany({ where: { planId } });
  const invoices = await tx.invoice.findMany({
    where: { id: { in: about.map(({ invoiceId }) => invoiceId) } },
    select: { number: true },
    orderBy: [{ dueDate: 'asc' }, { number: 'asc' }],
  });
  return {
    plan,
    customer,
    invoices: invoices.map(({ number }) => number),
    instalments: instalmentsOf(plan),
    madeOn: localDate(plan.startedAt.getTime(), customer.timeZone),
  };
}

/** The kept agreement of a plan in a language, with its SHA-256; null: none was made yet. */
export async function findAgreement(
  tx: Tx,
  planId: string,
  language: string,
): Promise<{ readonly pdf: Uint8Array; readonly hash: string } | null> {
  return tx.planAgreement.findUnique({ where: { planId_language: { planId, language } } });
}

/** Keeps the agreement of a plan in a language; the first one stays. Returns the one that is kept. */
export async function keepAgreement(
  tx: Tx,
  { plan }: AgreementTerms,
  made: { readonly language: string; readonly pdf: Uint8Array; readonly at: Date },
): Promise<{ readonly pdf: Uint8Array; readonly hash: string }> {
  const pdf = Buffer.from(made.pdf);
  const row = { planId: plan.id, language: made.language, organizationId: plan.organizationId };
  const hash = createHash('sha256').update(pdf).digest('hex');
  await tx.planAgreement.createMany({ data: [{ ...row, pdf, hash, madeAt: made.at }], skipDuplicates: true });
  return (await findAgreement(tx, plan.id, made.language)) ?? { pdf, hash };
}
