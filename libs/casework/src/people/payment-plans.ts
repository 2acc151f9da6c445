import { localDate } from '@puntual/domain/calendar/dates';
import type { Instalment } from '@puntual/domain/payment-plans/judge-plan';
import { offerPlans } from '@puntual/domain/payment-plans/offer-plans';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import { claimsOf } from '../record/claims-of.ts';
import { endPlan } from '../payment-plans/end-plan.ts';
import { proposePlan, type PlanProposal, type PlannableInvoice } from '../payment-plans/propose-plan.ts';
import { toBePaid } from '../payment-plans/start-plan.ts';
import { type Actor, organizationOf } from '../record/actor.ts';
import { lockCustomer } from '../record/lock-customer.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { readSettings } from '../settings/settings.ts';

export type PlanResult =
  | { readonly result: 'done'; readonly planId: string }
  | { readonly result: 'not-found' }
  /** Another plan is about one of the invoices. */
  | { readonly result: 'plan-open'; readonly planId: string }
  | { readonly result: 'plan-over'; readonly state: string }
  | ({ readonly result: 'invalid' } & Refusal);

/** A plan about invoices (the ERP's ids) of a customer (row id). */
export interface NewPlan extends Pick<PlanProposal, 'instalments' | 'charges' | 'source' | 'note' | 'replaces'> {
  readonly customerRowId: string;
  readonly invoiceIds: readonly string[];
}

/**
 * Makes a payment plan: one that a collector may grant starts at once, another one waits for a manager. `replaces`: a
 * running plan of the customer. Refuses an invoice that is not an open one of the customer.
 */
export async function makePlan(
  database: Database,
  actor: Actor,
  { customerRowId, invoiceIds, ...terms }: NewPlan,
  now: number,
): Promise<PlanResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<PlanResult> => {
    const customer = await lockCustomer(tx, customerRowId);
    if (!customer) return { result: 'not-found' };
    if (terms.replaces !== null) {
      const old = await tx.paymentPlan.findUnique({ where: { id: terms.replaces } });
      if (old?.customerId !== customer.id) return { result: 'not-found' };
      if (old.state !== 'active' && old.state !== 'missed') return { result: 'plan-over', state: old.state };
    }
    const invoices = await readOpen(tx, customer.id, invoiceIds);
    if ('code' in invoices) return { result: 'invalid', ...invoices };
    const proposed = await proposePlan(tx, { ...terms, actor, customer, invoices, now });
    if (proposed.result !== 'done') return proposed;
    const { planId, woken } = proposed;
    await wakeCases(tx, organizationOf(actor), woken, { signal: 'hold', detail: { planId } });
    return { result: 'done', planId };
  });
}

/** Cancels a proposed or running plan (row id) with a reason: its invoices are chased again in full. */
export async function cancelPlan(
  database: Database,
  actor: Actor,
  { planId, reason }: { readonly planId: string; readonly reason: string },
  now: number,
): Promise<PlanResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<PlanResult> => {
    const known = await tx.paymentPlan.findUnique({ where: { id: planId }, select: { customerId: true } });
    const customer = known && (await lockCustomer(tx, known.customerId));
    if (!customer) return { result: 'not-found' };
    const plan = await tx.paymentPlan.findUniqueOrThrow({ where: { id: planId } });
    if (!['proposed', 'active', 'missed'].includes(plan.state)) return { result: 'plan-over', state: plan.state };
    const ending = { plan, customerId: customer.customer_id, to: 'cancelled', reason } as const;
    const released = await endPlan(tx, actor, ending, now);
    await wakeCases(tx, organizationOf(actor), released, { signal: 'hold', detail: { planId } });
    return { result: 'done', planId };
  });
}

/** Plans that a collector may grant: their currency, the sum to be paid in minor units, and at most three offers. */
export interface PlanOffers {
  readonly result: 'done';
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly offers: readonly (readonly Instalment[])[];
}

/** The offers for invoices (the ERP's ids) of a customer (row id). Refuses as `makePlan` does. Changes nothing. */
export async function offerPlansFor(
  database: Database,
  organizationId: string,
  { customerRowId, invoiceIds, charges }: Pick<NewPlan, 'customerRowId' | 'invoiceIds' | 'charges'>,
  now: number,
): Promise<PlanOffers | Exclude<PlanResult, { result: 'done' }>> {
  return database.inOrganization(organizationId, async (tx) => {
    const customer = await tx.customer.findUnique({ where: { id: customerRowId } });
    if (!customer) return { result: 'not-found' };
    const invoices = await readOpen(tx, customer.id, invoiceIds);
    if ('code' in invoices) return { result: 'invalid', ...invoices };
    const currency = invoices[0]?.currency ?? customer.currency;
    if (invoices.some((invoice) => invoice.currency !== currency))
      return { result: 'invalid', code: 'several-currencies', path: 'invoiceIds', values: {} };
    const totalMinor = toBePaid(invoices, charges);
    const { planLimits } = await readSettings(tx, organizationId);
    const offers = offerPlans(totalMinor, localDate(now, customer.timeZone), planLimits);
    return { result: 'done', currency, totalMinor, offers };
  });
}

async function readOpen(
  tx: Tx,
  customerRowId: string,
  invoiceIds: readonly string[],
): Promise<readonly PlannableInvoice[] | Refusal> {
  const rows = await tx.invoice.findMany({
    where: {
      customerId: { in: await claimsOf(tx, customerRowId) },
      invoiceId: { in: [...invoiceIds] },
      status: 'open',
    },
    orderBy: { id: 'asc' },
  });
  const unknown = invoiceIds.findIndex((id) => !rows.some(({ invoiceId }) => invoiceId === id));
  return unknown === -1 ? rows : { code: 'not-an-open-invoice', path: `invoiceIds.${unknown}`, values: {} };
}
