/** An open invoice that can be promised: `openMinor` without what is disputed. */
export interface PromisableInvoice {
  readonly id: string;
  readonly currency: string;
  readonly openMinor: bigint;
}

/** An open promise: what did not come yet, and the invoices that it is about. */
export interface OpenPromise {
  readonly currency: string;
  readonly leftMinor: bigint;
  readonly invoiceIds: readonly string[];
}

/**
 * How much of each invoice is promised: the sum that did not come yet of each promise, on its invoices in the order
 * given. Never more than an invoice has open, and a promise of another currency promises nothing of it. Pure and total.
 */
export function allotPromises(
  invoices: readonly PromisableInvoice[],
  promises: readonly OpenPromise[],
): ReadonlyMap<string, bigint> {
  const promised = new Map<string, bigint>();
  for (const promise of promises) {
    let leftMinor = promise.leftMinor;
    const about = new Set(promise.invoiceIds);
    for (const { id, currency, openMinor } of invoices) {
      if (!about.has(id) || currency !== promise.currency) continue;
      const before = promised.get(id) ?? 0n;
      const roomMinor = openMinor - before;
      const minor = leftMinor < roomMinor ? leftMinor : roomMinor;
      if (minor <= 0n) continue;
      promised.set(id, before + minor);
      leftMinor -= minor;
    }
  }
  return promised;
}
