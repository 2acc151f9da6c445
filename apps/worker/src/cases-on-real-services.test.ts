import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { NativeConnection, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { isDatabaseAway } from '@puntual/db/database';
import { openDispute } from '@puntual/casework/disputes/open-dispute';
import { takeEvents } from '@puntual/casework/intake/take-events';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { instantAt } from '@puntual/domain/calendar/dates';
import type { Clock } from '@puntual/platform/clock';
import { readSettings } from '@puntual/platform/settings';
import { customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { startOutsideWorld, type OutsideWorld } from '@puntual/sandbox/outside/outside-world';
import { withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
import { historyBytes } from '@puntual/testing/workflows/history-json';
import { calendarClock } from '@puntual/testing/workflows/test-clock';
import { openTestNamespace, type TestNamespace } from '@puntual/testing/workflows/test-namespace';
import { bundleSources, quietRuntime } from '@puntual/testing/workflows/time-skipping';
import { HANGS_AFTER_MS, until } from '@puntual/testing/until';
import { openChannels } from './channels/channels.ts';
import { openRenderer } from './activities/renderer.ts';
import { createWorkers } from './collections-workers.ts';
import { startRelay } from './testing/start-relay.ts';

jest.setTimeout(600_000);

const ZONE = 'Europe/Madrid';
const ISSUED_ON = '2026-03-02';
const DUE_ON = '2026-03-16';
/** Real milliseconds for the office hours of a simulated day: an hour takes about a second. */
const DAY_MS = 10_000;
const log = pino({ level: 'silent' });

/** The relay, the workers and the sandbox's outside world in one process, on their own database and namespace. */
interface Puntual {
  readonly db: TestDatabase;
  readonly server: TestNamespace;
  readonly outside: OutsideWorld;
  readonly clock: Clock;
  take(...events: PuntualEvent[]): Promise<void>;
  until(day: string, time: string): Promise<void>;
  close(): Promise<void>;
}

async function startPuntual(suite: string, days: readonly string[]): Promise<Puntual> {
  quietRuntime();
  const [db, server, outside] = await Promise.all([
    withTestDatabase({ connections: 24 }),
    openTestNamespace(suite),
    startOutsideWorld(),
  ]);
  const settings = readSettings({
    NODE_ENV: 'test',
    DATABASE_URL: db.urls.app,
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: server.namespace,
    OUTBOX_URL: outside.url,
  });
  const connection = await NativeConnection.connect({ address: server.address });
  const stroll = () =>
    calendarClock(
      Date.now(),
      instantAt(ISSUED_ON, 10 * 60, ZONE),
      { days, timeZone: ZONE },
      { dayMs: DAY_MS, gapMs: 300 },
    );
  let strolling = stroll();
  const clock: Clock = {
    fromReal: (ms) => strolling.fromReal(ms),
    toReal: (ms) => strolling.toReal(ms),
    anchor: null,
    now: () => strolling.fromReal(Date.now()),
    toleranceMs: 0,
  };
  const workers = await createWorkers({
    connection,
    settings,
    database: db.database,
    clock,
    channels: openChannels(settings),
    renderer: openRenderer(),
    log,
  });
  const ended = Promise.all(workers.map((worker) => worker.run()));
  strolling = stroll(); // start the first day only after the bundler has finished
  const relay = startRelay(db.urls.relay, server.client, 300);
  return {
    db,
    server,
    outside,
    clock,
    take: async (...events) => {
      const verdicts = await insisting(() => takeEvents(db.database, 'demo', events, new Date(clock.now())));
      expect(verdicts.filter((verdict) => verdict.verdict !== 'accepted')).toEqual([]);
    },
    until: async (day, time) => {
      const [hours = 0, minutes = 0] = time.split(':').map(Number);
      await new Promise((resolve) =>
        setTimeout(resolve, Math.max(0, clock.toReal(instantAt(day, hours * 60 + minutes, ZONE)) - Date.now())),
      );
    },
    close: async () => {
      await relay.stop();
      for (const worker of workers) worker.shutdown();
      await ended;
      await connection.close();
      await outside.stop();
      await server.close();
      await db.close();
    },
  };
}

// Retries like the Kafka consumer when the database is too busy.
async function insisting<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error) || tries >= 5) throw error;
    }
  }
}

interface Cost {
  readonly actions: number;
  readonly events: number;
  /**
   * `bytes` are those of the events; `counted` is the server's own counter, which counts the start of a run twice when
   * its workflow id was used before (docs/adr/0010).
   */
  readonly bytes: number;
  readonly counted: number;
  readonly runs: number;
  /** The part of the invoice's own workflow. */
  readonly invoice: { readonly events: number; readonly bytes: number };
}

