import { tsToMs } from '@temporalio/common/lib/time.js';
import type { Client } from '@temporalio/client';

// temporal.api.enums.v1.EventType
const TIMER_STARTED = 17;
const COMPLETED = 2;
const AT_ONCE = 16;
const TRIES = 600;
const AGAIN_MS = 100;

/**
 * When, by the server's own clock, the last of these workflows armed its first timer or completed (`what`), in epoch
 * milliseconds. Waits for workflows that have not done so yet; throws when one has not after a minute.
 */
export async function lastInstant(
  client: Client,
  workflowIds: readonly string[],
  what: 'timer' | 'completed',
): Promise<number> {
  const wanted = what === 'timer' ? TIMER_STARTED : COMPLETED;
  const queue = [...workflowIds];
  let last = 0;
  const look = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift())
      last = Math.max(last, await instantOf(client, id, wanted));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  return last;
}

async function instantOf(client: Client, workflowId: string, wanted: number): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    const event = events?.find((candidate) => (candidate.eventType as number) === wanted);
    if (event?.eventTime) return tsToMs(event.eventTime);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  throw new Error(`${workflowId} did not come to its ${wanted === TIMER_STARTED ? 'timer' : 'end'}`);
}
