import { addDays, type EpochMs, type IsoDate } from '../calendar/dates.ts';

/**
 * How a promise to pay stands. `partly-kept`: its time is over and a part of the money came. `renewed`: another promise
 * replaced it. `withdrawn`: a person took it back, or what it was about fell away without money.
 */
export const PROMISE_STATES = ['open', 'kept', 'partly-kept', 'broken', 'renewed', 'withdrawn'] as const;
export type PromiseState = (typeof PROMISE_STATES)[number];

/** One dated sum of a promise, in minor units of the promise's currency. */
export interface PromisedPart {
  readonly on: IsoDate;
  readonly minor: bigint;
}

/** What came of one payment on the invoices of a promise, without what was taken back, in minor units. */
export interface MoneyOnPromise {
  readonly receivedOn: IsoDate;
  readonly bookedAt: EpochMs;
  readonly minor: bigint;
}

/** A promise to pay with what its judgement needs. */
export interface PromiseRecord {
  readonly id: string;
  readonly currency: string;
  /** The state that was stored last. */
  readonly state: PromiseState;
  /** The first promise about a debt has level 1, and each renewal one more. */
  readonly level: number;
  readonly openedAt: EpochMs;
  readonly graceDays: number;
  /** In the order of their days. */
  readonly parts: readonly PromisedPart[];
  readonly payments: readonly MoneyOnPromise[];
  /** The day on which the last of its invoices was settled; null while one is open. */
  readonly settledOn: IsoDate | null;
}

/** How a promise stands on a day. */
export interface PromiseJudgement {
  readonly state: PromiseState;
  /** What counts as promised: less than the parts when the invoices were settled by less, as after a credit note. */
  readonly promisedMinor: bigint;
  /** How much of it came in time, at most `promisedMinor`. */
  readonly keptMinor: bigint;
  /** While the promise is open: the last day, grace included, of the first part that is not paid. */
  readonly waitsUntil: IsoDate | null;
}

/**
 * Judges a promise on `today` (the debtor's local day). A part is kept when all that was promised up to it came by its
 * day plus the days of grace; the first part that is missed ends the promise. When the invoices are settled by then,
 * the promise is kept by whatever settled them. What a person ended stays ended. Pure and total: a payment that is
 * reported late, or taken back, changes the judgement.
 */
export function judgePromise(promise: PromiseRecord, today: IsoDate): PromiseJudgement {
  const { parts, graceDays, state, settledOn } = promise;
  const totalMinor = parts.reduce((sum, { minor }) => sum + minor, 0n);
  const paidBy = (day: IsoDate) => least(receivedBy(promise, day), totalMinor);
  if (state === 'renewed' || state === 'withdrawn')
    return { state, promisedMinor: totalMinor, keptMinor: paidBy(today), waitsUntil: null };
  let dueMinor = 0n;
  for (const { on, minor } of parts) {
    dueMinor += minor;
    const lastOn = addDays(on, graceDays);
    const keptMinor = paidBy(lastOn);
    if (keptMinor >= dueMinor) continue;
    if (settledOn !== null && settledOn <= lastOn) {
      const ended = keptMinor > 0n ? 'kept' : 'withdrawn';
      return { state: ended, promisedMinor: keptMinor, keptMinor, waitsUntil: null };
    }
    if (lastOn >= today) return { state: 'open', promisedMinor: totalMinor, keptMinor, waitsUntil: lastOn };
    const missed = keptMinor > 0n ? 'partly-kept' : 'broken';
    return { state: missed, promisedMinor: totalMinor, keptMinor, waitsUntil: null };
  }
  return { state: 'kept', promisedMinor: totalMinor, keptMinor: totalMinor, waitsUntil: null };
}

/** Whether a promise in the state was not kept in full: it counts as broken in the customer's record. */
export function isBroken(state: PromiseState): boolean {
  return state === 'broken' || state === 'partly-kept';
}

// What was booked before the promise was made is not of it.
function receivedBy({ payments, openedAt }: PromiseRecord, day: IsoDate): bigint {
  return payments
    .filter(({ receivedOn, bookedAt }) => receivedOn <= day && bookedAt >= openedAt)
    .reduce((sum, { minor }) => sum + minor, 0n);
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
