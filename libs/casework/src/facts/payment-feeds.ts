import type { StaleFeed } from '@puntual/domain/decide/case-facts';
import { hasBacklog, type ReaderBeat } from '@puntual/domain/decide/payments-backlog';
import { staleFeedOf, type FeedState } from '@puntual/domain/decide/stale-feed';
import type { Policy } from '@puntual/domain/policy/policy';
import { TOPIC_PAYMENTS } from '@puntual/contracts/events/events';
import { sql } from '@puntual/db/sql';

/** One payment feed with the instant (ISO 8601) up to which its payments are complete. */
export interface FeedRow {
  readonly feed: string;
  readonly completeUntil: string;
}

/** Columns that say how fresh the payments are: `PAYMENT_FEEDS` as `feeds`, `READER_BEATS` as `beats`. */
export interface FreshnessRow {
  readonly feeds: readonly FeedRow[] | null;
  readonly beats: readonly ReaderBeat[] | null;
}

/**
 * SQL: the payment feeds of the organization of the customer `c`, as a JSON array of `FeedRow`; null when there is
 * none.
 */
export const PAYMENT_FEEDS = sql`(
  SELECT jsonb_agg(jsonb_build_object('feed', f.feed, 'completeUntil', f.complete_until))
  FROM feed_state f
  WHERE f.organization_id = c.organization_id)`;

/**
 * The first feed that is too old for one of the policies at `now`; null when the payments are fresh enough for all of
 * them.
 */
export function staleFeedFor(
  policies: readonly Policy[],
  { feeds, beats }: FreshnessRow,
  now: number,
): StaleFeed | null {
  const states = (feeds ?? []).map((row): FeedState => ({
    feed: row.feed,
    completeUntil: Date.parse(row.completeUntil),
  }));
  const lagging = hasBacklog(beats ?? []) ? TOPIC_PAYMENTS : null;
  return policies.map((policy) => staleFeedOf(states, lagging, policy, now)).find((stale) => stale !== null) ?? null;
}
