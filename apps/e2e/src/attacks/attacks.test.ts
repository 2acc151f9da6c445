import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { camtFile } from '@puntual/testing/builders/camt-file';
import { customer, heartbeat, issued, paid } from '@puntual/testing/builders/events';
import { ensureOrganization } from '@puntual/sandbox/prepare-database';
import { untilReachable } from '@puntual/testing/until';
import type { LoadMessage } from '../faults/event-load.ts';
import { TODAY } from '../faults/event-load.ts';
import { openFaultWorld, type FaultWorld } from '../faults/fault-world.ts';
import { watchHealth } from './health-watch.ts';

// Whoever attacks has no key, the key of one organization, or may write to the topics. The services live on: none is
// started again, every partition moves on, and the messages of another organization leave.

const LONG = process.env.PUNTUAL_ATTACK === 'long';
const SCALE = LONG ? 4 : 1;
/** In the long form only, on a machine that does nothing else: twice what a loaded event loop may need. */
const SLOWEST_HEALTH_MS = 500;

let world: FaultWorld;
beforeAll(async () => {
  // The heaps of the chart's services.
  world = await openFaultWorld({ env: { NODE_OPTIONS: '--max-old-space-size=384' } });
  await ensureOrganization(world.ownerUrl, { slug: 'other', name: 'Otra S.A.' });
});
afterAll(() => world?.close());

