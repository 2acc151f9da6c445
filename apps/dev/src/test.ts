import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';
import { chromiumPath } from '@puntual/testing/chromium';
import { build } from './build.ts';
import { slowestFirst, type SuiteTime } from './suite-times.ts';
import { formatCheck, jest, lintAll, stepLine, type StepResult, typeCheck } from './test-steps.ts';
import { provideTestServices } from './test-services.ts';

// `npm test`: provides what the tests need, then format, lint, types, all tests and the whole-system suites. At the
// end: the time of each test file, slowest first, what failed, a line for each step, and one plain line.
// `npm test -- unit` leaves the whole-system suites out; `npm test -- e2e` runs only those.
const began = Date.now();
const log = (line: string) =>
  process.stdout.write(`${`${((Date.now() - began) / 1000).toFixed(0)}s`.padStart(5)}  ${line}\n`);
const wanted = new Set(process.argv.slice(2));
const all = wanted.size === 0;
const home = join(process.env.PUNTUAL_HOME ?? join(checkout, '.puntual'), 'test');
let passed = 0;
let failed = 0;
const suites: SuiteTime[] = [];
const steps: string[] = [];
const failures: string[] = [];

const count = async (name: string, step: () => Promise<StepResult>): Promise<void> => {
  log(`${name}: running`);
  const startedMs = Date.now();
  const result = await step().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return { passed: 0, failed: 1, suites: [], failures: [] };
  });
  passed += result.passed;
  failed += result.failed;
  suites.push(...result.suites);
  failures.push(...result.failures.map((failure) => `${name}: ${failure}\n`));
  const line = stepLine(name, result, (Date.now() - startedMs) / 1000);
  steps.push(line);
  log(line);
};

await rm(home, { recursive: true, force: true });
await mkdir(home, { recursive: true });
let services: Awaited<ReturnType<typeof provideTestServices>> | null = null;
const stop = async () => {
  await services?.stop();
  services = null;
};
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => void stop().then(() => process.exit(130)));

try {
  log('Temporal, Kafka, Postgres, the time-skipping server and Chromium: finding or providing them');
  const [provided, chromium] = await Promise.all([provideTestServices(home, log), chromiumPath(log), build(log)]);
  services = provided;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...provided.env,
    CHROMIUM_PATH: chromium,
    NX_DAEMON: 'false',
    FORCE_COLOR: '0',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  };
  if (all || wanted.has('unit')) {
    // Some of these tests wait for real time: types, format and lint take the processors then. Beside the whole-system
    // tests, which build, Nx would run twice at once.
    const checks = async () => {
      await count('types', () => typeCheck(env));
      await count('format', () => formatCheck(env));
      await count('lint', () => lintAll(env));
    };
    await Promise.all([
      checks(),
      count('unit, workflow and integration tests', () => jest('jest.config.mjs', home, ['--maxWorkers=2'], env)),
    ]);
  }
  // Two at once: each suite has services of its own, and waits for them half of its time.
  if (all || wanted.has('e2e'))
    await count('whole-system tests', () => jest('apps/e2e/jest.config.mjs', home, ['--maxWorkers=2'], env));
} catch (error) {
  failed += 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  await stop();
}
process.stdout.write(['', 'Test files, slowest first', ...slowestFirst(suites), ''].join('\n'));
if (failures.length > 0) process.stdout.write(['', 'What failed', ...failures].join('\n'));
process.stdout.write(['', ...steps, ''].join('\n'));
log(`took ${Math.round((Date.now() - began) / 60_000)} min`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
