import { Worker } from 'node:worker_threads';
import type { MutationResult } from './kept-results.ts';
import type { MutationMessage, MutationWork } from './test-mutations.ts';
import type { Mutation } from './instrument-rules.ts';

/** A thread that says nothing for so long is in a loop that never ends. */
const SILENCE_MILLIS = 600_000;
const THREAD = new URL('./test-mutations.ts', import.meta.url);

/** Tests mutations in threads, one thread at a time. A thread that hangs or dies was made to by its mutation. */
export async function runMutations(
  work: MutationWork,
  heard: (mutation: Mutation, result: MutationResult) => void,
): Promise<void> {
  let left = work.mutations;
  while (left.length > 0) {
    const tested = await runThread({ ...work, mutations: left }, heard);
    left = left.slice(tested);
  }
}

/** Returns how many mutations are dealt with. */
function runThread(work: MutationWork, heard: (mutation: Mutation, result: MutationResult) => void): Promise<number> {
  const thread = new Worker(THREAD, { workerData: work, resourceLimits: { maxOldGenerationSizeMb: 3_000 } });
  const byId = new Map(work.mutations.map((mutation) => [mutation.id, mutation]));
  let tested = 0;
  let underWay: Mutation | undefined;
  return new Promise((resolve, reject) => {
    let watch = setTimeout(() => undefined, 0);
    const end = (fault: Error | null) => {
      clearTimeout(watch);
      void thread.terminate();
      if (underWay === undefined && fault) return reject(fault);
      if (underWay) heard(underWay, { status: 'without end', by: null });
      resolve(tested + (underWay ? 1 : 0));
    };
    thread.on('message', (message: MutationMessage) => {
      clearTimeout(watch);
      watch = setTimeout(() => end(null), SILENCE_MILLIS);
      if ('began' in message) {
        underWay = byId.get(message.began);
        return;
      }
      const mutation = underWay;
      underWay = undefined;
      tested += 1;
      if (mutation) heard(mutation, { status: message.status, by: message.by });
      if (tested === work.mutations.length) end(null);
    });
    thread.on('error', end);
    thread.on('exit', () => end(null));
  });
}
