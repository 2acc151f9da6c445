import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import type { Logger } from '@puntual/platform/log';
import type { Settings } from '@puntual/platform/settings';

/**
 * Whether Temporal answers: all that the API wants of it. What it shows of cases stands in Postgres, and what it
 * changes leaves through the outbox.
 */
export interface TemporalProbe {
  /** Throws when the server does not answer in time. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What the API stands on, made by `main` or by a test. */
export interface ApiParts {
  readonly settings: Settings;
  readonly log: Logger;
  readonly database: Database;
  readonly clock: Clock;
  readonly temporal: TemporalProbe;
  /** Folder of the built web UI. */
  readonly webFolder: string;
}

export const API_PARTS = Symbol('api parts');
