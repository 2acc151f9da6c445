import { expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { contactWorkflowId, invoiceWorkflowId, moveWorkflowId } from '@puntual/contracts/workflow-ids';
import { HANGS_AFTER_MS, until } from '@puntual/testing/until';
import type { PolicyMoveRef } from './messages.ts';
import type { movePolicy } from './move-policy.ts';
import { COLLECTIONS_QUEUE } from './queues.ts';
import { bundleWithThreshold } from '@puntual/testing/workflows/changed-workflows';
import { runsOf } from '@puntual/testing/workflows/runs';
import { STARTS_ON } from '@puntual/testing/workflows/scenarios';
import { useSkippedTime } from '@puntual/testing/workflows/skipped-time';

/** Number of events at which these workflows continue as new; the server suggests it at 4,096. */
const THRESHOLD = 25;
const time = useSkippedTime(() => bundleWithThreshold(THRESHOLD));

const currentRun = async (handle: WorkflowHandle) => (await handle.describe()).runId;

/** Sends signals without new facts, one after the other, until the workflow has continued in a new run. */
async function rollOver(handle: WorkflowHandle, signal: string): Promise<void> {
  const first = await currentRun(handle);
  for (let told = 0; told < THRESHOLD; told++) {
    await handle.signal(signal, { told });
    // Only handled signals count: signals that arrive together cause one evaluation.
    await until(
      'it has handled what it was told',
      async () => {
        const last = (await handle.fetchHistory()).events?.at(-1);
        return !(
          last?.workflowExecutionSignaledEventAttributes ||
          last?.workflowTaskScheduledEventAttributes ||
          last?.workflowTaskStartedEventAttributes
        );
      },
      HANGS_AFTER_MS,
      100,
    );
    if ((await currentRun(handle)) !== first) return;
  }
  throw new Error(`it has not gone on in a new run after ${THRESHOLD} signals`);
}

it('a case that rolls over while it sleeps wakes on its day all the same, and takes each step once', async () => {
  const world = await time.play(async ({ world, until: day }) => {
    const invoice = world.issue('A', { knownOn: STARTS_ON, dueOn: '2026-03-16' });
    await world.start(invoice);
    const handle = time.env.client.workflow.getHandle(invoiceWorkflowId(world.slug, 'A'));
    for (const on of ['2026-03-03', '2026-03-10', '2026-03-18']) {
      await day(on, '11:00');
      await rollOver(handle, 'amendment');
      await rollOver(handle, 'amendment');
    }
    await day('2026-03-26', '12:00');
    world.pay(invoice);
    await world.signal(invoice, 'payment', { paymentId: 'P1' });
    await world.result(invoice);
    await world.settled();
    const runs = await runsOf(time.env.client, invoiceWorkflowId(world.slug, 'A'), world.runs[0]?.runId ?? '');
    expect(runs.length).toBeGreaterThanOrEqual(7);
    expect(Math.max(...runs.map(({ events }) => events.length))).toBeLessThan(THRESHOLD + 15);
  });
  expect(world.diary).toEqual([
    '2026-03-09 sent courtesy: A',
    '2026-03-16 sent due-today: A',
    '2026-03-17 sent friendly: A',
    '2026-03-24 sent follow-up: A',
    '2026-03-26 A closed paid',
    '2026-03-26 sent thank-you: A',
  ]);
});

it('a contact that rolls over while it waits for its window sends the requested message, once', async () => {
  const world = await time.play(async ({ world, until: day }) => {
    // In the evening: the thank-you waits for the morning.
    await day(STARTS_ON, '20:00');
    const invoice = world.issue('A', { knownOn: STARTS_ON, dueOn: '2026-03-16' });
    world.pay(invoice);
    await world.start(invoice);
    await world.result(invoice);
    await day(STARTS_ON, '21:00');
    const handle = time.env.client.workflow.getHandle(contactWorkflowId(world.slug, 'customer'));
    await rollOver(handle, 'contact-requested');
    await rollOver(handle, 'contact-requested');
    await world.settled();
  });
  expect(world.diary).toEqual(['2026-03-02 A closed paid', '2026-03-03 sent thank-you: A']);
});

it('a move of policies that rolls over goes on where it was, by its id alone, and counts to the end', async () => {
  const move: PolicyMoveRef = { slug: 'demo', moveId: '0192a000-0000-7000-8000-000000000001' };
  const slices = 40;
  let asked = 0;
  const moveSlice = (ref: PolicyMoveRef) => {
    expect(ref).toEqual(move);
    asked += 1;
    return Promise.resolve({ done: asked === slices, moved: asked * 200, total: slices * 200 });
  };
  const worker = await Worker.create({
    connection: time.env.nativeConnection,
    taskQueue: COLLECTIONS_QUEUE,
    workflowBundle: time.bundle,
    activities: { moveSlice },
  });
  await worker.runUntil(async () => {
    const workflowId = moveWorkflowId('demo', 'standard', 2);
    const handle = await time.env.client.workflow.start<typeof movePolicy>('movePolicy', {
      workflowId,
      taskQueue: COLLECTIONS_QUEUE,
      args: [move],
    });
    expect(await handle.result()).toBe(slices * 200);
    const runs = await runsOf(time.env.client, workflowId, handle.firstExecutionRunId);
    expect(runs.length).toBeGreaterThanOrEqual(slices / 5);
    expect(new Set(runs.map(({ input }) => input))).toEqual(new Set([JSON.stringify(move)]));
    expect(
      runs.reduce(
        (sum, { events }) => sum + events.filter((event) => event.activityTaskCompletedEventAttributes).length,
        0,
      ),
    ).toBe(slices);
  });
  expect(asked).toBe(slices);
});
