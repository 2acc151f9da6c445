import { BUCKETS_KEPT } from '../http/limits.ts';

interface Bucket {
  tokens: number;
  atMs: number;
}

/**
 * Token buckets: each caller may do `atOnce` things at once, and `perSecond` in the long run. Remembers a bounded
 * number of callers, in this process only.
 */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();
  private readonly atOnce: number;
  private readonly perSecond: number;
  private readonly now: () => number;
  private readonly kept: number;

  constructor(
    atOnce: number,
    perSecond: number,
    options: { readonly now?: () => number; readonly kept?: number } = {},
  ) {
    this.atOnce = atOnce;
    this.perSecond = perSecond;
    this.now = options.now ?? (() => performance.now());
    this.kept = options.kept ?? BUCKETS_KEPT;
  }

  /** Takes one token. Returns 0 when there was one, else the seconds until there is one. */
  take(key: string): number {
    const now = this.now();
    const known = this.buckets.get(key);
    const tokens = known
      ? Math.min(this.atOnce, known.tokens + ((now - known.atMs) / 1000) * this.perSecond)
      : this.atOnce;
    // The entry of this caller moves to the end of the map, so that the first entry is the caller not seen for longest.
    this.buckets.delete(key);
    if (this.buckets.size >= this.kept) this.buckets.delete(this.buckets.keys().next().value ?? '');
    const left = tokens >= 1 ? tokens - 1 : tokens;
    this.buckets.set(key, { tokens: left, atMs: now });
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / this.perSecond);
  }

  /** Gives one token back that was taken for nothing. */
  giveBack(key: string): void {
    const known = this.buckets.get(key);
    if (known) known.tokens = Math.min(this.atOnce, known.tokens + 1);
  }

  /** How many callers are remembered. */
  get size(): number {
    return this.buckets.size;
  }
}
