import { afterEach, expect, it, jest } from '@jest/globals';
import { withClient } from '@puntual/sandbox/prepare-database';
import { until } from '@puntual/testing/until';
import { openFullQueue, type FullQueue } from './testing/delivery-queue-world.ts';

jest.setTimeout(600_000);

// docs/faults.md, F12, on the real server: organizations share the delivery queue.
const LARGE = 300;
/** A queue of this length is enough to see the same waiting. */
const FEWER = 100;
const SMALL = 10;
const LIMITED = 6;
const LIMIT = 2;

let queue: FullQueue | null = null;
afterEach(async () => {
  await queue?.close();
  queue = null;
}, 180_000);

/**
 * How many of the small organization's messages are among the first `share` of all deliveries. The small organization
 * requests its messages while those of the large one wait already.
 */
async function smallAmongFirst(full: FullQueue, share: number, large: number): Promise<number> {
  await full.organization('large');
  await full.organization('small');
  await full.ask('large', large);
  await full.ask('small', SMALL);
  full.release();
  const first = Math.floor(share * (large + SMALL));
  await until(`${first} messages are sent`, () => full.tookFrom().length >= first);
  const order = full.tookFrom().slice(0, first);
  console.info(
    `of ${large} and ${SMALL} messages, the small organization's leave at`,
    order.flatMap((slug, place) => (slug === 'small' ? [place + 1] : [])).join(' ') || `none of the first ${first}`,
  );
  return order.filter((slug) => slug === 'small').length;
}

it("ten messages behind another organization's three hundred are all sent within the first fifth", async () => {
  queue = await openFullQueue({ suite: 'fair' });
  expect(await smallAmongFirst(queue, 0.2, LARGE)).toBe(SMALL);
});

it('without fairness keys the last of them is not among the first four fifths', async () => {
  queue = await openFullQueue({ suite: 'unfair', keys: false });
  expect(await smallAmongFirst(queue, 0.8, FEWER)).toBeLessThan(SMALL);
});

it("an organization's daily limit holds while others send", async () => {
  queue = await openFullQueue({ suite: 'capped' });
  const full = queue;
  await full.organization('limited', LIMIT);
  await full.organization('free');
  await full.ask('limited', LIMITED);
  await full.ask('free', LIMITED);
  full.release();
  const waiting = () =>
    withClient(
      full.db.ownerUrl,
      async (pg) =>
        (
          await pg.query(
            `
              SELECT 1
              FROM step s
              JOIN organization o ON o.id = s.organization_id
              WHERE o.slug = 'limited'
                AND s.state = 'requested'`,
          )
        ).rowCount,
    );
  const timers = async () => {
    const histories = await Promise.all(
      Array.from({ length: LIMITED }, (_, n) =>
        full.server.client.workflow.getHandle(`contact/limited/C-${n}`).fetchHistory(),
      ),
    );
    return histories.filter(({ events }) => (events ?? []).some((event) => event.timerStartedEventAttributes)).length;
  };
  const freeSent = () => full.tookFrom().filter((slug) => slug === 'free').length;
  // The provider has a message before the worker has recorded its answer: wait for the record too.
  await until(
    'the free organization has sent all, and the limited one waits for the next day',
    async () => freeSent() === LIMITED && (await timers()) === LIMITED - LIMIT && (await waiting()) === LIMITED - LIMIT,
  );
  expect(full.tookFrom().filter((slug) => slug === 'limited')).toHaveLength(LIMIT);
});
