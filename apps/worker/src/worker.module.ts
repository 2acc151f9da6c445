import {
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { NativeConnection, Runtime, DefaultLogger, type Worker } from '@temporalio/worker';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import { errorFields, type Logger } from '@puntual/platform/log';
import { openHealth, serveHealth, startBeat, type Health } from '@puntual/platform/service-health';
import type { Settings } from '@puntual/platform/settings';
import { temporalOptions } from '@puntual/platform/temporal-connection';
import { openRenderer } from './activities/renderer.ts';
import { createWorkers } from './collections-workers.ts';
import type { Channels } from './channels/channels.ts';

export interface WorkerParts {
  readonly settings: Settings;
  readonly log: Logger;
  readonly database: Database;
  readonly clock: Clock;
  readonly channels: Channels;
}

const PARTS = Symbol('worker parts');

/** Runs the Temporal workers. When a worker fails, the process exits, so that its supervisor restarts it. */
@Injectable()
export class CollectionsWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly parts: WorkerParts;
  private workers: Worker[] = [];
  private running: Promise<void>[] = [];
  private connection: NativeConnection | null = null;
  private readonly renderer = openRenderer();
  private beat: { stop(): Promise<void> } | null = null;
  private http: { close(): Promise<void> } | null = null;
  private readonly health: Health;

  constructor(@Inject(PARTS) parts: WorkerParts) {
    this.parts = parts;
    this.health = openHealth({
      database: () => parts.database.ping(),
      workers: () => {
        if (this.workers.length === 0) throw new Error('connecting to Temporal');
        for (const worker of this.workers)
          if (worker.getState() !== 'RUNNING') throw new Error(`worker is ${worker.getState()}`);
      },
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    const { settings, log, database, clock, channels } = this.parts;
    this.http = await serveHealth(this.health, settings.HOST, settings.WORKER_PORT);
    this.beat = startBeat(database.shared, 'worker', this.health);
    Runtime.install({
      logger: new DefaultLogger('WARN', ({ level, message, meta }) =>
        log[level === 'ERROR' ? 'error' : 'warn'](
          {
            workflowId: meta?.workflowId,
            activityType: meta?.activityType,
            error: meta?.error instanceof Error ? meta.error.message : undefined,
          },
          message,
        ),
      ),
    });
    this.connection = await connect(settings, log);
    const { connection, renderer } = this;
    this.workers = await createWorkers({ connection, settings, database, clock, channels, renderer, log });
    this.running = this.workers.map((worker) =>
      worker.run().catch((error: unknown) => {
        log.fatal(errorFields(error), 'a Temporal worker failed; the process ends');
        process.exit(1);
      }),
    );
    log.info('workers are running');
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.beat?.stop();
    for (const worker of this.workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.all(this.running);
    await this.renderer.close();
    await this.connection?.close();
    await this.http?.close();
    await this.parts.database.close();
  }
}

// Temporal may start after this process: retry until it answers or the process is stopped, and report not ready
// meanwhile.
async function connect(settings: Settings, log: Logger): Promise<NativeConnection> {
  for (let waitMs = 500; ; waitMs = Math.min(waitMs * 2, 10_000)) {
    try {
      return await NativeConnection.connect(await temporalOptions(settings));
    } catch (error) {
      log.warn(errorFields(error), 'Temporal does not answer yet');
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

@Module({})
export class WorkerModule {
  /** Returns the worker module built on the given parts. */
  static with(parts: WorkerParts): DynamicModule {
    return { module: WorkerModule, providers: [{ provide: PARTS, useValue: parts }, CollectionsWorkers] };
  }
}