/** Sums the cost of every workflow in the namespace so far. */
async function costOf({ client, actions }: TestNamespace): Promise<Cost> {
  let [events, bytes, counted, runs] = [0, 0, 0, 0];
  let invoice = { events: 0, bytes: 0 };
  for await (const { workflowId, runId } of client.workflow.list()) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const [{ historyLength, historySize }, history] = [await handle.describe(), await handle.fetchHistory()];
    const own = historyBytes(history);
    [events, bytes, counted, runs] = [events + historyLength, bytes + own, counted + (historySize ?? 0), runs + 1];
    if (workflowId.startsWith('invoice/')) invoice = { events: historyLength, bytes: own };
  }
  return { actions: await actions(), events, bytes, counted, runs, invoice };
}

let running: Puntual | null = null;
afterEach(async () => {
  await running?.close();
  running = null;
}, 180_000);

/**
 * Runs one invoice of one customer on the real services until its case ends. `play` feeds the events; `runs` is the
 * expected number of workflow runs. Returns the templates sent and the cost.
 */
async function live(
  suite: string,
  runs: number,
  days: readonly string[],
  play: (puntual: Puntual) => Promise<void>,
): Promise<{ sent: string[]; cost: Cost }> {
  const puntual = await startPuntual(suite, days);
  running = puntual;
  await puntual.take(customer(), issued({ issueDate: ISSUED_ON, dueDate: DUE_ON }));
  const handle = puntual.server.client.workflow.getHandle(invoiceWorkflowId('demo', 'INV-1'));
  await until('the case sleeps', async () =>
    ((await handle.fetchHistory().catch(() => null))?.events ?? []).some((event) => event.timerStartedEventAttributes),
  );
  await play(puntual);
  expect(await handle.result()).toBe('paid');
  await until('the thank-you is sent', async () => (await sentTemplates(puntual)).includes('thank-you'));
  // The server lists runs with a delay: a run that is not listed yet must not count as ended.
  const count = async (query: string) => (await puntual.server.client.workflow.count(query)).count;
  await until(
    'every workflow has ended',
    async () =>
      (await count('ExecutionStatus != "Running"')) >= runs && (await count('ExecutionStatus = "Running"')) === 0,
  );
  return { sent: await sentTemplates(puntual), cost: await costOf(puntual.server) };
}

const sentTemplates = ({ db }: Puntual) =>
  withClient(db.ownerUrl, async (client) =>
    (
      await client.query<{ template: string }>(`SELECT template FROM message WHERE state = 'sent' ORDER BY sent_at`)
    ).rows.map((row) => row.template),
  );

/**
 * The cost of the smallest workflow that does the same: one timer and one send for each of `steps`, then a timer that
 * the payment interrupts, in a worker with the SDK's defaults.
 */
async function floorOf(suite: string, steps: readonly string[]): Promise<Cost> {
  const server = await openTestNamespace(suite);
  const connection = await NativeConnection.connect({ address: server.address });
  const worker = await Worker.create({
    connection,
    namespace: server.namespace,
    taskQueue: 'floor',
    activities: { send: async () => undefined },
    workflowBundle: await bundleSources(
      new URL('../../../libs/testing/src/workflows/floor-workflow.ts', import.meta.url).pathname,
    ),
  });
  const cost = await worker.runUntil(async () => {
    const now = Date.now();
    const at = steps.map((step, index) => ({ step, at: now + 1500 * (index + 1) }));
    const handle = await server.client.workflow.start('chaseByHand', {
      workflowId: 'invoice/demo/INV-1',
      taskQueue: 'floor',
      args: [[...at, { step: 'next', at: now + 3600_000 }]],
    });
    await until(
      'the floor has armed its last timer',
      async () =>
        (await handle.fetchHistory()).events?.filter((event) => event.timerStartedEventAttributes).length ===
        steps.length + 1,
    );
    await handle.signal('payment', { paymentId: 'P-1' });
    await handle.result();
    return costOf(server);
  });
  await connection.close();
  await server.close();
  return cost;
}

