import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowBundle } from '@temporalio/worker';
import { invoiceWorkflowId } from './ids.ts';
import { openRealCourse, withRealWorkers } from './testing/real-server.ts';
import { STARTS_ON } from './testing/scenarios.ts';
import { openTestNamespace, type TestNamespace } from './testing/test-namespace.ts';
import { bundleSources } from './testing/time-skipping.ts';

jest.setTimeout(120_000);

let server: TestNamespace;
let bundle: WorkflowBundle;
beforeAll(async () => {
  [server, bundle] = [await openTestNamespace('continued'), await bundleSources()];
});
afterAll(() => server.close());

/** The server suggests to continue as new at 4 MiB of history: a few such signals. */
const LARGE = 'x'.repeat(300_000);
const PARTS = 80;

describe('continue as new', () => {
  it('loses no fact and no step, however the signals fall', async () => {
    const course = openRealCourse(server, 'continued', [STARTS_ON, '2026-03-09', '2026-03-10'], 15_000);
    const { world } = course;
    await withRealWorkers(server, [world], bundle, async () => {
      const invoice = world.issue('A', { knownOn: STARTS_ON, dueOn: '2026-03-16' });
      await world.start(invoice);
      for (let part = 1; part < PARTS; part += 4) {
        await Promise.all(Array.from({ length: 4 }, (_, index) => {
          if (part + index < PARTS) world.pay(invoice, 125n);
          return world.signal(invoice, 'payment', { paymentId: `P${part + index}`, padding: LARGE });
        }));
      }
      await course.until('2026-03-10', '10:00');
      world.pay(invoice);
      await world.signal(invoice, 'payment', { paymentId: 'last' });
      expect(await world.result(invoice)).toBe('paid');
      await world.settled();
    });
    expect(world.diary).toEqual(['2026-03-09 sent courtesy: A', '2026-03-10 A closed paid', '2026-03-10 sent thank-you: A']);

    const runs: { signals: number; bytes: number }[] = [];
    let runId: string | undefined = world.runs[0]?.runId;
    while (runId) {
      const handle = server.client.workflow.getHandle(invoiceWorkflowId(world.slug, 'A'), runId);
      const { events } = await handle.fetchHistory();
      runs.push({ signals: (events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes).length, bytes: (await handle.describe()).historySize ?? 0 });
      runId = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
    }
    expect(runs.length).toBeGreaterThan(3);
    expect(runs.reduce((sum, run) => sum + run.signals, 0)).toBe(PARTS + 1);
    expect(Math.max(...runs.map((run) => run.bytes))).toBeLessThan(10 * 1024 * 1024);
  });
});
