import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';
import { provideTestServices } from './test-services.ts';

// `npm run services` starts the services that tests need and keeps them running, so that single suites can be run.
// Prints the environment variables that the suites read.
const home = process.env.PUNTUAL_TEST_HOME ?? join(checkout, '.puntual', 'test');
const services = await provideTestServices(home, (line) => process.stderr.write(`${line}\n`));
const lines = Object.entries(services.env)
  .map(([name, value]) => `export ${name}='${value}'`)
  .join('\n');
await writeFile(join(home, 'env.sh'), `${lines}\n`, { mode: 0o600 });
process.stdout.write(`${lines}\n`);
const alive = setInterval(() => undefined, 60_000);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    clearInterval(alive);
    void services.stop().then(() => process.exit(0));
  });
}
