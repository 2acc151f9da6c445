import type { Client } from '@temporalio/client';
import type { History } from './history-json.ts';

/** One run of a workflow that may have continued as new. */
export interface WorkflowRun {
  readonly runId: string;
  readonly events: NonNullable<History['events']>;
  /** What it was started with, as text. */
  readonly input: string;
}

/** The runs of a workflow from its first, each as the one before went on in. */
export async function runsOf(client: Client, workflowId: string, firstRunId: string): Promise<WorkflowRun[]> {
  const runs: WorkflowRun[] = [];
  let runId: string | null | undefined = firstRunId;
  while (runId) {
    const events: WorkflowRun['events'] = (await client.workflow.getHandle(workflowId, runId).fetchHistory()).events ?? [];
    const input = (events[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? []).map((payload) => Buffer.from(payload.data ?? []).toString()).join();
    runs.push({ runId, events, input });
    runId = events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
  return runs;
}
