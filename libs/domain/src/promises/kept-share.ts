import type { IsoDate } from '../calendar/dates.ts';
import { isBroken, type PromiseJudgement, type PromiseState } from './judge-promise.ts';

/** A promise as it counts in a customer's record. */
export type CountedPromise = Pick<PromiseJudgement, 'state' | 'promisedMinor' | 'keptMinor' | 'waitsUntil'> & {
  readonly currency: string;
};

/** What a customer promised in one currency and kept, over the promises whose time is over. Minor units. */
export interface KeptPromises {
  readonly currency: string;
  /** How many promises are judged. */
  readonly judged: number;
  readonly promisedMinor: bigint;
  readonly keptMinor: bigint;
}

/** Fewest judged promises from which their share says something of a customer. */
export const LEAST_JUDGED = 3;

/** Kept and promised money by currency, in their order. Open, renewed and withdrawn promises do not count. */
export function keptPromises(promises: readonly CountedPromise[]): readonly KeptPromises[] {
  const byCurrency = new Map<string, KeptPromises>();
  for (const promise of promises.filter(({ state }) => isJudged(state))) {
    const known = byCurrency.get(promise.currency);
    byCurrency.set(promise.currency, {
      currency: promise.currency,
      judged: (known?.judged ?? 0) + 1,
      promisedMinor: (known?.promisedMinor ?? 0n) + promise.promisedMinor,
      keptMinor: (known?.keptMinor ?? 0n) + promise.keptMinor,
    });
  }
  return [...byCurrency.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** Kept of promised money in whole percent, rounded down; null when nothing is promised. */
export function keptPercent({ promisedMinor, keptMinor }: KeptPromises): number | null {
  return promisedMinor <= 0n ? null : Number((keptMinor * 100n) / promisedMinor);
}

/** What the risk of a customer reads of its promises: the lowest percentage of the currencies with enough promises. */
export function keptPercentForRisk(promises: readonly CountedPromise[]): number | null {
  const percents = keptPromises(promises)
    .filter(({ judged }) => judged >= LEAST_JUDGED)
    .flatMap((kept) => keptPercent(kept) ?? []);
  return percents.length === 0 ? null : Math.min(...percents);
}

/** The promises as they stand on `on` when nothing more is paid: an open one whose last day is over is not kept. */
export function promisesUnpaidBy<P extends CountedPromise>(promises: readonly P[], on: IsoDate): readonly P[] {
  return promises.map((promise) =>
    promise.state === 'open' && promise.waitsUntil !== null && promise.waitsUntil < on
      ? { ...promise, state: promise.keptMinor > 0n ? 'partly-kept' : 'broken', waitsUntil: null }
      : promise,
  );
}

function isJudged(state: PromiseState): boolean {
  return state === 'kept' || isBroken(state);
}
