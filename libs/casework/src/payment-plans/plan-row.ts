import { amountOf } from '@puntual/domain/ledger/announce';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { AuditEvent } from '@puntual/domain/audit/audit-data';
import type { Instalment, PlanState } from '@puntual/domain/payment-plans/judge-plan';
import type { Tx } from '@puntual/db/database';
import type { AuditRow } from '../record/audit.ts';
import type { OutboxRow } from '../record/outbox.ts';

/** A payment plan as its table holds it. */
export type PlanRow = NonNullable<Awaited<ReturnType<Tx['paymentPlan']['findUnique']>>>;

/** A plan with the ERP's id of its customer and its invoices (row ids). */
export interface PlanSubject {
  readonly plan: PlanRow;
  readonly customerId: string;
  readonly invoiceRowIds: readonly string[];
}

/** The instalments of a stored plan. */
export function instalmentsOf({ instalments }: Pick<PlanRow, 'instalments'>): readonly Instalment[] {
  return (instalments as { on: string; minor: string }[]).map(({ on, minor }) => ({ on, minor: BigInt(minor) }));
}

/** Instalments as the table holds them. */
export function storedInstalments(instalments: readonly Instalment[]): { on: string; minor: string }[] {
  return instalments.map(({ on, minor }) => ({ on, minor: minor.toString() }));
}

/** What every event about a plan says of it. */
export function sumOfPlan({ id, totalMinor, currency }: PlanRow) {
  return { planId: id, ...amountOf(totalMinor, currency) };
}

/** The sum, the instalments and the charges of a plan, for its audit events and announcements. */
export function termsOfPlan(plan: PlanRow) {
  const instalments = instalmentsOf(plan);
  return {
    ...sumOfPlan(plan),
    lastOn: instalments.at(-1)?.on ?? '',
    instalments: instalments.map(({ on, minor }) => ({ date: on, amount: decimalAmount(minor, plan.currency) })),
    charges: plan.charges,
  };
}

/** The invoices (row ids) of a plan. */
export async function invoicesOfPlan(tx: Tx, planId: string): Promise<readonly string[]> {
  const rows = await tx.paymentPlanInvoice.findMany({ where: { planId }, orderBy: { invoiceId: 'asc' } });
  return rows.map(({ invoiceId }) => invoiceId);
}

type PlanEvent = AuditEvent<'plan.proposed' | 'plan.started' | 'plan.judged' | 'plan.ended'>;

/** The event in the history of each invoice of the plan. */
export function auditOfPlan(
  { plan, invoiceRowIds }: PlanSubject,
  event: PlanEvent,
  { by, at }: { readonly by: string; readonly at: Date },
): AuditRow[] {
  return invoiceRowIds.map((invoiceRowId) => ({
    ...event,
    at,
    actor: by,
    customerRowId: plan.customerId,
    invoiceRowId,
  }));
}

/** Announces a plan that starts. Whoever confirms plans to customers starts from here: there is no template for it. */
export function announceStart({ plan, customerId }: PlanSubject, invoiceIds: readonly string[], at: Date): OutboxRow {
  const data = { ...termsOfPlan(plan), customerId, invoiceIds: [...invoiceIds], replaces: plan.replaces };
  return { target: 'kafka', kind: 'collections-event', type: 'puntual.plan.started.v1', customerId, at, data };
}

/** Announces that a plan stands otherwise than before. */
export function announcePlanState(
  { plan, customerId }: Omit<PlanSubject, 'invoiceRowIds'>,
  { to, paidMinor }: { readonly to: PlanState; readonly paidMinor: bigint },
  at: Date,
): OutboxRow {
  const paid = decimalAmount(paidMinor, plan.currency);
  const data = { ...sumOfPlan(plan), customerId, state: to, before: plan.state, paid };
  return { target: 'kafka', kind: 'collections-event', type: 'puntual.plan.judged.v1', customerId, at, data };
}
