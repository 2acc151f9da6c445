import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowBundle } from '@temporalio/worker';
import { invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
import { instantAt } from '@puntual/domain/calendar/dates';
import { until } from '@puntual/testing/until';
import { CASE_SIGNALS } from './messages.ts';
import { bundleWithThreshold } from '@puntual/testing/workflows/changed-workflows';
import { ZONE } from '@puntual/testing/workflows/customer-record';
import { openStandingCourse, withRealWorkers } from '@puntual/testing/workflows/real-server';
import { runIdsOf, runsOf } from '@puntual/testing/workflows/runs';
import { STARTS_ON } from '@puntual/testing/workflows/scenarios';
import { openTestNamespace, type TestNamespace } from '@puntual/testing/workflows/test-namespace';
import { bundleSources } from '@puntual/testing/workflows/time-skipping';

jest.setTimeout(300_000);

let server: TestNamespace;
let bundle: WorkflowBundle;
let hasty: WorkflowBundle;
beforeAll(async () => {
  [server, bundle, hasty] = [
    await openTestNamespace('continued'),
    await bundleSources(),
    await bundleWithThreshold(THRESHOLD),
  ];
});
afterAll(() => server.close());

/** The server suggests to continue as new at 4 MiB of history: about forty signals of this size. */
const LARGE = 'x'.repeat(100_000);
/** Number of events at which these workflows continue as new. */
const THRESHOLD = 25;
const WAVES = 16;
const WAVE = 10;
/** The last signal or the task after it is among so many newest events: a task writes few, and a wave is not larger. */
const NEWEST_EVENTS = 2 * WAVE;

/**
 * Resolves when the workflow has handled every signal so far. The server schedules a workflow task in the same write as
 * a signal, except in the second that a new run must wait after a short one: then the signal is the last event of the
 * history.
 */
const handledAll = (workflowId: string) =>
  until(`${workflowId} has handled what it was told`, async () => {
    const { raw, runId } = await server.client.workflow.getHandle(workflowId).describe();
    if (raw.pendingWorkflowTask) return false;
    const { history } = await server.connection.workflowService.getWorkflowExecutionHistoryReverse({
      namespace: server.namespace,
      execution: { workflowId, runId },
      maximumPageSize: NEWEST_EVENTS,
    });
    const newest = history?.events?.find(
      (event) => event.workflowExecutionSignaledEventAttributes ?? event.workflowTaskCompletedEventAttributes,
    );
    return !newest?.workflowExecutionSignaledEventAttributes;
  });

describe('continue as new', () => {
  it('loses no fact and no step, however the signals fall', async () => {
    const { world, moveTo } = openStandingCourse(server, 'continued');
    const workflowId = invoiceWorkflowId(world.slug, 'A');
    await withRealWorkers(server, [world], bundle, async () => {
      const invoice = world.issue('A', { knownOn: STARTS_ON, dueOn: '2026-03-16' });
      await world.start(invoice);
      for (let wave = 0; wave < WAVES; wave++) {
        await Promise.all(
          Array.from({ length: WAVE }, (_, index) => {
            world.pay(invoice, 50n);
            return world.signal(invoice, 'payment', { paymentId: `P${wave}-${index}`, padding: LARGE });
          }),
        );
        await handledAll(workflowId);
      }
      moveTo(instantAt('2026-03-09', 16 * 60, ZONE));
      await world.signal(invoice, 'amendment');
      await until('the courtesy is sent', () => world.diary.length > 0);
      moveTo(instantAt('2026-03-10', 12 * 60, ZONE));
      world.pay(invoice);
      await world.signal(invoice, 'payment', { paymentId: 'last' });
      expect(await world.result(invoice)).toBe('paid');
      await world.settled();
    });
    expect(world.diary).toEqual([
      '2026-03-09 sent courtesy: A',
      '2026-03-10 A closed paid',
      '2026-03-10 sent thank-you: A',
    ]);

    const runs = await Promise.all(
      (await runIdsOf(server.client, workflowId, world.runs[0]?.runId ?? '')).map(async (runId) => {
        const { status, historySize } = await server.client.workflow.getHandle(workflowId, runId).describe();
        return { status: status.name, bytes: historySize ?? 0 };
      }),
    );
    expect(runs.map((run) => run.status)).toEqual([...runs.slice(1).map(() => 'CONTINUED_AS_NEW'), 'COMPLETED']);
    expect(runs.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...runs.map((run) => run.bytes))).toBeLessThan(8 * 1024 * 1024);

    // The first run is larger than gRPC's default limit of 4 MiB, and the server answers with all of it at once.
    const whole = await server.connection.workflowService.getWorkflowExecutionHistory({
      namespace: server.namespace,
      execution: { workflowId, runId: world.runs[0]?.runId ?? '' },
    });
    expect(runs[0]?.bytes).toBeGreaterThan(4 * 1024 * 1024);
    expect(whole.history?.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes).toBeTruthy();
  });

  it(
    'is lossless at a threshold of 25 events: 550 signals, half of them told twice, come to the exact sum, and ' +
      'nothing is carried along (docs/faults.md, F6)',
    async () => {
      const { world } = openStandingCourse(server, 'hasty');
      const workflowId = invoiceWorkflowId(world.slug, 'A');
      // Only the system of record knows what was counted, by the payment's id.
      const counted = new Set<string>();
      const told = Array.from({ length: 550 }, (_, index) => ({
        paymentId: `P${index % 275}`,
        signal: index % 11 === 0 ? 'a-name-of-next-year' : (CASE_SIGNALS[index % CASE_SIGNALS.length] ?? 'payment'),
      }));
      await withRealWorkers(server, [world], hasty, async () => {
        const invoice = world.issue('A', { knownOn: STARTS_ON, dueOn: '2026-03-16' });
        await world.start(invoice);
        for (let next = 0; next < told.length; next += WAVE) {
          await Promise.all(
            told.slice(next, next + WAVE).map(({ paymentId, signal }) => {
              if (!counted.has(paymentId)) world.pay(invoice, 36n);
              counted.add(paymentId);
              return world.signal(invoice, signal, { paymentId });
            }),
          );
          await handledAll(workflowId);
        }
        expect(invoice).toMatchObject({ status: 'open', openMinor: 10_000n - 275n * 36n });
        world.pay(invoice);
        await world.signal(invoice, 'payment', { paymentId: 'last' });
        expect(await world.result(invoice)).toBe('paid');
        await world.settled();
      });
      expect(world.diary).toEqual([`${STARTS_ON} A closed paid`, `${STARTS_ON} sent thank-you: A`]);

      const runs = await runsOf(server.client, workflowId, world.runs[0]?.runId ?? '');
      expect(runs.length).toBeGreaterThanOrEqual(20);
      expect(
        runs.reduce(
          (sum, { events }) => sum + events.filter((event) => event.workflowExecutionSignaledEventAttributes).length,
          0,
        ),
      ).toBe(told.length + 1);
      expect(new Set(runs.map(({ input }) => input)).size).toBe(1);
      expect(Math.max(...runs.map(({ events }) => events.length))).toBeLessThanOrEqual(1000);
      for (const { runId } of runs)
        expect((await server.client.workflow.getHandle(workflowId, runId).describe()).historySize).toBeLessThanOrEqual(
          512 * 1024,
        );
    },
  );
});
