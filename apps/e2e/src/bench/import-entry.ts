import { performance } from 'node:perf_hooks';
import { runImport } from '@puntual/casework/imports/run-import';
import { openDatabase } from '@puntual/db/database';

/** The order for the import's process (BENCH_IMPORT, JSON). The last line of its output is the result (JSON). */
export interface ImportOrder {
  /** Address of the services' restricted role. */
  readonly database: string;
  readonly organizationId: string;
  readonly slug: string;
  readonly importId: string;
}

export interface ImportResult {
  readonly seconds: number;
  /** Processor time of this process without the database server's. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

const { database: url, ...ref } = JSON.parse(process.env.BENCH_IMPORT ?? 'null') as ImportOrder;
const database = openDatabase(url, { connections: 4 });
const [began, cpu] = [performance.now(), process.cpuUsage()];
const ended = await runImport(database, ref, {
  now: () => Date.now(),
  report: (error) => {
    throw error;
  },
});
if (ended !== 'ended') throw new Error(`the file was ${ended}`);
const used = process.cpuUsage(cpu);
const result: ImportResult = {
  seconds: (performance.now() - began) / 1000,
  cpuSeconds: (used.user + used.system) / 1e6,
  peakMiB: process.resourceUsage().maxRSS / 1024,
};
await database.close();
process.stdout.write(`${JSON.stringify(result)}\n`);
