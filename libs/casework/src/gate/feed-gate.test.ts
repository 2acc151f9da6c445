import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { heartbeat } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { untilBlocked } from '@puntual/testing/database/until-blocked';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ContactWorld, HOUR, NOW } from '@puntual/testing/worlds/contact-world';
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
/** Seconds ago of a beat that counts as fresh however long a busy machine takes: half a minute from now on it would not. */
const JUST_NOW = -600;

const ingest = (instance: string, secondsAgo: number, waitingSeconds: number | null) =>
  world.query(
    `INSERT INTO service_beat (service, instance, beat_at, ready, details) VALUES ('ingest', $1, now() - make_interval(secs => $2::int), true, CASE WHEN $3::int IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('${PAYMENTS_WAIT_SINCE}', now() - make_interval(secs => $3::int)) END)`,
    instance,
    secondsAgo,
    waitingSeconds,
  );

describe('a payment feed that is too old', () => {
  // The standard policy allows three days; at NOW the feed is four days old.
  const stale = () => beat('old', '2026-11-28T11:00:00Z');

  test('keeps cases from asking and messages from leaving, and the plan says why', async () => {
    await world.friendlyAsked();
    await stale();
    expect(await world.gate(NOW)).toMatchObject({ kind: 'wait', reason: 'feed-stale' });
    await world.look(at('2026-12-10 12:00'));
    expect(await world.messages()).toEqual([]);
  });

  test('lets both go on by itself once the feed vouches again', async () => {
    await world.take([heartbeat({ completeUntil: '2026-11-28T11:00:00Z' }, { id: 'first' })], NOW);
    await world.friendlyAsked();
    expect(await world.steps()).toEqual([]);
    expect((await world.invoice()).next_action).toMatchObject({
      stepId: 'friendly',
      reasons: [{ code: 'feed-stale', feed: 'payments' }],
    });
    await beat('fresh', '2026-12-02T10:00:00Z');
    expect((await world.outbox('wake-case')).map((row) => row.payload.subject?.invoiceId)).toEqual(['INV-1']);
    expect(await world.look(NOW)).toMatchObject({ did: ['requested friendly'] });
    expect(await world.gate(NOW)).toMatchObject({ kind: 'reserved' });
  });

  test('pokes the customers whose messages wait for it', async () => {
    await world.friendlyAsked();
    await stale();
    const poked = (await world.outbox('poke-contact')).length;
    await beat('fresh', '2026-12-02T10:00:00Z');
    expect((await world.outbox('poke-contact')).slice(poked).map((row) => row.key)).toEqual([
      `contact/${world.organization.slug}/C-1`,
    ]);
  });

  test('wakes nobody by beats that come as they should, or late', async () => {
    await world.friendlyAsked();
    await beat('first', '2026-12-02T09:00:00Z');
    const poked = (await world.outbox('poke-contact')).length;
    await beat('next', '2026-12-02T09:59:59Z');
    await beat('old', '2026-11-28T09:00:00Z');
    expect(await world.outbox('poke-contact')).toHaveLength(poked);
    await beat('leap', '2026-12-02T10:59:59Z');
    expect(await world.outbox('poke-contact')).toHaveLength(poked + 1);
  });
});

