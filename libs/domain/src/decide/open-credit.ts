/**
 * The open amount in one currency and the part of the customer's credit that is netted with it, in minor units. The
 * credit is at most the open amount.
 */
export interface NetSum {
  readonly currency: string;
  readonly openMinor: bigint;
  readonly creditMinor: bigint;
  /** The amount that a message asks for: open less credit. */
  readonly toPayMinor: bigint;
}

/** The customer's unallocated credit by currency, in minor units. */
export type CreditByCurrency = Readonly<Record<string, bigint>>;

/**
 * The sum of the claims in each currency, netted with the customer's credit in that currency. Currencies are in the
 * order of the claims; credit in one currency never pays a claim in another.
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

/** The credit that is left, by currency, once these claims are netted with it. */
export function creditBeyond(
  claims: readonly { readonly currency: string; readonly openMinor: bigint }[],
  credit: CreditByCurrency,
): CreditByCurrency {
  const used = netSums(claims, credit).map(
    ({ currency, creditMinor }) => [currency, (credit[currency] ?? 0n) - creditMinor] as const,
  );
  return { ...credit, ...Object.fromEntries(used) };
}

/** Whether credit pays all of an open amount (docs/cases.md, case 18). False without credit. */
export function isCovered(openMinor: bigint, creditMinor: bigint): boolean {
  return creditMinor > 0n && creditMinor >= openMinor;
}

/**
 * The amount of an invoice that is chased: its open amount, at most what the customer owes in its currency after credit
 * is netted. Limits of conditions are compared with it.
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
