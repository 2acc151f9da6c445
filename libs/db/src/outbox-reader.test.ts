import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withClient } from '@puntual/sandbox/prepare-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { insertRows } from './insert-rows.ts';
import { isDatabaseAway } from './database.ts';
import { openOutboxReader, type OutboxReader, type OutboxTarget } from './outbox-reader.ts';

const db = useTestDatabase();
let readers: OutboxReader[] = [];
beforeEach(() => withClient(db.ownerUrl, (client) => client.query('TRUNCATE outbox RESTART IDENTITY')));
afterEach(async () => {
  await Promise.all(readers.map((reader) => reader.close()));
  readers = [];
});

async function open(target: OutboxTarget = 'temporal'): Promise<OutboxReader> {
  const reader = await openOutboxReader(db.urls.relay, target);
  readers.push(reader);
  return reader;
}

const write = (keys: readonly string[], target: OutboxTarget = 'temporal') =>
  db.database.inOrganization(db.organization.id, (tx) =>
    insertRows(
      tx,
      'outbox',
      { organization_id: 'uuid', target: 'text', key: 'text', kind: 'text', payload: 'jsonb' },
      keys.map((key, index) => ({ organization_id: db.organization.id, target, key, kind: 'k', payload: { index } })),
    ),
  );
const keysOf = async (reader: OutboxReader, limit = 100) =>
  (await reader.next(limit)).map((row) => `${row.id}${row.key}`);

test('`next` returns the oldest rows of one target up to the limit, until they are done', async () => {
  const reader = await open();
  await write(['a', 'b', 'a']);
  await write(['a'], 'kafka');
  expect(await keysOf(reader)).toEqual(['1a', '2b', '3a']);
  expect(await keysOf(reader, 2)).toEqual(['1a', '2b']);
  expect((await reader.next(1))[0]).toEqual({ id: '1', key: 'a', kind: 'k', payload: { index: 0 }, attempts: 0 });
  await reader.done(['1', '3']);
  await reader.done([]);
  expect(await keysOf(reader)).toEqual(['2b']);
  expect(await keysOf(await open('kafka'))).toEqual(['4a']);
});

test('rows are ordered by the number of their id, not by its text: the tenth after the ninth', async () => {
  const reader = await open();
  await write(Array.from({ length: 12 }, () => 'a'));
  expect((await reader.next(100)).map(({ id }) => Number(id))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect((await reader.next(2)).map(({ id }) => id)).toEqual(['1', '2']);
});

test('a row that is put off holds back the later rows of its key and of no other', async () => {
  const reader = await open();
  await write(['a', 'b', 'a', 'b']);
  await reader.putOff('1', 60_000, 'Temporal said no: ' + 'x'.repeat(500));
  expect(await keysOf(reader)).toEqual(['2b', '4b']);
  await write(['a']);
  expect(await keysOf(reader)).toEqual(['2b', '4b']);
  const { rows } = await withClient(db.ownerUrl, (client) =>
    client.query('SELECT attempts, length(last_error) AS length FROM outbox WHERE id = 1'),
  );
  expect(rows).toEqual([{ attempts: 1, length: 300 }]);
  // The column rounds to milliseconds: the stored instant may be half a millisecond ahead.
  await reader.putOff('1', -1, 'again');
  expect(await keysOf(reader)).toEqual(['1a', '2b', '3a', '4b', '5a']);
});

test('a row that is put off does not hold back the earlier rows of its key', async () => {
  const reader = await open();
  await write(['a', 'a', 'a']);
  await reader.putOff('2', 60_000, 'x');
  expect(await keysOf(reader)).toEqual(['1a']);
});

test('one process leads a target, and another can lead once the first has closed', async () => {
  const [first, second, other] = [await open(), await open(), await open('kafka')];
  expect([await first.lead(), await second.lead(), await other.lead()]).toEqual([true, false, true]);
  expect(await first.lead()).toBe(true);
  await first.close();
  expect(await second.lead()).toBe(true);
});

test('a leader that lost its connection reports that the database is away, and another can lead', async () => {
  const [first, second] = [await open(), await open()];
  await first.lead();
  // Wait until the process is gone: Postgres answers the client before it releases its locks.
  await withClient(db.ownerUrl, (client) =>
    client.query(
      `
        SELECT pg_terminate_backend(l.pid, 60000)
        FROM pg_locks l
        JOIN pg_database d ON d.oid = l.database
        WHERE l.locktype = 'advisory'
          AND d.datname = current_database()
          AND l.objid = 714101`,
    ),
  );
  await first.change(60_000);
  const error = await first.next(1).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(isDatabaseAway(error)).toBe(true);
  expect(await second.lead()).toBe(true);
});

test('a commit ends `change`, also a commit between `next` and `change`', async () => {
  const reader = await open();
  await reader.next(1);
  const woken = reader.change(60_000);
  await write(['a']);
  await woken;
  await reader.next(1);
  await write(['b']);
  // The notification came with this answer or before it.
  expect((await reader.backlog()).rows).toBe(2);
  await reader.change(60_000);
});

test('`change` ends after its limit when nothing is committed', async () => {
  const reader = await open();
  await reader.change(1);
  expect(await reader.backlog()).toEqual({ rows: 0, oldestSeconds: 0, setAside: 0 });
});

test('the backlog counts all waiting rows, also those that are put off', async () => {
  const reader = await open();
  await write(['a', 'b']);
  await withClient(db.ownerUrl, (client) =>
    client.query(`UPDATE outbox SET created_at = now() - interval '90 seconds' WHERE id = 1`),
  );
  await reader.putOff('1', 60_000, 'x');
  const { rows, oldestSeconds } = await reader.backlog();
  expect(rows).toBe(2);
  expect(Math.floor(oldestSeconds)).toBeGreaterThanOrEqual(90);
});

test('a row that is set aside is no longer read, and its key goes on', async () => {
  const reader = await open();
  await write(['a', 'a', 'b']);
  await reader.setAside('1', 'too large');
  expect((await reader.next(10)).map((entry) => entry.id)).toEqual(['2', '3']);
  expect(await reader.backlog()).toMatchObject({ rows: 2, setAside: 1 });
  // Given its target again, it leaves as before.
  await withClient(db.ownerUrl, (client) =>
    client.query(`
      UPDATE outbox SET target = replace(target, 'set-aside:', '') WHERE target LIKE 'set-aside:%'`),
  );
  expect((await reader.next(10)).map((entry) => [entry.id, entry.attempts])).toEqual([
    ['1', 1],
    ['2', 0],
    ['3', 0],
  ]);
});
