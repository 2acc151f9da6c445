import { afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundle } from '@temporalio/worker';
import type { InvoiceWorld } from './invoice-world.ts';
import type { Course } from './scenarios.ts';
import { bundleSources, openCourse, openTimeSkipping, withWorkers } from './time-skipping.ts';

const GATHER_MS = 15 * 60_000;

/** What a suite on the time-skipping server works with. */
export interface SkippedTime {
  /** The server of the running test. */
  readonly env: TestWorkflowEnvironment;
  /** A fresh world on it, whose requests for contact are gathered for a quarter of an hour. */
  course(): Promise<Course>;
  /** What the suite's workers run. */
  readonly bundle: WorkflowBundle;
  /** Both workers around a course's world, on the suite's workflows, for the length of `work`. */
  run(course: Course, work: () => Promise<void>): Promise<void>;
  /** Both in one; returns the world as it ended. */
  play(work: (course: Course) => Promise<void>): Promise<InvoiceWorld>;
}

/**
 * Gives every test of a suite a time-skipping server of its own (a fault of one must not take the others with it), and ends it. To be called at the top of the suite.
 * The workflows are today's, unless it is given how to bundle others.
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
