import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { withClient } from '@puntual/sandbox/prepare-database';
import { v7 } from 'uuid';
import { childResult } from './child-result.ts';
import type { ConsumeOrder, ConsumeResult } from './consume-entry.ts';
import { median, ratioOfRounds, type BenchReport } from './report.ts';
import { CUSTOMERS, customerIdOf, invoiceEvent } from './sample-events.ts';
import type { BenchSettings } from './settings.ts';
import { benchKafka, makeTopic, publishEvents } from './topics.ts';

const EVENTS = 20_000;
const WARM_UP = 3000;
const GOAL = 0.6;
const CONTENDERS = ['puntual', 'inserter', 'reader'] as const;

/**
 * Part a: events per second from a filled topic to committed rows, by the ingest process's own modules. Baselines: a
 * bare inserter of the same rows, and a consumer that inserts nothing. Each round of each contender has a new process,
 * group and database, and a warm-up that is not measured.
 */
export async function measureIngestion(settings: BenchSettings): Promise<BenchReport> {
  const kafka = benchKafka(settings.brokers);
  const prefix = `bench-${Date.now()}`;
  const topics = {
    measured: await fillTopic(kafka, `${prefix}.measured`, { from: 0, events: EVENTS }),
    warmUp: await fillTopic(kafka, `${prefix}.warm-up`, { from: EVENTS, events: WARM_UP }),
  };
  const results: Results = { puntual: [], inserter: [], reader: [] };
  for (let round = 0; round < settings.rounds; round++) {
    // The order of contenders rotates, so that none always runs on the colder machine.
    const order = CONTENDERS.map((_, index) => CONTENDERS[(index + round) % CONTENDERS.length] ?? 'puntual');
    for (const contender of order) {
      const result = await consume(settings, topics, contender);
      results[contender].push(result);
      settings.log(
        `(a) round ${round + 1}, ${contender}: ${perSecond(result).toFixed(0)} events/s, thread busy ` +
          `${percent(result.threadBusy)}`,
      );
    }
  }
  return reportOf(results, settings.rounds);
}

type Contender = (typeof CONTENDERS)[number];

/** The results of each contender, one per round. */
type Results = Record<Contender, ConsumeResult[]>;

async function fillTopic(
  kafka: ReturnType<typeof benchKafka>,
  topic: string,
  { from, events }: { readonly from: number; readonly events: number },
): Promise<{ readonly topic: string; readonly events: number }> {
  await makeTopic(kafka, topic);
  await publishEvents(
    kafka,
    topic,
    Array.from({ length: events }, (_, n) => invoiceEvent('demo', from + n)),
  );
  return { topic, events };
}

function reportOf(results: Results, rounds: number): BenchReport {
  const rate = {
    puntual: results.puntual.map(perSecond),
    inserter: results.inserter.map(perSecond),
    reader: results.reader.map(perSecond),
  };
  const ratio = ratioOfRounds(rate.puntual, rate.inserter);
  const row = (what: string, values: readonly number[]) => ({
    part: '(a)',
    what,
    value: `${median(values).toFixed(0)} events/s`,
  });
  return {
    rows: [
      {
        ...row('Kafka to committed rows, Puntual', rate.puntual),
        ratio: ratio.toFixed(2),
        goal: `>= ${GOAL}`,
        met: ratio >= GOAL ? 'yes' : 'no',
      },
      { ...row('bare kafkajs + pg, the same rows', rate.inserter), ratio: '', goal: '', met: '' },
      { ...row('bare kafkajs, no rows', rate.reader), ratio: '', goal: '', met: '' },
    ],
    notes: [noteOf(results, rounds)],
  };
}

// What each contender's process was busy with, and so what limits Puntual.
function noteOf(results: Results, rounds: number): string {
  const cpu = (contender: Contender) =>
    median(results[contender].map((result) => (result.cpuMs * 1000) / EVENTS)).toFixed(0);
  const busy = (contender: Contender) => median(results[contender].map((result) => result.threadBusy));
  return (
    `(a) ${EVENTS} invoices of ${CUSTOMERS} customers, 6 partitions, after ${WARM_UP} unmeasured ones, ` +
    `${rounds} rounds in turns, medians. Processor time of the consuming process per event: Puntual ` +
    `${cpu('puntual')} µs, bare inserter ${cpu('inserter')} µs, reading alone ` +
    `${cpu('reader')} µs; its thread was busy or waiting for a processor ` +
    `${percent(busy('puntual'))}, ${percent(busy('inserter'))} and ${percent(busy('reader'))} of the time. ` +
    `Limit: ${
      busy('puntual') > 0.6
        ? 'the one thread of the consuming process (reading and checking events, putting rows into statements ' +
          'through Prisma); more processes in the group share the partitions'
        : 'Postgres: the process waits for its statements'
    }.`
  );
}

async function consume(
  settings: BenchSettings,
  topics: Pick<ConsumeOrder, 'warmUp' | 'measured'>,
  contender: ConsumeOrder['contender'],
): Promise<ConsumeResult> {
  const db = await withTestDatabase({ connections: 1 });
  try {
    await addCustomers(db);
    const order: ConsumeOrder = {
      contender,
      brokers: settings.brokers,
      ...topics,
      database: db.urls.app,
      organizationId: db.organization.id,
    };
    const result = await childResult<ConsumeResult>(
      new URL('./consume-entry.ts', import.meta.url),
      { BENCH_CONSUME: JSON.stringify(order) },
      { profileTo: settings.profile && contender !== 'reader' ? settings.home : null },
    );
    if (contender !== 'reader') await expectRows(db, contender);
    return result;
  } finally {
    await db.close();
  }
}

/** Inserts the bench's customers as their events would. */
export async function addCustomers(db: TestDatabase): Promise<void> {
  const numbers = Array.from({ length: CUSTOMERS }, (_, n) => n);
  await withClient(db.ownerUrl, (client) =>
    client.query(
      `
        INSERT INTO customer (id, organization_id, customer_id, name, country, language, time_zone, currency)
        SELECT id, $1, customer_id, customer_id, 'ES', 'es', 'Europe/Madrid', 'EUR'
        FROM unnest($2::uuid[], $3::text[]) AS v(id, customer_id)`,
      [db.organization.id, numbers.map(() => v7()), numbers.map(customerIdOf)],
    ),
  );
}

// Guards against a contender that wins by skipping work.
async function expectRows(db: TestDatabase, contender: string): Promise<void> {
  for (const table of ['invoice', 'entry', 'audit_event', 'outbox', 'inbox']) {
    const { rows } = await withClient(db.ownerUrl, (client) =>
      client.query<{ count: string }>(`SELECT count(*) AS count FROM ${table}`),
    );
    if (rows[0]?.count !== String(EVENTS + WARM_UP))
      throw new Error(`${contender} wrote ${rows[0]?.count ?? 'no'} rows of ${table}, not ${EVENTS + WARM_UP}`);
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function perSecond(result: ConsumeResult): number {
  return (EVENTS * 1000) / result.ms;
}
