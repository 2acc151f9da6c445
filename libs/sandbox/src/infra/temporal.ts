import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import type { Log } from './cache-folder.ts';
import { startChild, untilReady } from './child-process.ts';
import { freePort, untilFree } from './free-port.ts';
import { type RunningPart, runPart } from './running-part.ts';
import { temporalCliPath } from './temporal-cli.ts';

const startLimitMs = 60_000;
const dataFile = 'temporal.db';
/** Organizations take turns in task queues (docs/operations.md, "Fair queues"). */
const fairness = ['matching.useNewMatcher=true', 'matching.enableFairness=true'];

export type TemporalOptions = {
  /** Kept between starts. */
  dataDir: string;
  logFile: string;
  log: Log;
  port?: number;
  uiPort?: number;
  /** Name to type, such as `PuntualOrg` to `Keyword`. */
  searchAttributes: Readonly<Record<string, string>>;
  /** `key=value` pairs, values as JSON. */
  dynamicConfig?: readonly string[];
};

/**
 * Starts Temporal's dev server on a database file in `dataDir`, with fair queues, on the loopback. The namespace
 * `default` answers when this resolves. Throws MissingPart when the server is not available.
 */
export async function startTemporal(
  options: TemporalOptions,
): Promise<RunningPart & { address: string; uiUrl: string; metricsUrl: string }> {
  const cli = await temporalCliPath(options.log);
  const port = await freePort(options.port);
  const uiPort = await freePort(options.uiPort);
  const metricsPort = await freePort();
  const address = `127.0.0.1:${port}`;
  mkdirSync(options.dataDir, { recursive: true });
  const dynamicConfig = [...fairnessOf(options.dataDir), ...(options.dynamicConfig ?? [])];
  const args = [
    'server',
    'start-dev',
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--ui-port',
    String(uiPort),
    '--metrics-port',
    String(metricsPort),
    '--db-filename',
    join(options.dataDir, dataFile),
    '--sqlite-pragma',
    'journal_mode=WAL',
    '--sqlite-pragma',
    'synchronous=NORMAL',
    '--log-level',
    'warn',
    ...Object.entries(options.searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...dynamicConfig.flatMap((pair) => ['--dynamic-config-value', pair]),
  ];
  const part = await runPart({
    name: 'Temporal',
    logFile: options.logFile,
    async start() {
      for (const each of [port, uiPort, metricsPort]) await untilFree(each);
      const child = await startChild({ name: 'temporal', command: cli, args, logFile: options.logFile });
      try {
        await untilReady(child, startLimitMs, () => answers(address));
        return child;
      } catch (error) {
        await child.kill9();
        throw error;
      }
    },
  });
  return Object.assign(part, {
    address,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
  });
}

// With fairness, tasks are stored in tables of their own, and a server that turns it on later no longer sees the tasks
// in the old tables. So only data that was created with fairness uses it.
function fairnessOf(dataDir: string): readonly string[] {
  const mark = join(dataDir, 'fair-queues');
  if (!existsSync(join(dataDir, dataFile))) writeFileSync(mark, '');
  return existsSync(mark) ? fairness : [];
}

async function answers(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 2000 });
  try {
    await connection.withDeadline(Date.now() + 3000, () =>
      connection.workflowService.describeNamespace({ namespace: 'default' }),
    );
  } finally {
    await connection.close();
  }
}
