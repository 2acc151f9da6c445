import { continueAsNew, proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { MoveActivities } from './activities.ts';
import type { PolicyMoveRef } from './messages.ts';

// A slice is one transaction under many customers' locks, and worth waiting for however long the database is gone.
const { moveSlice } = proxyActivities<MoveActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute', backoffCoefficient: 2 },
});

/**
 * Moves running cases to a version of their policy, slice by slice, until none is left or somebody stops it: that stands in the database, where each slice
 * looks. It keeps no place of its own, so that a repeat or a restart goes on where the last slice ended. Returns how many cases moved.
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
