import { localDate } from '@puntual/domain/calendar/dates';
import {
  judgePlan,
  type Instalment,
  type PlanJudgement,
  type PlanRecord,
} from '@puntual/domain/payment-plans/judge-plan';
import { sql, type Sql } from '@puntual/db/sql';
import { allSettledOn, moneySince } from './money-on-invoices.ts';

/** Rows of `RUNNING_PLANS`: amounts are decimal strings, because JSON has no integers of that size. */
export type PlanRows =
  | readonly (Omit<PlanRecord, 'instalments' | 'payments'> & {
      readonly instalments: readonly (Omit<Instalment, 'minor'> & { readonly minor: string })[];
      readonly payments:
        readonly { readonly receivedOn: string; readonly bookedAt: number; readonly minor: string }[] | null;
    })[]
  | null;

/** A running plan with its judgement. */
export interface JudgedPlan {
  readonly record: PlanRecord;
  readonly judgement: PlanJudgement;
}

const INVOICES = sql`(SELECT organization_id, invoice_id FROM payment_plan_invoice WHERE plan_id = r.id)`;

/**
 * SQL: the running payment plans of these customers (row ids) of the organization of `c`, with the payments of their
 * invoices, as a JSON array.
 */
export const runningPlans = (customers: Sql) => sql`(
  SELECT jsonb_agg(jsonb_build_object(
    'id', r.id, 'currency', r.currency, 'state', r.state, 'graceDays', r.grace_days, 'instalments', r.instalments,
    'startedAt', extract(epoch FROM r.started_at) * 1000,
    'settledOn', ${allSettledOn(INVOICES, sql`r.started_at`)},
    'payments', ${moneySince(INVOICES, sql`r.started_at`)}))
  FROM payment_plan r
  WHERE r.organization_id = c.organization_id AND r.customer_id IN (${customers}) AND r.state IN ('active', 'missed'))`;

/** The running plans, judged on the customer's local day at `now`. */
export function judgedPlansOf(rows: PlanRows, now: number, timeZone: string): readonly JudgedPlan[] {
  const today = localDate(now, timeZone);
  return (rows ?? []).map((row) => {
    const record = {
      ...row,
      instalments: row.instalments.map((each) => ({ ...each, minor: BigInt(each.minor) })),
      payments: (row.payments ?? []).map((payment) => ({ ...payment, minor: BigInt(payment.minor) })),
    };
    return { record, judgement: judgePlan(record, today) };
  });
}