describe('the cost of a case, compared with a floor (docs/faults.md, F13, F14)', () => {
  it('paid before the courtesy', async () => {
    const [{ sent, cost }, floor] = await Promise.all([
      live('early', 2, ['2026-03-05'], async (puntual) => {
        await puntual.until('2026-03-05', '10:00');
        await puntual.take(
          paid({ receivedOn: '2026-03-05', allocations: [{ invoiceId: 'INV-1', amount: '1210.00' }] }),
        );
      }),
      floorOf('floorearly', []),
    ]);
    console.info('paid before the courtesy', { cost, floor });
    expect(sent).toEqual(['thank-you']);
    expect(cost.runs).toBe(2);
    expectBudget(cost, floor, { actions: 7, events: 23 });
  });

  it('paid after the follow-up', async () => {
    const [{ sent, cost }, floor] = await Promise.all([
      live('late', 6, ['2026-03-09', '2026-03-16', '2026-03-17', '2026-03-24', '2026-03-26'], async (puntual) => {
        await puntual.until('2026-03-26', '10:00');
        await until('the follow-up is sent', async () => (await sentTemplates(puntual)).includes('follow-up'));
        await puntual.take(
          paid({ receivedOn: '2026-03-26', allocations: [{ invoiceId: 'INV-1', amount: '1210.00' }] }),
        );
      }),
      floorOf('floorlate', ['courtesy', 'due-today', 'friendly', 'follow-up']),
    ]);
    console.info('paid after the follow-up', { cost, floor });
    expect(sent).toEqual(['courtesy', 'due-today', 'friendly', 'follow-up', 'thank-you']);
    expect(cost.runs).toBe(6);
    expectBudget(cost, floor, { actions: 23, events: 91 });
  });
});

function expectBudget(cost: Cost, floor: Cost, most: { actions: number; events: number }): void {
  expect(cost.actions).toBeLessThanOrEqual(2 * floor.actions);
  expect(cost.events).toBeLessThanOrEqual(2 * floor.events);
  expect(cost.actions).toBeLessThanOrEqual(most.actions);
  expect(cost.events).toBeLessThanOrEqual(most.events);
  // Each message is a workflow run with its own descriptive fields: 1.93 and 1.92 times the floor when measured
  // (docs/adr/0010 lists the parts).
  expect(cost.bytes).toBeLessThanOrEqual(2 * floor.bytes);
  // The budget of the invoice's workflow alone (docs/faults.md, F14).
  expect(cost.invoice.events).toBeLessThanOrEqual(60);
  expect(cost.invoice.bytes).toBeLessThanOrEqual(16 * 1024);
}

describe('a dispute that nobody tends', () => {
  it('wakes its case by the case’s own timer, and goes to a manager', async () => {
    const puntual = await startPuntual('disputed', [ISSUED_ON, '2026-03-06']);
    running = puntual;
    await puntual.take(customer(), issued({ issueDate: ISSUED_ON, dueDate: DUE_ON }));
    const { id } = puntual.db.organization;
    const query = <T extends object>(sql: string) =>
      puntual.db.database.inOrganization(id, (tx) => tx.$queryRawUnsafe<T[]>(sql));
    const [customerRow] = await query<{ id: string }>('SELECT id FROM customer');
    const details = { reason: 'paid in February', category: 'already-paid' } as const;
    const dispute = { customerRowId: customerRow?.id ?? '', invoices: [{ invoiceId: 'INV-1' }], details };
    const actor = { organizationId: id, slug: 'demo', name: 'Marta' };
    const opened = await openDispute(puntual.db.database, actor, dispute, puntual.clock.now());
    expect(opened.result).toBe('done');
    // Three open days from Monday the 2nd: its deadline is the 5th, and nothing else wakes the case on the 6th.
    await until(
      'a manager is asked',
      async () => (await query(`SELECT 1 FROM task WHERE kind = 'dispute-overdue' AND state = 'open'`)).length === 1,
    );
    expect(await query('SELECT judge_on::text AS again FROM dispute')).toEqual([{ again: '2026-03-11' }]);
    expect(await sentTemplates(puntual)).toEqual([]);
  });
});

