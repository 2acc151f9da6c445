import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { pino } from 'pino';
import { evaluateCase } from '@puntual/casework/cases/evaluate-case';
import { takeEvents } from '@puntual/casework/intake/take-events';
import { clockOf, type Clock } from '@puntual/platform/clock';
import { readSettings } from '@puntual/platform/settings';
import { customer, issued } from '@puntual/testing/builders/events';
import { startOutsideWorld, type OutsideWorld } from '@puntual/sandbox/outside/outside-world';
import { ensureOrganization, withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { until } from '@puntual/testing/until';
import { DELIVERY_QUEUE } from '@puntual/workflows/queues';
import { openTestNamespace, type TestNamespace } from '@puntual/testing/workflows/test-namespace';
import { quietRuntime } from '@puntual/testing/workflows/time-skipping';
import { openChannels } from '../channels/channels.ts';
import { openRenderer } from '../activities/renderer.ts';
import { createWorkers } from '../collections-workers.ts';
import { startRelay } from './start-relay.ts';

/** Wednesday noon in the debtors' zone. The invoices fell due the day before, so their friendly reminder is due. */
export const NOW = '2026-12-02T12:00:00+01:00';
const KNOWN_AT = '2026-11-02T10:00:00+01:00';
const DUE_ON = '2026-12-01';
const AT_ONCE = 4;
const BATCH = 40;
/** temporal.api.enums.v1.TaskQueueType */
const ACTIVITY = 2;
const log = pino({ level: 'silent' });

/**
 * The path from a contact request to the outside world in one process. Messages wait in the delivery queue until
 * `release`.
 */
export interface FullQueue {
  readonly db: TestDatabase;
  readonly server: TestNamespace;
  readonly outside: OutsideWorld;
  readonly clock: Clock;
  /** Creates an organization; `maxMessagesPerDay` is its daily limit. */
  organization(slug: string, maxMessagesPerDay?: number): Promise<void>;
  /**
   * Gives an organization `customers` customers with one due reminder each, and waits until the queue holds a message
   * for each of them.
   */
  ask(slug: string, customers: number): Promise<void>;
  /** Starts the delivery worker. */
  release(): void;
  /** The organizations of the messages that the provider accepted so far, in order. */
  tookFrom(): readonly (string | undefined)[];
  close(): Promise<void>;
}

export interface FullQueueOptions {
  readonly suite: string;
  /** Settings besides the required ones. */
  readonly env?: Readonly<Record<string, string>>;
  /** False: start workflows without fairness keys. */
  readonly keys?: boolean;
}

/** Opens the world on the services of `npm run services`. Throws when they are missing. */
export async function openFullQueue({ suite, env = {}, keys = true }: FullQueueOptions): Promise<FullQueue> {
  quietRuntime();
  const [db, server, outside] = await Promise.all([
    withTestDatabase({ connections: 24 }),
    openTestNamespace(suite),
    startOutsideWorld(),
  ]);
  const clock = clockOf({ realMs: Date.now(), virtualMs: Date.parse(NOW), speed: 1 });
  const workers = await startCaseWorker({ db, server, outside, clock, env });
  const client = keys ? server.client : withoutKeys(server);
  let waiting = 0;
  return {
    db,
    server,
    outside,
    clock,
    release: workers.release,
    organization: async (slug, maxMessagesPerDay) => {
      const id = await ensureOrganization(db.ownerUrl, { slug, email: 'cobros@norte.example' });
      if (maxMessagesPerDay !== undefined)
        await withClient(db.ownerUrl, (pg) =>
          pg.query('INSERT INTO organization_setting (organization_id, max_messages_per_day) VALUES ($1, $2)', [
            id,
            maxMessagesPerDay,
          ]),
        );
    },
    ask: async (slug, customers) => {
      await requestContact(db, slug, customers, clock.now());
      const relay = startRelay(db.urls.relay, client, 0);
      waiting += customers;
      await until(`${waiting} messages wait`, async () => (await backlogOf(server)) >= waiting).finally(() =>
        relay.stop(),
      );
    },
    tookFrom: () => outside.deliveries().map(({ tags }) => tags.find(({ name }) => name === 'org')?.value),
    close: async () => {
      await workers.close();
      await outside.stop();
      await server.close();
      await db.close();
    },
  };
}

interface WorkerParts {
  readonly db: TestDatabase;
  readonly server: TestNamespace;
  readonly outside: OutsideWorld;
  readonly clock: Clock;
  /** Settings besides the required ones. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts the worker of cases and contacts; `release` starts the delivery worker, and `close` stops both. */
async function startCaseWorker({ db, server, outside, clock, env }: WorkerParts) {
  const settings = readSettings({
    NODE_ENV: 'test',
    DATABASE_URL: db.urls.app,
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: server.namespace,
    OUTBOX_URL: outside.url,
    ...env,
  });
  const connection = await NativeConnection.connect({ address: server.address });
  const [cases, delivery] = await createWorkers({
    connection,
    settings,
    database: db.database,
    clock,
    channels: openChannels(settings),
    renderer: openRenderer(),
    log,
  });
  if (!cases || !delivery) throw new Error('there are no two workers');
  const ended = [cases.run()];
  let released = false;
  const release = () => {
    if (!released) ended.push(delivery.run());
    released = true;
  };
  return {
    release,
    close: async () => {
      // A worker that was never started cannot be shut down.
      release();
      for (const worker of [cases, delivery]) worker.shutdown();
      await Promise.all(ended);
      await connection.close();
    },
  };
}

/** Gives an organization `customers` customers with one invoice each, due on the day before `NOW`. */
export async function takeInvoices(db: TestDatabase, slug: string, customers: number): Promise<void> {
  const events = Array.from({ length: customers }, (_, n) => [
    customer(
      {
        customerId: `C-${n}`,
        name: `${slug} ${n}`,
        contacts: [{ contactId: 'k1', name: 'Ana', email: `ana.${n}@${slug}.example`, channels: ['email'] }],
      },
      { org: slug, id: `${slug}-C-${n}` },
    ),
    issued({ invoiceId: `INV-${n}`, customerId: `C-${n}`, dueDate: DUE_ON }, { org: slug, id: `${slug}-INV-${n}` }),
  ]).flat();
  for (let from = 0; from < events.length; from += BATCH)
    await takeEvents(db.database, slug, events.slice(from, from + BATCH), new Date(KNOWN_AT));
}

/**
 * Evaluates every case of an organization directly instead of through workflows; these tests are about the steps after
 * that.
 */
export async function evaluateCases(db: TestDatabase, slug: string, now: number): Promise<void> {
  const invoices = await withClient(
    db.ownerUrl,
    async (pg) =>
      (
        await pg.query<{ id: string; organization: string }>(
          `
            SELECT i.id, i.organization_id AS organization
            FROM invoice i
            JOIN organization o ON o.id = i.organization_id
            WHERE o.slug = $1`,
          [slug],
        )
      ).rows,
  );
  const evaluateRemaining = async () => {
    for (let invoice = invoices.pop(); invoice; invoice = invoices.pop())
      await evaluateCase(db.database, { organizationId: invoice.organization, slug, invoiceRowId: invoice.id }, now);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, evaluateRemaining));
}

async function requestContact(db: TestDatabase, slug: string, customers: number, now: number): Promise<void> {
  await takeInvoices(db, slug, customers);
  await evaluateCases(db, slug, now);
  const requested = await withClient(db.ownerUrl, async (pg) => {
    await pg.query(`DELETE FROM outbox WHERE kind = 'start-case'`);
    return (
      await pg.query(
        `
          SELECT 1
          FROM step s
          JOIN organization o ON o.id = s.organization_id
          WHERE o.slug = $1
            AND s.state = 'requested'`,
        [slug],
      )
    ).rowCount;
  });
  if (requested !== customers) throw new Error(`${slug} requests ${requested} messages, not ${customers}`);
}

async function backlogOf({ connection, namespace }: TestNamespace): Promise<number> {
  const { stats } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: DELIVERY_QUEUE },
    taskQueueType: ACTIVITY,
    reportStats: true,
  });
  return Number(stats?.approximateBacklogCount ?? 0);
}

function withoutKeys({ connection, namespace }: TestNamespace): Client {
  return new Client({
    connection,
    namespace,
    identity: 'test',
    interceptors: {
      workflow: [
        { startWithDetails: (input, next) => next({ ...input, options: { ...input.options, priority: {} } }) },
      ],
    },
  });
}
