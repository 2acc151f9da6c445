import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { customer } from '@puntual/testing/builders/events';
import { checkout } from '@puntual/sandbox/checkout';
import { ensureOrganization } from '@puntual/sandbox/prepare-database';
import { groupBy } from '@puntual/casework/record/group-by';
import { openKafkaSide } from './erp-kafka.ts';
import { makeLoad, messageOf, TODAY, type Load, type LoadMessage } from './event-load.ts';
import { PATIENCE, SCALE } from './fault-scale.ts';
import { untilDone, wrongAtTheEnd } from './final-state.ts';
import { untilReachable } from '@puntual/testing/until';
import { openFaultWorld, type FaultWorld } from './fault-world.ts';

let world: FaultWorld;
/** Events and dead letters of the preceding tests. */
let events = 0;
let deadLetters = 0;

beforeAll(async () => {
  world = await openFaultWorld();
});

afterAll(() => world?.close());

const arrived = (id: string) => world.count('SELECT count(*) FROM inbox WHERE event_id = $1', [id]);
const good = (customerId: string, id: string) => messageOf(customer({ customerId }, { id }));

const event = customer({ customerId: 'bad' }, { id: 'bad' });
const changed = (change: object) => JSON.stringify({ ...event, ...change });
// Printable and incompressible, because a broker limits the compressed size as well.
const noise = (bytes: number) =>
  randomBytes(Math.ceil((bytes * 3) / 4))
    .toString('base64')
    .slice(0, bytes);
const sha256 = (value: Buffer | null | undefined) => value && createHash('sha256').update(value).digest('hex');
const BAD: readonly [string, string, string | null, string][] = [
  ['not JSON', 'ar.customers', '{"specversion": "1.0", ', 'not-json'],
  ['nothing at all', 'ar.customers', null, 'not-json'],
  ['an empty text', 'ar.customers', '', 'not-json'],
  ['an unknown type', 'ar.customers', changed({ type: 'puntual.customer.imagined.v7' }), 'unknown-type'],
  ['a foreign organization', 'ar.customers', changed({ org: 'somebody-else' }), 'unknown-organization'],
  ['a negative amount', 'ar.customers', changed({ data: { ...event.data, creditLimit: '-1.00' } }), 'invalid'],
  ['a megabyte', 'ar.customers', noise(1_000_000), 'too-large'],
  ['as much as a broker takes', 'ar.customers', noise(1_048_440), 'too-large'],
];

test.each(BAD)(
  '%s goes to the dead letters byte for byte, and the next message is handled',
  async (what, topic, value, code) => {
    const key = `after ${what}`.replaceAll(' ', '-');
    await world.kafka.publish([{ topic, key, value }]);
    await world.kafka.publish([good(key, key)]);
    events += 1;
    deadLetters += 1;
    await untilReachable(`the message after ${what} is taken`, async () => (await arrived(key)) === 1);
    await untilReachable('nothing is left in the topics', async () => (await world.kafka.lag()) === 0);
    const [letter] = (await world.kafka.readAll('ar.dead-letter')).filter((candidate) => String(candidate.key) === key);
    const source = (await world.kafka.readAll(topic)).find((candidate) => String(candidate.key) === key);
    const headers = Object.fromEntries(
      Object.entries(letter?.headers ?? {}).map(([name, text]) => [name, String(text)]),
    );
    // A dead letter that would exceed the broker's limit holds the beginning and the original size; the original is at
    // its offset.
    const whole = value === null ? null : Buffer.from(value);
    const kept = 'puntual-cut' in headers && whole ? whole.subarray(0, letter?.value?.length ?? 0) : whole;
    expect({ sha256: sha256(letter?.value), cutFrom: headers['puntual-cut'] ?? 'whole', headers }).toEqual({
      sha256: sha256(kept),
      cutFrom: (whole?.length ?? 0) > 500_000 ? String(whole?.length) : 'whole',
      headers: expect.objectContaining({
        'puntual-topic': topic,
        'puntual-partition': String(source?.partition),
        'puntual-offset': source?.offset,
        'puntual-code': code,
        'puntual-reason': expect.stringMatching(/\w+ \w+/),
      }),
    });
  },
);

