import { FEE_MAXIMUM } from '@puntual/domain/charges/late-fee';
import type { ChargeHow } from '@puntual/domain/charges/message-charges';
import { parseAmount } from '@puntual/domain/money/amount';
import type { NoticeCharge, NoticeInvoice } from './notice-props.ts';
import type { Words } from './translation.ts';

/** Most runs of days listed for one interest charge; the sum covers all. */
const MOST_RUNS = 12;

/** A charge in the reader's language: label, amount, and its derivation, one sentence per line. */
export interface ChargeLine {
  readonly label: string;
  readonly amount: string;
  readonly details: readonly string[];
}

/** The charges of an invoice in the translation's language, in their order. */
export function chargeLines(invoice: NoticeInvoice, words: Words): ChargeLine[] {
  return (invoice.charges ?? []).map((charge) => ({
    label: words.t(`charge.${charge.kind}`),
    amount: words.money(charge.minor, invoice.currency),
    details: detailsOf(charge, invoice.currency, words),
  }));
}

function detailsOf({ how }: NoticeCharge, currency: string, words: Words): string[] {
  const money = (amount: string) => words.money(parseAmount(amount, currency), currency);
  const capped =
    how.cappedBy === null
      ? []
      : how.cappedBy === FEE_MAXIMUM
        ? [words.t('charge.maximum')]
        : [words.t('charge.capped', { source: how.cappedBy })];
  switch (how.kind) {
    case 'fee':
      return [...feeDetails(how, money, words), ...capped];
    case 'lump-sum':
      return [words.t('charge.source', { source: how.source }), ...capped];
    case 'interest': {
      const runs = how.segments.slice(-MOST_RUNS).map((run) =>
        words.t('charge.run', {
          count: run.days,
          from: words.shortDate(run.from),
          to: words.shortDate(run.to),
          rate: words.number(run.rate),
          base: money(run.base),
          year: how.dayCount === 'actual/360' ? 360 : 365,
        }),
      );
      const sources = [...new Set(how.segments.map((run) => run.source))].map((source) =>
        words.t('charge.source', { source }),
      );
      const before =
        parseAmount(how.before, currency) > 0n ? [words.t('charge.before', { amount: money(how.before) })] : [];
      return [...runs, ...before, ...sources, ...capped];
    }
  }
}

// Of a fee that repeats: which days late it is for; of one that is a share: of what.
function feeDetails(
  { period, percent, base }: Extract<ChargeHow, { kind: 'fee' }>,
  money: (amount: string) => string,
  words: Words,
): string[] {
  return [
    ...(period ? [words.t('charge.period', { number: period.number, days: period.number * period.everyDays })] : []),
    ...(percent === undefined || base === undefined
      ? []
      : [words.t('charge.share', { percent: words.number(percent), base: money(base) })]),
  ];
}
