import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { BehaviourInput } from '@puntual/sandbox/outside/misbehaviour-schema';
import { provideServices, type Services } from '@puntual/sandbox/infra/provide-services';
import { prepareDatabase, withClient } from '@puntual/sandbox/prepare-database';
import { startStack, type Stack, type StackOptions, type StackService } from '@puntual/sandbox/stack';
import { TODAY } from './event-load.ts';
import { openKafkaSide, type KafkaSide } from './erp-kafka.ts';

/**
 * Half past eleven on a Wednesday in the debtors' zone: the send window is open and past its first two hours, so due
 * messages leave at once.
 */
const START = `${TODAY}T10:30:00Z`;

/**
 * Puntual with its own services, so that tests can stop and kill them. Its clock starts on a working morning and runs
 * at speed 1.
 */
export interface FaultWorld {
  readonly services: Services;
  readonly stack: Stack;
  readonly kafka: KafkaSide;
  readonly ownerUrl: string;
  readonly apiKey: string;
  /** Folder of the logs and of the outbox's journal. */
  readonly home: string;
  now(): number;
  /** Milliseconds from real time to the virtual clock. */
  readonly offsetMs: number;
  /** Queries rows as the owner, without row-level security. */
  ask<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Returns the first column of the first row as a number. */
  count(sql: string, values?: readonly unknown[]): Promise<number>;
  /**
   * Locks the customers whose ids match `pattern` (SQL), so that work on them waits until the returned function is
   * called.
   */
  holdCustomers(pattern: string): Promise<() => Promise<void>>;
  behave(behaviour: BehaviourInput): Promise<void>;
  restarts(): Record<StackService, number>;
  /** Starts one more process of Puntual; `close` stops it too. */
  startMore(
    name: string,
    service: StackService,
    options?: {
      readonly env?: Readonly<Record<string, string>>;
      readonly topicPrefix?: string;
      readonly restartOnExit?: boolean;
    },
  ): Promise<Stack>;
  /** Log lines of the supervisor, newest last. */
  readonly said: readonly string[];
  close(): Promise<void>;
}