test.each(['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const)(
  'a batch in %s is read, the bad message in it too',
  async (codec) => {
    const key = `in-${codec}`;
    await world.kafka.publish(
      [
        good(key, `${key}-1`),
        { topic: 'ar.customers', key, value: `half {${'x'.repeat(2000)}` },
        good(key, `${key}-2`),
      ],
      kafkajs.CompressionTypes[codec],
    );
    events += 2;
    deadLetters += 1;
    await untilReachable(
      `what came in ${codec} is taken`,
      async () => (await arrived(`${key}-1`)) + (await arrived(`${key}-2`)) === 2,
    );
    await untilReachable('nothing is left in the topics', async () => (await world.kafka.lag()) === 0);
    expect((await world.kafka.readAll('ar.dead-letter')).filter((letter) => String(letter.key) === key)).toHaveLength(
      1,
    );
  },
);

test('a message of three megabytes in a small compressed batch does not stop its partition', async () => {
  await world.kafka.publish(
    [
      { topic: 'ar.customers', key: 'inflated', value: `"${'x'.repeat(3_000_000)}"` },
      good('inflated', 'after-inflated'),
    ],
    kafkajs.CompressionTypes.GZIP,
  );
  events += 1;
  deadLetters += 1;
  await untilReachable('the message after it is taken', async () => (await arrived('after-inflated')) === 1);
  await untilReachable('nothing is left in the topics', async () => (await world.kafka.lag()) === 0);
});

test('dead letters of an organization that is created later are replayed once, as many as requested', async () => {
  const letters = Array.from({ length: 5 }, (_, index) =>
    messageOf(customer({ customerId: `L-${index}` }, { id: `late-${index}`, org: 'later' })),
  );
  await world.kafka.publish(letters);
  deadLetters += letters.length;
  await untilReachable(
    'they are dead letters',
    async () =>
      (await world.kafka.readAll('ar.dead-letter')).filter(({ key }) => String(key).startsWith('L-')).length ===
      letters.length,
    undefined,
    300,
  );
  await ensureOrganization(world.ownerUrl, { slug: 'later' });
  await replay('not-a-code-of-these', '10', '0 messages of code not-a-code-of-these given again');
  // The foreign organization's message of the first test precedes these in its partition, and is replayed into the dead
  // letters again.
  const said = [
    await replay('unknown-organization', '2'),
    await replay('unknown-organization', '100'),
    await replay('unknown-organization', '100'),
  ];
  const counts = said.map((line) => Number(/^\d+/.exec(line)?.[0]));
  expect(counts[0]).toBe(2);
  expect(said[0]).toContain('the limit of 2 left some');
  await untilReachable(
    'all of them are taken',
    async () => (await world.count(`SELECT count(*) FROM inbox WHERE event_id LIKE 'late-%'`)) === letters.length,
  );
  await untilReachable('nothing is left in the topics', async () => (await world.kafka.lag()) === 0);
  events += letters.length;
  const letterCount = (await world.kafka.readAll('ar.dead-letter')).length;
  process.stdout.write(`replay: ${counts.join(' + ')} given again, ${letters.length} of them taken\n`);
  // Each of the five once, and the one that is always rejected, which becomes a new dead letter at most once per run.
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(letters.length + said.length);
  deadLetters = letterCount;
});

async function replay(code: string, limit: string, says?: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--no-warnings',
      '--conditions=@puntual/source',
      join(checkout, 'apps/dev/src/replay-dead-letters.ts'),
      code,
      '--limit',
      limit,
    ],
    { cwd: checkout, env: { PATH: process.env.PATH, KAFKA_BROKERS: world.services.kafka.brokers }, timeout: 240_000 },
  );
  if (says) expect(stdout.trim()).toBe(says);
  return stdout.trim();
}

