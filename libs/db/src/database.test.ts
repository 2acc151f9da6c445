import { beforeAll, expect, test } from '@jest/globals';
import { withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { isDatabaseAway, openDatabase, type Tx } from './database.ts';
import { ensureServiceRoles } from './roles.ts';

const db = useTestDatabase();
beforeAll(async () => {
  await withClient(db.ownerUrl, (client) =>
    client.query(
      `
        CREATE TABLE thing (id int PRIMARY KEY, n int); GRANT ALL ON thing TO puntual_app; INSERT INTO thing
        VALUES (1, 0), (2, 0)`,
    ),
  );
});

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );
const inside = (work: (tx: Tx) => Promise<unknown>, limits?: { timeoutMs?: number; maxWaitMs?: number }) =>
  db.database.inOrganization(db.organization.id, work, limits);
const terminateOthers = () =>
  withClient(db.ownerUrl, (client) =>
    client.query(
      `
        SELECT pg_terminate_backend(pid)
        FROM pg_stat_activity
        WHERE datname = current_database()
          AND pid <> pg_backend_pid()
          AND usename = 'puntual_app_login'`,
    ),
  );

test('an unreachable server counts as away', async () => {
  const url = new URL(db.urls.app);
  url.port = '1';
  const nowhere = openDatabase(url.href);
  try {
    expect(isDatabaseAway(await failure(nowhere.ping()))).toBe(true);
    expect(isDatabaseAway(await failure(nowhere.inOrganization(db.organization.id, (tx) => tx.customer.count())))).toBe(
      true,
    );
    expect(isDatabaseAway(await failure(nowhere.shared.organization.findMany()))).toBe(true);
  } finally {
    await nowhere.close();
  }
});

test('a connection cut during a transaction counts as away, and the next transaction gets a new one', async () => {
  const raw = await failure(
    inside(async (tx) => {
      await tx.$executeRawUnsafe('UPDATE thing SET n = 5 WHERE id = 1');
      await terminateOthers();
      return tx.$queryRawUnsafe('SELECT 1');
    }),
  );
  expect(isDatabaseAway(raw)).toBe(true);
  const model = await failure(
    inside(async (tx) => {
      await terminateOthers();
      return tx.customer.findMany();
    }),
  );
  expect(isDatabaseAway(model)).toBe(true);
  expect(await inside((tx) => tx.$queryRawUnsafe('SELECT n FROM thing WHERE id = 1'))).toEqual([{ n: 0 }]);
});

test('connections cut while idle do not fail the next transactions', async () => {
  await Promise.all([1, 2, 3].map(() => inside((tx) => tx.$queryRawUnsafe('SELECT 1'))));
  await terminateOthers();
  for (let tried = 0; ; tried++) {
    const error = await inside((tx) => tx.customer.count()).then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error === null) break;
    expect(isDatabaseAway(error)).toBe(true);
    expect(tried).toBeLessThan(8);
  }
});

test('a deadlock counts as away, so that the caller retries', async () => {
  let arrived = 0;
  let both: () => void = () => undefined;
  const meeting = new Promise<void>((resolve) => {
    both = resolve;
  });
  const cross = (first: number, second: number) =>
    inside(async (tx) => {
      await tx.$executeRawUnsafe(`UPDATE thing SET n = n + 1 WHERE id = ${first}`);
      if (++arrived === 2) both();
      await meeting;
      await tx.$executeRawUnsafe(`UPDATE thing SET n = n + 1 WHERE id = ${second}`);
    });
  const results = await Promise.allSettled([cross(1, 2), cross(2, 1)]);
  const lost = results.filter((result) => result.status === 'rejected');
  expect(lost).toHaveLength(1);
  expect(isDatabaseAway(lost[0]?.reason)).toBe(true);
});

test('a transaction beyond its time limit, or without a free connection, counts as away', async () => {
  expect(
    isDatabaseAway(
      await failure(
        inside((tx) => tx.$queryRawUnsafe('SELECT pg_sleep(0.5)::text').then(() => tx.$queryRawUnsafe('SELECT 1')), {
          timeoutMs: 50,
        }),
      ),
    ),
  ).toBe(true);
  const single = openDatabase(db.urls.app, { connections: 1 });
  try {
    let free: () => void = () => undefined;
    let begun: () => void = () => undefined;
    const holding = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const held = single.inOrganization(
      db.organization.id,
      () =>
        new Promise<void>((resolve) => {
          free = resolve;
          begun();
        }),
    );
    await holding;
    expect(
      isDatabaseAway(
        await failure(single.inOrganization(db.organization.id, (tx) => tx.customer.count(), { maxWaitMs: 100 })),
      ),
    ).toBe(true);
    free();
    await held;
  } finally {
    await single.close();
  }
});

test('a faulty statement does not count as away', async () => {
  expect(isDatabaseAway(await failure(inside((tx) => tx.$executeRawUnsafe('INSERT INTO thing VALUES (1, 1)'))))).toBe(
    false,
  );
  expect(isDatabaseAway(await failure(inside((tx) => tx.$executeRawUnsafe('INSERT INTO nowhere VALUES (1)'))))).toBe(
    false,
  );
  expect(isDatabaseAway(await failure(inside((tx) => tx.$executeRawUnsafe('DELETE FROM entry'))))).toBe(false);
  expect(
    isDatabaseAway(
      await failure(
        inside((tx) =>
          tx.customer
            .create({
              data: {
                organizationId: db.organization.id,
                customerId: 'C',
                name: 'x',
                country: 'ES',
                language: 'es',
                timeZone: 'UTC',
                currency: 'EUR',
              },
            })
            .then(() =>
              tx.customer.create({
                data: {
                  organizationId: db.organization.id,
                  customerId: 'C',
                  name: 'x',
                  country: 'ES',
                  language: 'es',
                  timeZone: 'UTC',
                  currency: 'EUR',
                },
              }),
            ),
        ),
      ),
    ),
  ).toBe(false);
  expect(isDatabaseAway(await failure(inside(() => Promise.reject(new Error('a rule was broken')))))).toBe(false);
  expect(isDatabaseAway('ECONNREFUSED')).toBe(false);
});

test('services that start at the same time on several databases of one server all get their roles', async () => {
  const other = await withTestDatabase();
  try {
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, index) => ensureServiceRoles(index % 2 ? db.ownerUrl : other.ownerUrl)),
    );
    expect(new Set(all.map((urls) => new URL(urls.app).password)).size).toBe(1);
    const service = openDatabase(all[0]?.app ?? '');
    await service.ping();
    await service.close();
  } finally {
    await other.close();
  }
});

test('Postgres ends statements and idle transactions that outlive the limit of their transaction', async () => {
  const limitsOf = (limits?: { timeoutMs?: number }) =>
    inside(
      (tx) => tx.$queryRaw`
        SELECT
          current_setting('statement_timeout') AS statement,
          current_setting('idle_in_transaction_session_timeout') AS idle`,
      limits,
    );
  expect(await limitsOf()).toEqual([{ statement: '35s', idle: '35s' }]);
  expect(await limitsOf({ timeoutMs: 7000 })).toEqual([{ statement: '12s', idle: '12s' }]);
  const cancelled = await failure(
    inside(async (tx) => {
      await tx.$executeRaw`SET LOCAL statement_timeout = 1`;
      await tx.$queryRaw`SELECT 1 FROM pg_sleep(60)`;
    }),
  );
  // The same statement may be quick next time: what waits for it comes again.
  expect(isDatabaseAway(cancelled)).toBe(true);
});
