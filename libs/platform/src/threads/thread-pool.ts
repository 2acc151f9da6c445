import type { Worker } from 'node:worker_threads';
import { startThread } from './start-thread.ts';
import type { FromThread, ThreadFailure } from './thread-messages.ts';
import { Turns } from './turns.ts';

/** The limits of a pool of threads. */
export interface ThreadLimits {
  /** Threads, and so jobs, at once. */
  readonly threads: number;
  /** Jobs of one organization at once. */
  readonly ofOne: number;
  /** Jobs that wait for a thread, of all organizations and of one. */
  readonly waiting: number;
  readonly waitingOfOne: number;
  /** A job that runs longer, once its thread has started, ends with its thread. */
  readonly deadlineMs: number;
  /** Heap of a thread: a job that needs more ends with its thread. */
  readonly memoryMb: number;
  /** A thread without a job for so long ends, and gives its memory back. */
  readonly idleMs: number;
}

/**
 * Why a job has no result. `full` and `full-of-one`: it was not taken, because too many wait (of all, of the
 * organization). `too-long` and `out-of-memory`: its thread was ended. `database-away`: the database did not answer.
 * `closed`: the pool ended. `failed`: an error that nobody expected.
 */
export type ThreadErrorReason =
  'full' | 'full-of-one' | 'too-long' | 'out-of-memory' | 'database-away' | 'closed' | 'failed';

export class ThreadError extends Error {
  readonly reason: ThreadErrorReason;
  constructor(reason: ThreadErrorReason, failure?: Pick<ThreadFailure, 'name' | 'message'>) {
    super(failure ? `${reason}: ${failure.name}: ${failure.message}` : reason);
    this.name = 'ThreadError';
    this.reason = reason;
  }
}

/** A job for a pool. Input, progress and output are copied by structured clone. */
export interface ThreadJob {
  /** Whose job it is: organizations take turns. */
  readonly organizationId: string;
  readonly input: unknown;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: unknown) => void;
}

export interface ThreadPool {
  /** Runs a job. Rejects with a `ThreadError`, or with the signal's reason when the signal is aborted. */
  run(job: ThreadJob): Promise<unknown>;
  /** Ends all threads; jobs that wait or run are `closed`. */
  close(): Promise<void>;
}

/** A thread may take so long to start: it loads its code, on a machine that may be busy. */
const START_LIMIT_MS = 120_000;
/** A job that was aborted may end by itself for so long before its thread is ended. */
const ABORT_GRACE_MS = 2000;

/**
 * Opens a pool of threads for work that would hold the event loop. `entry` is a TypeScript or JavaScript file that
 * calls `serveThread`; it reads `workerData` from `node:worker_threads`. Threads start when there is work.
 */
export function openThreadPool(entry: URL, limits: ThreadLimits, workerData?: unknown): ThreadPool {
  const pool = new Pool(limits, () => startThread(entry, limits.memoryMb, workerData));
  return { run: (job) => pool.run(job), close: () => pool.close() };
}

interface PoolJob {
  readonly job: ThreadJob;
  readonly settle: (settled: { readonly output: unknown } | { readonly error: unknown }) => void;
  readonly abort: () => void;
  thread: Worker | null;
  timer: NodeJS.Timeout | undefined;
  isAborted: boolean;
}

class Pool {
  private readonly waiting = new Turns<PoolJob>();
  private readonly running = new Map<Worker, PoolJob>();
  private readonly idle = new Map<Worker, NodeJS.Timeout>();
  private closed = false;
  private readonly limits: ThreadLimits;
  private readonly start: () => Worker;

  constructor(limits: ThreadLimits, start: () => Worker) {
    this.limits = limits;
    this.start = start;
  }

