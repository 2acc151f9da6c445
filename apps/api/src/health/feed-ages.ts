import { strictestFeedLimit } from '@puntual/casework/policy-versions/strictest-feed-limit';
import type { Database, Tx } from '@puntual/db/database';

/** The age of the instant up to which one feed of an organization reports its payments as complete. */
export interface FeedAge {
  readonly slug: string;
  readonly feed: string;
  readonly ageMs: number;
}

/**
 * By the organization's slug: the feed age in milliseconds above which some case of the organization stays silent;
 * Infinity when no policy has a limit.
 */
export type FeedLimits = ReadonlyMap<string, number>;

/** The age at the instant `now` of every feed that ever sent a heartbeat, of all organizations. */
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

/** In real time. Policies change seldom, and readiness is asked for often. */
const LIMITS_KEPT_MS = 60_000;

/**
 * Returns a function that reads the limits of organizations by slug, from the policies that their open cases run on;
 * each result is kept for a minute.
 */
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
 * Whether payments are processed as they arrive: `waiting` when some wait in Kafka, `unread` when no ingest process has
 * run for so long that reminders stop.
 */
export type PaymentsTaken = 'taken' | 'waiting' | 'unread';

const TAKEN_WORDS: Readonly<Record<PaymentsTaken, readonly string[]>> = {
  taken: [],
  waiting: ['payments wait to be taken'],
  unread: ['no ingest reads the payments: nobody is chased'],
};

/**
 * Describes what is wrong with the feeds, without naming an organization, because readiness needs no key. Null when
 * nothing is wrong.
 */
export function sayFeeds(feeds: readonly FeedAge[], limits: FeedLimits, payments: PaymentsTaken): string | null {
  const old = feeds.filter((feed) => feed.ageMs > (limits.get(feed.slug) ?? Infinity)).length;
  const said = [
    ...(old > 0 ? [`${old} of ${feeds.length} payment feeds too old to chase on`] : []),
    ...TAKEN_WORDS[payments],
  ];
  return said.length === 0 ? null : said.join('; ');
}
