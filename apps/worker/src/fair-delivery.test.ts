import { afterEach, expect, it, jest } from '@jest/globals';
import { withClient } from '@puntual/testing/prepare-database';
import { openFullQueue, until, type FullQueue } from './testing/full-queue.ts';

jest.setTimeout(240_000);

// ENGINEERING F12, on the real server: what waits to be sent is shared out between organizations.
const LARGE = 300;
/** Who waits behind all waits behind fewer as well. */
const FEWER = 100;
const SMALL = 10;
const LIMITED = 6;
const LIMIT = 2;

let queue: FullQueue | null = null;
afterEach(async () => {
  await queue?.close();
  queue = null;
}, 60_000);

/** The place of the small organization's last message among all, from 0 for the first to 1 for the last: the small one asks when the large one's messages wait already. */
async function placeOfLast(full: FullQueue, large: number): Promise<number> {
  await full.organization('large');
  await full.organization('small');
  await full.ask('large', large);
  await full.ask('small', SMALL);
  full.release();
  await until('everything is sent', () => full.tookFrom().length >= large + SMALL);
  const order = full.tookFrom();
  expect(order.filter((slug) => slug === 'small')).toHaveLength(SMALL);
  return order.lastIndexOf('small') / (large + SMALL - 1);
}

it('ten messages behind another organization\'s three hundred are sent within the first fifth', async () => {
  queue = await openFullQueue({ suite: 'fair' });
  const place = await placeOfLast(queue, LARGE);
  console.info('fairness keys: the last of the small organization is sent at', place.toFixed(2));
  expect(place).toBeLessThanOrEqual(0.2);
});

it('without the keys they wait behind all of them', async () => {
  queue = await openFullQueue({ suite: 'unfair', keys: false });
  const place = await placeOfLast(queue, FEWER);
  console.info('no fairness keys: the last of the small organization is sent at', place.toFixed(2));
  expect(place).toBeGreaterThan(0.8);
});

it('an organization\'s own limit of a day holds while others send', async () => {
  queue = await openFullQueue({ suite: 'capped' });
  const full = queue;
  await full.organization('limited', LIMIT);
  await full.organization('free');
  await full.ask('limited', LIMITED);
  await full.ask('free', LIMITED);
  full.release();
  const waiting = () => withClient(full.db.ownerUrl, async (pg) => (await pg.query(`SELECT 1 FROM step s JOIN organization o ON o.id = s.organization_id WHERE o.slug = 'limited' AND s.state = 'requested'`)).rowCount);
  const timers = async () => {
    const histories = await Promise.all(Array.from({ length: LIMITED }, (_, n) => full.server.client.workflow.getHandle(`contact/limited/C-${n}`).fetchHistory()));
    return histories.filter(({ events }) => (events ?? []).some((event) => event.timerStartedEventAttributes)).length;
  };
  await until('who may send has sent, and who may not waits for the next day', async () => (await timers()) === LIMITED - LIMIT && full.tookFrom().filter((slug) => slug === 'free').length === LIMITED);
  expect(full.tookFrom().filter((slug) => slug === 'limited')).toHaveLength(LIMIT);
  expect(await waiting()).toBe(LIMITED - LIMIT);
});
