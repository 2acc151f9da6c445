import { NativeConnection, Worker, type WorkflowBundle } from '@temporalio/worker';
import { moveWorkflowId } from '@puntual/contracts/workflow-ids';
import type { PolicyMoveRef } from '@puntual/workflows/messages';
import type { movePolicy } from '@puntual/workflows/move-policy';
import { COLLECTIONS_QUEUE } from '@puntual/workflows/queues';
import type { TestNamespace } from './test-namespace.ts';
import { quietRuntime } from './time-skipping.ts';

/** The move of the tests. A workflow gets ids only. */
export const MOVE: PolicyMoveRef = { slug: 'demo', moveId: '0192a000-0000-7000-8000-000000000001' };

/**
 * The moves whose recorded histories are replayed. A move that continues as new has 4,096 events and would replay the
 * same few lines for a long time.
 */
export const MOVES = [{ name: 'moved in three slices', slices: 3 }] as const;

/** Number of cases that each slice of a test's move moves. */
export const SLICE = 200;

/** Runs a worker while `work` runs; its activity reports the move as done after this many slices. */
export async function withMoveWorker(
  server: TestNamespace,
  workflowBundle: WorkflowBundle,
  slices: number,
  work: (start: () => Promise<{ workflowId: string; firstRunId: string }>) => Promise<void>,
): Promise<void> {
  quietRuntime();
  let asked = 0;
  const moveSlice = () => {
    asked += 1;
    return Promise.resolve({ done: asked === slices, moved: asked * SLICE, total: slices * SLICE });
  };
  const connection = await NativeConnection.connect({ address: server.address });
  try {
    const worker = await Worker.create({
      connection,
      namespace: server.namespace,
      identity: 'worker',
      taskQueue: COLLECTIONS_QUEUE,
      workflowBundle,
      activities: { moveSlice },
    });
    await worker.runUntil(() =>
      work(async () => {
        const handle = await server.client.workflow.start<typeof movePolicy>('movePolicy', {
          workflowId: moveWorkflowId(MOVE.slug, 'standard', 2),
          taskQueue: COLLECTIONS_QUEUE,
          args: [MOVE],
        });
        return { workflowId: handle.workflowId, firstRunId: handle.firstExecutionRunId };
      }),
    );
  } finally {
    await connection.close();
  }
}
