// Starts the real services; slow, so only the whole suite runs it.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';
import { until } from '@puntual/testing/until';
import { cachedArtefact } from './cached-artefact.ts';
import { cacheFolder, withLock } from './cache-folder.ts';
import { answersAt, freePort } from './free-port.ts';
import { startService } from './supervised-service.ts';
import { MissingPart } from './running-part.ts';
import { provideServices, type Services } from './provide-services.ts';

jest.setTimeout(900_000); // the first run may build the Temporal dev server

const folder = mkdtempSync(join(tmpdir(), 'puntual-infra-'));
const home = join(folder, 'home');
const log = (line: string) => process.stdout.write(`  ${line}\n`);
const given = ['DATABASE_URL', 'KAFKA_BROKERS', 'TEMPORAL_ADDRESS'] as const;
const before = given.map((name) => [name, process.env[name]] as const);
const all = ['postgres', 'kafka', 'temporal'] as const;
let services: Services & { stop(): Promise<void> };

beforeAll(async () => {
  for (const name of given) delete process.env[name]; // this test is about services that are started here
  chmodSync(folder, 0o755); // as root, Postgres runs as another user
  services = await provideServices({ home, log, durable: true, which: all });
});

afterAll(async () => {
  await services?.stop();
  for (const [name, value] of before) if (value !== undefined) process.env[name] = value;
  rmSync(folder, { recursive: true, force: true });
});

