import { addDays, type IsoDate } from '../calendar/dates.ts';
import { decimalAmount } from '../money/amount.ts';
import type { Refusal } from '../refusals/refusals.ts';
import type { Instalment } from './judge-plan.ts';
import { LONGEST_PLAN_DAYS, type PlanLimits } from './plan-limits.ts';

/**
 * Why a plan cannot be, or null: its days rise from today on, its sums are above zero and come to `totalMinor`, which
 * is what is to be paid of its invoices. Paths are those of `instalments`.
 */
export function checkPlan(
  instalments: readonly Instalment[],
  { today, totalMinor, currency }: { readonly today: IsoDate; readonly totalMinor: bigint; readonly currency: string },
): Refusal | null {
  let before: IsoDate | null = null;
  for (const [index, { on, minor }] of instalments.entries()) {
    const path = `instalments.${index}`;
    if (on < today) return { code: 'day-in-past', path: `${path}.date`, values: { today } };
    if (on > addDays(today, LONGEST_PLAN_DAYS))
      return { code: 'plan-too-long', path: `${path}.date`, values: { mostDays: LONGEST_PLAN_DAYS } };
    if (before !== null && on <= before) return { code: 'days-not-rising', path: `${path}.date`, values: { before } };
    if (minor <= 0n) return { code: 'not-positive', path: `${path}.amount`, values: {} };
    before = on;
  }
  const sumMinor = instalments.reduce((sum, { minor }) => sum + minor, 0n);
  if (sumMinor === totalMinor) return null;
  const said = (minor: bigint) => ({ amount: decimalAmount(minor, currency), currency });
  return {
    code: 'plan-sum-differs',
    path: 'instalments',
    values: { sum: said(sumMinor), open: said(totalMinor) },
  };
}

/** Whether a plan is beyond what a collector may grant, so that a manager has to approve it. */
export function isBeyondLimits(instalments: readonly Instalment[], today: IsoDate, limits: PlanLimits): boolean {
  const { mostInstalments, longestDays, smallestFirstPercent } = limits;
  const totalMinor = instalments.reduce((sum, { minor }) => sum + minor, 0n);
  const [first] = instalments;
  const last = instalments.at(-1);
  return (
    instalments.length > mostInstalments ||
    (last !== undefined && last.on > addDays(today, longestDays)) ||
    (first !== undefined && first.minor * 100n < totalMinor * BigInt(smallestFirstPercent))
  );
}
