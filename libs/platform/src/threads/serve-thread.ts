import { parentPort } from 'node:worker_threads';
import { isDatabaseAway } from '@puntual/db/database';
import type { FromThread, ToThread } from './thread-messages.ts';

/** A running job, as its work sees it. */
export interface ThreadRun {
  /** Aborted when nobody waits for the job any more. */
  readonly signal: AbortSignal;
  readonly progress: (progress: unknown) => void;
}

/**
 * Runs the jobs of a pool (`openThreadPool`) in this thread, one after the other: the pool sends the next one when the
 * last one has ended. Inputs and outputs are copied by structured clone. Throws when it is called outside a thread.
 */
export function serveThread(work: (input: unknown, run: ThreadRun) => Promise<unknown>): void {
  const port = parentPort;
  if (!port) throw new Error('this file is the entry of a thread, and of no process');
  const send = (message: FromThread) => port.postMessage(message);
  let running = new AbortController();
  port.on('message', (message: ToThread) => {
    if (message.kind === 'abort') {
      running.abort();
      return;
    }
    running = new AbortController();
    send({ kind: 'begun' });
    work(message.input, {
      signal: running.signal,
      progress: (progress) => send({ kind: 'progress', progress }),
    }).then(
      (output) => send({ kind: 'done', output }),
      (error: unknown) => send({ kind: 'failed', failure: failureOf(error) }),
    );
  });
}

function failureOf(error: unknown) {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { name, message, databaseAway: isDatabaseAway(error) };
}
