import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { IllegalStateError } from '@temporalio/common';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkerOptions,
  type WorkflowBundle,
} from '@temporalio/worker';
import { join } from 'node:path';
import { instantAt } from '@puntual/domain/calendar/dates';
import { checkout } from '@puntual/sandbox/checkout';
import { startTimeSkipping } from '../time-skipping/start-time-skipping.ts';
import { COLLECTIONS_QUEUE, DELIVERY_QUEUE } from '@puntual/workflows/queues';
import type { InvoiceRef } from '@puntual/workflows/messages';
import { InvoiceWorld } from './invoice-world.ts';
import { ZONE } from './customer-record.ts';
import { STARTS_AT, type Course } from './scenarios.ts';
import { shiftedClock } from './test-clock.ts';

const quiet = new DefaultLogger('ERROR');

/**
 * Makes Temporal's runtime report errors only. The runtime exists as long as connections of workers do, so call this
 * before the first connection.
 */
export function quietRuntime(): void {
  try {
    Runtime.install({ logger: quiet, telemetryOptions: { logging: { filter: 'OFF', forward: {} } } });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error; // it exists already, as quiet as the first call made it
  }
}

/** Bundles the workflows of `workflowsPath` (default: the current ones) once for many workers. */
export function bundleSources(
  workflowsPath = join(checkout, 'libs/workflows/src/workflows.ts'),
): Promise<WorkflowBundle> {
  return bundleWorkflowCode({ workflowsPath, logger: quiet, webpackConfigHook: fromSources });
}

const fromSources = (config: WebpackConfig): WebpackConfig => ({
  ...config,
  resolve: { ...config.resolve, conditionNames: ['@puntual/source', '...'] },
});
type WebpackConfig = Parameters<NonNullable<NonNullable<WorkerOptions['bundlerOptions']>['webpackConfigHook']>>[0];

/**
 * Starts a time-skipping server with a quiet runtime. All its workflows share one clock, so start one per scenario.
 * Throws as `startTimeSkipping` does.
 */
export function openTimeSkipping(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  return startTimeSkipping();
}

/** Runs both workers with the activities of a world while `work` runs. */
export async function withWorkers(
  env: TestWorkflowEnvironment,
  world: InvoiceWorld,
  workflowBundle: NonNullable<WorkerOptions['workflowBundle']>,
  work: () => Promise<void>,
): Promise<void> {
  const activities = world.activities();
  const delivering = await Worker.create({ connection: env.nativeConnection, taskQueue: DELIVERY_QUEUE, activities });
  const collecting = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: COLLECTIONS_QUEUE,
    workflowBundle,
    activities: { takeNextStep: (ref: InvoiceRef, now: number) => activities.takeNextStep(ref, now) },
  });
  await delivering.runUntil(() => collecting.runUntil(work));
}

/** A world on the time-skipping server whose clock shows `STARTS_AT` now. */
export async function openCourse(env: TestWorkflowEnvironment, gatherMs: number): Promise<Course> {
  const clock = shiftedClock(await env.currentTimeMs(), STARTS_AT);
  const world = new InvoiceWorld(env.client, clock, `org-${Date.now().toString(36)}`, gatherMs);
  return {
    world,
    until: async (day, time = '00:00') => {
      const [hours = 0, minutes = 0] = time.split(':').map(Number);
      const left = clock.toReal(instantAt(day, hours * 60 + minutes, ZONE)) - (await env.currentTimeMs());
      if (left > 0) await env.sleep(left);
    },
  };
}
