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
import type { Renderer } from './activities/renderer.ts';
import { redactFailures } from './activities/redact-failures.ts';
import { placementActivities } from './activities/placements.ts';
import { sendNextMessageActivity } from './activities/send-next-message.ts';
import { takeNextStepActivity } from './activities/take-next-step.ts';
import type { Channels } from './channels/channels.ts';

/** The workflow code: the prebuilt bundle, or the sources when there is none (Jest, development). */
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

// The build id that the Temporal Web UI shows. The SDK's default has 90 characters and is stored twice per workflow
// task and once per activity; seven characters of a hash, as for a commit, are enough to tell builds apart.
function buildIdOf(source: ReturnType<typeof workflowSource>): string {
  const { workflowBundle } = source;
  return workflowBundle && 'codePath' in workflowBundle
    ? createHash('sha256').update(readFileSync(workflowBundle.codePath)).digest('hex').slice(0, 7)
    : 'sources';
}

/**
 * Mails per second that the delivery queue lets through by default: nine tenths of Resend's two requests per second;
 * the local outbox has no limit.
 */
function deliveryPerSecond(settings: Settings): number | undefined {
  return settings.DELIVERY_PER_SECOND ?? (settings.RESEND_API_KEY ? 1.8 : undefined);
}

export interface WorkersParts {
  readonly connection: NativeConnection;
  readonly settings: Settings;
  readonly database: Database;
  readonly clock: Clock;
  readonly channels: Channels;
  readonly renderer: Renderer;
  readonly log: Pick<Logger, 'error' | 'warn'>;
  readonly overrides?: Partial<WorkerOptions>;
}

/**
 * Creates the two workers of a process: one for cases and contacts with their local activities, one for the
 * rate-limited delivery queue.
 */
export async function createWorkers(parts: WorkersParts): Promise<Worker[]> {
  const { connection, settings, database, clock, channels, renderer, log, overrides = {} } = parts;
  const source = workflowSource();
  // No worker versioning: any worker takes any task, and the replay test guards compatibility with old histories. The
  // version only shows which build ran.
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
          ...sendNextMessageActivity(database, clock, { ...channels, renderer, portalAt: settings.PUBLIC_URL }),
          ...placementActivities(database, clock, channels),
        },
        log,
      ),
      maxConcurrentActivityTaskExecutions: 16,
      ...(rate === undefined ? {} : { maxTaskQueueActivitiesPerSecond: rate }),
    }),
  ];
}
