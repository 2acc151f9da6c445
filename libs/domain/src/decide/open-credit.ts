/**
 * What is open in one currency and what of the customer's credit counts against it: at most the sum itself. Minor
 * units.
 */
export interface NetSum {
  readonly currency: string;
  readonly openMinor: bigint;
  readonly creditMinor: bigint;
  /** What is asked for: the one less the other. */
  readonly toPayMinor: bigint;
}

/** The customer's credit by currency, in minor units: money that is on no invoice. */
export type CreditByCurrency = Readonly<Record<string, bigint>>;

/**
 * Sums of claims per currency less the customer's credit in it, in the order in which the currencies come; nothing is
 * ever netted across currencies.
 */
export function netSums(
  claims: readonly { readonly currency: string; readonly openMinor: bigint }[],
  credit: CreditByCurrency,
): NetSum[] {
  const sums = new Map<string, bigint>();
  for (const { currency, openMinor } of claims) sums.set(currency, (sums.get(currency) ?? 0n) + openMinor);
  return [...sums].map(([currency, openMinor]) => {
    const there = credit[currency] ?? 0n;
    const creditMinor = there < openMinor ? there : openMinor;
    return { currency, openMinor, creditMinor, toPayMinor: openMinor - creditMinor };
  });
}

/** Whether credit pays all of a sum (docs/cases.md, case 18). Without credit nothing is covered. */
export function isCovered(openMinor: bigint, creditMinor: bigint): boolean {
  return creditMinor > 0n && creditMinor >= openMinor;
}

/**
 * What of an invoice there is to chase: what is open of it, at most what the customer owes in its currency once credit
 * is netted. Limits are compared with this sum.
 */
export function netOpenMinor({
  openMinor,
  customerOpenMinor,
  creditMinor,
}: {
  readonly openMinor: bigint;
  readonly customerOpenMinor: bigint;
  readonly creditMinor: bigint;
}): bigint {
  const owed = customerOpenMinor > creditMinor ? customerOpenMinor - creditMinor : 0n;
  return owed < openMinor ? owed : openMinor;
}
