import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { MAX_EVENT_BYTES } from '@puntual/contracts/events/read-event';
import { openDatabase } from '@puntual/db/database';
import { clockOf } from '@puntual/platform/clock';
import type { EventPublisher, OutMessage, StreamMessage } from '@puntual/platform/kafka/event-stream';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { ensureOrganization, withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { takeMessages } from './take-messages.ts';

const log = pino({ level: 'silent' });
const clock = clockOf(null, () => Date.parse('2026-11-02T09:00:00Z'));
let db: TestDatabase;
let offset = 0;
let dead: OutMessage[] = [];
let publishedAt: string[] = [];
let counted: Record<string, number> = {};
let kafkaAway = false;

const publisher: EventPublisher = {
  publish: async (topic, messages) => {
    if (kafkaAway) throw new Error('no broker answers');
    publishedAt.push(topic);
    dead.push(...messages);
  },
  stop: async () => undefined,
};
const counters = {
  taken: (verdict: string, count: number) => void (counted[verdict] = (counted[verdict] ?? 0) + count),
};

beforeAll(async () => {
  db = await withTestDatabase();
});
beforeEach(() => {
  [dead, publishedAt, counted, kafkaAway] = [[], [], {}, false];
});
afterAll(() => db.close());

function message(value: unknown): StreamMessage {
  const bytes =
    value === null
      ? null
      : Buffer.isBuffer(value)
        ? value
        : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return {
    topic: 't.ar.invoices',
    partition: 3,
    offset: String(offset++),
    key: Buffer.from('C-1'),
    value: bytes,
    headers: {},
  };
}

const parts = () => ({
  database: db.database,
  clock,
  organizations: null as ReadonlySet<string> | null,
  publisher,
  topicPrefix: 't.',
  log,
  counters,
});
const handler = () => takeMessages(parts());
const header = (letter: OutMessage | undefined, name: string) => letter?.headers?.[`puntual-${name}`];
const knownInvoices = () =>
  withClient(db.ownerUrl, async (client) =>
    (await client.query<{ invoice_id: string }>('SELECT invoice_id FROM invoice ORDER BY invoice_id')).rows.map(
      (row) => row.invoice_id,
    ),
  );

let invoices = 0;
const anInvoice = (data: object = {}) => issued({ invoiceId: `INV-${String(++invoices).padStart(3, '0')}`, ...data });

describe('a bad message goes to the dead letters with its reason, and the next message is handled', () => {
  const cases: [string, () => unknown, string, RegExp][] = [
    ['bad JSON', () => '{"specversion": "1.0", ', 'not-json', /not JSON/],
    ['bytes that are no text', () => Buffer.from([0xff, 0xfe, 0, 1]), 'not-json', /UTF-8/],
    ['no value (a tombstone)', () => null, 'not-json', /empty/],
    ['JSON null', () => 'null', 'invalid', /object/],
    [
      'an unknown type',
      () => ({ ...anInvoice(), type: 'puntual.invoice.issued.v9' }),
      'unknown-type',
      /puntual.invoice.issued.v9/,
    ],
    [
      'a type that is nested deep',
      () => `{"type": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
      'unknown-type',
      /a list/,
    ],
    ['one megabyte', () => ({ ...anInvoice(), padding: 'x'.repeat(1_000_000) }), 'too-large', /at most 262144/],
    [
      'a negative amount',
      () => ({ ...anInvoice(), data: { ...anInvoice().data, total: '-5.00' } }),
      'invalid',
      /data\.total/,
    ],
    [
      'an organization that nobody knows',
      () => ({ ...anInvoice(), org: 'somebody-else' }),
      'unknown-organization',
      /somebody-else/,
    ],
    [
      'an invoice of another customer',
      () => issued({ invoiceId: 'INV-000', customerId: 'C-2' }),
      'invalid',
      /another customer/,
    ],
  ];

  beforeAll(async () => {
    expect(await handler()([message(customer()), message(issued({ invoiceId: 'INV-000' }))])).toBe('done');
  });

  it.each(cases)('%s', async (_name, poison, code, reason) => {
    const bad = message(poison());
    const good = anInvoice();
    expect(await handler()([bad, message(good)])).toBe('done');
    expect(dead).toHaveLength(1);
    expect(header(dead[0], 'code')).toBe(code);
    expect(header(dead[0], 'reason')).toMatch(reason);
    expect([header(dead[0], 'topic'), header(dead[0], 'partition'), header(dead[0], 'offset')]).toEqual([
      't.ar.invoices',
      '3',
      bad.offset,
    ]);
    expect(publishedAt).toEqual(['t.ar.dead-letter']);
    expect(await knownInvoices()).toContain(good.data.invoiceId);
    expect(counted).toEqual({ accepted: 1, duplicate: 0, rejected: 1 });
  });

  it('a batch that was not unpacked is one dead letter, which names its first and last offset', async () => {
    const refusal = { reason: 'it has more than 16777216 bytes', firstOffset: '7' };
    const good = anInvoice();
    expect(await handler()([{ ...message(null), offset: '12', refusal }, message(good)])).toBe('done');
    expect(
      dead.map((letter) => [header(letter, 'code'), header(letter, 'first-offset'), header(letter, 'offset')]),
    ).toEqual([['unreadable-batch', '7', '12']]);
    expect(header(dead[0], 'reason')).toContain('more than 16777216 bytes');
    expect(await knownInvoices()).toContain(good.data.invoiceId);
  });

  it('what fits is published whole; what a broker would refuse is cut, and its place is named', async () => {
    const small = message('{"almost": ');
    const large = message('x'.repeat(900_000));
    await handler()([small, large]);
    expect(dead[0]?.value).toEqual(small.value);
    expect(header(dead[0], 'cut')).toBeUndefined();
    expect(dead[1]?.value?.length).toBe(MAX_EVENT_BYTES);
    expect(header(dead[1], 'cut')).toBe('900000');
  });

  it('many dead letters are published in batches that the broker accepts', async () => {
    const batches: number[] = [];
    const measuring: EventPublisher = {
      ...publisher,
      publish: async (_topic, messages) =>
        void batches.push(messages.reduce((sum, each) => sum + (each.value?.length ?? 0), 0)),
    };
    const poison = Array.from({ length: 20 }, () => message('x'.repeat(200_000)));
    expect(await takeMessages({ ...parts(), publisher: measuring })(poison)).toBe('done');
    expect(batches.reduce((sum, each) => sum + each, 0)).toBe(4_000_000);
    expect(Math.max(...batches)).toBeLessThanOrEqual(900_000);
  });
});

describe('topics that may carry the events of some organizations only', () => {
  it('an event of another organization is a dead letter, though the organization exists', async () => {
    await ensureOrganization(db.ownerUrl, { slug: 'other' });
    const [ours, theirs] = [anInvoice(), { ...anInvoice(), org: 'other' }];
    const take = (...slugs: string[]) => takeMessages({ ...parts(), organizations: new Set(slugs) });
    expect(await take(ours.org, 'third')([message(ours), message(theirs)])).toBe('done');
    expect(dead.map((letter) => header(letter, 'code'))).toEqual(['organization-not-allowed']);
    expect(header(dead[0], 'reason')).toContain('"other"');
    expect(await knownInvoices()).toContain(ours.data.invoiceId);
    expect(await knownInvoices()).not.toContain(theirs.data.invoiceId);
    dead = [];
    expect(await take(ours.org, 'other')([message(theirs)])).toBe('done');
    expect(dead).toEqual([]);
  });
});

describe('something is away', () => {
  it('the database: later, and the same messages again are all taken', async () => {
    const away = openDatabase('postgresql://nobody:nothing@127.0.0.1:1/nowhere', { connections: 1 });
    const messages = [message(anInvoice()), message('not json'), message(anInvoice())];
    expect(await takeMessages({ ...parts(), database: away })(messages)).toBe('later');
    expect(dead).toHaveLength(0);
    await away.close();
    expect(await handler()(messages)).toBe('done');
    expect(counted).toMatchObject({ accepted: 2, rejected: 1 });
  });

  it('the dead-letter topic: the answer is `later`; nothing is lost or counted twice', async () => {
    kafkaAway = true;
    const good = anInvoice();
    const messages = [message(good), message('not json')];
    expect(await handler()(messages)).toBe('later');
    expect(await handler()(messages)).toBe('later');
    kafkaAway = false;
    expect(await handler()(messages)).toBe('done');
    expect(dead).toHaveLength(1);
    const entries = await withClient(
      db.ownerUrl,
      async (client) =>
        (
          await client.query('SELECT e.id FROM entry e JOIN invoice i ON i.id = e.invoice_id WHERE i.invoice_id = $1', [
            good.data.invoiceId,
          ])
        ).rows,
    );
    expect(entries).toHaveLength(1);
  });
});

describe('a bug in one event', () => {
  it('becomes a dead letter alone, after three tries; the other messages are taken, in order', async () => {
    // A failure that neither schema nor rule foresees: the database rejects one invoice number.
    await withClient(db.ownerUrl, (client) =>
      client.query(`ALTER TABLE invoice ADD CONSTRAINT planted_bug CHECK (number <> 'PLANTED')`),
    );
    const events = Array.from({ length: 40 }, () => anInvoice());
    const planted = anInvoice({ number: 'PLANTED' });
    const messages = [...events.slice(0, 27), planted, ...events.slice(27)].map(message);
    expect(await handler()(messages)).toBe('done');
    await withClient(db.ownerUrl, (client) => client.query('ALTER TABLE invoice DROP CONSTRAINT planted_bug'));
    expect(dead).toHaveLength(1);
    expect(header(dead[0], 'code')).toBe('unexpected');
    expect(dead[0]?.value?.toString()).toBe(JSON.stringify(planted));
    const known = await knownInvoices();
    for (const event of events) expect(known).toContain(event.data.invoiceId);
    expect(known).not.toContain(planted.data.invoiceId);
    expect(counted).toEqual({ accepted: 40, duplicate: 0, rejected: 1 });
  });
});

describe('an event that fails as if the database were away, although it answers', () => {
  it('becomes a dead letter after a bounded number of tries; the other messages are taken', async () => {
    // 40001 asks for a retry: it is what a busy database says, and here what one invoice makes it say each time.
    await withClient(db.ownerUrl, (client) =>
      client.query(`
        CREATE FUNCTION planted_conflict() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001'; END $$;
        CREATE TRIGGER planted_conflict BEFORE INSERT ON invoice
          FOR EACH ROW WHEN (NEW.number = 'PLANTED') EXECUTE FUNCTION planted_conflict()`),
    );
    const [before, planted, after] = [anInvoice(), anInvoice({ number: 'PLANTED' }), anInvoice()];
    const messages = [before, planted, after].map(message);
    const take = handler();
    const outcomes: string[] = [];
    while (outcomes.at(-1) !== 'done' && outcomes.length < 20) outcomes.push(await take(messages));
    await withClient(db.ownerUrl, (client) => client.query('DROP FUNCTION planted_conflict CASCADE'));
    expect(outcomes).toEqual([...Array<string>(5).fill('later'), 'done']);
    expect(dead.map((letter) => [header(letter, 'code'), header(letter, 'offset')])).toEqual([
      ['unexpected', messages[1]?.offset],
    ]);
    expect(await knownInvoices()).toEqual(expect.arrayContaining([before.data.invoiceId, after.data.invoiceId]));
  });
});

describe('order and repetition', () => {
  it('a payment that comes before its invoice in one slice, both doubled, is one payment of one invoice', async () => {
    const invoice = anInvoice();
    const payment = paid({
      paymentId: 'P-once',
      receivedOn: '2026-11-02',
      allocations: [{ invoiceId: invoice.data.invoiceId, amount: '1210.00' }],
    });
    const slice = [message(payment), message(invoice), message(payment), message(invoice)];
    expect(await handler()(slice)).toBe('done');
    expect(await handler()(slice)).toBe('done');
    expect(counted).toMatchObject({ accepted: 2, duplicate: 6 });
    const [row] = await withClient(
      db.ownerUrl,
      async (client) =>
        (
          await client.query<{ status: string }>('SELECT status FROM invoice WHERE invoice_id = $1', [
            invoice.data.invoiceId,
          ])
        ).rows,
    );
    expect(row?.status).toBe('paid');
  });
});
