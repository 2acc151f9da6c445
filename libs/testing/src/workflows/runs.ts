import type { Client } from '@temporalio/client';
import type { History } from './history-json.ts';

/** One run of a workflow that may have continued as new. */
export interface WorkflowRun {
  readonly runId: string;
  readonly events: NonNullable<History['events']>;
  /** The workflow's input as text. */
  readonly input: string;
}

// temporal.api.enums.v1.HistoryEventFilterType: only the last event, because a whole history may exceed the size of an
// answer.
const CLOSE_EVENT = 2;

/** The ids of a workflow's runs in order, following each run that continued as new. */
export async function runIdsOf(client: Client, workflowId: string, firstRunId: string): Promise<string[]> {
  const ids = [firstRunId];
  for (;;) {
    const runId = ids.at(-1) ?? firstRunId;
    const { history } = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, runId },
      historyEventFilterType: CLOSE_EVENT,
    });
    const next = history?.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    if (!next) return ids;
    ids.push(next);
  }
}

/** The runs of `runIds` with their histories. */
export async function runsOf(client: Client, workflowId: string, firstRunId: string): Promise<WorkflowRun[]> {
  return Promise.all(
    (await runIdsOf(client, workflowId, firstRunId)).map(async (runId) => {
      const events: WorkflowRun['events'] =
        (await client.workflow.getHandle(workflowId, runId).fetchHistory()).events ?? [];
      const input = (events[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [])
        .map((payload) => Buffer.from(payload.data ?? []).toString())
        .join();
      return { runId, events, input };
    }),
  );
}
