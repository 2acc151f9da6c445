import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { outboxItems } from '../support/outbox-items.ts';
import { makeLoad } from './event-load.ts';
import { eventsOf, postEvents } from './post-events.ts';
import { PATIENCE, SCALE } from './fault-scale.ts';
import { untilDone, wrongAtTheEnd } from './final-state.ts';
import { untilReachable } from '@puntual/testing/until';
import { openFaultWorld, type FaultWorld } from './fault-world.ts';

let world: FaultWorld;

beforeAll(async () => {
  world = await openFaultWorld();
});

afterAll(() => world?.close());

test(
  'worker, ingest and api, each killed at three points, lose nothing and do nothing twice',
  async () => {
    const killed: string[] = [];
    const kill = async (service: 'worker' | 'ingest' | 'api', point: string, fact: () => Promise<boolean>) => {
      const victim = world.stack.services[service];
      // A service that was killed and has not restarted yet is not killed again.
      await untilReachable(
        `${service}: ${point}`,
        async () => victim?.alive() === true && (await fact()),
        undefined,
        5,
      );
      await victim?.kill9();
      killed.push(`${service}: ${point}`);
    };
    const sized = (name: string, customers: number, invoices: number, poisonPercent = 5) =>
      makeLoad({ name, customers: customers * SCALE, invoices: invoices * SCALE, poisonPercent });
    const [byKafka, byHttp, mailed, late] = [
      sized('a', 20, 100),
      sized('b', 16, 80, 0),
      sized('c', 16, 32, 0),
      sized('d', 20, 80),
    ];
    const loads = [byKafka, byHttp, mailed, late];
    const customers = loads.reduce((sum, load) => sum + load.customers.length, 0);
    for (const load of loads) await world.kafka.publish(load.customers);
    await untilReachable(
      'the customers are known',
      async () => (await world.count('SELECT count(*) FROM inbox')) === customers,
    );
    await world.behave({
      misbehaviours: [
        { kind: 'latency', ms: 1500 },
        { kind: 'webhooks-late', ms: 4000 },
      ],
    });

    // The state in which each kill happens is held by a lock or by a stopped service, so no kill depends on timing.
    const known = await world.count('SELECT count(*) FROM inbox');
    let letGo = await world.holdCustomers('a-C1');
    await world.kafka.publish(byKafka.messages);
    await kill('ingest', 'mid batch', async () => {
      const taken = (await world.count('SELECT count(*) FROM inbox')) - known;
      return taken > 0 && taken < byKafka.expected.events - byKafka.customers.length;
    });
    await letGo();

    let inFlight = 0;
    let unanswered = 0;
    const events = eventsOf(byHttp.messages);
    letGo = await world.holdCustomers('b-%');
    const lanes = Promise.all(
      [0, 1, 2, 3].map(async (lane) => {
        for (let from = lane * 20; from < events.length; from += 80)
          unanswered += (await postEvents(world, events.slice(from, from + 20), (change) => (inFlight += change)))
            .failed;
      }),
    );
    await kill(
      'api',
      'events being posted',
      async () =>
        inFlight >= 3 &&
        (await world.count(`SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)) >= 3,
    );
    await world.services.temporal.freeze();
    await letGo();
    await lanes;
    await kill('ingest', 'while relaying', async () => (await world.count('SELECT count(*) FROM outbox')) > 10);
    letGo = await world.holdCustomers('b-C1');
    await world.services.temporal.thaw();
    await kill('worker', 'while cases are evaluated', async () => {
      const [row] = await world.ask<{ evaluated: number; waiting: number }>(
        `
          SELECT count(*) FILTER (WHERE next_action IS NOT NULL)::int AS evaluated,
            count(*) FILTER (WHERE next_action IS NULL)::int AS waiting
          FROM invoice
          WHERE case_state = 'running'`,
      );
      return row !== undefined && row.evaluated > 3 && row.waiting > 3;
    });
    await letGo();
    // While a customer's first webhook is being processed, others of its kind wait; the provider sends it again.
    await kill('api', 'during webhooks', async () => {
      const [row] = await world.ask<{ webhooks: number; open: number }>(
        `
          SELECT (SELECT count(*) FROM webhook_event)::int AS webhooks, (SELECT count(*) FROM message
            WHERE state = 'sent' AND delivery_state IS DISTINCT FROM 'delivered')::int AS open`,
      );
      return row !== undefined && row.webhooks > 0 && row.open > 0;
    });
    await world.behave({ misbehaviours: [{ kind: 'latency', ms: 10_000 }] });
    const posting = postEvents(world, eventsOf(mailed.messages));
    await kill(
      'worker',
      'mails in flight',
      async () => (await world.count(`SELECT count(*) FROM message WHERE state = 'reserved'`)) >= 5,
    );

    unanswered += (await posting).failed;

    // Delay reports until after the kill: a report would settle the message that the lost answer left open.
    await world.behave({
      misbehaviours: [
        { kind: 'accept-then-silence', end: 'hang' },
        { kind: 'webhooks-late', ms: 15_000 },
      ],
    });
    await untilReachable('ingest consumes again', async () => (await world.kafka.lag()) === 0);
    await world.kafka.publish(late.messages.slice(0, Math.floor(late.messages.length / 2)));
    await kill('worker', 'right after the provider accepted', async () => {
      const accepted = new Set((await outboxItems(world.stack.outboxUrl)).map(({ idempotencyKey }) => idempotencyKey));
      return (
        (await world.ask<{ id: string }>(`SELECT id FROM message WHERE state = 'reserved'`)).filter(({ id }) =>
          accepted.has(`message/${id}`),
        ).length >= 3
      );
    });
    await world.behave({});

    // No offset can be committed while the broker is frozen: ingest receives these messages again.
    const before = await world.count('SELECT count(*) FROM inbox');
    await world.kafka.publish(late.messages.slice(Math.floor(late.messages.length / 2)));
    await untilReachable(
      'some of the batch is taken',
      async () => (await world.count('SELECT count(*) FROM inbox')) > before,
      undefined,
      5,
    );
    await world.services.kafka.freeze();
    await kill('ingest', 'between transaction and offset commit', async () => {
      const first = await world.count('SELECT count(*) FROM inbox');
      await new Promise((resolve) => setTimeout(resolve, 300));
      return first === (await world.count('SELECT count(*) FROM inbox'));
    });
    await world.services.kafka.thaw();

    await untilDone(world, 400_000);
    await kill('api', 'idle', () => Promise.resolve(true));
    await world.stack.ready();
    await untilDone(world, 240_000);
    const items = await outboxItems(world.stack.outboxUrl);
    const ambiguous = await world.count(`SELECT count(*) FROM message WHERE state = 'ambiguous'`);
    process.stdout.write(
      `process kills: ${killed.length} (${killed.join('; ')}), ` +
        `${loads.reduce((sum, load) => sum + load.expected.events, 0)} events in ` +
        `${loads.reduce((sum, load) => sum + load.messages.length + load.customers.length, 0)} deliveries, ` +
        `${unanswered} requests unanswered, ${items.length} messages left, ${ambiguous} left to a person, restarts ` +
        `${JSON.stringify(world.restarts())}\n`,
    );
    expect(await wrongAtTheEnd(world, loads)).toEqual([]);
    expect(world.restarts()).toMatchObject({ worker: 3, ingest: 3, api: 3 });
    expect(unanswered).toBeGreaterThan(0);
  },
  1_800_000 * PATIENCE,
);
