import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Client } from 'pg';
import { takeEvents } from '@puntual/casework/intake/take-events';
import { eventSchema } from '@puntual/contracts/events/events';
import { addDays } from '@puntual/domain/calendar/dates';
import { demoCompany } from '@puntual/sandbox/demo/company';
import { eventsOn } from '@puntual/sandbox/demo/daily-events';
import { withClient } from '@puntual/sandbox/prepare-database';
import { startStack, type Stack } from '@puntual/sandbox/stack';
import { startTimeSkipping } from '@puntual/testing/time-skipping/start-time-skipping';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { untilReachable } from '@puntual/testing/until';
import { readDebtorFigures } from '../support/debtor-figures.ts';
import { breachesInDatabase, breachesInOutbox } from '../support/invariants.ts';
import { outboxItems } from '../support/outbox-items.ts';
import { untilQuiet } from '@puntual/testing/database/until-idle';

// A year of the demo company: real worker and relay processes, real Postgres and Kafka, and the time-skipping server.
// The test stops four times a day: morning, noon (after Europe's messages), evening (after America's), night.
const LOOKS = ['07:00', '11:30', '17:30', '23:00'];
const FIRST_DAY = '2026-02-02';
const DAYS = Number(process.env.PUNTUAL_DIARY_DAYS ?? 365);
// Every third customer keeps the suite within its time; the soak uses all of them.
const EVERY = Number(process.env.PUNTUAL_DIARY_EVERY ?? 3);

let temporal: TestWorkflowEnvironment;
let data: TestDatabase;
let stack: Stack;
let home: string;
let offsetMs: number;
let owner: Client;

beforeAll(async () => {
  const brokers = process.env.PUNTUAL_TEST_KAFKA;
  if (!brokers)
    throw new Error('PUNTUAL_TEST_KAFKA is not set: run `npm test`, or `npm run services` and use what it prints');
  home = await mkdtemp(join(tmpdir(), 'puntual-year-'));
  temporal = await startTimeSkipping();
  data = await withTestDatabase();
  owner = new Client({ connectionString: data.ownerUrl });
  await owner.connect();
  const serverMs = await temporal.currentTimeMs();
  const startMs = Date.parse(`${FIRST_DAY}T00:00:00Z`);
  offsetMs = startMs - serverMs;
  await withClient(data.ownerUrl, (client) =>
    client.query('INSERT INTO platform_clock (id, real_ms, virtual_ms, speed) VALUES (1, $1, $2, 1)', [
      serverMs,
      startMs,
    ]),
  );
  stack = await startStack({
    home,
    log: () => undefined,
    urls: data.urls,
    brokers,
    temporalAddress: temporal.address,
    topicPrefix: `year-${randomUUID().slice(0, 8)}.`,
    organization: 'demo',
    only: ['outbox', 'ingest', 'worker'],
    env: { LOG_LEVEL: 'warn', PUNTUAL_MESSAGE_WINDOW: '0s' },
  });
  await stack.ready();
});

afterAll(async () => {
  await stack?.stop();
  await owner?.end();
  await data?.close();
  await temporal?.teardown();
  await rm(home, { recursive: true, force: true });
});

test(
  `${DAYS} days of the demo company: every message in its place, every case ends once, every cent accounted for`,
  async () => {
    const now = async () => (await temporal.currentTimeMs()) + offsetMs;
    const company = demoCompany({ seed: 'year', today: FIRST_DAY });
    const chosen = new Set(
      company.customers.filter((_, index) => index % EVERY === 0).map((customer) => customer.customerId),
    );
    const received = new Map<string, bigint>();
    for (let day = FIRST_DAY; day < addDays(FIRST_DAY, DAYS); day = addDays(day, 1)) {
      let rest = eventsOn(day, company)
        .map((event) => eventSchema.parse(event))
        .filter((event) => !('customerId' in event.data) || chosen.has(event.data.customerId));
      for (const look of LOOKS) {
        const at = Date.parse(`${day}T${look}:00Z`);
        const due = rest.filter((event) => Date.parse(event.time) <= at || look === LOOKS.at(-1));
        rest = rest.filter((event) => !due.includes(event));
        for (let from = 0; from < due.length; from += 200) {
          const verdicts = await takeEvents(data.database, 'demo', due.slice(from, from + 200), new Date(await now()));
          expect(verdicts.filter((verdict) => verdict.verdict !== 'accepted')).toEqual([]);
        }
        for (const event of due) {
          if (event.type === 'puntual.payment.received.v1')
            received.set(event.data.currency, (received.get(event.data.currency) ?? 0n) + 1n);
        }
        await untilQuiet(owner, now);
        const left = at - (await now());
        if (left > 0) await temporal.sleep(left);
        await untilQuiet(owner, now);
      }
    }

    expect(await breachesInDatabase(data.ownerUrl, 0)).toEqual([]);
    expect(await breachesInOutbox(data.ownerUrl, () => outboxItems(stack.outboxUrl))).toEqual([]);
    const seen = await withClient(data.ownerUrl, async (client) => {
      const counts = async (sql: string) =>
        Object.fromEntries(
          (await client.query<{ name: string; count: number }>(sql)).rows.map((row) => [row.name, row.count]),
        );
      return {
        invoices: await counts('SELECT status AS name, count(*)::int AS count FROM invoice GROUP BY status'),
        messages: await counts(
          `SELECT template AS name, count(*)::int AS count FROM message WHERE state = 'sent' GROUP BY template`,
        ),
        unsettled: await counts(
          `
            SELECT state AS name, count(*)::int AS count
            FROM message
            WHERE state NOT IN ('sent', 'failed')
            GROUP BY state`,
        ),
        tasks: await counts('SELECT kind AS name, count(*)::int AS count FROM task GROUP BY kind'),
        payments: await counts(
          `SELECT currency AS name, count(*)::int AS count FROM payment WHERE kind = 'payment' GROUP BY currency`,
        ),
      };
    });
    const figures = await readDebtorFigures(data.ownerUrl, new Date((await now()) - 24 * 3_600_000));
    process.stdout.write(`${JSON.stringify({ ...seen, ...figures })}\n`);
    expect(figures).toMatchObject({ fallsInTone: 0, consecutiveDays: 0, withoutNextAct: 0 });
    // The year covers every template, every kind of end and every currency.
    expect(Object.keys(seen.messages).sort()).toEqual([
      'courtesy',
      'demand',
      'due-today',
      'follow-up',
      'friendly',
      'supply-hold-notice',
      'thank-you',
    ]);
    expect(seen.unsettled).toEqual({});
    expect(seen.tasks).toMatchObject({ call: expect.any(Number), 'approve-agency': expect.any(Number) });
    expect(seen.payments).toEqual(
      Object.fromEntries([...received].map(([currency, count]) => [currency, Number(count)])),
    );

    // The workflows agree with the database: one open run per open case, none failed.
    const { rows } = await withClient(data.ownerUrl, (client) =>
      client.query<{ invoice_id: string; case_state: string }>(
        `SELECT invoice_id, case_state FROM invoice ORDER BY random() LIMIT 40`,
      ),
    );
    for (const row of rows) {
      const wanted = row.case_state === 'running' ? 'RUNNING' : 'COMPLETED';
      // The database closes a case a moment before its workflow completes.
      await untilReachable(
        `${row.invoice_id} is ${wanted}`,
        async () =>
          (await temporal.client.workflow.getHandle(`invoice/demo/${row.invoice_id}`).describe()).status.name ===
          wanted,
      );
    }
  },
  60 * 60_000,
);
