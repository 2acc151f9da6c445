import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import type { Logger } from '@puntual/platform/log';
import type { Settings } from '@puntual/platform/settings';
import { COLLECTIONS_QUEUE, DELIVERY_QUEUE } from '@puntual/workflows/queues';
import { moveSliceActivity } from './activities/move-slice.ts';
import { redactFailures } from './activities/redact-failures.ts';
import { placementActivities } from './activities/placements.ts';
import { sendNextMessageActivity } from './activities/send-next-message.ts';
import { takeNextStepActivity } from './activities/take-next-step.ts';
import type { Channels } from './channels/channels.ts';

/** Where the workflows come from: the bundle made by the build, else their sources (Jest, development). */
export function workflowSource(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'bundlerOptions'> {
  const bundle = fileURLToPath(new URL('../dist/workflow-bundle.js', import.meta.url));
  if (!import.meta.url.endsWith('.ts') && existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  return {
    workflowsPath: fileURLToPath(new URL('../../../libs/workflows/src/workflows.ts', import.meta.url)),
    bundlerOptions: {
      webpackConfigHook: (config) => ({
        ...config,
        resolve: { ...config.resolve, conditionNames: ['@puntual/source', '...'] },
      }),
    },
  };
}

// What the Temporal Web UI shows of the code that ran a task. The SDK's own is 90 characters, and stands in a history twice for every workflow task
// and once for every activity: seven, as for a commit, tell builds apart.
function buildIdOf(source: ReturnType<typeof workflowSource>): string {
  const { workflowBundle } = source;
  return workflowBundle && 'codePath' in workflowBundle
    ? createHash('sha256').update(readFileSync(workflowBundle.codePath)).digest('hex').slice(0, 7)
    : 'sources';
}

/** How many mails a second the delivery queue lets through when the settings do not say: nine tenths of Resend's default of two requests a second; the local outbox has no limit. */
function deliveryPerSecond(settings: Settings): number | undefined {
  return settings.DELIVERY_PER_SECOND ?? (settings.RESEND_API_KEY ? 1.8 : undefined);
}

/** The two workers of a process: cases and contacts with their quick look at the facts, and the rate-limited sending. */
export async function createWorkers(
  connection: NativeConnection,
  settings: Settings,
  database: Database,
  clock: Clock,
  channels: Channels,
  log: Pick<Logger, 'error' | 'warn'>,
  overrides: Partial<WorkerOptions> = {},
): Promise<Worker[]> {
  const source = workflowSource();
  // Not versioned: any worker takes any task, and the replay gate holds new code against old histories. The version only says what ran.
  const workerDeploymentOptions = {
    version: { deploymentName: 'puntual', buildId: buildIdOf(source) },
    useWorkerVersioning: false,
  } as const;
  const common = {
    connection,
    namespace: settings.TEMPORAL_NAMESPACE,
    shutdownGraceTime: '20 seconds',
    workerDeploymentOptions,
    ...overrides,
  } as const;
  const rate = deliveryPerSecond(settings);
  return [
    await Worker.create({
      ...common,
      ...source,
      taskQueue: COLLECTIONS_QUEUE,
      activities: redactFailures(
        { ...takeNextStepActivity(database, clock), ...moveSliceActivity(database, clock) },
        log,
      ),
      maxCachedWorkflows: settings.WORKER_MAX_CACHED_WORKFLOWS,
      maxConcurrentLocalActivityExecutions: 16,
      maxConcurrentWorkflowTaskExecutions: 32,
    }),
    await Worker.create({
      ...common,
      taskQueue: DELIVERY_QUEUE,
      activities: redactFailures(
        {
          ...sendNextMessageActivity(database, clock, channels.messages),
          ...placementActivities(database, clock, channels.agency),
        },
        log,
      ),
      maxConcurrentActivityTaskExecutions: 16,
      ...(rate === undefined ? {} : { maxTaskQueueActivitiesPerSecond: rate }),
    }),
  ];
}
