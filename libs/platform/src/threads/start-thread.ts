import { Worker } from 'node:worker_threads';

/** Tests and tools run from sources, of which Node strips the types by itself, all but JSX. */
const SOURCE_OPTIONS = [
  '--no-warnings',
  '--conditions=@puntual/source',
  `--import=${new URL('../../../../tools/jsx-in-threads.mjs', import.meta.url).href}`,
];

/** Starts the thread of an entry file, with at most `memoryMb` megabytes of heap. */
export function startThread(entry: URL, memoryMb: number, workerData: unknown): Worker {
  return new Worker(entry, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    ...(entry.pathname.endsWith('.ts') ? { execArgv: SOURCE_OPTIONS } : {}),
  });
}
