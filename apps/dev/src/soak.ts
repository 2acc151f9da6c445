import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';
import { build } from './build.ts';
import { jest, run } from './test-steps.ts';
import { provideTestServices } from './test-services.ts';

// `npm run soak` runs the fault tests in their long form (more data, outages of a minute) and checks every planted bug.
// Takes about an hour on two cores. `npm run soak -- faults` or `-- planted` runs one half. PUNTUAL_FAULT_SCALE and
// PUNTUAL_OUTAGE_SECONDS set the sizes.
const began = Date.now();
const log = (line: string) =>
  process.stdout.write(`${`${((Date.now() - began) / 1000).toFixed(0)}s`.padStart(5)}  ${line}\n`);
const wanted = new Set(process.argv.slice(2));
const wants = (name: string) => wanted.size === 0 || wanted.has(name);
const home = join(process.env.PUNTUAL_HOME ?? join(checkout, '.puntual'), 'soak');
const env: NodeJS.ProcessEnv = { ...process.env, FORCE_COLOR: '0' };
const long: NodeJS.ProcessEnv = {
  ...env,
  PUNTUAL_FAULT_SCALE: process.env.PUNTUAL_FAULT_SCALE ?? '5',
  PUNTUAL_OUTAGE_SECONDS: process.env.PUNTUAL_OUTAGE_SECONDS ?? '60',
};
let failed = 0;

await rm(home, { recursive: true, force: true });
await mkdir(home, { recursive: true });
await build(log);
if (wants('faults')) {
  log(
    `fault tests, ${long.PUNTUAL_FAULT_SCALE} times the short form, services away for ` +
      `${long.PUNTUAL_OUTAGE_SECONDS} s: running`,
  );
  const result = await jest('apps/e2e/jest.config.mjs', home, ['--runInBand', 'src/faults/'], long);
  failed += result.failed;
  log(`fault tests: ${result.passed} passed, ${result.failed} failed`);
}
if (wants('planted')) {
  log('planted bugs: running');
  // Fault tests start their own services; the tests of the packages need running ones.
  const services = await provideTestServices(home, log);
  try {
    if (
      (await run(
        ['--conditions=@puntual/source', '--no-warnings', join(checkout, 'apps/e2e/src/planted/check-planted-bug.ts')],
        {
          ...env,
          ...services.env,
        },
      )) !== 0
    )
      failed += 1;
  } finally {
    await services.stop();
  }
}
log(failed === 0 ? 'all well' : `${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
