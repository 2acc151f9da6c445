import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { paid } from '@puntual/testing/builders/events';
import { outboxItems } from '../support/outbox-items.ts';
import { groupBy } from '@puntual/casework/record/group-by';
import { makeLoad, type Load } from './event-load.ts';
import { outboxRequests } from './outbox-requests.ts';
import { postEvents } from './post-events.ts';
import { PATIENCE, SCALE } from './fault-scale.ts';
import { acceptedTwice, untilDone, wrongAtTheEnd } from './final-state.ts';
import { untilReachable } from '@puntual/testing/until';
import { openFaultWorld, type FaultWorld } from './fault-world.ts';

const RETRY_AFTER_SECONDS = 4;
/**
 * Customers whose messages the provider accepts without ever answering, and customers whose messages it always refuses,
 * until it recovers: their outcome is known in advance.
 */
const UNHEARD = 4 * SCALE;
const REFUSED = 6 * SCALE;

let world: FaultWorld;

beforeAll(async () => {
  world = await openFaultWorld();
});

afterAll(() => world?.close());

const addressOf = (customerId: string) => `${customerId.toLowerCase()}@debtor.example`;

/** The attempts for an invoice at the time its payment was acknowledged: the count per message that asks for it. */
interface Acknowledged {
  readonly at: number;
  readonly tries: ReadonlyMap<string, number>;
}

test(
  'a provider that lies, breaks off and refuses gets each message accepted once, misses none, and is asked for ' +
    'nothing that was paid',
  async () => {
    const load = makeLoad({ name: 'p', customers: 40 * SCALE, invoices: 80 * SCALE, paying: false, poisonPercent: 0 });
    await world.kafka.publish(load.customers);
    await untilReachable(
      'the customers are known',
      async () => (await world.count('SELECT count(*) FROM inbox')) === load.customers.length,
    );
    const addresses = load.customers.map(({ key }) => addressOf(key));
    const [unheard, refused, others] = [
      addresses.slice(0, UNHEARD),
      addresses.slice(UNHEARD, UNHEARD + REFUSED),
      addresses.slice(UNHEARD + REFUSED),
    ];
    await world.behave({
      misbehaviours: [
        { kind: 'latency', ms: 300 },
        // A report of the provider settles a message whose answer was lost; late reports leave it to the next attempt
        // and its key.
        { kind: 'accept-then-silence', end: 'close', to: unheard },
        { kind: 'webhooks-late', ms: 40_000, to: unheard },
        { kind: 'fail', status: 500, to: refused },
        // The other customers are affected at random, and by each kind at least once.
        { kind: 'webhooks-late', ms: 25_000, share: 0.6, to: others },
        { kind: 'accept-then-silence', end: 'close', share: 0.2, to: others },
        { kind: 'accept-then-silence', end: 'hang', next: 1, to: others },
        { kind: 'reset', next: 1, to: others },
        { kind: 'reset', share: 0.12, to: others },
        { kind: 'fail', status: 500, share: 0.12, to: others },
        { kind: 'fail', status: 429, retryAfterSeconds: RETRY_AFTER_SECONDS, next: 1, to: others },
        { kind: 'fail', status: 429, retryAfterSeconds: RETRY_AFTER_SECONDS, share: 0.12, to: others },
      ],
    });
    await world.kafka.publish(load.messages);
    await untilReachable(
      'a message to every customer was tried',
      async () => (await world.count('SELECT count(DISTINCT customer_id) FROM message')) === load.customers.length,
    );

    // Now payments arrive for messages that are being retried: a customer who has paid must not be asked again.
    const underWay = await world.ask<{ id: string; customer: string; total: string }>(`
    SELECT DISTINCT ON (m.id) i.invoice_id AS id, c.customer_id AS customer, to_char(i.total_minor / 100.0,
      'FM999999990.00') AS total
    FROM message m
    JOIN message_invoice mi ON mi.message_id = m.id
    JOIN invoice i ON i.id = mi.invoice_id
    JOIN customer c ON c.id = m.customer_id
    WHERE m.state = 'reserved'
    ORDER BY m.id, i.invoice_id`);
    const payments = underWay
      .filter(({ customer }) => !unheard.includes(addressOf(customer)))
      .filter((_, index) => index % 2 === 0);
    const acknowledged = new Map<string, Acknowledged>();
    for (const { id, customer, total } of payments) {
      await postEvents(world, [
        paid(
          {
            paymentId: `${id}-P`,
            customerId: customer,
            amount: total,
            receivedOn: '2026-11-04',
            allocations: [{ invoiceId: id, amount: total }],
          },
          { id: `${id}-P/received` },
        ),
      ]);
      const tried = await world.ask<{ message: string; tries: number }>(
        `
      SELECT m.id AS message, m.tries
      FROM message m
      JOIN message_invoice mi ON mi.message_id = m.id
      JOIN invoice i ON i.id = mi.invoice_id
      WHERE mi.section <> 'settled'
        AND i.invoice_id = $1`,
        [id],
      );
      acknowledged.set(id, { at: Date.now(), tries: new Map(tried.map(({ message, tries }) => [message, tries])) });
    }
    await untilReachable(
      'second tries are made',
      async () => (await world.count('SELECT count(*) FROM message WHERE tries >= 2')) >= 5,
      undefined,
      100,
    );
    // By its idempotency key; a changed key is detected below.
    await untilReachable(
      'an accepted message is requested again',
      async () =>
        (await outboxRequests(world.home)).some(({ repeat }) => repeat) ||
        acceptedTwice(await outboxItems(world.stack.outboxUrl)).length > 0,
      undefined,
      100,
    );
    await world.behave({});
    await untilDone(world, 400_000);

    const requests = await outboxRequests(world.home);
    const met = Object.fromEntries(
      [
        ...groupBy(
          requests.flatMap(({ misbehaviours }) => misbehaviours),
          (kind) => kind,
        ),
      ].map(([kind, list]) => [kind, list.length]),
    );
    const ambiguous = await world.ask<{ id: string; customer: string }>(
      `
        SELECT m.id, c.customer_id AS customer
        FROM message m
        JOIN customer c ON c.id = m.customer_id
        WHERE m.state = 'ambiguous'`,
    );
    process.stdout.write(
      `provider: ${load.expected.invoices.size} invoices, ${requests.length} requests (${JSON.stringify(met)}), ` +
        `${(await outboxItems(world.stack.outboxUrl)).length} messages accepted, ` +
        `${requests.filter(({ repeat }) => repeat).length} asked for again after they were, ${acknowledged.size} ` +
        `payments on the way, ${ambiguous.length} left to a person\n`,
    );

    expect(await askedForAfterPayment(requests, acknowledged)).toEqual([]);
    expect(tooEarlyAgain(requests)).toEqual([]);
    const payers = new Set(payments.map(({ customer }) => customer));
    expect(ambiguous.filter(({ customer }) => !payers.has(customer))).toEqual([]);
    expect(
      await wrongAtTheEnd(world, [withPayments(load, payments, new Set(ambiguous.map(({ customer }) => customer)))]),
    ).toEqual([]);
    expect(world.restarts()).toEqual({ outbox: 0, api: 0, ingest: 0, worker: 0 });
    expect(requests.filter(({ repeat }) => repeat).length).toBeGreaterThan(0);
    expect(Object.keys(met).sort()).toEqual(['accept-then-silence', 'fail', 'latency', 'reset']);
    expect(acknowledged.size).toBeGreaterThan(2);
  },
  900_000 * PATIENCE,
);

