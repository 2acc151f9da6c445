import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import type { Logger } from '@puntual/platform/log';
import type { Settings } from '@puntual/platform/settings';
import type { TemporalProbe } from './health/temporal-probe.ts';

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
