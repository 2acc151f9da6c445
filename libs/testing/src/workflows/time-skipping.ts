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
import { InvoiceWorld, ZONE } from './invoice-world.ts';
import { STARTS_AT, type Course } from './scenarios.ts';
import { shiftedClock } from './test-clock.ts';

const quiet = new DefaultLogger('ERROR');

/** Lets Temporal's runtime report errors only. It lives as long as connections of workers do: to be called before one is made. */
export function quietRuntime(): void {
  try {
    Runtime.install({ logger: quiet, telemetryOptions: { logging: { filter: 'OFF', forward: {} } } });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error; // it runs already, as quiet as it was made
  }
}

/** Bundles the workflows of `workflowsPath` (today's, unless given) once for many workers. */
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

/** The server that skips time, with a quiet runtime. Its clock is one for all workflows on it: one environment a scenario. Throws as `startTimeSkipping`. */
export function openTimeSkipping(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  return startTimeSkipping();
}

/** Both workers around a world's activities, for the length of `work`. */
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
