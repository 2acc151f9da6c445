import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';
import { MissingPart } from '@puntual/sandbox/infra/running-part';
import { schemathesisPython } from '@puntual/sandbox/infra/schemathesis';
import { provideTestServices } from './test-services.ts';
import { jest } from './test-steps.ts';

// `npm run fuzz` sends to every route of the API what its OpenAPI document allows and what it forbids (schemathesis),
// and checks each answer against the document. PUNTUAL_FUZZ_SEED and PUNTUAL_FUZZ_EXAMPLES (of each route) choose
// others than the fixed ones, PUNTUAL_FUZZ_PHASES some of `examples,coverage,fuzzing,stateful`. Where
// `npm run services` runs and `env.sh` was read, its services serve.
const began = Date.now();
const log = (line: string) =>
  process.stdout.write(`${`${((Date.now() - began) / 1000).toFixed(0)}s`.padStart(5)}  ${line}\n`);
const home = join(process.env.PUNTUAL_HOME ?? join(checkout, '.puntual'), 'fuzz');

async function main(): Promise<number> {
  const python = await schemathesisPython(log);
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  const services = process.env.PUNTUAL_TEST_POSTGRES ? null : await provideTestServices(home, log);
  try {
    const env = { ...process.env, ...services?.env, FORCE_COLOR: '0', PUNTUAL_FUZZ_PYTHON: python };
    const result = await jest('apps/api/jest.config.mjs', home, ['--runInBand', 'src/fuzz.test.ts'], env);
    log(result.failed === 0 ? 'every answer is as documented' : 'some answers are not as documented: see above');
    return result.failed === 0 ? 0 : 1;
  } finally {
    await services?.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof MissingPart)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
