import type { Tx } from '@puntual/db/database';
import { standardPolicy } from '@puntual/domain/policy/standard';

/** How far back one organization's feed vouches for its payments. */
export interface FeedAge {
  readonly slug: string;
  readonly feed: string;
  readonly ageMs: number;
}

/** Past this age the standard policy chases nobody. */
const OLD_MS = (standardPolicy.feed.maxAgeHours ?? 72) * 3_600_000;

/** The age of every feed that ever vouched, of all organizations, at the instant `now`. */
export async function readFeedAges(shared: Tx, now: number): Promise<FeedAge[]> {
  const rows = await shared.$queryRaw<{ slug: string; feed: string; complete_until: Date }[]>`SELECT slug, feed, complete_until FROM feed_ages()`;
  return rows.map((row) => ({ slug: row.slug, feed: row.feed, ageMs: Math.max(0, now - row.complete_until.getTime()) }));
}

/** What is wrong with the feeds, without anybody's name: whoever asks for health has no key. Null when nothing is. */
export function sayFeeds(feeds: readonly FeedAge[], waiting: boolean): string | null {
  const old = feeds.filter((feed) => feed.ageMs > OLD_MS).length;
  const said = [...(old > 0 ? [`${old} of ${feeds.length} payment feeds too old to chase on`] : []), ...(waiting ? ['payments wait to be taken'] : [])];
  return said.length === 0 ? null : said.join('; ');
}
