/** What a limit is judged by, in minor units of one currency. */
export interface LimitFacts {
  readonly exposureMinor: bigint;
  /** Null: no limit. */
  readonly limitMinor: bigint | null;
  /** Whether the limit counted as exceeded before. */
  readonly wasExceeded: boolean;
  /** Whether the limit is another one than when that was judged: it is then met as soon as the exposure reaches it. */
  readonly isNewLimit: boolean;
  /** How far the exposure must fall below an unchanged limit, in percent of it. */
  readonly backUnderPercent: number;
}

/** What became of a limit. */
export type LimitJudgement = 'exceeded' | 'back-under' | 'limit-raised' | 'limit-removed' | 'unchanged';

/**
 * Whether an exposure passed its limit, or is back under it. Exactly at the limit is not over it. An exposure that
 * hovers around an unchanged limit is not judged again and again: it has to fall clearly below it first. Pure.
 */
export function judgeLimit(facts: LimitFacts): LimitJudgement {
  const { exposureMinor, limitMinor, wasExceeded, isNewLimit, backUnderPercent } = facts;
  if (!wasExceeded) return limitMinor !== null && exposureMinor > limitMinor ? 'exceeded' : 'unchanged';
  if (limitMinor === null) return 'limit-removed';
  if (isNewLimit && exposureMinor <= limitMinor) return 'limit-raised';
  const isClearlyUnder = exposureMinor * 100n <= limitMinor * BigInt(100 - backUnderPercent);
  return isClearlyUnder ? 'back-under' : 'unchanged';
}
