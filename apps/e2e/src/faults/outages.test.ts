import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { KafkaMessage } from 'kafkajs';
import { readEvent } from '@puntual/contracts/events/read-event';
import { outboxItems } from '../support/outbox-items.ts';
import { makeLoad, type Load } from './event-load.ts';
import { eventsOf, postEvents } from './post-events.ts';
import { OUTAGE_SECONDS, PATIENCE, SCALE } from './fault-scale.ts';
import { untilDone, wrongAtTheEnd } from './final-state.ts';
import { untilReachable } from '@puntual/testing/until';
import { openFaultWorld, type FaultWorld } from './fault-world.ts';

let world: FaultWorld;
const loads: Load[] = [];
const outages: string[] = [];

beforeAll(async () => {
  world = await openFaultWorld({ durable: true });
  await world.behave({ misbehaviours: [{ kind: 'latency', ms: 200 }] });
});

afterAll(() => world?.close());

type Part = 'postgres' | 'kafka' | 'temporal';
type Manner = 'stop' | 'kill9' | 'freeze';
const CHECK_OF: Record<Part, string> = { postgres: 'database', kafka: 'kafka', temporal: 'temporal' };

const OUTAGES: readonly [Part, Manner][] = [
  ['temporal', 'stop'],
  ['postgres', 'stop'],
  ['kafka', 'stop'],
  ['temporal', 'kill9'],
  ['postgres', 'kill9'],
  ['kafka', 'kill9'],
  ['postgres', 'freeze'],
  ['kafka', 'freeze'],
];

test.each(OUTAGES)(
  '%s away under load (%s): the API says so, nothing is lost, all is done after its return',
  async (part, manner) => {
    const load = makeLoad({ name: `${part[0]}${manner[0]}`, customers: 10 * SCALE, invoices: 50 * SCALE });
    loads.push(load);
    const middle = Math.floor(load.messages.length / 2);
    // Topics have no order among each other, and an invoice of an unknown customer has no recipient.
    await world.kafka.publish(load.customers);
    await untilReachable('the customers are known', async () => (await world.kafka.lag()) === 0);
    await world.kafka.publish(load.messages.slice(0, middle));
    const taken = () => world.count('SELECT count(*) FROM inbox WHERE event_id LIKE $1', [`${part[0]}${manner[0]}-%`]);
    await untilReachable('ingest takes the load', async () => (await taken()) > load.customers.length);

    const service = world.services[part];
    const pidsBefore = pids();
    await service[manner]();
    const goneAt = Date.now();
    const name = CHECK_OF[part];
    let committedMeanwhile: readonly KafkaMessage[] = [];
    let saidAfter: number;
    try {
      await untilReachable(
        `/readyz says that ${name} is away`,
        async () => {
          const { status, body } = await readyz();
          // Without the database the API cannot check the other services; it reports what it knows.
          return status === 503 && body.checks[name] !== 'ok';
        },
        undefined,
        200,
      );
      saidAfter = Date.now() - goneAt;

      const committedBefore = await (part === 'postgres' ? world.kafka.committed() : null);
      if (part === 'postgres') {
        // These messages meet a database that is away: the partitions must pause, and no message may be committed. A
        // frozen database holds them in its transaction instead.
        const rests = await restsOfIngest();
        await world.kafka.publish(load.messages.slice(middle));
        if (manner !== 'freeze')
          await untilReachable(
            'ingest has met messages that it cannot take',
            async () => (await restsOfIngest()) > rests,
            undefined,
            200,
          );
      }
      if (part === 'temporal') {
        // Ingestion continues without Temporal: the outbox keeps the signals.
        await world.kafka.publish(load.messages.slice(middle));
        await untilReachable('ingestion goes on', async () => (await world.kafka.lag()) === 0);
      }
      // Without Kafka, events still arrive over HTTP; Kafka delivers the same ones later, and each counts once.
      if (part === 'kafka')
        await postEvents(world, [
          ...load.customerEvents,
          ...eventsOf(
            load.messages.slice(0, 40).filter(({ key, value }) => value !== null && !key.endsWith('-poison')),
          ),
        ]);
      const left = OUTAGE_SECONDS * 1000 - (Date.now() - goneAt);
      if (left > 0) await wait(left);
      if (committedBefore)
        committedMeanwhile = await world.kafka.readBetween(committedBefore, await world.kafka.committed());
    } finally {
      if (manner === 'freeze') await service.thaw();
      else await service.restart();
    }
    const backAt = Date.now();
    if (part === 'kafka') await world.kafka.publish(load.messages.slice(middle));
    await untilReachable(
      'nothing is left in the topics',
      async () => (await world.kafka.lag()) === 0,
      240_000 * PATIENCE,
      200,
    );
    const lost = load.expected.events - (await taken());
    const wronglyDone = (await notTakenBefore(committedMeanwhile, goneAt)).length;
    expect({ wronglyDone, lost, processes: pids() }).toEqual({ wronglyDone: 0, lost: 0, processes: pidsBefore });
    await untilDone(world, 240_000);
    const recovered = Date.now() - backAt;
    await untilReachable('/readyz is well again', async () => (await readyz()).status === 200, undefined, 200);
    outages.push(
      `${part} ${manner}: said after ${saidAfter} ms, away ${Math.round((backAt - goneAt) / 1000)} s, all done ` +
        `${Math.round(recovered / 1000)} s after its return`,
    );
    expect(pids()).toEqual(pidsBefore);
  },
  900_000 * PATIENCE,
);

test('after all outages every event counted once and every message left once, by the same processes', async () => {
  const items = await outboxItems(world.stack.outboxUrl);
  process.stdout.write(
    `outages: ${outages.length}, ${loads.reduce((sum, load) => sum + load.expected.events, 0)} events, ` +
      `${items.length} messages left, restarts ${JSON.stringify(world.restarts())}\n  ${outages.join('\n  ')}\n`,
  );
  expect(await wrongAtTheEnd(world, loads)).toEqual([]);
  expect(world.restarts()).toEqual({ outbox: 0, api: 0, ingest: 0, worker: 0 });
});

async function readyz(): Promise<{ status: number; body: { checks: Record<string, string> } }> {
  const response = await fetch(`${world.stack.apiUrl}/readyz`, { signal: AbortSignal.timeout(60_000) });
  return { status: response.status, body: (await response.json()) as { checks: Record<string, string> } };
}

/**
 * Events that were committed but not accepted before the database went away, nor ever. Offsets of events stored before
 * may be committed a moment later, and an unreadable message becomes a dead letter without the database.
 */
async function notTakenBefore(messages: readonly KafkaMessage[], goneAt: number): Promise<string[]> {
  const before = new Set(
    (
      await world.ask<{ id: string }>('SELECT event_id AS id FROM inbox WHERE taken_at < $1', [
        new Date(goneAt + world.offsetMs),
      ])
    ).map(({ id }) => id),
  );
  return messages.flatMap(({ value }) => {
    const read = readEvent(value);
    return read.ok && !before.has(read.event.id) ? [read.event.id] : [];
  });
}

/** How often ingest has logged that it cannot handle messages now and pauses their partition. */
async function restsOfIngest(): Promise<number> {
  return (
    (await readFile(join(world.home, 'log', 'ingest.log'), 'utf8')).split(
      'cannot handle messages now: the partition pauses',
    ).length - 1
  );
}

function pids(): (number | undefined)[] {
  const { api, ingest, worker } = world.stack.services;
  return [api?.pid(), ingest?.pid(), worker?.pid()];
}
