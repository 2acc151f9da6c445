import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { heartbeat } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { untilBlocked } from '@puntual/testing/database/until-blocked';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ContactWorld, HOUR, NOW } from '@puntual/testing/worlds/contact-world';
import { retireFeed } from '../people/retire-feed.ts';
import { PAYMENTS_WAIT_SINCE, paymentsLag } from '../facts/payments-backlog.ts';
import { waitForGate, wakeAfterBacklog } from './closed-gate.ts';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});
afterEach(() => world.query('DELETE FROM service_beat'));

let beats = 0;
const beat = (id: string, completeUntil: string) =>
  world.take([heartbeat({ completeUntil }, { id: `${id}-${++beats}` })], NOW);
/**
 * Age in seconds of a beat that lies in the future, so that it counts as fresh for the whole test on a busy machine.
 */
const JUST_NOW = -600;

const ingest = (instance: string, secondsAgo: number, waitingSeconds: number | null) =>
  world.query(
    `INSERT INTO service_beat (service, instance, beat_at, ready, details)
     VALUES (
       'ingest', $1, now() - make_interval(secs => $2::int), true,
       CASE WHEN $3::int IS NULL THEN '{}'::jsonb
         ELSE jsonb_build_object('${PAYMENTS_WAIT_SINCE}', now() - make_interval(secs => $3::int)) END)`,
    instance,
    secondsAgo,
    waitingSeconds,
  );

describe('a payment feed whose last heartbeat is too old', () => {
  // The standard policy allows three days; at NOW the feed is four days old.
  const stale = () => beat('old', '2026-11-28T11:00:00Z');

  test('stops the message of a requested step, and none is stored', async () => {
    await world.friendlyAsked();
    await stale();
    expect(await world.gate(NOW)).toMatchObject({ kind: 'wait', reason: 'feed-stale' });
    await world.evaluate(at('2026-12-10 12:00'));
    expect(await world.messages()).toEqual([]);
  });

  test('makes a case wait, and a fresh heartbeat wakes the case, which then requests contact', async () => {
    await world.take([heartbeat({ completeUntil: '2026-11-28T11:00:00Z' }, { id: 'first' })], NOW);
    await world.friendlyAsked();
    expect(await world.steps()).toEqual([]);
    expect((await world.invoice()).next_action).toMatchObject({
      stepId: 'friendly',
      reasons: [{ code: 'feed-stale', feed: 'payments' }],
    });
    await beat('fresh', '2026-12-02T10:00:00Z');
    expect((await world.outbox('wake-case')).map((row) => row.payload.subject?.invoiceId)).toEqual(['INV-1']);
    expect(await world.evaluate(NOW)).toMatchObject({ did: ['requested friendly'] });
    expect(await world.gate(NOW)).toMatchObject({ kind: 'reserved' });
  });

  test('wakes the contact of a customer with a requested message once a fresh heartbeat arrives', async () => {
    await world.friendlyAsked();
    await stale();
    const before = (await world.outbox('poke-contact')).length;
    await beat('fresh', '2026-12-02T10:00:00Z');
    expect((await world.outbox('poke-contact')).slice(before).map((row) => row.key)).toEqual([
      `contact/${world.organization.slug}/C-1`,
    ]);
  });

  test('wakes no contact when a heartbeat is less than an hour after the last one, or before it', async () => {
    await world.friendlyAsked();
    await beat('first', '2026-12-02T09:00:00Z');
    const before = (await world.outbox('poke-contact')).length;
    await beat('next', '2026-12-02T09:59:59Z');
    await beat('old', '2026-11-28T09:00:00Z');
    expect(await world.outbox('poke-contact')).toHaveLength(before);
    await beat('leap', '2026-12-02T10:59:59Z');
    expect(await world.outbox('poke-contact')).toHaveLength(before + 1);
  });
});

