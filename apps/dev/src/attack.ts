import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';
import { build } from './build.ts';
import { jest } from './test-steps.ts';

// `npm run attack` attacks running services in the long form, and prints how long /healthz took to answer during each
// attack. `npm test` runs the short form among the whole-system suites. About ten minutes on two cores.
const began = Date.now();
const log = (line: string) =>
  process.stdout.write(`${`${((Date.now() - began) / 1000).toFixed(0)}s`.padStart(5)}  ${line}\n`);
const home = join(process.env.PUNTUAL_HOME ?? join(checkout, '.puntual'), 'attack');
await rm(home, { recursive: true, force: true });
await mkdir(home, { recursive: true });
await build(log);
const env = { ...process.env, FORCE_COLOR: '0', PUNTUAL_ATTACK: 'long' };
const result = await jest('apps/e2e/jest.config.mjs', home, ['--runInBand', 'src/attacks/'], env);
log(`${result.passed} attacks withstood, ${result.failed} not`);
process.exit(result.failed === 0 ? 0 : 1);
