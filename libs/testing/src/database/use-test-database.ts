import { afterAll, beforeAll } from '@jest/globals';
import { withTestDatabase, type TestDatabase } from './test-database.ts';

/**
 * Creates a database for a suite before its first hook or test runs, and drops it at the end. Call this at the top
 * level of the test file.
 */
export function useTestDatabase(options: Parameters<typeof withTestDatabase>[0] = {}): Omit<TestDatabase, 'close'> {
  let db: TestDatabase | null = null;
  beforeAll(async () => {
    db = await withTestDatabase(options);
  });
  afterAll(() => db?.close());
  const opened = (): TestDatabase => {
    if (!db) throw new Error('the test database exists only while hooks and tests run');
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
