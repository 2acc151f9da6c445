import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newId } from '@puntual/db/ids';
import { ensureServiceRoles, type ServiceUrls } from '@puntual/db/roles';
import { checkout } from '@puntual/sandbox/checkout';
import { migrateDatabase, withClient } from '@puntual/sandbox/prepare-database';
import { databaseUrl, testServerUrl } from './test-database.ts';

/** A database that an older version filled. */
export interface OlderDatabase {
  readonly ownerUrl: string;
  /** Migrates it to the newest version, as an upgrade does. */
  upgrade(): Promise<ServiceUrls>;
  drop(): Promise<void>;
}

/**
 * A new database at the schema that ends with the migration `newest`, with the rows of the file `filledBy` (statements
 * of SQL, as that version wrote them).
 */
export async function olderDatabase(newest: string, filledBy: string): Promise<OlderDatabase> {
  const server = testServerUrl();
  const name = `test_${newId().replaceAll('-', '')}`;
  await withClient(server, (client) => client.query(`CREATE DATABASE ${name}`));
  const ownerUrl = databaseUrl(server, name);
  await migrateTo(newest, ownerUrl);
  await fill(ownerUrl, filledBy);
  return {
    ownerUrl,
    upgrade: async () => {
      await migrateDatabase(ownerUrl);
      return ensureServiceRoles(ownerUrl);
    },
    drop: async () => {
      await withClient(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** Writes the rows of a file of SQL. They may stand in any order: neither references nor triggers are looked at. */
export async function fill(ownerUrl: string, file: string): Promise<void> {
  const rows = await readFile(file, 'utf8');
  await withClient(ownerUrl, (client) => client.query(`SET session_replication_role = replica; ${rows}`));
}

// With Prisma, so that the upgrade finds its table of migrations.
async function migrateTo(newest: string, ownerUrl: string): Promise<void> {
  const from = join(checkout, 'prisma/migrations');
  const folder = await mkdtemp(join(tmpdir(), 'puntual-older-'));
  try {
    const to = join(folder, 'migrations');
    await mkdir(to);
    for (const each of await readdir(from))
      if (each <= newest || !/^\d/.test(each)) await cp(join(from, each), join(to, each), { recursive: true });
    const config = join(folder, 'prisma.config.mjs');
    const schema = JSON.stringify(join(checkout, 'prisma/schema.prisma'));
    await writeFile(
      config,
      `export default {
        schema: ${schema},
        migrations: { path: ${JSON.stringify(to)} },
        datasource: { url: process.env.DATABASE_URL },
      };`,
    );
    const args = [join(checkout, 'tools/prisma.mjs'), 'migrate', 'deploy', '--config', config];
    await promisify(execFile)(process.execPath, args, {
      cwd: checkout,
      env: { ...process.env, DATABASE_URL: ownerUrl },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