describe('payments that wait to be taken', () => {
  const result = async () => {
    const gate = await world.gate(NOW);
    return gate.kind === 'wait' ? gate.reason : gate.kind;
  };
  beforeEach(() => world.friendlyAsked());

  test.each<[string, string, () => Promise<unknown>]>([
    ['nobody ever beat', 'reserved', () => Promise.resolve()],
    ['ingest is caught up', 'reserved', () => ingest('a', JUST_NOW, null)],
    ['messages are on their way for a moment', 'reserved', () => ingest('a', JUST_NOW, 1)],
    ['they wait for minutes', 'feed-stale', () => ingest('a', JUST_NOW, 120)],
    [
      'they wait at one of two processes',
      'feed-stale',
      async () => [await ingest('a', JUST_NOW, null), await ingest('b', JUST_NOW, 120)],
    ],
    [
      'they waited at a process that is gone, and another goes on',
      'reserved',
      async () => [await ingest('a', JUST_NOW, null), await ingest('b', 60, 3600)],
    ],
    ['ingest restarts', 'reserved', () => ingest('a', 300, null)],
    ['ingest has been silent for ten minutes', 'feed-stale', () => ingest('a', 601, null)],
  ])('when %s: %s', async (_what, expected, given) => {
    await given();
    expect(await result()).toBe(expected);
  });

  test('are the case’s reason too', async () => {
    await ingest('a', JUST_NOW, 120);
    await world.take([heartbeat({}, { id: 'x' })], NOW - HOUR);
    await world.query(`UPDATE step SET state = 'dropped'`);
    await world.look(NOW);
    expect((await world.invoice()).next_action?.reasons).toMatchObject([
      { code: 'feed-stale', feed: 'ar.payments', completeUntil: null },
    ]);
  });

  const woken = async () => [(await world.outbox('wake-case')).length, (await world.outbox('poke-contact')).length];

  test('wake cases and customers of every organization once they are taken', async () => {
    await ingest('a', JUST_NOW, 120);
    expect(await paymentsLag(db.database)).toBe(true);
    await world.query(`UPDATE step SET state = 'dropped'`);
    await world.look(NOW);
    const [cases = 0, customers = 0] = await woken();
    await wakeAfterBacklog(db.database);
    expect(await woken()).toEqual([cases, customers]);
    await world.query('DELETE FROM service_beat');
    expect(await paymentsLag(db.database)).toBe(false);
    await wakeAfterBacklog(db.database);
    expect(await woken()).toEqual([cases + 1, customers]);
    expect(await world.look(NOW)).toMatchObject({ did: ['requested friendly'] });
    await wakeAfterBacklog(db.database);
    // Nobody waits any more, and nobody is told again.
    expect(await woken()).toEqual([cases + 1, customers + 1]);
  });

  test('wake a customer whose message waits', async () => {
    await ingest('a', JUST_NOW, 120);
    expect(await result()).toBe('feed-stale');
    const [cases = 0, customers = 0] = await woken();
    await world.query('DELETE FROM service_beat');
    await wakeAfterBacklog(db.database);
    await wakeAfterBacklog(db.database);
    expect(await woken()).toEqual([cases, customers + 1]);
  });

  test('wake whoever met the gate that a process closed which is gone, by another that never saw it closed', async () => {
    // Its last beat grew old enough to close the gate only after its death, while another had taken everything.
    await ingest('gone', JUST_NOW, 62);
    await ingest('lives', JUST_NOW, null);
    await world.query(`UPDATE step SET state = 'dropped'`);
    await world.look(NOW);
    expect((await world.invoice()).next_action?.reasons).toMatchObject([{ code: 'feed-stale', completeUntil: null }]);
    const [cases = 0] = await woken();
    await world.query(`UPDATE service_beat SET beat_at = now() - interval '31 seconds' WHERE instance = 'gone'`);
    await wakeAfterBacklog(db.database);
    expect((await woken())[0]).toBe(cases + 1);
  });

  test('wake a case that was looking in that moment: it finds the gate open after all', async () => {
    await ingest('a', JUST_NOW, 120);
    await world.query(`UPDATE step SET state = 'dropped'`);
    const { looked } = await db.database.inOrganization(world.organization.id, async (tx) => {
      // Whoever opens the gate has come first: the case has read that it is closed, and has to wait before it can say that it waits.
      await waitForGate(tx, world.organization.id, 'backlog');
      const looked = world.look(NOW);
      await untilBlocked(db.ownerUrl, 1);
      await tx.$executeRaw`DELETE FROM service_beat`;
      return { looked };
    });
    expect(await looked).toMatchObject({ did: ['requested friendly'] });
  });

  test('wake a case that was looking, also where it comes to wait only after the others were told', async () => {
    await ingest('a', JUST_NOW, 120);
    await world.query(`UPDATE step SET state = 'dropped'`);
    const [cases = 0] = await woken();
    await db.database.inOrganization(world.organization.id, async (tx) => {
      // It says that it waits, and has not committed that yet.
      await waitForGate(tx, world.organization.id, 'backlog');
      await tx.$executeRaw`UPDATE invoice SET next_action = '{"do":"send","reasons":[{"code":"feed-stale","feed":"ar.payments","completeUntil":null}]}'`;
      await world.query('DELETE FROM service_beat');
      await wakeAfterBacklog(db.database);
    });
    expect((await woken())[0]).toBe(cases);
    await wakeAfterBacklog(db.database);
    expect((await woken())[0]).toBe(cases + 1);
  });
});
