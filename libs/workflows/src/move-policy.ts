import { continueAsNew, proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { MoveActivities } from './activities.ts';
import type { PolicyMoveRef } from './messages.ts';

// A slice is one transaction under the locks of many customers, and is retried for as long as the database is away.
const { moveSlice } = proxyActivities<MoveActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute', backoffCoefficient: 2 },
});

/**
 * Moves open cases to a version of their policy, slice by slice, until none is left or a person stops the move; each
 * slice reads that from the database. The workflow holds no position of its own, so a retry or a restart continues
 * after the last slice. Returns how many cases moved.
 */
export async function movePolicy(move: PolicyMoveRef): Promise<number> {
  for (;;) {
    const { done, moved, total } = await moveSlice.executeWithOptions({ summary: 'move the next cases' }, [
      move,
      Date.now(),
    ]);
    setCurrentDetails(`${moved} / ${total}`);
    if (done) return moved;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof movePolicy>(move);
  }
}