export interface WorldOptions {
  /**
   * Whether Postgres keeps committed data through a kill. Without it (faster, for tests) a kill loses the last moments,
   * like a power cut.
   */
  readonly durable?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts everything. PUNTUAL_PLANTED_ROOT names another root of built code (planted bugs). */
export async function openFaultWorld(options: WorldOptions = {}): Promise<FaultWorld> {
  // These tests stop the services, so they must not use services that the environment provides.
  for (const name of ['DATABASE_URL', 'KAFKA_BROKERS', 'TEMPORAL_ADDRESS']) delete process.env[name];
  const home = await mkdtemp(join(tmpdir(), 'puntual-faults-'));
  const said: string[] = [];
  const log = (line: string) => void said.push(line);
  const services = await provideServices({
    home,
    log,
    durable: options.durable ?? false,
    which: ['postgres', 'kafka', 'temporal'],
  });
  const opened: Opened = { home, services, kafka: null, stacks: [] };
  try {
    const { urls, offsetMs } = await prepareClockedDatabase(services.postgres.url);
    const kafka = await openKafkaSide(services.kafka.brokers);
    opened.kafka = kafka;
    const apiKey = `faults-${randomBytes(12).toString('hex')}`;
    const startPuntual = puntualStarter(opened, { log, urls, apiKey }, options.env);
    const stack = await startPuntual({ home });
    await stack.ready();
    return {
      services,
      stack,
      kafka,
      ownerUrl: services.postgres.url,
      apiKey,
      home,
      said,
      offsetMs,
      now: () => Date.now() + offsetMs,
      ...questionsTo(services.postgres.url),
      behave: (behaviour) => setBehaviour(stack.outboxUrl, behaviour),
      startMore: (name, service, more) => startPuntual({ ...more, home: join(home, name), only: [service] }),
      restarts: () => restartsOf(stack),
      close: () => closeWorld(opened),
    };
  } catch (error) {
    await closeWorld(opened);
    throw error;
  }
}

/** What a world has opened so far and `closeWorld` closes. */
interface Opened {
  readonly home: string;
  readonly services: Services & { stop(): Promise<void> };
  kafka: KafkaSide | null;
  readonly stacks: Stack[];
}

async function closeWorld({ home, services, kafka, stacks }: Opened): Promise<void> {
  await services.postgres.thaw().catch(() => undefined);
  await services.kafka.thaw().catch(() => undefined);
  await kafka?.close().catch(() => undefined);
  await Promise.all(stacks.map((each) => each.stop()));
  await services.stop();
  if (process.env.PUNTUAL_FAULTS_KEEP === undefined) await rm(home, { recursive: true, force: true });
  else process.stdout.write(`kept: ${home}\n`);
}

// Migrates the database, adds the organization and starts the platform's clock at START.
async function prepareClockedDatabase(
  ownerUrl: string,
): Promise<{ readonly urls: StackOptions['urls']; readonly offsetMs: number }> {
  const { urls } = await prepareDatabase(ownerUrl, {
    slug: 'demo',
    name: 'Suministros del Norte S.A.',
    email: 'cobros@norte.example',
  });
  const realMs = Date.now();
  const virtualMs = Date.parse(START);
  await withClient(ownerUrl, (client) =>
    client.query('INSERT INTO platform_clock (id, real_ms, virtual_ms, speed) VALUES (1, $1, $2, 1)', [
      realMs,
      virtualMs,
    ]),
  );
  return { urls, offsetMs: virtualMs - realMs };
}

type StackChoices = Pick<StackOptions, 'home' | 'only' | 'env' | 'topicPrefix' | 'restartOnExit'>;

// Returns a function that starts processes of Puntual on the world's services; `closeWorld` stops them.
function puntualStarter(
  { services, stacks }: Opened,
  shared: Pick<StackOptions, 'log' | 'urls'> & { readonly apiKey: string },
  worldEnv: WorldOptions['env'],
): (choices: StackChoices) => Promise<Stack> {
  const root = process.env.PUNTUAL_PLANTED_ROOT;
  return async (choices) => {
    const stack = await startStack({
      ...shared,
      brokers: services.kafka.brokers,
      temporalAddress: services.temporal.address,
      organization: 'demo',
      ...(root ? { root } : {}),
      ...choices,
      env: { LOG_LEVEL: 'info', PUNTUAL_MESSAGE_WINDOW: '1s', ...worldEnv, ...choices.env },
    });
    stacks.push(stack);
    return stack;
  };
}

function questionsTo(ownerUrl: string): Pick<FaultWorld, 'ask' | 'count' | 'holdCustomers'> {
  const ask = <Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
    asOwner(ownerUrl, async (client) => (await client.query<Row>(sql, [...values])).rows);
  return {
    ask,
    count: async (sql, values) =>
      Number(Object.values((await ask<Record<string, unknown>>(sql, values))[0] ?? {})[0] ?? 0),
    holdCustomers: (pattern) => holdCustomers(ownerUrl, pattern),
  };
}

async function setBehaviour(outboxUrl: string, behaviour: BehaviourInput): Promise<void> {
  const response = await fetch(`${outboxUrl}/behaviour`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(behaviour),
  });
  if (!response.ok) throw new Error(`the outbox refused the behaviour: ${await response.text()}`);
}

function restartsOf({ services }: Stack): Record<StackService, number> {
  return {
    outbox: services.outbox?.restarts() ?? 0,
    api: services.api?.restarts() ?? 0,
    ingest: services.ingest?.restarts() ?? 0,
    worker: services.worker?.restarts() ?? 0,
  };
}

async function holdCustomers(url: string, pattern: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  const { rowCount } = await client.query(
    'SELECT 1 FROM customer WHERE customer_id LIKE $1 ORDER BY id FOR NO KEY UPDATE',
    [pattern],
  );
  if (rowCount === 0) throw new Error(`there is no customer like ${pattern}`);
  return () => client.end();
}

// Postgres comes and goes in these tests: one connection per query, with a time limit.
async function asOwner<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 20_000, query_timeout: 60_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
