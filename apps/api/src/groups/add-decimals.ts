import type { GroupDetailView } from '@puntual/contracts/api/groups';
import { decimalAmount, parseAmount } from '@puntual/domain/money/amount';

type Sum = GroupDetailView['sums'][number];

/** Adds up sums of several customers by currency, in alphabetical order. Different currencies are never added up. */
export function addDecimals(sums: readonly Sum[]): Sum[] {
  const currencies = [...new Set(sums.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const own = sums.filter((sum) => sum.currency === currency);
    const add = (field: 'open' | 'overdue' | 'credit') =>
      decimalAmount(
        own.reduce((total, sum) => total + parseAmount(sum[field], currency), 0n),
        currency,
      );
    return { currency, open: add('open'), overdue: add('overdue'), credit: add('credit') };
  });
}
