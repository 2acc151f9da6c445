import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import type { Logger } from '@puntual/platform/log';
import type { Settings } from '@puntual/platform/settings';

/**
 * Checks whether Temporal answers, which is all that the API uses it for: the state of cases is read from Postgres, and
 * changes reach Temporal through the outbox.
 */
export interface TemporalProbe {
  /** Throws when the server does not answer in time. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What the API is built on; created by `main` or by a test. */
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
