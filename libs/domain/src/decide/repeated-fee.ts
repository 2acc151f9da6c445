import type { IsoDate } from '../calendar/dates.ts';
import { feePeriodOn } from '../charges/late-fee.ts';
import { decimalAmount } from '../money/amount.ts';
import { limitIn } from '../policy/conditions.ts';
import { isMessage, type PolicyStep } from '../policy/policy.ts';
import type { CaseFacts } from './case-facts.ts';
import type { Reason } from './decision.ts';

/** What the plan says of a step whose message, sent on `on`, brings a fee that repeats; empty for every other step. */
export function feeReasons(
  step: PolicyStep,
  { policy, invoice }: Pick<CaseFacts, 'policy' | 'invoice'>,
  on: IsoDate,
): readonly Extract<Reason, { code: 'repeated-fee' }>[] {
  const { lateFee } = policy.charges;
  if (!lateFee?.repeat || !isMessage(step) || !lateFee.stages.includes(step.stage)) return [];
  const period = feePeriodOn(lateFee.repeat, invoice.dueOn, on);
  if (!period) return [];
  const percent = lateFee.percentOfOpen ?? null;
  const minor = percent === null ? limitIn(lateFee.amount, invoice.currency, policy.currency) : null;
  if (percent === null && minor === null) return [];
  return [
    {
      code: 'repeated-fee',
      period: period.number,
      everyDays: period.everyDays,
      amount: minor === null ? null : decimalAmount(minor, invoice.currency),
      currency: invoice.currency,
      percent,
    },
  ];
}
