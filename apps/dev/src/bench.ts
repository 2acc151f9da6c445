import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';
import { provideServices } from '@puntual/sandbox/infra/provide-services';
import { build } from './build.ts';

// `npm run bench` starts real services with durable data in a temporary folder, builds the code, and runs the parts of
// apps/e2e/src/bench one after the other. `npm run bench -- a d` runs only those parts. BENCH_ROUNDS sets the number of
// rounds (default 5); BENCH_PROFILE=1 keeps the folder with CPU profiles and logs.
const began = Date.now();
const log = (line: string) =>
  process.stdout.write(`${`${((Date.now() - began) / 1000).toFixed(0)}s`.padStart(5)}  ${line}\n`);
const home = await mkdtemp(join(tmpdir(), 'puntual-bench-'));
const keep = process.env.BENCH_PROFILE === '1';
let services: { stop(): Promise<void> } | null = null;
let parts: ChildProcess | null = null;
let code = 1;
const stop = async () => {
  parts?.kill('SIGTERM');
  await services?.stop();
  services = null;
  if (!keep) await rm(home, { recursive: true, force: true });
};
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => void stop().then(() => process.exit(130)));

try {
  log('Temporal, Kafka and Postgres: finding or providing them');
  const [provided] = await Promise.all([
    provideServices({
      home,
      log,
      durable: true,
      which: ['postgres', 'kafka', 'temporal'],
      dynamicConfig: ['frontend.namespaceRPS=10000', 'frontend.rps=10000'],
    }),
    build(log),
  ]);
  services = provided;
  const child = spawn(
    process.execPath,
    [
      '--no-warnings',
      '--conditions=@puntual/source',
      join(checkout, 'apps/e2e/src/bench/main.ts'),
      ...process.argv.slice(2),
    ],
    {
      cwd: checkout,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        BENCH_HOME: home,
        PUNTUAL_TEST_POSTGRES: provided.postgres.url,
        PUNTUAL_TEST_KAFKA: provided.kafka.brokers,
        PUNTUAL_TEST_TEMPORAL: provided.temporal.address,
        PUNTUAL_TEST_TEMPORAL_METRICS: provided.temporal.metricsUrl ?? '',
      },
    },
  );
  parts = child;
  code = await new Promise<number>((resolve, reject) =>
    child.once('error', reject).once('close', (ended) => resolve(ended ?? 1)),
  );
  if (keep) log(`logs and profiles are in ${home}`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  await stop();
}
process.exit(code);
