import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import type { PuntualEventInput } from '@puntual/contracts/events/events';
import { addDays, daysBetween } from '@puntual/domain/calendar/dates';
import { eventsOn } from './daily-events.ts';
import { demoCompany } from './company.ts';
import { dueEvents, type ErpOptions, type RunningErp, startErp } from './erp.ts';
import type { EventPublisher } from './event-publisher.ts';

const start = Date.parse('2026-01-12T10:00:00Z');
const dayMs = 86_400_000;
const company = demoCompany({ seed: 'puntual', today: '2026-01-12' });
/** The events from the company's first day to `until`, both included. */
const expected = (until: string) =>
  Array.from({ length: daysBetween(company.today, until) + 1 }, (_, index) =>
    eventsOn(addDays(company.today, index), company),
  ).flat();

/** An in-memory publisher. `until(n)` resolves once n events were published; `away` fails the next sends. */
function fakeKafka(): EventPublisher & {
  taken: PuntualEventInput[];
  largest: () => number;
  until: (count: number) => Promise<void>;
  away: number;
} {
  const waiting: { count: number; resolve: () => void }[] = [];
  let largest = 0;
  const kafka = {
    taken: [] as PuntualEventInput[],
    away: 0,
    largest: () => largest,
    until: (count: number) =>
      new Promise<void>((resolve) => {
        waiting.push({ count, resolve });
        settle();
      }),
    publish: (events: readonly PuntualEventInput[]) => {
      if (kafka.away > 0) {
        kafka.away -= 1;
        return Promise.reject(new Error('connect ECONNREFUSED'));
      }
      largest = Math.max(largest, events.length);
      kafka.taken.push(...events);
      settle();
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  const settle = () => waiting.filter(({ count }) => kafka.taken.length >= count).forEach(({ resolve }) => resolve());
  return kafka;
}

let folder = '';
const started: RunningErp[] = [];
const silent = { info: () => undefined, warn: () => undefined };
const optionsFor = (
  publisher: EventPublisher,
  clock: { now(): number },
  more: Partial<ErpOptions> = {},
): ErpOptions => ({
  brokers: '',
  clock: { now: () => clock.now(), speed: 17_280 },
  org: 'demo',
  seed: 'puntual',
  stateFile: join(folder, 'state.json'),
  log: silent,
  publisher,
  backoffMs: () => 1,
  ...more,
});

async function run(options: ErpOptions): Promise<RunningErp> {
  const erp = await startErp(options);
  started.push(erp);
  return erp;
}

describe('the demo ERP', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-erp-'));
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((erp) => erp.stop()));
    await rm(folder, { recursive: true });
  });

  it('publishes the opening events and then each event at its time, in batches of at most 500', async () => {
    const kafka = fakeKafka();
    let now = start;
    const erp = await run(optionsFor(kafka, { now: () => now }));
    await kafka.until(341);
    expect(kafka.taken.map((event) => event.id)).toEqual(expected('2026-01-12').map((event) => event.id));
    now = Date.parse('2026-06-30T23:59:59Z');
    await kafka.until(expected('2026-06-30').length);
    await erp.stop();
    expect(kafka.taken).toEqual(expected('2026-06-30'));
    expect(kafka.largest()).toBeLessThanOrEqual(500);
    expect([erp.published(), erp.opened()]).toEqual([kafka.taken.length, true]);
  });

  it('continues at its position after a restart, also when the clock shows another day', async () => {
    const first = fakeKafka();
    let now = start;
    const before = await run(optionsFor(first, { now: () => now }));
    await first.until(341);
    now = Date.parse('2026-01-14T12:00:00Z');
    await first.until(expected('2026-01-13').length);
    await before.stop();
    const second = fakeKafka();
    const after = await run(optionsFor(second, { now: () => Date.parse('2026-01-20T23:59:59Z') }));
    await second.until(expected('2026-01-20').length - first.taken.length);
    await after.stop();
    expect([...first.taken, ...second.taken]).toEqual(expected('2026-01-20'));
    expect(after.published()).toBe(first.taken.length + second.taken.length);
  });

  it(
    'writes its first day down before the first event leaves, so that a kill in between cannot open it on another ' +
      'day',
    async () => {
      const kafka = fakeKafka();
      kafka.away = Infinity;
      await (await run(optionsFor(kafka, { now: () => start }))).stop();
      const later = fakeKafka();
      await run(optionsFor(later, { now: () => start + dayMs }));
      await later.until(341);
      expect(later.taken.slice(0, 341)).toEqual(expected('2026-01-12'));
    },
  );

  it('retries while Kafka is away, and loses no event', async () => {
    const kafka = fakeKafka();
    kafka.away = 7;
    const erp = await run(optionsFor(kafka, { now: () => start }));
    await kafka.until(341);
    await erp.stop();
    expect(kafka.taken).toEqual(expected('2026-01-12'));
  });

  it('ends with an error that says what to check when Kafka stays away', async () => {
    const kafka = fakeKafka();
    kafka.away = Infinity;
    const erp = await run(optionsFor(kafka, { now: () => start }, { backoffMs: () => 0 }));
    await expect(erp.finished).rejects.toThrow(/in 600 tries \(connect ECONNREFUSED\): see that the brokers answer/);
  });

  it('can be stopped during an outage', async () => {
    const kafka = fakeKafka();
    kafka.away = Infinity;
    const erp = await run(optionsFor(kafka, { now: () => start }, { backoffMs: () => 3_600_000 }));
    await erp.stop();
    await expect(erp.finished).resolves.toBeUndefined();
    expect(erp.published()).toBe(0);
  });

  it('refuses a state file of another seed, and an unreadable one', async () => {
    const kafka = fakeKafka();
    const erp = await run(optionsFor(kafka, { now: () => start }));
    await kafka.until(341);
    await erp.stop();
    expect(JSON.parse(await readFile(join(folder, 'state.json'), 'utf8'))).toMatchObject({
      openedOn: '2026-01-12',
      published: 341,
    });
    await expect(startErp(optionsFor(kafka, { now: () => start }, { seed: 'other' }))).rejects.toThrow(
      /belongs to seed "puntual"/,
    );
    await writeFile(join(folder, 'state.json'), '{');
    await expect(startErp(optionsFor(kafka, { now: () => start }))).rejects.toThrow(/is not a state of the demo ERP/);
  });
});

describe('due events', () => {
  it('are at most 500, however long the ERP was stopped', () => {
    const due = dueEvents(company, { day: '2026-01-12', index: 0 }, start + 300 * dayMs);
    expect(due.events).toHaveLength(500);
    expect(due.nextAt).toBeUndefined();
    expect(dueEvents(company, due.next, start + 300 * dayMs).events[0]?.id).toBe(expected('2026-12-31')[500]?.id);
  });
});
