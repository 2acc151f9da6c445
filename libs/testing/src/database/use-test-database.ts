import { afterAll, beforeAll } from '@jest/globals';
import { withTestDatabase, type TestDatabase } from './test-database.ts';

/** Gives a suite a database of its own, there as soon as its first hook or test runs, and drops it at the end. To be called at the top of the suite. */
export function useTestDatabase(options: Parameters<typeof withTestDatabase>[0] = {}): Omit<TestDatabase, 'close'> {
  let db: TestDatabase | null = null;
  beforeAll(async () => {
    db = await withTestDatabase(options);
  });
  afterAll(() => db?.close());
  const opened = (): TestDatabase => {
    if (!db) throw new Error('the test database is there while hooks and tests run');
    return db;
  };
  return {
    get database() {
      return opened().database;
    },
    get ownerUrl() {
      return opened().ownerUrl;
    },
    get urls() {
      return opened().urls;
    },
    get organization() {
      return opened().organization;
    },
  };
}
