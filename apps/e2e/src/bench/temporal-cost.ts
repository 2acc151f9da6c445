import { join } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import { checkout } from '@puntual/sandbox/checkout';
import { historyBytes } from '@puntual/testing/workflows/history-json';
import { openRealCourse, withRealWorkers } from '@puntual/testing/workflows/real-server';
import { paidAfterFollowUp, paidBeforeCourtesy, type Scenario } from '@puntual/testing/workflows/scenarios';
import { openTestNamespace, type TestNamespace } from '@puntual/testing/workflows/test-namespace';
import { bundleSources, quietRuntime } from '@puntual/testing/workflows/time-skipping';
import type { BenchReport, BenchRow } from './report.ts';
import type { BenchSettings } from './settings.ts';

/** The limit: at most this many times the cost of the smallest workflow. */
const GOAL = 2;
const STEP_MS = 1500;
const FAR_MS = 3_600_000;

interface Price {
  readonly events: number;
  readonly bytes: number;
  readonly actions: number;
}

/**
 * Part d: what an invoice costs on the Temporal server, its case and its customer's contacts together. Baseline: a
 * workflow that makes the same timers and sends by hand. History bytes are those of the events; Actions (what Temporal
 * Cloud bills) are the server's `action` counter.
 */
export async function measurePrices(settings: BenchSettings): Promise<BenchReport> {
  const notCounted = settings.temporalMetrics === null;
  const courses: { name: string; scenario: Scenario; steps: number }[] = [
    { name: 'paid in time', scenario: paidBeforeCourtesy, steps: 0 },
    { name: 'paid after the follow-up', scenario: paidAfterFollowUp, steps: 4 },
  ];
  const rows: BenchRow[] = [];
  for (const { name, scenario, steps } of courses) {
    const ours = await inNamespace(settings, (server) => playScenario(server, scenario), !notCounted);
    const floor = await inNamespace(settings, (server) => playByHand(server, steps), !notCounted);
    const worst = Math.max(
      ...(['events', 'bytes', 'actions'] as const).map((key) => (floor[key] > 0 ? ours[key] / floor[key] : 0)),
    );
    rows.push(
      {
        part: '(d)',
        what: `${name}: Puntual`,
        value: words(ours),
        ratio: worst.toFixed(2),
        goal: `<= ${GOAL}`,
        met: worst <= GOAL ? 'yes' : 'no',
      },
      { part: '(d)', what: `${name}: by hand`, value: words(floor), ratio: '', goal: '', met: '' },
    );
    settings.log(`(d) ${name}: Puntual ${words(ours)}; by hand ${words(floor)}`);
  }
  return {
    rows,
    notes: [
      '(d) One invoice of one customer; the ratio is the worst of the three figures.' +
        (notCounted
          ? ' Actions are not counted: the Temporal server was given, and its counters are not known. '
          : ' ') +
        `Each message is a run of the customer's contact workflow (start, activity, end), so that invoices of one ` +
        'customer share one letter: its fixed cost, all on one invoice here, is divided by the invoices in it. ' +
        `Bytes are those of the events as stored; the server's own counter counts the start of a run twice whose id ` +
        'was used before (docs/adr/0010 has both, and what the bytes are). Both sides run in workers as the SDK ' +
        'makes them, whose build ids are a third of the floor. Virtual days are short on a real server, so that the ' +
        'figures differ by a wake-up or two between runs.',
    ],
  };
}

// A new namespace takes a moment to reach all of the server; a worker that polls before that fails, and the next
// attempt starts another one.
async function inNamespace(
  settings: BenchSettings,
  play: (server: TestNamespace) => Promise<Omit<Price, 'actions'>>,
  counted: boolean,
  tries = 3,
): Promise<Price> {
  const server = await openTestNamespace('price');
  try {
    const price = await withinLimit(play(server));
    return { ...price, actions: counted ? await server.actions() : 0 };
  } catch (error) {
    if (tries <= 1) throw error;
    settings.log(`(d) trying again: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  } finally {
    await server.close();
  }
  return inNamespace(settings, play, counted, tries - 1);
}

const PLAY_LIMIT_MS = 120_000;

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`it did not come to its end in ${PLAY_LIMIT_MS / 1000} s`)),
      PLAY_LIMIT_MS,
    );
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

async function playScenario(server: TestNamespace, scenario: Scenario): Promise<Omit<Price, 'actions'>> {
  const course = openRealCourse(server, 'price', scenario.days, scenario.dayMs);
  const { world } = course;
  await withRealWorkers(server, [world], await bundleSources(), async () => {
    await scenario.play(course);
    await world.settled();
  });
  if (JSON.stringify(world.diary) !== JSON.stringify(scenario.diary))
    throw new Error(
      `"${scenario.name}" went otherwise, perhaps the machine was too busy; run it again:\n${world.diary.join('\n')}`,
    );
  return sizesOf(server, world.runs);
}

async function playByHand(server: TestNamespace, steps: number): Promise<Omit<Price, 'actions'>> {
  quietRuntime();
  const connection = await NativeConnection.connect({ address: server.address });
  try {
    const workflowBundle = await bundleSources(join(checkout, 'libs/testing/src/workflows/floor-workflow.ts'));
    const worker = await Worker.create({
      connection,
      namespace: server.namespace,
      taskQueue: 'by-hand',
      workflowBundle,
      activities: { send: () => Promise.resolve() },
    });
    return await worker.runUntil(async () => {
      const now = Date.now();
      const plan = [
        ...Array.from({ length: steps }, (_, n) => ({ step: `step-${n + 1}`, at: now + (n + 1) * STEP_MS })),
        { step: 'never', at: now + FAR_MS },
      ];
      const handle = await server.client.workflow.start('chaseByHand', {
        workflowId: 'by-hand',
        taskQueue: 'by-hand',
        args: [plan],
      });
      await new Promise((resolve) => setTimeout(resolve, (steps + 2) * STEP_MS));
      await handle.signal('payment');
      await handle.result();
      return sizesOf(server, [{ workflowId: handle.workflowId, runId: handle.firstExecutionRunId }]);
    });
  } finally {
    await connection.close();
  }
}

async function sizesOf(
  server: TestNamespace,
  runs: readonly { readonly workflowId: string; readonly runId: string }[],
): Promise<Omit<Price, 'actions'>> {
  let events = 0;
  let bytes = 0;
  for (const { workflowId, runId } of runs) {
    const history = await server.client.workflow.getHandle(workflowId, runId).fetchHistory();
    events += history.events?.length ?? 0;
    bytes += historyBytes(history);
  }
  return { events, bytes };
}

function words({ events, bytes, actions }: Price): string {
  return `${events} events, ${bytes} B, ${actions} Actions`;
}