const call = (method: string, path: string, body?: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(world.stack.apiUrl + path, {
    method,
    headers: { authorization: `Bearer ${world.apiKey}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    signal: AbortSignal.timeout(600_000),
  });
const many = (times: number, work: (index: number) => Promise<Response>) =>
  Promise.all(
    Array.from({ length: times }, async (_, index) => {
      const response = await work(index);
      await response.arrayBuffer();
      return response.status;
    }),
  );
const at = (topic: string, value: string | null, key = 'attack'): LoadMessage => ({ topic, key, value });
const events = (list: readonly { readonly type: string }[], topic: string) =>
  list.map((event) => at(topic, JSON.stringify(event), 'C-1'));
const everythingIsRead = () =>
  untilReachable('every partition has moved on', async () => (await world.kafka.lag()) === 0);

/** Runs an attack, prints how /healthz fared meanwhile, and checks that no service ended. */
async function attack(name: string, work: () => Promise<unknown>): Promise<void> {
  const health = await watchHealth(world.stack.apiUrl, work);
  process.stdout.write(
    `attack: ${name}: /healthz ${health.answers} answers, p95 ${health.p95Ms} ms, slowest ${health.slowestMs} ms\n`,
  );
  expect({ restarts: world.restarts(), failures: health.failures }).toEqual({
    restarts: { outbox: 0, api: 0, ingest: 0, worker: 0 },
    failures: 0,
  });
  if (LONG) expect(health.slowestMs).toBeLessThan(SLOWEST_HEALTH_MS);
}

describe('without a key', () => {
  test('bodies that inflate a thousandfold cost no more than the answer 401', () =>
    attack('bombs without a key', async () => {
      const bomb = gzipSync('['.repeat(4 * 1024 * 1024));
      const statuses = await many(50 * SCALE, () =>
        call('POST', '/v1/events', bomb, { 'content-encoding': 'gzip', authorization: 'Bearer pk_nobody' }),
      );
      expect(statuses.filter((status) => status !== 401 && status !== 429)).toEqual([]);
    }));
});

describe('with a key', () => {
  test.each<[string, () => string]>([
    ['brackets', () => '['.repeat(4_000_000)],
    ['values', () => `[${'{},'.repeat(299_000)}{}]`],
    ['keys', () => `[{${Array.from({ length: 250_000 }, (_, index) => `"k${index}":1`).join(',')}}]`],
    ['commas', () => `[${'1,'.repeat(290_000)}1]`],
  ])('JSON of very many %s is refused before it is parsed, or costs little', (what, make) =>
    attack(`JSON of ${what}`, async () => {
      const statuses = await many(6 * SCALE, () => call('POST', '/v1/events', make()));
      expect(statuses.filter((status) => status >= 500)).toEqual([]);
    }),
  );

  test('statements and simulations of a customer with very many invoices run beside everything else', async () => {
    const invoices = Array.from({ length: LONG ? 800 : 150 }, (_, index) =>
      issued({
        invoiceId: `BIG-${index}`,
        customerId: 'C-BIG',
        total: `${100 + index}.00`,
        issueDate: '2026-10-01',
        dueDate: TODAY,
      }),
    );
    await world.kafka.publish(events([customer({ customerId: 'C-BIG' })], 'ar.customers'));
    await everythingIsRead();
    await world.kafka.publish(events(invoices, 'ar.invoices'));
    await everythingIsRead();
    await attack('PDFs, plans and simulations', async () => {
      const heavy = await Promise.all([
        many(6, () => call('GET', '/v1/customers/C-BIG/statement.pdf')),
        many(6, () => call('GET', '/v1/customers/C-BIG/plan')),
        many(4, () => call('POST', '/v1/policies/simulate', JSON.stringify({ days: 365 }))),
      ]);
      expect(heavy.flat().filter((status) => ![200, 429, 503].includes(status))).toEqual([]);
      expect(heavy.map((statuses) => statuses.includes(200))).toEqual([true, true, true]);
    });
  });

  test('a reference of one number of many invoices is read in bounded work', () =>
    attack('repeated numbers', async () => {
      const invoices = Array.from({ length: 32 }, (_, index) =>
        issued({
          invoiceId: `AA-${index}`,
          number: 'AAAA',
          customerId: 'C-AA',
          total: `${10 + index}.00`,
          dueDate: TODAY,
          issueDate: '2026-10-01',
        }),
      );
      const payments = Array.from({ length: 50 }, (_, index) =>
        paid({
          paymentId: `AA-${index}`,
          customerId: 'C-AA',
          amount: '7.77',
          receivedOn: '2026-11-03',
          reference: 'A'.repeat(140),
        }),
      );
      const response = await call(
        'POST',
        '/v1/events',
        JSON.stringify([customer({ customerId: 'C-AA' }), ...invoices, ...payments]),
      );
      expect(response.status).toBe(202);
      await response.text();
    }));

  test('a bank file with one entry of very many transactions ends, and its service lives', () =>
    attack('bank file', async () => {
      const transactions = Array.from({ length: LONG ? 40_000 : 2_000 }, () => ({
        amount: '1.00',
        text: 'F-2026/1001 '.repeat(8),
      }));
      const file = camtFile([{ amount: `${transactions.length}.00`, transactions }]);
      const response = await call('POST', '/v1/imports?kind=bank', Buffer.from(file), {
        'content-type': 'application/xml',
      });
      expect(response.status).toBe(202);
      const { id } = (await response.json()) as { id: string };
      await untilReachable('the import has ended', async () => {
        const state = (await (await call('GET', `/v1/imports/${id}`)).json()) as { state: string };
        return !['uploading', 'waiting', 'running'].includes(state.state);
      });
    }));
});

describe('by the topics', () => {
  const produce = async (
    topic: string,
    value: Buffer,
    compression: kafkajs.CompressionTypes,
    key: Buffer | null = null,
  ) => {
    const kafka = new kafkajs.Kafka({
      clientId: 'attack',
      brokers: world.services.kafka.brokers.split(','),
      logLevel: kafkajs.logLevel.NOTHING,
    });
    const producer = kafka.producer();
    await producer.connect();
    try {
      await producer.send({ topic, compression, messages: [{ key, value }] });
    } finally {
      await producer.disconnect();
    }
  };

  test('a message of any shape is taken or set aside, and its partition moves on', () =>
    attack('messages of any shape', async () => {
      const nested = (depth: number) => `{"type":${'['.repeat(depth)}${']'.repeat(depth)}}`;
      const values = [
        nested(5000),
        nested(100_000),
        '['.repeat(200_000),
        '"\ud800"',
        '{}',
        'null',
        null,
        '\0'.repeat(1000),
      ];
      await world.kafka.publish(
        ['ar.payments', 'ar.invoices', 'ar.customers'].flatMap((topic) => values.map((value) => at(topic, value))),
      );
      await world.kafka.publish([at('ar.payments', '{}', 'k'.repeat(100_000))]);
      await everythingIsRead();
    }));

  test('a batch that unpacks to very many bytes is set aside, and its partition moves on', () =>
    attack('batches that unpack', async () => {
      for (let time = 0; time < 3 * SCALE; time++)
        await produce('ar.payments', Buffer.alloc(200 * 1024 * 1024), kafkajs.CompressionTypes.GZIP);
      await everythingIsRead();
    }));

  test('heartbeats of a time to come and of very many feeds keep nobody silent for ever', () =>
    attack('heartbeats', async () => {
      await world.kafka.publish(
        events(
          [
            heartbeat({ feed: 'payments', completeUntil: '9999-12-31T00:00:00Z' }),
            ...Array.from({ length: 200 }, (_, index) =>
              heartbeat({ feed: `feed ${index}`, completeUntil: new Date(world.now()).toISOString() }),
            ),
          ],
          'ar.payments',
        ),
      );
      await everythingIsRead();
      expect(await world.count('SELECT count(*) FROM feed_state')).toBeLessThanOrEqual(50);
      expect(
        await world.count("SELECT count(*) FROM feed_state WHERE complete_until > now() + interval '1 year'"),
      ).toBe(0);
    }));
});

test('afterwards the messages of another organization leave', async () => {
  const other = { org: 'other' };
  await world.kafka.publish(events([customer({ customerId: 'C-OTHER' }, other)], 'ar.customers'));
  await everythingIsRead();
  await world.kafka.publish(
    events(
      [issued({ invoiceId: 'OTHER-1', customerId: 'C-OTHER', issueDate: '2026-10-01', dueDate: TODAY }, other)],
      'ar.invoices',
    ),
  );
  await untilReachable(
    'the message has left',
    async () =>
      (await world.count(
        `SELECT count(*)
         FROM message m JOIN organization o ON o.id = m.organization_id
         WHERE o.slug = 'other' AND m.state = 'sent'`,
      )) > 0,
  );
  expect(world.restarts()).toEqual({ outbox: 0, api: 0, ingest: 0, worker: 0 });
});