  run(job: ThreadJob): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { organizationId, signal } = job;
      const refusal = this.refusalOf(organizationId);
      if (refusal) return reject(new ThreadError(refusal));
      if (signal?.aborted) return reject(signal.reason as Error);
      const own: PoolJob = {
        job,
        settle: (settled) => {
          clearTimeout(own.timer);
          signal?.removeEventListener('abort', own.abort);
          if ('error' in settled)
            reject(settled.error instanceof Error ? settled.error : new Error(String(settled.error)));
          else resolve(settled.output);
        },
        abort: () => this.abort(own),
        thread: null,
        timer: undefined,
        isAborted: false,
      };
      signal?.addEventListener('abort', own.abort, { once: true });
      this.waiting.add(organizationId, own);
      this.startNext();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    const closed = { error: new ThreadError('closed') };
    for (const own of [...this.waiting.drain(), ...this.running.values()]) own.settle(closed);
    for (const timer of this.idle.values()) clearTimeout(timer);
    await Promise.all([...this.running.keys(), ...this.idle.keys()].map((thread) => thread.terminate()));
  }

  private refusalOf(organizationId: string): ThreadErrorReason | null {
    if (this.closed) return 'closed';
    const { waiting, waitingOfOne } = this.limits;
    if (this.mayStart(organizationId)) return null;
    if (this.waiting.size(organizationId) >= waitingOfOne) return 'full-of-one';
    return this.waiting.size() >= waiting ? 'full' : null;
  }

  private mayStart(organizationId: string): boolean {
    const own = [...this.running.values()].filter(({ job }) => job.organizationId === organizationId);
    return this.running.size < this.limits.threads && own.length < this.limits.ofOne;
  }

  private startNext(): void {
    if (this.closed) return;
    for (let own = this.takeNext(); own; own = this.takeNext()) this.begin(own);
  }

  private takeNext(): PoolJob | null {
    return this.waiting.next((organizationId) => this.mayStart(organizationId));
  }

  private begin(own: PoolJob): void {
    const thread = this.takeThread();
    own.thread = thread;
    this.running.set(thread, own);
    own.timer = this.endAfter(thread, START_LIMIT_MS);
    try {
      thread.postMessage({ kind: 'run', input: own.job.input });
    } catch (error) {
      this.free(thread);
      own.settle({ error });
    }
  }

  private takeThread(): Worker {
    const [idle] = this.idle.keys();
    if (!idle) return this.newThread();
    clearTimeout(this.idle.get(idle));
    this.idle.delete(idle);
    return idle;
  }

  private newThread(): Worker {
    const thread = this.start();
    thread.unref();
    thread.on('message', (message: FromThread) => this.receive(thread, message));
    thread.on('error', (error: Error & { code?: string }) => {
      const reason = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out-of-memory' : 'failed';
      this.end(thread, new ThreadError(reason, error));
    });
    thread.on('exit', () => this.end(thread, new ThreadError('failed', { name: 'Error', message: 'thread ended' })));
    return thread;
  }

  private receive(thread: Worker, message: FromThread): void {
    const own = this.running.get(thread);
    if (!own) return;
    switch (message.kind) {
      case 'begun':
        // A job that was aborted before has its own, shorter time.
        if (own.isAborted) return;
        clearTimeout(own.timer);
        own.timer = this.endAfter(thread, this.limits.deadlineMs);
        return;
      case 'progress':
        // Whoever aborted a job has its answer, and expects nothing more of it.
        if (!own.isAborted) own.job.onProgress?.(message.progress);
        return;
      case 'done':
        this.free(thread);
        own.settle({ output: message.output });
        return;
      case 'failed': {
        const { failure } = message;
        this.free(thread);
        own.settle({ error: new ThreadError(failure.databaseAway ? 'database-away' : 'failed', failure) });
      }
    }
  }

  // The caller has its answer at once; the thread gets a moment to end the job by itself.
  private abort(own: PoolJob): void {
    this.waiting.remove(own.job.organizationId, own);
    own.settle({ error: own.job.signal?.reason });
    const { thread } = own;
    if (!thread || this.running.get(thread) !== own) return;
    thread.postMessage({ kind: 'abort' });
    own.isAborted = true;
    own.timer = this.endAfter(thread, ABORT_GRACE_MS);
  }

  private endAfter(thread: Worker, ms: number): NodeJS.Timeout {
    return setTimeout(() => this.end(thread, new ThreadError('too-long')), ms);
  }

  private free(thread: Worker): void {
    const own = this.running.get(thread);
    clearTimeout(own?.timer);
    this.running.delete(thread);
    const timer = setTimeout(() => this.end(thread, new ThreadError('closed')), this.limits.idleMs);
    this.idle.set(thread, timer.unref());
    this.startNext();
  }

  private end(thread: Worker, error: ThreadError): void {
    const own = this.running.get(thread);
    clearTimeout(this.idle.get(thread));
    this.idle.delete(thread);
    this.running.delete(thread);
    void thread.terminate();
    own?.settle({ error });
    this.startNext();
  }
}
