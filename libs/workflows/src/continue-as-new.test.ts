import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowBundle } from '@temporalio/worker';
import { invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
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

/** The server suggests to continue as new at 4 MiB of history: some forty such signals. */
const LARGE = 'x'.repeat(100_000);
const WAVES = 16;
const WAVE = 10;

describe('continue as new', () => {
  it('loses no fact and no step, however the signals fall', async () => {
    const course = openRealCourse(server, 'continued', [STARTS_ON, '2026-03-09', '2026-03-10'], 15_000);
    const { world } = course;
    await withRealWorkers(server, [world], bundle, async () => {
      const invoice = world.issue('A', { knownOn: STARTS_ON, dueOn: '2026-03-16' });
      await world.start(invoice);
      for (let wave = 0; wave < WAVES; wave++) {
        const { looks } = world;
        await Promise.all(Array.from({ length: WAVE }, (_, index) => {
          world.pay(invoice, 50n);
          return world.signal(invoice, 'payment', { paymentId: `P${wave}-${index}`, padding: LARGE });
        }));
        while (world.looks === looks) await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await course.until('2026-03-10', '10:00');
      world.pay(invoice);
      await world.signal(invoice, 'payment', { paymentId: 'last' });
      expect(await world.result(invoice)).toBe('paid');
      await world.settled();
    });
    expect(world.diary).toEqual(['2026-03-09 sent courtesy: A', '2026-03-10 A closed paid', '2026-03-10 sent thank-you: A']);

    const runs: { status: string; bytes: number }[] = [];
    for await (const { runId } of server.client.workflow.list({ query: `WorkflowId = "${invoiceWorkflowId(world.slug, 'A')}"` })) {
      const { status, historySize } = await server.client.workflow.getHandle(invoiceWorkflowId(world.slug, 'A'), runId).describe();
      runs.push({ status: status.name, bytes: historySize ?? 0 });
    }
    expect(runs.map((run) => run.status).sort()).toEqual([...runs.slice(1).map(() => 'CONTINUED_AS_NEW'), 'COMPLETED'].sort());
    expect(runs.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...runs.map((run) => run.bytes))).toBeLessThan(8 * 1024 * 1024);
  });
});
