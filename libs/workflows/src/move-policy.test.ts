import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection, Worker, type WorkflowBundle } from '@temporalio/worker';
import { moveWorkflowId } from '@puntual/contracts/workflow-ids';
import type { MoveProgress } from './activities.ts';
import type { PolicyMoveRef } from './messages.ts';
import type { movePolicy } from './move-policy.ts';
import { COLLECTIONS_QUEUE } from './queues.ts';
import { openTestNamespace, type TestNamespace } from '@puntual/testing/workflows/test-namespace';
import { bundleSources, quietRuntime } from '@puntual/testing/workflows/time-skipping';

let server: TestNamespace;
let bundle: WorkflowBundle;
let connection: NativeConnection;
beforeAll(async () => {
  quietRuntime();
  [server, bundle] = [await openTestNamespace('move'), await bundleSources()];
  connection = await NativeConnection.connect({ address: server.address });
});
afterAll(async () => {
  await connection.close();
  await server.close();
});

const move: PolicyMoveRef = { slug: 'demo', moveId: '0192a000-0000-7000-8000-000000000001' };
let versions = 0;

/** Runs the workflow on slices that the test answers, restarting the worker as often as the test wants. */
async function run(moveSlice: (ref: PolicyMoveRef) => Promise<MoveProgress>) {
  const workflowId = moveWorkflowId('demo', 'standard', ++versions);
  const worker = await Worker.create({
    connection,
    namespace: server.namespace,
    taskQueue: COLLECTIONS_QUEUE,
    workflowBundle: bundle,
    activities: { moveSlice },
  });
  return worker.runUntil(async () => {
    const handle = await server.client.workflow.start<typeof movePolicy>('movePolicy', {
      workflowId,
      taskQueue: COLLECTIONS_QUEUE,
      args: [move],
    });
    const result = await handle.result();
    const { events } = await handle.fetchHistory();
    return { result, slices: (events ?? []).filter((event) => event.activityTaskCompletedEventAttributes).length };
  });
}

it('moves slice after slice until none is left, with ids alone', async () => {
  const asked: PolicyMoveRef[] = [];
  const moved = [200, 400, 430];
  expect(
    await run((ref) => {
      asked.push(ref);
      return Promise.resolve({ done: asked.length === 3, moved: moved[asked.length - 1] ?? 0, total: 430 });
    }),
  ).toEqual({ result: 430, slices: 3 });
  expect(asked).toEqual([move, move, move]);
});

it('ends with the slice that finds the move stopped', async () => {
  let slices = 0;
  expect(await run(() => Promise.resolve({ done: ++slices === 2, moved: 200, total: 1000 }))).toEqual({
    result: 200,
    slices: 2,
  });
});

it('retries a slice that failed, and goes on', async () => {
  let tries = 0;
  expect(
    await run(() => {
      tries += 1;
      return tries < 3
        ? Promise.reject(ApplicationFailure.retryable('the database is away'))
        : Promise.resolve({ done: true, moved: 2, total: 2 });
    }),
  ).toEqual({ result: 2, slices: 1 });
  expect(tries).toBe(3);
});
