import { NativeConnection, Worker, type WorkflowBundle } from '@temporalio/worker';
import { instantAt } from '@puntual/domain/calendar/dates';
import { COLLECTIONS_QUEUE, DELIVERY_QUEUE } from '@puntual/workflows/queues';
import type { InvoiceRef } from '@puntual/workflows/messages';
import { InvoiceWorld } from './invoice-world.ts';
import { ZONE } from './customer-record.ts';
import { STARTS_AT, type Course } from './scenarios.ts';
import { calendarClock, standingClock } from './test-clock.ts';
import type { TestNamespace } from './test-namespace.ts';
import { quietRuntime } from './time-skipping.ts';

/** An hour and a half of office time per second: a timer that is two seconds late still ends within its window. */
const PACE = { dayMs: 6000, gapMs: 300 } as const;
const GATHER_MS = 200;

/** A world on the real server whose clock runs through the office hours of `days` and skips the time between. */
export function openRealCourse(
  server: TestNamespace,
  slug: string,
  days: readonly string[],
  dayMs: number = PACE.dayMs,
): Course {
  const clock = calendarClock(Date.now(), STARTS_AT, { days, timeZone: ZONE }, { ...PACE, dayMs });
  return {
    world: new InvoiceWorld(server.client, clock, slug, GATHER_MS),
    until: async (day, time = '00:00') => {
      const [hours = 0, minutes = 0] = time.split(':').map(Number);
      const left = clock.toReal(instantAt(day, hours * 60 + minutes, ZONE)) - Date.now();
      if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
    },
  };
}

/**
 * A world on the real server whose clock stands at `STARTS_AT` until `moveTo` moves it; the test then signals the
 * cases.
 */
export function openStandingCourse(
  server: TestNamespace,
  slug: string,
): { readonly world: InvoiceWorld; readonly moveTo: (virtualMs: number) => void } {
  const clock = standingClock(Date.now(), STARTS_AT);
  return { world: new InvoiceWorld(server.client, clock, slug, GATHER_MS), moveTo: clock.moveTo };
}

/**
 * Runs both workers on the real server for several worlds while `work` runs. The workers' identity is fixed, so that
 * recorded histories do not name a machine.
 */
export async function withRealWorkers(
  server: TestNamespace,
  worlds: readonly InvoiceWorld[],
  workflowBundle: WorkflowBundle,
  work: () => Promise<void>,
): Promise<void> {
  quietRuntime();
  const connection = await NativeConnection.connect({ address: server.address });
  try {
    const activities = InvoiceWorld.activitiesOf(new Map(worlds.map((world) => [world.slug, world])));
    const common = { connection, namespace: server.namespace, identity: 'worker' } as const;
    const delivering = await Worker.create({ ...common, taskQueue: DELIVERY_QUEUE, activities });
    const collecting = await Worker.create({
      ...common,
      taskQueue: COLLECTIONS_QUEUE,
      workflowBundle,
      activities: { takeNextStep: (ref: InvoiceRef, now: number) => activities.takeNextStep(ref, now) },
    });
    await delivering.runUntil(() => collecting.runUntil(work));
  } finally {
    await connection.close();
  }
}
