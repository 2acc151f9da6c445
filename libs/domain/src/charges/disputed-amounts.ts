import { localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';

/** A dispute of one invoice. */
export interface Dispute {
  readonly openedAt: EpochMs;
  /** When it was released; null: it was not. */
  readonly releasedAt: EpochMs | null;
  /** The last day on which it counts, unless it is released before; null: it has none. */
  readonly untilOn: IsoDate | null;
  /** What is disputed; null: the whole invoice. */
  readonly minor: bigint | null;
}

/** What of an invoice is disputed from the end of a day on, in minor units. */
export interface DisputedAmount {
  readonly from: IsoDate;
  readonly minor: bigint;
}

/**
 * What of an invoice is disputed over time, one row for each day on which a dispute begins or ends. A dispute counts
 * from its opening until its release or its last day, whichever is earlier. Several disputes add up, also beyond the
 * invoice's total. Pure and total.
 */
export function disputedAmounts(
  disputes: readonly Dispute[],
  { totalMinor, timeZone }: { readonly totalMinor: bigint; readonly timeZone: string },
): DisputedAmount[] {
  const changes = new Map<IsoDate, bigint>();
  const change = (on: IsoDate, minor: bigint) => changes.set(on, (changes.get(on) ?? 0n) + minor);
  for (const dispute of disputes) {
    const minor = dispute.minor ?? totalMinor;
    change(localDate(dispute.openedAt, timeZone), minor);
    const endsOn = lastDayOf(dispute, timeZone);
    if (endsOn !== null) change(endsOn, -minor);
  }
  let disputedMinor = 0n;
  return [...changes.keys()].sort().map((from) => {
    disputedMinor += changes.get(from) ?? 0n;
    return { from, minor: disputedMinor };
  });
}

function lastDayOf({ releasedAt, untilOn }: Dispute, timeZone: string): IsoDate | null {
  if (releasedAt === null) return untilOn;
  const releasedOn = localDate(releasedAt, timeZone);
  return untilOn !== null && untilOn < releasedOn ? untilOn : releasedOn;
}