describe('two payment feeds in one batch', () => {
  const pokes = async () => (await world.outbox('poke-contact')).length;
  const both = (first: string, second: string) =>
    world.take(
      [
        heartbeat({ feed: 'first', completeUntil: first }, { id: `first-${++beats}` }),
        heartbeat({ feed: 'second', completeUntil: second }, { id: `second-${++beats}` }),
      ],
      NOW,
    );
  const [OLD, OLD_AND_A_BIT, FRESH] = ['2026-11-28T11:00:00Z', '2026-11-28T11:00:01Z', '2026-12-02T10:00:00Z'];

  test.each([
    ['the first', FRESH, OLD_AND_A_BIT],
    ['the second', OLD_AND_A_BIT, FRESH],
    ['both', FRESH, FRESH],
  ])('both are stored, and those who wait are woken when %s may have been stale', async (_, first, second) => {
    await world.friendlyAsked();
    await both(OLD, OLD);
    const before = await pokes();
    await both(first, second);
    expect(await pokes()).toBe(before + 1);
    expect(await world.query('SELECT feed, complete_until FROM feed_state ORDER BY feed')).toEqual([
      { feed: 'first', complete_until: new Date(first) },
      { feed: 'second', complete_until: new Date(second) },
    ]);
  });

  test('nobody is woken when neither was', async () => {
    await world.friendlyAsked();
    await both(OLD, OLD);
    const before = await pokes();
    await both(OLD_AND_A_BIT, OLD_AND_A_BIT);
    expect(await pokes()).toBe(before);
  });
});

describe('a feed that is retired', () => {
  test('keeps nobody silent any more: those who waited for it are woken, and a message leaves', async () => {
    await world.friendlyAsked();
    await world.take(
      [
        heartbeat({ feed: 'payments', completeUntil: '2026-12-02T10:00:00Z' }, { id: `retired-${++beats}` }),
        heartbeat({ feed: 'paiments', completeUntil: '2026-11-01T10:00:00Z' }, { id: `retired-${++beats}` }),
      ],
      NOW,
    );
    expect(await world.gate(NOW)).toMatchObject({ kind: 'wait', reason: 'feed-stale' });
    const woken = (await world.outbox('poke-contact')).length;
    expect(await retireFeed(db.database, world.actor, 'paiments', NOW)).toBe(true);
    expect(await world.outbox('poke-contact')).toHaveLength(woken + 1);
    expect(await world.gate(NOW)).toMatchObject({ kind: 'reserved' });
    expect(await retireFeed(db.database, world.actor, 'paiments', NOW)).toBe(false);
  });
});

