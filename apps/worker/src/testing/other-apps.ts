import type { Database } from '@puntual/db/database';
import type { NestFactory } from '@nestjs/core';
import type { Client } from '@temporalio/client';
import type { Clock } from '@puntual/platform/clock';
import type { Logger } from '@puntual/platform/log';
import type { Settings } from '@puntual/platform/settings';

/** What a test of the worker uses of the API of a test (apps/api/src/testing/with-api.ts). */
export interface ApiOfTest {
  readonly url: string;
  readonly keys: Readonly<Record<'administrator' | 'manager' | 'collector' | 'viewer' | 'integration', string>>;
  call(
    method: string,
    path: string,
    call: { readonly key?: string | null; readonly body?: unknown },
  ): Promise<{ readonly status: number; readonly text: string; readonly body: Record<string, unknown> }>;
  setNow(iso: string): void;
  close(): Promise<void>;
}

interface IngestParts {
  readonly settings: Settings;
  readonly log: Logger;
  readonly database: Database;
  readonly clock: Clock;
  readonly temporal: Client;
  readonly relayUrl: string;
}

/** Nest's description of a module. */
type DynamicModule = Parameters<typeof NestFactory.createApplicationContext>[0];

const load = async <T>(path: string): Promise<T> =>
  (await import(new URL(`../../../${path}`, import.meta.url).href)) as T;

// Apps may not import each other. Diaries run all services in one process, so they load the others at run time by path.
export const { withApi } = await load<{
  withApi: (
    database: Database,
    organization: { readonly id: string; readonly slug: string },
    environment?: Readonly<Record<string, string>>,
  ) => Promise<ApiOfTest>;
}>('api/src/testing/with-api.ts');
export const { IngestModule } = await load<{ IngestModule: { with(parts: IngestParts): DynamicModule } }>(
  'ingest/src/ingest.module.ts',
);
