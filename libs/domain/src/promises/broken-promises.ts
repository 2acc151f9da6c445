import { localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';

/**
 * A promise to pay as it is recorded for one invoice. One call may promise for several invoices: their records share
 * the instant `openedAt`.
 */
export interface RecordedPromise {
  readonly invoiceId: string;
  readonly currency: string;
  readonly openedAt: EpochMs;
  /** The last day of the promise, its grace included; null when the promise has no end. */
  readonly untilOn: IsoDate | null;
  /** Null while the promise still holds the invoice. */
  readonly releasedAt: EpochMs | null;
  /** The promised sum in minor units of `currency`; null when all that was open was promised. */
  readonly amountMinor: bigint | null;
  /** All payments that were ever booked to the invoice. */
  readonly payments: readonly PromisedPayment[];
}

/** A payment that was booked to an invoice with a promise. */
export interface PromisedPayment {
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly bookedAt: EpochMs;
  readonly receivedOn: IsoDate;
  /** A reversed payment keeps no promise. */
  readonly status: 'received' | 'reversed';
}

/**
 * Counts the promises of one customer that were broken before `today` (the debtor's local day). A promise is kept when
 * its invoice was settled, which releases the promise, by the last day; or when the promised sum was received by then,
 * even if more was open. Promises with the same last day count once, because one call records its promise for each of
 * its invoices. Pure and total.
 */
export function countBrokenPromises(promises: readonly RecordedPromise[], today: IsoDate, timeZone: string): number {
  const brokenDays = new Set<IsoDate>();
  for (const promise of promises) {
    const { untilOn } = promise;
    if (untilOn === null || untilOn >= today) continue;
    if (wasReleasedBy(untilOn, promise, timeZone) || wasPaidBy(untilOn, promise, promises)) continue;
    brokenDays.add(untilOn);
  }
  return brokenDays.size;
}

function wasReleasedBy(lastDay: IsoDate, { releasedAt }: RecordedPromise, timeZone: string): boolean {
  return releasedAt !== null && localDate(releasedAt, timeZone) <= lastDay;
}

// The sum may arrive on any of the invoices that the call was about.
function wasPaidBy(lastDay: IsoDate, promise: RecordedPromise, promises: readonly RecordedPromise[]): boolean {
  const { amountMinor, currency, openedAt } = promise;
  if (amountMinor === null) return false;
  const paidMinor = promises
    .filter((other) => other.openedAt === openedAt)
    .flatMap((other) => other.payments)
    .filter(
      (payment) =>
        payment.status === 'received' &&
        payment.currency === currency &&
        payment.bookedAt >= openedAt &&
        payment.receivedOn <= lastDay,
    )
    .reduce((sum, payment) => sum + payment.amountMinor, 0n);
  return paidMinor >= amountMinor;
}
