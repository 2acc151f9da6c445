import { afterAll, beforeAll } from '@jest/globals';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { withApi, type TestApi } from './with-api.ts';

/** The API of a test file and its database, from the first `beforeAll` on. */
export interface ApiWorld {
  readonly db: TestDatabase;
  readonly api: TestApi;
}

/**
 * Starts the API over a database of its own before the tests of a file, and closes both after them. `environment` holds
 * settings besides the required ones. Call it at the top of the file, before other `beforeAll`.
 */
export function useApi(environment: Readonly<Record<string, string>> = {}): ApiWorld {
  let world: ApiWorld | undefined;
  const started = () => {
    if (!world) throw new Error('the API of the test starts in beforeAll');
    return world;
  };
  beforeAll(async () => {
    const db = await withTestDatabase();
    world = { db, api: await withApi(db.database, db.organization, environment) };
  });
  afterAll(async () => {
    await world?.api.close();
    await world?.db.close();
  });
  return {
    get db() {
      return started().db;
    },
    get api() {
      return started().api;
    },
  };
}
