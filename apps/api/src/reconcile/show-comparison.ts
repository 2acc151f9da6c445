import { MOST_DIFFERENCES, type ReconciliationView } from '@puntual/contracts/api/reconcile';
import type { Language } from '@puntual/domain/language/languages';
import {
  DIFFERENCE_KINDS,
  type BothTotals,
  type Comparison,
  type Difference,
  type DifferenceKind,
} from '@puntual/domain/ledger/compare-open-items';
import { moneyText } from '@puntual/domain/language/money-text';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { ComparisonWords } from './comparison-words.ts';
import { comparison as english } from './en/comparison.ts';
import { comparison as spanish } from './es/comparison.ts';

const words: Readonly<Record<Language, ComparisonWords>> = { en: english, es: spanish };

/** A comparison as the contract shows it, in the reader's language. */
export function comparisonView(
  comparison: Comparison,
  { asOf, knownAt }: { readonly asOf: string | null; readonly knownAt: number | null },
  items: number,
  language: Language,
): ReconciliationView {
  const counts = Object.fromEntries(
    DIFFERENCE_KINDS.map((kind) => [kind, comparison.differences.filter((each) => each.kind === kind).length]),
  ) as Record<DifferenceKind, number>;
  return {
    asOf,
    knownAt: knownAt === null ? null : new Date(knownAt).toISOString(),
    items,
    agreed: comparison.agreed,
    different: comparison.differences.length,
    counts,
    totals: comparison.totals.map(totalOf),
    creditTotals: comparison.creditTotals?.map(totalOf) ?? null,
    differences: comparison.differences.slice(0, MOST_DIFFERENCES).map((each) => ({
      kind: each.kind,
      invoiceId: each.invoiceId,
      number: each.number,
      paymentId: each.credit?.kind === 'payment' ? each.credit.id : null,
      creditNoteId: each.credit?.kind === 'credit-note' ? each.credit.id : null,
      here: moneyOf(each.here),
      there: moneyOf(each.there),
      text: differenceInWords(each, language),
    })),
  };
}

function totalOf({ currency, hereMinor, thereMinor }: BothTotals): ReconciliationView['totals'][number] {
  return {
    currency,
    here: decimalAmount(hereMinor, currency),
    there: decimalAmount(thereMinor, currency),
    difference: decimalAmount(hereMinor - thereMinor, currency),
  };
}

function moneyOf(money: Difference['here']): { currency: string; amount: string } | null {
  return money && { currency: money.currency, amount: decimalAmount(money.minor, money.currency) };
}

function said(money: Difference['here'], language: Language): string {
  return money ? moneyText(decimalAmount(money.minor, money.currency), money.currency, language) : '';
}

function differenceInWords(difference: Difference, language: Language): string {
  const { invoice, credit } = words[language];
  const values = { here: said(difference.here, language), there: said(difference.there, language) };
  return difference.credit
    ? credit[difference.kind]({ ...values, kind: difference.credit.kind, id: difference.credit.id })
    : invoice[difference.kind]({ ...values, name: difference.number ?? difference.invoiceId ?? '' });
}
