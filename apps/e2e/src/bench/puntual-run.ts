import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kafka } from 'kafkajs';
import { topicOf, type PuntualEventInput } from '@puntual/contracts/events/events';
import { withClient } from '@puntual/sandbox/prepare-database';
import { startStack, type Stack } from '@puntual/sandbox/stack';
import { withTestDatabase } from '@puntual/testing/database/test-database';
import { openTestNamespace, type TestNamespace } from '@puntual/testing/workflows/test-namespace';
import { addCustomers } from './ingestion.ts';
import type { BenchSettings } from './settings.ts';
import { benchKafka, publishEvents } from './topics.ts';

/** Puntual's own ingest and worker processes with a database, topics and a namespace of their own. */
export interface PuntualRun {
  readonly server: TestNamespace;
  readonly stack: Stack;
  readonly slug: string;
  readonly kafka: Kafka;
  publish(events: readonly PuntualEventInput[]): Promise<void>;
  /** Resolves when a query (one row, one number `n`) comes to `wanted`. Throws after five minutes. */
  until(sql: string, wanted: number): Promise<void>;
  close(): Promise<void>;
}

const LIMIT_MS = 300_000;
const LOOK_MS = 250;

/** Starts them on built code, ready to work when it resolves. */
export async function openPuntualRun(
  settings: BenchSettings,
  env: Readonly<Record<string, string>> = {},
): Promise<PuntualRun> {
  const home = await mkdtemp(join(settings.home, 'run-'));
  const db = await withTestDatabase({ connections: 1 });
  await addCustomers(db);
  const server = await openTestNamespace('bench');
  const topicPrefix = `${server.namespace}.`;
  const stack = await startStack({
    home,
    log: settings.log,
    urls: db.urls,
    brokers: settings.brokers,
    temporalAddress: settings.temporal,
    namespace: server.namespace,
    topicPrefix,
    organization: db.organization.slug,
    only: ['outbox', 'ingest', 'worker'],
    restartOnExit: false,
    env: { LOG_LEVEL: 'warn', ...env },
  });
  const kafka = benchKafka(settings.brokers);
  await stack.ready();
  return {
    server,
    stack,
    kafka,
    slug: db.organization.slug,
    publish: async (events) => {
      const first = events[0];
      if (first) await publishEvents(kafka, topicPrefix + topicOf[first.type], events);
    },
    until: (sql, wanted) =>
      withClient(db.ownerUrl, async (client) => {
        const limit = Date.now() + LIMIT_MS;
        for (;;) {
          const { rows } = await client.query<{ n: string }>(sql);
          if (Number(rows[0]?.n) >= wanted) return;
          if (Date.now() > limit)
            throw new Error(`after ${LIMIT_MS / 1000} s ${rows[0]?.n} of ${wanted}: ${sql} (logs are in ${home})`);
          await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        }
      }),
    close: async () => {
      await stack.stop();
      await server.close();
      await db.close();
    },
  };
}
