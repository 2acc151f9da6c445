import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { OutboxEntry } from '@puntual/db/outbox-reader';
import type { EventPublisher, OutMessage } from '@puntual/platform/kafka/event-stream';
import { withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { until } from '@puntual/testing/until';
import { startOutboxRelay, type OutboxRelayOptions, type Relay } from './outbox-relay.ts';
import { relayToKafka } from './relay-to-kafka.ts';

const log = pino({ level: 'silent' });
let db: TestDatabase;
let relays: Relay[] = [];

beforeAll(async () => {
  db = await withTestDatabase();
});
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  relays = [];
  await withClient(db.ownerUrl, (client) => client.query('DELETE FROM outbox'));
});
afterAll(() => db.close());

interface Row {
  readonly target: string;
  readonly key: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly delay: number;
}

function rows(): Promise<Row[]> {
  return withClient(
    db.ownerUrl,
    async (client) =>
      (
        await client.query<Row>(
          `SELECT target, key, attempts, last_error, extract(epoch FROM available_at - now())::float AS delay
           FROM outbox ORDER BY id`,
        )
      ).rows,
  );
}

/** Writes rows named `key/number` in the given order, all in one transaction. */
async function write(target: string, names: readonly string[], attempts = 0): Promise<void> {
  await withClient(db.ownerUrl, (client) =>
    client.query(
      `INSERT INTO outbox (organization_id, target, key, kind, payload, attempts)
       SELECT $1, $2, split_part(name, '/', 1), 'wake-case', jsonb_build_object('row', name), $4
       FROM unnest($3::text[]) WITH ORDINALITY AS each (name, place) ORDER BY place`,
      [db.organization.id, target, names, attempts],
    ),
  );
}

const rowOf = (entry: OutboxEntry): string => (entry.payload as { row: string }).row;

function relay(options: Pick<OutboxRelayOptions, 'relayKey'> & Partial<OutboxRelayOptions>): Relay {
  const started = startOutboxRelay({ url: db.urls.relay, target: 'temporal', log, ...options });
  relays.push(started);
  return started;
}

describe('a row that Kafka refuses', () => {
  const tooLarge = Object.assign(new Error('The request included a message larger than the max message size'), {
    type: 'MESSAGE_TOO_LARGE',
  });

  it('is set aside with its reason and counted; the rows before and after it leave, also of its key', async () => {
    const published: string[] = [];
    const publisher: EventPublisher = {
      publish: (_topic, messages: readonly OutMessage[]) => {
        const names = messages.map((message) => JSON.parse(String(message.value)).row as string);
        if (names.some((name) => name.includes('large'))) return Promise.reject(tooLarge);
        published.push(...names);
        return Promise.resolve();
      },
      stop: () => Promise.resolve(),
    };
    await write('kafka', ['a/1', 'b/large', 'b/2', 'c/1', 'c/large', 'd/1']);
    const started = relay({ target: 'kafka', together: true, relayKey: relayToKafka(publisher, 'out') });
    await until('only what is refused is left', async () => (await rows()).length === 2);
    expect(published).toEqual(['a/1', 'b/2', 'c/1', 'd/1']);
    expect(await rows()).toMatchObject(
      ['b', 'c'].map((key) => ({ key, target: 'set-aside:kafka', last_error: expect.stringContaining('larger') })),
    );
    await until('both are counted', () => started.backlog().setAside === 2 && started.backlog().rows === 0);
    expect(started.fault()).toBeNull();
    await write('kafka', ['b/3']);
    await until('the next row of its key has left', () => published.includes('b/3'));
  });

  it('is no reason to lose what could not be published because Kafka went away meanwhile', async () => {
    const published: string[] = [];
    let away = true;
    const publisher: EventPublisher = {
      publish: (_topic, [message, ...rest]) => {
        if (rest.length > 0) return Promise.reject(tooLarge);
        const name = JSON.parse(String(message?.value)).row as string;
        if (name === 'b/1' && away) return Promise.reject(new Error('no broker answers'));
        published.push(name);
        return Promise.resolve();
      },
      stop: () => Promise.resolve(),
    };
    await write('kafka', ['a/1', 'b/1', 'c/1']);
    const started = relay({ target: 'kafka', together: true, relayKey: relayToKafka(publisher, 'out') });
    await until('the relay reports the fault', () => started.fault()?.includes('no broker answers') ?? false);
    away = false;
    await until('all have left', async () => (await rows()).length === 0);
    expect([...new Set(published)]).toEqual(['a/1', 'b/1', 'c/1']);
  });
});

describe('a row that is itself wrong', () => {
  it('is set aside at its tenth try, and its key goes on', async () => {
    const seen: string[] = [];
    await write('temporal', ['a/wrong'], 8);
    await write('temporal', ['a/2']);
    relay({
      relayKey: ([entry]) => {
        if (!entry) return Promise.resolve({ done: [] });
        if (rowOf(entry) === 'a/wrong')
          return Promise.resolve({ done: [], failed: { entry, error: new Error('bad'), away: false, wrong: true } });
        seen.push(rowOf(entry));
        return Promise.resolve({ done: [entry.id] });
      },
    });
    await until('its ninth try has failed', async () => (await rows())[0]?.attempts === 9);
    expect(await rows()).toMatchObject([{ target: 'temporal' }, { key: 'a' }]);
    await withClient(db.ownerUrl, (client) => client.query('UPDATE outbox SET available_at = now()'));
    await until('the next row of the key has left', () => seen.length === 1);
    expect(await rows()).toMatchObject([{ target: 'set-aside:temporal', attempts: 10, last_error: 'Error: bad' }]);
  });
});

describe('a key whose relay throws', () => {
  it('waits alone; the other keys leave', async () => {
    const seen: string[] = [];
    await write('temporal', ['a/1', 'bug/1', 'b/1']);
    relay({
      relayKey: (entries) => {
        if (entries[0]?.key === 'bug') throw new Error('a bug');
        seen.push(...entries.map(rowOf));
        return Promise.resolve({ done: entries.map((entry) => entry.id) });
      },
    });
    await until(
      'the others have left and the key has failed twice',
      async () => ((await rows())[0]?.attempts ?? 0) >= 2,
    );
    expect(seen).toEqual(['a/1', 'b/1']);
    expect(await rows()).toMatchObject([{ key: 'bug', last_error: 'Error: a bug' }]);
  });
});

describe('the delay of a row that fails', () => {
  it('is a minute at most, however often it failed', async () => {
    await write('temporal', ['a/1'], 2000);
    relay({
      relayKey: ([entry]) =>
        Promise.resolve({ done: [], ...(entry && { failed: { entry, error: new Error('no'), away: false } }) }),
    });
    await until('it has failed once more', async () => (await rows())[0]?.attempts === 2001);
    const [row] = await rows();
    expect(row?.delay).toBeLessThanOrEqual(60);
    expect(row?.delay).toBeGreaterThan(0);
  });
});

describe('a stop in the middle of a batch', () => {
  it('ends after the keys that are being relayed; what left is deleted, and the others stay', async () => {
    const begun: string[] = [];
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    await write(
      'temporal',
      Array.from({ length: 60 }, (_, index) => `k${index}/1`),
    );
    const started = relay({
      relayKey: async (entries) => {
        begun.push(...entries.map((entry) => entry.id));
        await held;
        return { done: entries.map((entry) => entry.id) };
      },
    });
    await until('as many keys as go at once are being relayed', () => begun.length === 24);
    const stopped = started.stop();
    goOn();
    await stopped;
    expect(begun).toHaveLength(24);
    expect(await rows()).toHaveLength(36);
  });
});
