import { strictestFeedLimit } from '@puntual/casework/policy-versions/strictest-feed-limit';
import type { Database, Tx } from '@puntual/db/database';

/** How far back one organization's feed vouches for its payments. */
export interface FeedAge {
  readonly slug: string;
  readonly feed: string;
  readonly ageMs: number;
}

/**
 * The age past which a feed keeps some case of its organization silent, milliseconds; Infinity where no policy minds.
 */
export type FeedLimits = ReadonlyMap<string, number>;

/** The age of every feed that ever vouched, of all organizations, at the instant `now`. */
export async function readFeedAges(shared: Tx, now: number): Promise<FeedAge[]> {
  const rows = await shared.$queryRaw<
    { slug: string; feed: string; complete_until: Date }[]
  >`SELECT slug, feed, complete_until FROM feed_ages()`;
  return rows.map((row) => ({
    slug: row.slug,
    feed: row.feed,
    ageMs: Math.max(0, now - row.complete_until.getTime()),
  }));
}

/** Real time. Policies change seldom, and whoever asks for health asks often. */
const LIMITS_KEPT_MS = 60_000;

/** Reads the limits of organizations by slug: those of the policies in use, each kept for a minute. */
export function feedLimits(database: Database): (slugs: readonly string[]) => Promise<FeedLimits> {
  const kept = new Map<string, { readonly atMs: number; readonly limitMs: number }>();
  return async (slugs) => {
    const atMs = Date.now();
    for (const slug of new Set(slugs)) {
      if (atMs - (kept.get(slug)?.atMs ?? -Infinity) < LIMITS_KEPT_MS) continue;
      const organization = await database.shared.organization.findUnique({ where: { slug }, select: { id: true } });
      const hours =
        organization &&
        (await database.inOrganization(organization.id, (tx) => strictestFeedLimit(tx, organization.id)));
      kept.set(slug, { atMs, limitMs: hours === null ? Infinity : hours * 3_600_000 });
    }
    return new Map([...kept].map(([slug, { limitMs }]) => [slug, limitMs]));
  };
}

/**
 * Whether payments are taken as they come: `waiting` where some have not been yet, `unread` where no ingest has lived
 * for so long that nothing is chased.
 */
export type PaymentsTaken = 'taken' | 'waiting' | 'unread';

const TAKEN_WORDS: Readonly<Record<PaymentsTaken, readonly string[]>> = {
  taken: [],
  waiting: ['payments wait to be taken'],
  unread: ['no ingest reads the payments: nobody is chased'],
};

/** What is wrong with the feeds, without anybody's name: whoever asks for health has no key. Null when nothing is. */
export function sayFeeds(feeds: readonly FeedAge[], limits: FeedLimits, payments: PaymentsTaken): string | null {
  const old = feeds.filter((feed) => feed.ageMs > (limits.get(feed.slug) ?? Infinity)).length;
  const said = [
    ...(old > 0 ? [`${old} of ${feeds.length} payment feeds too old to chase on`] : []),
    ...TAKEN_WORDS[payments],
  ];
  return said.length === 0 ? null : said.join('; ');
}
