import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';
import { formatChanged, jest, lintChanged, stepLine, typeCheck, type StepResult } from './test-steps.ts';

// `npm run check`: format, types, lint and the tests that need no service, for the minutes between two edits. It keeps
// what it found out in .cache: after a change it looks at what changed. A finding that follows from another file's
// types may be missed that way; `npm test` reads no cache.
const began = Date.now();
/** Packages whose tests need neither Postgres, Kafka nor Temporal: the display names of their Jest configurations. */
const PURE = ['domain', 'contracts', 'notices', 'web', 'dev'];
const home = join(checkout, '.cache/check');
const env: NodeJS.ProcessEnv = { ...process.env, NX_DAEMON: 'false', FORCE_COLOR: '0' };
let failed = 0;

const step = async (name: string, work: () => Promise<StepResult>): Promise<void> => {
  const startedMs = Date.now();
  const result = await work();
  failed += result.failed;
  process.stdout.write(`${stepLine(name, result, (Date.now() - startedMs) / 1000)}\n`);
};

await rm(home, { recursive: true, force: true });
await mkdir(home, { recursive: true });
// Two programs at a time: lint alone takes as long as the rest together.
await Promise.all([
  step('lint', () => lintChanged(env)),
  (async () => {
    await step('format', () => formatChanged(env));
    await step('types', () => typeCheck(env));
    await step('tests that need no service', () =>
      jest('jest.config.mjs', home, ['--maxWorkers=1', '--silent', '--selectProjects', ...PURE], env),
    );
  })(),
]);
process.stdout.write(
  `${failed === 0 ? 'all well' : `${failed} failed`}, ${Math.round((Date.now() - began) / 1000)} s\n`,
);
process.exit(failed === 0 ? 0 : 1);
