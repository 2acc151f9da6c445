import { type NoticeInvoice } from './notice-props.ts';

/** A sum in one currency, in its minor units. */
export interface CurrencyTotal {
  readonly currency: string;
  readonly minor: bigint;
}

/** Sums per currency, in alphabetical order of the code. Different currencies are never added up. */
export function totalsByCurrency(invoices: readonly NoticeInvoice[], amount: 'openMinor' | 'totalMinor'): CurrencyTotal[] {
  const sums = new Map<string, bigint>();
  for (const invoice of invoices) sums.set(invoice.currency, (sums.get(invoice.currency) ?? 0n) + invoice[amount]);
  return [...sums].map(([currency, minor]) => ({ currency, minor })).sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** How much of the customer's credit counts against these totals: at most the total of its own currency; zero sums are left out. */
export function creditUsed(totals: readonly CurrencyTotal[], creditMinorByCurrency: Readonly<Record<string, bigint>>): CurrencyTotal[] {
  return totals.flatMap(({ currency, minor }) => {
    const credit = creditMinorByCurrency[currency] ?? 0n;
    const used = credit < minor ? credit : minor;
    return used > 0n ? [{ currency, minor: used }] : [];
  });
}

/** The totals less the credit that counts against them. Currencies that come to zero are left out, unless all do. */
export function lessCredit(totals: readonly CurrencyTotal[], creditMinorByCurrency: Readonly<Record<string, bigint>>): CurrencyTotal[] {
  const used = new Map(creditUsed(totals, creditMinorByCurrency).map((credit) => [credit.currency, credit.minor]));
  const net = totals.map(({ currency, minor }) => ({ currency, minor: minor - (used.get(currency) ?? 0n) }));
  const left = net.filter((total) => total.minor > 0n);
  return left.length > 0 ? left : net;
}
