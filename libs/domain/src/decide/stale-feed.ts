import type { EpochMs } from '../calendar/dates.ts';
import type { Policy } from '../policy/policy.ts';
import type { StaleFeed } from './case-facts.ts';

/** A payment feed, with the instant up to which its payments are complete. */
export interface FeedState {
  readonly feed: string;
  readonly completeUntil: EpochMs;
}

const HOUR_MS = 3_600_000;

/**
 * The payment feed that is too old to chase by; of several, the oldest; null when there is none. A feed is too old when
 * the instant up to which its payments are complete is more than the policy's `maxAgeHours` before `now`. A feed that
 * never gave such an instant is not judged. `lagging` names a feed whose events wait to be read; it stops chasing under
 * every policy.
 */
export function staleFeedOf(
  feeds: readonly FeedState[],
  lagging: string | null,
  { feed }: Pick<Policy, 'feed'>,
  now: EpochMs,
): StaleFeed | null {
  if (lagging !== null) return { feed: lagging, completeUntil: null };
  if (feed.maxAgeHours === null) return null;
  const limit = now - feed.maxAgeHours * HOUR_MS;
  const [stalest] = feeds
    .filter((state) => state.completeUntil < limit)
    .sort((a, b) => a.completeUntil - b.completeUntil);
  return stalest ?? null;
}
