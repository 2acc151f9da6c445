import { localDate } from '@puntual/domain/calendar/dates';
import {
  judgePlan,
  type Instalment,
  type PlanJudgement,
  type PlanRecord,
} from '@puntual/domain/payment-plans/judge-plan';
import { sql } from '@puntual/db/sql';

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

/** SQL: the running payment plans of the customer `c` with the payments of their invoices, as a JSON array. */
export const RUNNING_PLANS = sql`(
  SELECT jsonb_agg(jsonb_build_object(
    'id', r.id, 'currency', r.currency, 'state', r.state, 'graceDays', r.grace_days, 'instalments', r.instalments,
    'startedAt', extract(epoch FROM r.started_at) * 1000,
    'settledOn', (
      SELECT CASE WHEN bool_and(o.status <> 'open') THEN max(coalesce(o.settled_on, r.started_at::date)) END
      FROM payment_plan_invoice x JOIN invoice o ON o.id = x.invoice_id
      WHERE x.plan_id = r.id),
    'payments', (
      SELECT jsonb_agg(jsonb_build_object(
        'receivedOn', m.received_on, 'bookedAt', extract(epoch FROM m.booked_at) * 1000, 'minor', m.minor::text))
      FROM (
        SELECT p.received_on, min(e.created_at) AS booked_at, sum(-e.amount_minor) AS minor
        FROM payment_plan_invoice x
          JOIN entry e ON e.organization_id = x.organization_id AND e.invoice_id = x.invoice_id
          JOIN payment p ON p.id = e.payment_id
        WHERE x.plan_id = r.id AND p.kind = 'payment'
        GROUP BY p.id, p.received_on) m
      WHERE m.booked_at >= r.started_at AND m.minor > 0)))
  FROM payment_plan r
  WHERE r.organization_id = c.organization_id AND r.customer_id = c.id AND r.state IN ('active', 'missed'))`;

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