/** A zombie that nobody reaps counts as ended. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(process.platform === 'linux' ? readFileSync(`/proc/${pid}/status`, 'utf8') : '');
  } catch {
    return false;
  }
}

async function query(text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: services.postgres.url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

test('Postgres keeps what was committed through kill -9 and a restart on the same port', async () => {
  await query('CREATE TABLE kept AS SELECT 41 + 1 AS answer');
  await services.postgres.kill9();
  await expect(query('SELECT 1')).rejects.toThrow();
  await services.postgres.restart();
  expect(await query('SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

test('Postgres refuses a connection with a wrong password', async () => {
  const url = new URL(services.postgres.url);
  url.password = 'wrong';
  const client = new Client({ connectionString: url.href });
  await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
  await client.end().catch(() => undefined);
});

test('Kafka keeps acknowledged messages through kill -9 and a restart on the same port', async () => {
  const kafka = new Kafka({ brokers: [services.kafka.brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const producer = kafka.producer({ idempotent: true });
  await Promise.all([admin.connect(), producer.connect()]);
  await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }] });
  await producer.send({ topic: 'kept', acks: -1, messages: [{ key: 'C-100', value: 'paid' }] });
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  await services.kafka.kill9();
  await services.kafka.restart();
  const consumer = kafka.consumer({ groupId: 'infra-test' });
  await consumer.connect();
  await consumer.subscribe({ topic: 'kept', fromBeginning: true });
  try {
    const value = await new Promise((resolve, reject) => {
      consumer.run({ eachMessage: async ({ message }) => resolve(message.value?.toString()) }).catch(reject);
    });
    expect(value).toBe('paid');
  } finally {
    await consumer.disconnect();
  }
});

test('Temporal keeps open workflows and search attributes through kill -9 and a restart on the same port', async () => {
  const started = async <T>(work: (client: TemporalClient) => Promise<T>): Promise<T> => {
    const connection = await Connection.connect({ address: services.temporal.address });
    try {
      return await work(new TemporalClient({ connection }));
    } finally {
      await connection.close();
    }
  };
  await started((client) =>
    client.workflow.start('collectInvoice', {
      taskQueue: 'nobody-listens',
      workflowId: 'kept',
      args: [],
      searchAttributes: { PuntualOrg: ['demo'] },
    }),
  );
  await services.temporal.kill9();
  await services.temporal.restart();
  const found = await started((client) => client.workflow.getHandle('kept').describe());
  expect(found.status.name).toBe('RUNNING');
  expect(found.searchAttributes['PuntualOrg']).toEqual(['demo']);
  expect((await fetch(services.temporal.uiUrl ?? '')).status).toBe(200);
  expect(await (await fetch(services.temporal.metricsUrl ?? '')).text()).toContain('service_requests');
});

test('a frozen service accepts connections without answering, and continues when thawed', async () => {
  await services.postgres.freeze();
  await expect(query('SELECT 1')).rejects.toThrow(/timeout/);
  await services.postgres.thaw();
  expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('services that are stopped and provided again have the same data and the same ports', async () => {
  const { postgres, kafka, temporal } = services;
  await services.stop();
  const lines: string[] = [];
  services = await provideServices({ home, log: (line) => lines.push(line), durable: true, which: all });
  expect([services.postgres.url, services.kafka.brokers, services.temporal.address]).toEqual([
    postgres.url,
    kafka.brokers,
    temporal.address,
  ]);
  expect(await query('SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  expect(lines).toEqual([]); // a quick start: nothing was downloaded, built or initialized again
});

test('services that the environment names are used and never stopped', async () => {
  process.env['DATABASE_URL'] = services.postgres.url;
  process.env['KAFKA_BROKERS'] = `127.0.0.1:1,${services.kafka.brokers}`;
  process.env['TEMPORAL_ADDRESS'] = services.temporal.address;
  const borrowed = await provideServices({ home: join(folder, 'other'), log, durable: true, which: all });
  for (const name of given) delete process.env[name];
  expect([borrowed.postgres.provided, borrowed.kafka.provided, borrowed.temporal.provided]).toEqual([true, true, true]);
  await expect(borrowed.temporal.kill9()).rejects.toThrow('given by TEMPORAL_ADDRESS');
  await borrowed.stop();
  expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('when a service is not available, the error names every way to provide it and the others stop', async () => {
  process.env['KAFKA_BROKERS'] = '127.0.0.1:1';
  const failing = provideServices({ home: join(folder, 'failing'), log, durable: false, which: ['postgres', 'kafka'] });
  await expect(failing).rejects.toThrow(MissingPart);
  await expect(failing).rejects.toThrow(
    /The Kafka of KAFKA_BROKERS is missing: start it, correct KAFKA_BROKERS \(host:port\), or unset it/,
  );
  delete process.env['KAFKA_BROKERS'];
  const ports: unknown = JSON.parse(readFileSync(join(folder, 'failing', 'ports.json'), 'utf8'));
  const port = (ports as { postgres: number }).postgres;
  const postgresLog = join(folder, 'failing', 'log', 'postgres.log');
  await until(
    'the Postgres that was still starting is up and stopped',
    () => existsSync(postgresLog) && /database system is shut down/.test(readFileSync(postgresLog, 'utf8')),
  );
  expect(await answersAt({ host: '127.0.0.1', port })).toBe(false);
});

test('no child outlives a parent that is killed by SIGKILL, not even a frozen child', async () => {
  const script = join(folder, 'parent.ts');
  const infra = (name: string) => JSON.stringify(fileURLToPath(new URL(`./${name}.ts`, import.meta.url)));
  writeFileSync(
    script,
    `
    import { provideServices } from ${infra('provide-services')};
    import { startChild } from ${infra('child-process')};
    const services = await provideServices({
      home: ${JSON.stringify(join(folder, 'orphans'))},
      log: () => {},
      durable: false,
      which: ['postgres', 'kafka', 'temporal'],
    });
    const shell = await startChild({
      name: 'shell',
      command: '/bin/sh',
      args: ['-c', 'sleep 600 & echo grandchild $! ; wait'],
      logFile: ${JSON.stringify(join(folder, 'shell.log'))},
    });
    const grandchild = Number((await shell.waitForLine(/^grandchild/, 240_000)).split(' ')[1]);
    await services.temporal.freeze();
    const { postgres, kafka, temporal } = services;
    console.log(JSON.stringify([postgres.pid, kafka.pid, temporal.pid, shell.pid, grandchild]));
  `,
  );
  const parent = spawn(process.execPath, ['--no-warnings', '--conditions=@puntual/source', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => parent.once('exit', resolve));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: parent.stdout }).once('line', resolve);
    parent.once('exit', () => reject(new Error('the parent script ended by itself')));
  });
  const pids = JSON.parse(line) as number[];
  expect(pids.filter((pid) => pid > 0 && isRunning(pid))).toHaveLength(5);
  parent.kill('SIGKILL');
  await exited;
  await until(`all of ${line} have ended`, () => !pids.some(isRunning));
});

test('a service that ends by itself is started again, and a stopped service is not', async () => {
  const port = await freePort();
  const entry = join(folder, 'service.mjs');
  writeFileSync(
    entry,
    "import { createServer } from 'node:http'; createServer((_, response) => " +
      "response.end()).listen(Number(process.env.PORT), '127.0.0.1');",
  );
  const lines: string[] = [];
  const service = await startService({
    name: 'toy',
    entry,
    env: { ...process.env, PORT: String(port) },
    logFile: join(folder, 'toy.log'),
    log: (line) => lines.push(line),
    readyUrl: `http://127.0.0.1:${port}/`,
  });
  await service.ready();
  const first = service.pid();
  await service.kill9();
  await until('the service has another process', () => service.restarts() === 1 && service.pid() !== first);
  await service.ready();
  expect(lines).toEqual(['toy ended (SIGKILL); starting it again in 0.2 s']);
  await service.stop();
  expect(service.alive()).toBe(false);
  await expect(service.ready()).rejects.toThrow('toy was stopped');
});

test('a service that keeps ending is given up after ten restarts, with the end of its log', async () => {
  const entry = join(folder, 'broken.mjs');
  writeFileSync(entry, "console.error('DATABASE_URL is not set'); process.exitCode = 3;");
  const reasons: string[] = [];
  const service = await startService({
    name: 'broken',
    entry,
    env: process.env,
    logFile: join(folder, 'broken.log'),
    log: () => undefined,
    readyUrl: 'http://127.0.0.1:1/',
    backoffMs: { first: 1, most: 1 },
    onGivenUp: (reason) => reasons.push(reason),
  });
  await expect(service.ready()).rejects.toThrow(
    /broken ended 11 times within a minute \(exit 3\).*DATABASE_URL is not set/s,
  );
  expect(service.restarts()).toBe(10);
  expect(reasons).toHaveLength(1);
});

test('a cached tool is built once for concurrent callers, and again when one of its files is truncated', async () => {
  const name = `infra-test-${process.pid}`;
  let made = 0;
  const make = async (staging: string) => {
    made += 1;
    writeFileSync(join(staging, 'tool'), 'whole');
  };
  const [one, two] = await Promise.all([cachedArtefact(name, log, make), cachedArtefact(name, () => undefined, make)]);
  expect([one, made]).toEqual([two, 1]);
  writeFileSync(join(one, 'tool'), 'half');
  await cachedArtefact(name, log, make);
  expect(made).toBe(2);
  rmSync(one, { recursive: true });
});

test('a lock of a dead process is taken over', async () => {
  const name = `infra-lock-${process.pid}`;
  const dead = spawn('true');
  await new Promise((resolve) => dead.once('exit', resolve));
  mkdirSync(join(cacheFolder(), `${name}.lock`));
  writeFileSync(join(cacheFolder(), `${name}.lock`, 'pid'), String(dead.pid));
  expect(await withLock(name, log, async () => 'mine', 5000)).toBe('mine');
});