describe('payments that wait to be processed', () => {
  const result = async () => {
    const gate = await world.gate(NOW);
    return gate.kind === 'wait' ? gate.reason : gate.kind;
  };
  beforeEach(() => world.friendlyAsked());

  test.each<[string, string, () => Promise<unknown>]>([
    ['no ingest process has ever run', 'reserved', () => Promise.resolve()],
    ['no payment waits', 'reserved', () => ingest('a', JUST_NOW, null)],
    ['a payment has waited for a second', 'reserved', () => ingest('a', JUST_NOW, 1)],
    ['a payment has waited for two minutes', 'feed-stale', () => ingest('a', JUST_NOW, 120)],
    [
      'a payment waits at one of two processes',
      'feed-stale',
      async () => [await ingest('a', JUST_NOW, null), await ingest('b', JUST_NOW, 120)],
    ],
    [
      'a payment waited at a process that has ended, and another process runs',
      'reserved',
      async () => [await ingest('a', JUST_NOW, null), await ingest('b', 60, 3600)],
    ],
    ['the only ingest process has been silent for five minutes', 'reserved', () => ingest('a', 300, null)],
    ['the only ingest process has been silent for ten minutes', 'feed-stale', () => ingest('a', 601, null)],
  ])('when %s: %s', async (_what, expected, given) => {
    await given();
    expect(await result()).toBe(expected);
  });

  test('are the reason that a waiting case stores', async () => {
    await ingest('a', JUST_NOW, 120);
    await world.take([heartbeat({}, { id: 'x' })], NOW - HOUR);
    await world.query(`UPDATE step SET state = 'dropped'`);
    await world.evaluate(NOW);
    expect((await world.invoice()).next_action?.reasons).toMatchObject([
      { code: 'feed-stale', feed: 'ar.payments', completeUntil: null },
    ]);
  });

  const woken = async () => [(await world.outbox('wake-case')).length, (await world.outbox('poke-contact')).length];

  test('keep cases waiting until all are processed; then the cases are woken once', async () => {
    await ingest('a', JUST_NOW, 120);
    expect(await paymentsLag(db.database)).toBe(true);
    await world.query(`UPDATE step SET state = 'dropped'`);
    await world.evaluate(NOW);
    const [cases = 0, customers = 0] = await woken();
    await wakeAfterBacklog(db.database);
    expect(await woken()).toEqual([cases, customers]);
    await world.query('DELETE FROM service_beat');
    expect(await paymentsLag(db.database)).toBe(false);
    await wakeAfterBacklog(db.database);
    expect(await woken()).toEqual([cases + 1, customers]);
    expect(await world.evaluate(NOW)).toMatchObject({ did: ['requested friendly'] });
    await wakeAfterBacklog(db.database);
    // No case waits any more, so none is woken again.
    expect(await woken()).toEqual([cases + 1, customers + 1]);
  });

  test('keep a message waiting until all are processed; then its contact is woken once', async () => {
    await ingest('a', JUST_NOW, 120);
    expect(await result()).toBe('feed-stale');
    const [cases = 0, customers = 0] = await woken();
    await world.query('DELETE FROM service_beat');
    await wakeAfterBacklog(db.database);
    await wakeAfterBacklog(db.database);
    expect(await woken()).toEqual([cases, customers + 1]);
  });

  test('keep a case waiting that another process wakes when the process that reported them has ended', async () => {
    // The process `gone` reported a waiting payment shortly before it ended; `lives` never reported one.
    await ingest('gone', JUST_NOW, 62);
    await ingest('lives', JUST_NOW, null);
    await world.query(`UPDATE step SET state = 'dropped'`);
    await world.evaluate(NOW);
    expect((await world.invoice()).next_action?.reasons).toMatchObject([{ code: 'feed-stale', completeUntil: null }]);
    const [cases = 0] = await woken();
    await world.query(`UPDATE service_beat SET beat_at = now() - interval '31 seconds' WHERE instance = 'gone'`);
    await wakeAfterBacklog(db.database);
    expect((await woken())[0]).toBe(cases + 1);
  });

  test('are read again by a case that records its wait while the gate opens, so it does not wait', async () => {
    await ingest('a', JUST_NOW, 120);
    await world.query(`UPDATE step SET state = 'dropped'`);
    const { evaluated } = await db.database.inOrganization(world.organization.id, async (tx) => {
      // This transaction holds the record of the wait: the case has read that the gate is closed, and is blocked when
      // it wants to record that it waits.
      await waitForGate(tx, world.organization.id, 'backlog');
      const evaluated = world.evaluate(NOW);
      await untilBlocked(db.ownerUrl, 1);
      await tx.$executeRaw`DELETE FROM service_beat`;
      return { evaluated };
    });
    expect(await evaluated).toMatchObject({ did: ['requested friendly'] });
  });

  test('keep a case waiting that recorded its wait while the others were woken; the next call wakes it', async () => {
    await ingest('a', JUST_NOW, 120);
    await world.query(`UPDATE step SET state = 'dropped'`);
    const [cases = 0] = await woken();
    await db.database.inOrganization(world.organization.id, async (tx) => {
      // The case has recorded that it waits, and its transaction is not committed yet.
      await waitForGate(tx, world.organization.id, 'backlog');
      await tx.$executeRaw`
        UPDATE invoice SET
          next_action = '{"do":"send","reasons":[{"code":"feed-stale","feed":"ar.payments","completeUntil":null}]}'`;
      await world.query('DELETE FROM service_beat');
      await wakeAfterBacklog(db.database);
    });
    expect((await woken())[0]).toBe(cases);
    await wakeAfterBacklog(db.database);
    expect((await woken())[0]).toBe(cases + 1);
  });
});
