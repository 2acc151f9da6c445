// Records the histories that the replay test replays: node --conditions=@puntual/source --no-warnings
// libs/testing/src/workflows/record-histories.ts with PUNTUAL_TEST_TEMPORAL, PUNTUAL_TEST_TEMPORAL_METRICS and
// PUNTUAL_TEST_TIME_SKIPPING set. Add histories of a new path; replace an old one only when its code is deployed
// nowhere any more.
import { mkdir, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Client } from '@temporalio/client';
import { historyToJson, type History } from './history-json.ts';
import type { InvoiceWorld } from './invoice-world.ts';
import { COMMITMENTS } from './commitments.ts';
import { MOVES, withMoveWorker } from './moves.ts';
import {
  contactFailures,
  databaseAway,
  flooded,
  SCENARIOS,
  waitsForWindow,
  type Course,
  type Scenario,
} from './scenarios.ts';
import { openRealCourse, withRealWorkers } from './real-server.ts';
import { historiesFolder } from './recorded-histories.ts';
import { openTestNamespace } from './test-namespace.ts';
import { bundleSources, openCourse, openTimeSkipping, withWorkers } from './time-skipping.ts';

const GZIP_FROM = 100_000;

await mkdir(historiesFolder, { recursive: true });
const workflowBundle = await bundleSources();
const only = process.argv.slice(2);
const wanted = (scenario: Scenario) => only.length === 0 || only.includes(scenario.name);
await onRealServer([...SCENARIOS, waitsForWindow, flooded].filter(wanted));
// Failures that last for hours need the time-skipping server; commitments do not depend on the pace.
for (const scenario of [databaseAway, contactFailures, ...COMMITMENTS].filter(wanted)) await onSkippingServer(scenario);
for (const move of MOVES.filter(({ name }) => only.length === 0 || only.includes(name))) await recordMove(move);

async function onRealServer(scenarios: readonly Scenario[]): Promise<void> {
  if (scenarios.length === 0) return;
  const server = await openTestNamespace('histories');
  const courses = scenarios.map((scenario): [Scenario, Course] => [
    scenario,
    openRealCourse(server, scenario.name.replaceAll(/[^a-z]+/g, '-'), scenario.days, scenario.dayMs),
  ]);
  await withRealWorkers(
    server,
    courses.map(([, course]) => course.world),
    workflowBundle,
    async () => {
      await Promise.all(courses.map(([scenario, course]) => scenario.play(course)));
      await Promise.all(courses.map(([, { world }]) => world.settled()));
      for (const [scenario, { world }] of courses) await keep(server.client, scenario, world);
    },
  );
  await server.close();
}

async function onSkippingServer(scenario: Scenario): Promise<void> {
  const env = await openTimeSkipping();
  const course = await openCourse(env, 15 * 60_000);
  await withWorkers(env, course.world, workflowBundle, async () => {
    await scenario.play(course);
    await course.world.settled();
    await keep(env.client, scenario, course.world);
  });
  await env.teardown();
}

async function recordMove({ name, slices }: (typeof MOVES)[number]): Promise<void> {
  const server = await openTestNamespace('moves');
  await withMoveWorker(server, workflowBundle, slices, async (start) => {
    const { workflowId, firstRunId } = await start();
    await server.client.workflow.getHandle(workflowId).result();
    await write(
      `${name.replaceAll(/[^a-z]+/g, '-')}.move-policy.json`,
      await server.client.workflow.getHandle(workflowId, firstRunId).fetchHistory(),
    );
  });
  await server.close();
}

async function keep(client: Client, scenario: Scenario, world: InvoiceWorld): Promise<void> {
  if (JSON.stringify(world.diary) !== JSON.stringify(scenario.diary))
    throw new Error(
      `${scenario.name} went otherwise, perhaps the machine was too busy; record it again:\n${world.diary.join('\n')}`,
    );
  const counts = new Map<string, number>();
  for (const { workflowId, runId } of world.runs) {
    const kind = workflowId.startsWith('invoice/') ? 'collect-invoice' : 'contact-customer';
    const run = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, run);
    // One contact history per kind is enough: the first, and all of the scenarios about contact.
    if (kind === 'contact-customer' && run > 1) continue;
    const file = `${world.slug}.${kind}${run > 1 ? `.run-${run}` : ''}.json`;
    await write(
      file.replace(world.slug, scenario.name.replaceAll(/[^a-z]+/g, '-')),
      await client.workflow.getHandle(workflowId, runId).fetchHistory(),
    );
  }
}

async function write(file: string, history: History): Promise<void> {
  const json = withoutMachine(JSON.stringify(historyToJson(history)));
  const path = `${historiesFolder}${file}`;
  if (json.length > GZIP_FROM) await writeFile(`${path}.gz`, gzipSync(json, { level: 9 }));
  else await writeFile(path, `${json}\n`);
  console.log(file, json.length);
}

// Replay ignores who recorded a history and where.
function withoutMachine(json: string): string {
  return json.replaceAll(/"stackTrace":"(?:[^"\\]|\\.)*"/g, '"stackTrace":""').replaceAll(/\d+@[\w.-]+/g, 'worker');
}