describe('the close race (docs/faults.md, F4)', () => {
  const CASES = 60;
  const CUSTOMERS = 12;

  it('every accepted signal is followed by an evaluation of the facts, and the end agrees with them', async () => {
    const puntual = await startPuntual('closing', [ISSUED_ON]);
    running = puntual;
    const { client } = puntual.server;
    const ids = Array.from({ length: CASES }, (_, index) => `INV-${index}`);
    const ofCase = (index: number) => ({ invoiceId: `INV-${index}`, customerId: `C-${index % CUSTOMERS}` });
    await puntual.take(
      ...Array.from({ length: CUSTOMERS }, (_, index) => customer({ customerId: `C-${index}` })),
      ...ids.map((_, index) => issued({ ...ofCase(index), issueDate: ISSUED_ON, dueDate: DUE_ON })),
    );
    await until(
      'every case has started',
      async () => (await client.workflow.count('WorkflowType = "collectInvoice"')).count >= CASES,
    );

    let [accepted, refused] = [0, 0];
    const hammer = async (id: string) => {
      const handle = client.workflow.getHandle(invoiceWorkflowId('demo', id));
      for (let count = 0; count < 40; count++) {
        try {
          await handle.signal('contact', { count });
          accepted += 1;
        } catch {
          refused += 1;
          return;
        }
      }
    };
    const closed = (id: string) =>
      withClient(
        puntual.db.ownerUrl,
        async (pg) =>
          (await pg.query(`SELECT 1 FROM invoice WHERE invoice_id = $1 AND case_state = 'closed'`, [id])).rowCount ===
          1,
      );
    const ended = async (id: string) =>
      (await client.workflow.getHandle(invoiceWorkflowId('demo', id)).describe()).status.name !== 'RUNNING';
    // One third of the invoices is paid. One third is paid and the payment is reversed while the case ends. One third
    // is paid again after that. For one customer in four the reversal comes as soon as the database has closed the
    // case, with its workflow about to end; for another one in four it comes right after the workflow has ended.
    const work = async (id: string, index: number) => {
      const { invoiceId, customerId } = ofCase(index);
      const payment = (paymentId: string) =>
        paid({ paymentId, customerId, receivedOn: ISSUED_ON, allocations: [{ invoiceId, amount: '1210.00' }] });
      await puntual.take(payment(`P-${id}`));
      if (index % 3 > 0 && index % 2 > 0) await until(`the case of ${id} closes`, () => closed(id), HANGS_AFTER_MS, 5);
      if (index % 3 > 0 && index % 4 === 3)
        await until(`the workflow of ${id} ends`, () => ended(id), HANGS_AFTER_MS, 5);
      if (index % 3 > 0) await puntual.take(reversed({ paymentId: `P-${id}`, customerId, reversedOn: ISSUED_ON }));
      if (index % 3 > 1) await puntual.take(payment(`Q-${id}`));
    };
    // One customer's events arrive in order, as from Kafka; customers run in parallel.
    const workOf = async (customerIndex: number) => {
      for (const [index, id] of ids.entries())
        if (index % CUSTOMERS === customerIndex) await Promise.all([work(id, index), hammer(id)]);
    };
    await Promise.all(Array.from({ length: CUSTOMERS }, (_, index) => workOf(index)));

    const facts = () =>
      withClient(
        puntual.db.ownerUrl,
        async (pg) =>
          (
            await pg.query<{ invoice_id: string; status: string; case_state: string; case_run: number }>(
              'SELECT invoice_id, status, case_state, case_run FROM invoice',
            )
          ).rows,
      );
    const agree = async () => {
      for (const row of await facts()) {
        const open = row.status === 'open';
        const { status } = await client.workflow.getHandle(invoiceWorkflowId('demo', row.invoice_id)).describe();
        if ((row.case_state === 'running') !== open || (status.name === 'RUNNING') !== open) return false;
      }
      return true;
    };
    await until('facts and workflows agree', agree);
    const rows = await facts();
    expect(rows.filter((row) => row.status === 'open')).toHaveLength(CASES / 3);

    let [looks, races] = [0, 0];
    // An open run may still evaluate its facts; a run that has ended evaluates no more.
    await until('every accepted signal is followed by an evaluation', async () => {
      [looks, races] = [0, 0];
      const unseen: string[] = [];
      for await (const { workflowId, runId } of client.workflow.list({ query: 'WorkflowType = "collectInvoice"' })) {
        const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
        const lastOf = (is: (event: NonNullable<typeof events>[number]) => unknown) =>
          (events ?? []).reduce((last, event, index) => (is(event) ? index : last), -1);
        const lastSignal = lastOf((event) => event.workflowExecutionSignaledEventAttributes);
        const lastTask = lastOf((event) => event.workflowTaskStartedEventAttributes);
        const lastLook = lastOf((event) => event.markerRecordedEventAttributes);
        if (lastSignal >= 0 && !(lastSignal < lastTask && lastTask < lastLook)) unseen.push(workflowId);
        looks += (events ?? []).filter((event) => event.markerRecordedEventAttributes).length;
        races += (events ?? []).filter((event) => event.workflowTaskFailedEventAttributes).length;
      }
      return unseen.length === 0;
    });
    const reopened = rows.filter((row) => row.case_run > 1).length;
    console.info('close race', { accepted, refused, looks, completionsRefused: races, reopened });
    expect(accepted).toBeGreaterThan(CASES);
    expect(reopened).toBeGreaterThanOrEqual(CASES / 3);
    expect(races).toBeGreaterThan(0);
  });
});