// Each attempt is decided under the lock that the payment took, so any attempt beyond those counted at that time was
// decided after the payment. (The arrival time of a request only shows how busy the machine is.)
async function askedForAfterPayment(
  requests: Awaited<ReturnType<typeof outboxRequests>>,
  acknowledged: ReadonlyMap<string, Acknowledged>,
): Promise<string[]> {
  const lines = await world.ask<{ message: string; invoice: string }>(
    `
      SELECT mi.message_id AS message, i.invoice_id AS invoice
      FROM message_invoice mi
      JOIN invoice i ON i.id = mi.invoice_id
      WHERE mi.section <> 'settled'`,
  );
  return lines.flatMap(({ message, invoice }) => {
    const payment = acknowledged.get(invoice);
    if (!payment) return [];
    return requests
      .filter(
        ({ idempotencyKey, attempt }) =>
          idempotencyKey === `message/${message}` && attempt > (payment.tries.get(message) ?? 0),
      )
      .map(
        (request) =>
          `${invoice} was asked for ${Date.parse(request.at) - payment.at} ms after its payment (try ` +
          `${request.attempt})`,
      );
  });
}

function tooEarlyAgain(requests: Awaited<ReturnType<typeof outboxRequests>>): string[] {
  const wrong: string[] = [];
  for (const refused of requests) {
    if (refused.outcome.kind !== 'answered' || refused.outcome.status !== 429) continue;
    const next = requests.find(
      ({ idempotencyKey, attempt }) => idempotencyKey === refused.idempotencyKey && attempt === refused.attempt + 1,
    );
    if (next && Date.parse(next.at) - Date.parse(refused.at) < RETRY_AFTER_SECONDS * 1000)
      wrong.push(`${refused.idempotencyKey} after ${Date.parse(next.at) - Date.parse(refused.at)} ms`);
  }
  return wrong;
}

// A customer who has paid gets at most one message; a message with an unknown outcome is left to a person.
function withPayments(load: Load, payments: readonly { readonly id: string }[], unknown: ReadonlySet<string>): Load {
  const invoices = new Map(load.expected.invoices);
  for (const { id } of payments) invoices.set(id, { open: '0.00', status: 'paid' });
  const owner = new Map(
    load.messages.map(({ key, value }) => [
      (JSON.parse(value ?? '{}') as { data: { invoiceId: string } }).data.invoiceId,
      key,
    ]),
  );
  const chased = load.expected.chased.filter(
    (id) => !payments.some((payment) => payment.id === id) && !unknown.has(owner.get(id) ?? ''),
  );
  return { ...load, expected: { ...load.expected, invoices, chased, events: load.expected.events + payments.length } };
}
