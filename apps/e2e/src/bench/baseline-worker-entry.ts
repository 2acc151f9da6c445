import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { bundleSources } from '@puntual/testing/workflows/time-skipping';

// The baselines' worker, a separate process like Puntual's with the same limits: BENCH_TEMPORAL, BENCH_NAMESPACE.
// Prints `ready` and ends at SIGTERM.
Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address: process.env.BENCH_TEMPORAL ?? '' });
const worker = await Worker.create({
  connection,
  namespace: process.env.BENCH_NAMESPACE ?? '',
  taskQueue: 'ten-lines',
  workflowBundle: await bundleSources(fileURLToPath(new URL('./baseline-workflow.ts', import.meta.url))),
  maxCachedWorkflows: 400,
  maxConcurrentWorkflowTaskExecutions: 32,
});
const running = worker.run();
process.stdout.write('ready\n');
await running;
await connection.close();
