import { parseAmount } from '@puntual/domain/money/amount';
import type { LateConsequences } from '@puntual/domain/policy/late-consequences';
import type { Words } from './translation.ts';

/** What happens to an invoice that is late, a sentence for each thing that the policy does. Empty for other notices. */
export function lateSentences(late: LateConsequences | undefined, words: Words): string[] {
  if (!late) return [];
  return [
    ...(late.reminders ? [words.t('late.reminders')] : []),
    ...(late.interest === null
      ? []
      : late.interest.by === 'law'
        ? [words.t('late.lawfulInterest')]
        : [words.t('late.interest', { percent: words.number(late.interest.percent) })]),
    ...(late.fee === null ? [] : [feeSentence(late.fee, late.currency, words)]),
    ...(late.supplyHold ? [words.t('late.supplyHold')] : []),
    ...(late.agency ? [words.t('late.agency')] : []),
  ];
}

function feeSentence(fee: NonNullable<LateConsequences['fee']>, currency: string, words: Words): string {
  const sum =
    'amount' in fee
      ? words.money(parseAmount(fee.amount, currency), currency)
      : words.t('late.share', { percent: words.number(fee.percent) });
  return fee.everyDays === null
    ? words.t('late.fee', { sum })
    : words.t('late.repeatedFee', { sum, count: fee.everyDays });
}
