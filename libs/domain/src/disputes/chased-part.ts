import type { IsoDate } from '../calendar/dates.ts';

/** A hold as it is recorded. Only a hold of kind `dispute` can be about a part of an invoice. */
export interface RecordedHold<Kind extends string = string> {
  readonly id: string;
  readonly kind: Kind;
  readonly untilOn: IsoDate | null;
  /**
   * What of the invoice is disputed, in minor units, less what was credited since. Null or left out: the whole invoice.
   */
  readonly disputedMinor?: bigint | null;
}

/** What of an invoice is open, in minor units. */
export interface OpenAmounts {
  readonly principalMinor: bigint;
  readonly chargesMinor: bigint;
}

/** What of an open invoice is chased. */
export interface ChasedPart<H extends RecordedHold> {
  /** The open balance that is chased: principal and charges, without a part that is disputed. */
  readonly openMinor: bigint;
  /** The disputed part that is left out. 0n: nothing is disputed, or the whole invoice is and its dispute blocks it. */
  readonly disputedMinor: bigint;
  /** The holds that block the whole invoice: all but disputes of a part. */
  readonly holds: readonly H[];
}

/**
 * Separates what of an invoice is chased from what is disputed on `today`. A disputed part is left out of the open
 * balance, so that all amounts, minimums and limits count the rest only. When the disputed parts reach the open
 * principal, the whole invoice is disputed: the disputes block it, its charges too. Pure and total.
 */
export function chasedPart<H extends RecordedHold>(
  { principalMinor, chargesMinor }: OpenAmounts,
  holds: readonly H[],
  today: IsoDate,
): ChasedPart<H> {
  const openMinor = principalMinor + chargesMinor;
  const parts = holds.filter(isPart);
  const disputedMinor = parts
    .filter(({ untilOn }) => untilOn === null || untilOn >= today)
    .reduce((sum, hold) => sum + (hold.disputedMinor ?? 0n), 0n);
  if (disputedMinor > 0n && disputedMinor >= principalMinor) return { openMinor, disputedMinor: 0n, holds };
  return { openMinor: openMinor - disputedMinor, disputedMinor, holds: holds.filter((hold) => !isPart(hold)) };
}

function isPart({ kind, disputedMinor }: RecordedHold): boolean {
  return kind === 'dispute' && disputedMinor !== null && disputedMinor !== undefined;
}
