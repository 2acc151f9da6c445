import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, type Database } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { ensureServiceRoles, type ServiceUrls } from '@puntual/db/roles';
import { checkout } from '@puntual/sandbox/checkout';
import { ensureOrganization, migrateDatabase, withClient } from '@puntual/sandbox/prepare-database';

export interface TestDatabase {
  readonly database: Database;
  readonly ownerUrl: string;
  readonly urls: ServiceUrls;
  readonly organization: { readonly id: string; readonly slug: string };
  close(): Promise<void>;
}

/**
 * The Postgres server that `npm test` started, from PUNTUAL_TEST_POSTGRES (the owner's address). Throws an Error that
 * says how to start one.
 */
export function testServerUrl(): string {
  const url = process.env.PUNTUAL_TEST_POSTGRES;
  if (!url)
    throw new Error(
      'PUNTUAL_TEST_POSTGRES is not set: run the suite with `npm test`, or leave `npm run services` running and ' +
        'set what it prints',
    );
  return url;
}

/** A new, migrated database on the test server with one organization; `close` drops it. */
export async function withTestDatabase(
  options: { readonly slug?: string; readonly connections?: number } = {},
): Promise<TestDatabase> {
  const server = testServerUrl();
  const template = await ensureTemplate(server);
  const name = `test_${newId().replaceAll('-', '')}`;
  await withClient(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const ownerUrl = databaseUrl(server, name);
  const slug = options.slug ?? 'demo';
  const urls = await ensureServiceRoles(ownerUrl);
  const organizationId = await ensureOrganization(ownerUrl, {
    slug,
    name: 'Suministros del Norte S.A.',
    email: 'cobros@norte.example',
  });
  const database = openDatabase(urls.app, { connections: options.connections ?? 8 });
  return {
    database,
    ownerUrl,
    urls,
    organization: { id: organizationId, slug },
    close: async () => {
      await database.close();
      await withClient(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

let organizations = 0;

/** Creates one more organization in a test database, whose rows no other organization sees. */
export async function freshOrganization(
  db: Pick<TestDatabase, 'ownerUrl'>,
): Promise<{ readonly id: string; readonly slug: string }> {
  const slug = `org-${++organizations}`;
  return { id: await ensureOrganization(db.ownerUrl, { slug, email: 'cobros@norte.example' }), slug };
}

const TEMPLATE_LOCK = 714_900;
let template: Promise<string> | null = null;

// Migrating takes seconds and copying a database does not. The first test with these migrations therefore creates a
// template, which the others copy. The template is finished once it is marked as a template; an unfinished one is
// created again.
function ensureTemplate(server: string): Promise<string> {
  template ??= makeTemplate(server).catch((error: unknown) => {
    template = null;
    throw error;
  });
  return template;
}

async function makeTemplate(server: string): Promise<string> {
  const name = `puntual_template_${await migrationsHash()}`;
  await withClient(server, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rows } = await client.query<{ finished: boolean }>(
      'SELECT datistemplate AS finished FROM pg_database WHERE datname = $1',
      [name],
    );
    if (rows[0]?.finished) return;
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name}`);
    await migrateDatabase(databaseUrl(server, name));
    await client.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
  });
  return name;
}

async function migrationsHash(): Promise<string> {
  const folder = join(checkout, 'prisma/migrations');
  const hash = createHash('sha256');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sql'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files)
    hash
      .update(file.slice(folder.length))
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** The address of a database on the same server. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
