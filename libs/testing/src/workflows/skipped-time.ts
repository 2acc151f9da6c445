import { afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundle } from '@temporalio/worker';
import type { InvoiceWorld } from './invoice-world.ts';
import type { Course } from './scenarios.ts';
import { bundleSources, openCourse, openTimeSkipping, withWorkers } from './time-skipping.ts';

const GATHER_MS = 15 * 60_000;

/** The parts of a suite on the time-skipping server. */
export interface SkippedTime {
  /** The server of the running test. */
  readonly env: TestWorkflowEnvironment;
  /** A new world on that server; contact requests are gathered for a quarter of an hour. */
  course(): Promise<Course>;
  /** The workflows that the suite's workers run. */
  readonly bundle: WorkflowBundle;
  /** Runs both workers of a course's world while `work` runs. */
  run(course: Course, work: () => Promise<void>): Promise<void>;
  /** Creates a course and runs `work` on it; returns its world afterwards. */
  play(work: (course: Course) => Promise<void>): Promise<InvoiceWorld>;
}

/**
 * Starts a time-skipping server for every test of a suite, so that the failure of one test cannot affect another, and
 * stops it. Call this at the top level of the test file. `bundle` replaces the current workflows.
 */
export function useSkippedTime(bundleWorkflows: () => Promise<WorkflowBundle> = bundleSources): SkippedTime {
  let bundle: WorkflowBundle;
  let env: TestWorkflowEnvironment | null = null;
  beforeAll(async () => {
    bundle = await bundleWorkflows();
  });
  beforeEach(async () => {
    env = await openTimeSkipping();
  });
  afterEach(async () => {
    await env?.teardown();
    env = null;
  });
  const running = (): TestWorkflowEnvironment => {
    if (!env) throw new Error('the time-skipping server is there while a test runs');
    return env;
  };
  const time: SkippedTime = {
    get env() {
      return running();
    },
    get bundle() {
      return bundle;
    },
    course: () => openCourse(running(), GATHER_MS),
    run: (course, work) => withWorkers(running(), course.world, bundle, work),
    play: async (work) => {
      const course = await time.course();
      await time.run(course, () => work(course));
      return course.world;
    },
  };
  return time;
}
