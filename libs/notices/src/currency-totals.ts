import type { NoticeInvoice } from './notice-props.ts';

/** A sum in one currency, in its minor units. */
export interface CurrencyTotal {
  readonly currency: string;
  readonly minor: bigint;
}

/** The open sum of an invoice with its charges. */
export function dueMinor(invoice: NoticeInvoice): bigint {
  return invoice.openMinor + chargedMinor(invoice);
}

/** The open sum of an invoice's charges. */
export function chargedMinor(invoice: NoticeInvoice): bigint {
  return (invoice.charges ?? []).reduce((sum, charge) => sum + charge.minor, 0n);
}

/** Sums per currency, in alphabetical order of the code. Different currencies are never added up. */
export function totalsByCurrency(
  invoices: readonly NoticeInvoice[],
  amount: 'openMinor' | 'totalMinor' | 'dueMinor' | 'chargedMinor',
): CurrencyTotal[] {
  const sums = new Map<string, bigint>();
  for (const invoice of invoices)
    sums.set(invoice.currency, (sums.get(invoice.currency) ?? 0n) + amountOf(invoice, amount));
  return [...sums].map(([currency, minor]) => ({ currency, minor })).sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

function amountOf(invoice: NoticeInvoice, amount: 'openMinor' | 'totalMinor' | 'dueMinor' | 'chargedMinor'): bigint {
  switch (amount) {
    case 'openMinor':
    case 'totalMinor':
      return invoice[amount];
    case 'dueMinor':
      return dueMinor(invoice);
    case 'chargedMinor':
      return chargedMinor(invoice);
  }
}

/**
 * The part of the customer's credit that counts against these totals: at most the total of its own currency; zero sums
 * are omitted.
 */
export function creditUsed(
  totals: readonly CurrencyTotal[],
  creditMinorByCurrency: Readonly<Record<string, bigint>>,
): CurrencyTotal[] {
  return totals.flatMap(({ currency, minor }) => {
    const credit = creditMinorByCurrency[currency] ?? 0n;
    const used = credit < minor ? credit : minor;
    return used > 0n ? [{ currency, minor: used }] : [];
  });
}

/** The totals less the credit that counts against them. Currencies that come to zero are omitted, unless all do. */
export function lessCredit(
  totals: readonly CurrencyTotal[],
  creditMinorByCurrency: Readonly<Record<string, bigint>>,
): CurrencyTotal[] {
  const used = new Map(creditUsed(totals, creditMinorByCurrency).map((credit) => [credit.currency, credit.minor]));
  const net = totals.map(({ currency, minor }) => ({ currency, minor: minor - (used.get(currency) ?? 0n) }));
  const left = net.filter((total) => total.minor > 0n);
  return left.length > 0 ? left : net;
}
