import { z } from 'zod';

/** A payment feed: `completeUntil` is the instant up to which its payments are known, by its last heartbeat. */
const feedSchema = z.object({ feed: z.string(), completeUntil: z.iso.datetime() }).meta({ id: 'Feed' });

export const feedListSchema = z.object({ items: z.array(feedSchema) }).meta({ id: 'FeedList' });
export type FeedListView = z.infer<typeof feedListSchema>;

/** The name of a feed, as its heartbeats give it. */
export const feedNameSchema = z.string().min(1).max(80);
