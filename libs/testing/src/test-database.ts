import { openDatabase, type Database } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import type { ServiceUrls } from '@puntual/db/roles';
import { prepareDatabase, withClient } from './prepare-database.ts';

export interface TestDatabase {
  readonly database: Database;
  readonly ownerUrl: string;
  readonly urls: ServiceUrls;
  readonly organization: { readonly id: string; readonly slug: string };
  close(): Promise<void>;
}

/** The Postgres server that `npm test` started, from PUNTUAL_TEST_POSTGRES (an owner's address). Throws with how to start one. */
export function testServerUrl(): string {
  const url = process.env.PUNTUAL_TEST_POSTGRES;
  if (!url) throw new Error('PUNTUAL_TEST_POSTGRES is not set: run the suite with `npm test`, or leave `npm run services` running and use what it prints');
  return url;
}

/** A database of its own on the test server, migrated, with one organization; `close` drops it. */
export async function withTestDatabase(options: { readonly slug?: string; readonly connections?: number } = {}): Promise<TestDatabase> {
  const server = testServerUrl();
  const name = `test_${newId().replaceAll('-', '')}`;
  const owner = new URL(server);
  owner.pathname = `/${name}`;
  await withClient(server, (client) => client.query(`CREATE DATABASE ${name}`));
  const slug = options.slug ?? 'demo';
  const { urls, organizationId } = await prepareDatabase(owner.href, { slug, name: 'Suministros del Norte S.A.', email: 'cobros@norte.example' });
  const database = openDatabase(urls.app, { connections: options.connections ?? 8 });
  return {
    database, ownerUrl: owner.href, urls, organization: { id: organizationId, slug },
    close: async () => {
      await database.close();
      await withClient(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}
