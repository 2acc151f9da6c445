import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { openThreadPool, type ThreadJob, type ThreadPool } from '@puntual/platform/threads/thread-pool';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { DOCUMENT_THREADS, SIMULATION_THREADS } from '../http/limits.ts';
import type { HeavyThreadData, JobKind } from './job-kind.ts';

/** A job of an organization. */
interface HeavyJob<Input> extends Pick<ThreadJob, 'organizationId' | 'signal' | 'onProgress'> {
  readonly input: Input;
}

const EXTENSION = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
const ENTRY = new URL(`../heavy-thread${EXTENSION}`, import.meta.url);

/**
 * Runs what would hold the event loop of the API in threads of their own, used by organizations in turns. Simulations,
 * which take minutes, run apart from documents and plans, which take seconds.
 */
@Injectable()
export class HeavyWork implements OnModuleDestroy {
  private readonly simulations: ThreadPool;
  private readonly documents: ThreadPool;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    const data: HeavyThreadData = { databaseUrl: parts.database.url };
    this.simulations = openThreadPool(ENTRY, SIMULATION_THREADS, data);
    this.documents = openThreadPool(ENTRY, DOCUMENT_THREADS, data);
  }

  /** Runs a simulation. Throws a `ThreadError`, or the signal's reason. */
  simulate<Input, Output>(kind: JobKind<Input, Output>, job: HeavyJob<Input>): Promise<Output> {
    return run(this.simulations, kind, job);
  }

  /** Makes a document or a plan. Throws a `ThreadError`, or the signal's reason. */
  make<Input, Output>(kind: JobKind<Input, Output>, job: HeavyJob<Input>): Promise<Output> {
    return run(this.documents, kind, job);
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.simulations.close(), this.documents.close()]);
  }
}

async function run<Input, Output>(
  pool: ThreadPool,
  { name }: JobKind<Input, Output>,
  { input, ...job }: HeavyJob<Input>,
): Promise<Output> {
  return (await pool.run({ ...job, input: { name, input } })) as Output;
}
