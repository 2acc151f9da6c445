import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { OutboxEntry } from '@puntual/db/outbox-reader';
import { withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { until } from '@puntual/testing/until';
import { startOutboxRelay, type Relay, type RelayKey } from './outbox-relay.ts';

const log = pino({ level: 'silent' });
/** The database reports its clock in whole milliseconds, and its clock differs from this process's. */
const CLOCKS_APART_MS = 20;
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

/** Writes rows named `key/number` in the given order. */
async function write(...rows: readonly string[]): Promise<void> {
  await withClient(db.ownerUrl, async (client) => {
    for (const row of rows)
      await client.query(
        `INSERT INTO outbox (organization_id, target, key, kind, payload) VALUES ($1, 'temporal', $2, 'wake-case', $3)`,
        [db.organization.id, row.split('/')[0], JSON.stringify({ row })],
      );
  });
}

function relay(work: RelayKey): Relay {
  const started = startOutboxRelay({ url: db.urls.relay, target: 'temporal', relayKey: work, log });
  relays.push(started);
  return started;
}

const rowOf = (entry: OutboxEntry): string => (entry.payload as { row: string }).row;

function waiting(): Promise<{ key: string; attempts: number; last_error: string | null }[]> {
  return withClient(
    db.ownerUrl,
    async (client) =>
      (
        await client.query<{ key: string; attempts: number; last_error: string | null }>(
          'SELECT key, attempts, last_error FROM outbox ORDER BY id',
        )
      ).rows,
  );
}

describe('the outbox relay', () => {
  it('relays the rows of a key in order, and deletes them', async () => {
    const seen: string[] = [];
    relay(async (entries) => {
      seen.push(...entries.map(rowOf));
      return { done: entries.map((entry) => entry.id) };
    });
    await write('a/1', 'b/1', 'a/2', 'a/3', 'b/2');
    await until('nothing waits any more', async () => (await waiting()).length === 0);
    expect(seen.filter((row) => row.startsWith('a'))).toEqual(['a/1', 'a/2', 'a/3']);
    expect(seen.filter((row) => row.startsWith('b'))).toEqual(['b/1', 'b/2']);
  });

  it('relays a row that was committed late, after rows with higher numbers had left (R55)', async () => {
    const seen: string[] = [];
    relay(async (entries) => {
      seen.push(...entries.map(rowOf));
      return { done: entries.map((entry) => entry.id) };
    });
    await withClient(db.ownerUrl, async (slow) => {
      await slow.query('BEGIN');
      await slow.query(
        `INSERT INTO outbox (organization_id, target, key, kind, payload)
         VALUES ($1, 'temporal', 'a', 'wake-case', $2)`,
        [db.organization.id, JSON.stringify({ row: 'a/1' })],
      );
      await write('b/1');
      await until('the row with the higher number has left', () => Promise.resolve(seen.includes('b/1')));
      expect(seen).toEqual(['b/1']);
      await slow.query('COMMIT');
    });
    await until('the late row has left', () => Promise.resolve(seen.includes('a/1')));
    expect(seen).toEqual(['b/1', 'a/1']);
    expect(await waiting()).toEqual([]);
  });

  it('relays a whole batch in one call, in the order written, when the target takes many rows together', async () => {
    const batches: string[][] = [];
    await write('a/1', 'b/1', 'a/2');
    relays.push(
      startOutboxRelay({
        url: db.urls.relay,
        target: 'temporal',
        relayKey: (entries) => {
          batches.push(entries.map(rowOf));
          return Promise.resolve({ done: entries.map((entry) => entry.id) });
        },
        log,
        together: true,
      }),
    );
    await until('nothing waits any more', async () => (await waiting()).length === 0);
    expect(batches).toEqual([['a/1', 'b/1', 'a/2']]);
  });

  it('a row that always fails delays its own key with growing waits, in order; the other keys go on', async () => {
    const seen: string[] = [];
    const triedAt: number[] = [];
    let poisonous = true;
    const work: RelayKey = async (entries) => {
      const done: string[] = [];
      for (const entry of entries) {
        if (rowOf(entry) === 'bad/1') triedAt.push(performance.now());
        if (rowOf(entry) === 'bad/1' && poisonous)
          return { done, failed: { entry, error: new Error('this row is poison'), away: false } };
        seen.push(rowOf(entry));
        done.push(entry.id);
      }
      return { done };
    };
    await write('bad/1', 'bad/2', 'good/1');
    const started = relay(work);
    const failures = async () => (await waiting())[0]?.attempts ?? 0;
    await until(
      'the good row has left and the other has failed',
      async () => seen.includes('good/1') && (await failures()) > 0,
    );
    expect((await waiting())[0]).toMatchObject({ key: 'bad', last_error: 'Error: this row is poison' });
    await write('bad/3', 'good/2');
    await until(
      'the next good row has left and the other has failed three times',
      async () => seen.includes('good/2') && (await failures()) >= 3,
    );
    expect(started.fault()).not.toBe('the database does not answer');
    poisonous = false;
    await until('nothing waits any more', async () => (await waiting()).length === 0);
    expect(seen).toEqual(['good/1', 'good/2', 'bad/1', 'bad/2', 'bad/3']);
    // Each wait is twice the one before, starting at half a second. A busy machine lengthens the waits and never
    // shortens them.
    const waits = triedAt.slice(1).map((at, index) => at - (triedAt[index] ?? 0));
    expect(waits.length).toBeGreaterThanOrEqual(3);
    for (const [index, ms] of waits.entries()) expect(ms).toBeGreaterThan(500 * 2 ** index - CLOCKS_APART_MS);
  });

  it('while the target is away all rows wait, no attempt is counted, and none is dropped', async () => {
    const seen: string[] = [];
    let away = true;
    let asked = 0;
    await write(...Array.from({ length: 30 }, (_, index) => `k${index}/1`));
    const started = relay(async (entries) => {
      asked += 1;
      const [entry] = entries;
      if (away && entry) return { done: [], failed: { entry, error: new Error('unavailable'), away: true } };
      seen.push(...entries.map(rowOf));
      return { done: entries.map((each) => each.id) };
    });
    await until('the relay has tried every row', () => asked > 24); // at least one full round
    expect(started.fault()).toContain('temporal refuses');
    const rows = await waiting();
    expect(rows).toHaveLength(30);
    expect(rows.every((row) => row.attempts === 0)).toBe(true);
    away = false;
    await until('nothing waits any more', async () => (await waiting()).length === 0);
    await until('it is well again', () => started.fault() === null);
    expect(new Set(seen).size).toBe(30);
  });

  it('one process relays; another takes over when it stops', async () => {
    const seen: string[] = [];
    const by =
      (name: string): RelayKey =>
      async (entries) => {
        seen.push(...entries.map((entry) => `${name} ${rowOf(entry)}`));
        return { done: entries.map((entry) => entry.id) };
      };
    const first = relay(by('first'));
    await write('a/1');
    await until('the first is seen', () => seen.length === 1);
    relay(by('second'));
    await write('a/2');
    await until('the second is seen', () => seen.length === 2);
    await first.stop();
    await write('a/3');
    await until('the third is seen', () => seen.length === 3);
    expect(seen).toEqual(['first a/1', 'first a/2', 'second a/3']);
  });

  it('after its connection was cut, the relay continues with the first row that had not left', async () => {
    const seen: string[] = [];
    const started = relay(async (entries) => {
      seen.push(...entries.map(rowOf));
      return { done: entries.map((entry) => entry.id) };
    });
    await write('a/1');
    await until('nothing waits any more', async () => (await waiting()).length === 0);
    await withClient(db.ownerUrl, (client) =>
      client.query(
        `
          SELECT pg_terminate_backend(pid)
          FROM pg_stat_activity
          WHERE datname = current_database()
            AND usename = 'puntual_relay_login'`,
      ),
    );
    await write('a/2');
    await until('nothing waits any more', async () => (await waiting()).length === 0);
    expect(new Set(seen)).toEqual(new Set(['a/1', 'a/2']));
    await until('it is well again', () => started.fault() === null);
  });
});