test(
  'a second ingest joins and leaves under load: nothing lost, nothing twice, each customer in order',
  async () => {
    const load = makeLoad({ name: 'r', customers: 30 * SCALE, invoices: 240 * SCALE });
    const third = Math.floor(load.messages.length / 3);
    await world.kafka.publish(load.customers);
    await untilReachable('the customers are known', async () => (await world.kafka.lag()) === 0);
    await world.kafka.publish(load.messages.slice(0, third));
    const joining = world.startMore('second', 'ingest');
    const members = async () =>
      (await world.kafka.admin.describeGroups(['puntual-ingest'])).groups[0]?.members.filter(
        (member) => member.memberAssignment.length > 8,
      ).length ?? 0;
    const publishing = world.kafka.publish(load.messages.slice(third, 2 * third));
    const second = await joining;
    await untilReachable(
      'both have partitions',
      async () =>
        (await members()) === 2 &&
        (await world.kafka.admin.describeGroups(['puntual-ingest'])).groups[0]?.state === 'Stable',
      undefined,
      200,
    );
    await publishing;
    await world.kafka.publish(load.messages.slice(2 * third));
    await second.stop();
    await untilReachable('one is left', async () => (await members()) === 1, undefined, 200);
    await untilDone(world, 240_000);
    const expectedOf = (rest: Partial<Load['expected']>): Load => ({
      customers: [],
      customerEvents: [],
      messages: [],
      expected: { invoices: new Map(), creditMinor: new Map(), chased: [], events: 0, deadLetters: 0, ...rest },
    });
    expect(await wrongAtTheEnd(world, [load, expectedOf({ events, deadLetters })])).toEqual([]);
    expect(await outOfOrder(load.messages)).toEqual([]);
    process.stdout.write(`rebalance: ${load.messages.length} messages with 1, 2, 1 ingest processes\n`);
  },
  900_000 * PATIENCE,
);

// The audit shows the order in which invoices were accepted; the topic, the order in which they arrived.
async function outOfOrder(messages: readonly LoadMessage[]): Promise<string[]> {
  const came = groupBy(
    messages.filter(
      ({ topic, value }) =>
        topic === 'ar.invoices' && value?.includes('invoice.issued') && !value.includes('nobody-here'),
    ),
    ({ key }) => key,
  );
  const rows = await world.ask<{ customer: string; invoice: string }>(
    `
      SELECT c.customer_id AS customer, i.invoice_id AS invoice
      FROM audit_event a
      JOIN invoice i ON i.id = a.invoice_id
      JOIN customer c ON c.id = a.customer_id
      WHERE a.kind = 'invoice.issued'
      ORDER BY a.id`,
  );
  const taken = groupBy(rows, ({ customer: id }) => id);
  return [...came].flatMap(([key, list]) => {
    const wanted = list
      .map(({ value }) => (JSON.parse(value ?? '{}') as { data: { invoiceId: string } }).data.invoiceId)
      .join();
    const found = (taken.get(key) ?? []).map(({ invoice }) => invoice).join();
    return wanted === found ? [] : [`${key}: ${found} instead of ${wanted}`];
  });
}

test('an ingest whose consumer is dead for good ends with a code, so that it is seen', async () => {
  // A batch in an unknown codec stops a kafkajs consumer for good. Removing the codec from outside does this to the
  // real process.
  const preload = join(world.home, 'without-zstd.mjs');
  await writeFile(
    preload,
    `import kafkajs from ${JSON.stringify(pathToFileURL(join(checkout, 'node_modules/kafkajs/index.js')).href)};
    const { CompressionCodecs, CompressionTypes } = kafkajs;
    const unknown = CompressionCodecs[CompressionTypes.ZSTD];
    Object.defineProperty(CompressionCodecs, CompressionTypes.ZSTD, { get: () => unknown, set: () => undefined });`,
  );
  const side = await openKafkaSide(world.services.kafka.brokers, 'doomed.');
  const doomed = await world.startMore('doomed', 'ingest', {
    topicPrefix: 'doomed.',
    restartOnExit: false,
    env: { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}` },
  });
  await doomed.ready();
  await side.publish([good('doomed', 'doomed')], kafkajs.CompressionTypes.ZSTD);
  await side.close();
  await untilReachable('the process ends', () => Promise.resolve(doomed.services.ingest?.alive() === false));
  await untilReachable('its supervisor says how', () =>
    Promise.resolve(world.said.some((line) => line.startsWith('ingest ended (exit 1)'))),
  );
  expect(await readFile(join(world.home, 'doomed', 'log', 'ingest.log'), 'utf8')).toContain(
    'the Kafka consumer is dead for good',
  );
});

test('the clock stood on its day all the while', () => {
  expect(new Date(world.now()).toISOString().slice(0, 10)).toBe(TODAY);
});
