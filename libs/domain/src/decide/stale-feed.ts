import type { EpochMs } from '../calendar/dates.ts';
import type { Policy } from '../policy/policy.ts';
import type { StaleFeed } from './case-facts.ts';

/** What is known of one payment feed. */
export interface FeedState {
  readonly feed: string;
  readonly completeUntil: EpochMs;
}

const HOUR_MS = 3_600_000;

/**
 * The payment feed that is not fresh enough to chase on, the stalest if there are several; null when all are. A feed is
 * too old when what it vouches for lies more than the policy's `maxAgeHours` behind `now`; where nobody ever vouched
 * there is no age to judge. `lagging` names a feed whose events are known to wait: that stops chasing whatever the
 * policy says.
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
