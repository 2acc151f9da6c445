import type { IsoDate } from '../calendar/dates.ts';
import { feePeriodOn } from '../charges/late-fee.ts';
import { decimalAmount } from '../money/amount.ts';
import { lateFeeSum } from '../policy/late-fee-schema.ts';
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
  const sum = lateFeeSum(lateFee, invoice.currency, policy.currency);
  if (!sum) return [];
  return [
    {
      code: 'repeated-fee',
      period: period.number,
      everyDays: period.everyDays,
      amount: 'minor' in sum ? decimalAmount(sum.minor, invoice.currency) : null,
      currency: invoice.currency,
      percent: 'percent' in sum ? sum.percent : null,
    },
  ];
}
