import { Connection } from '@temporalio/client';
import { temporalOptions } from '@puntual/platform/temporal-connection';
import type { Settings } from '@puntual/platform/settings';

/** Whether Temporal answers: all that the API wants of it. What it shows of cases stands in Postgres, and what it changes leaves through the outbox. */
export interface TemporalProbe {
  /** Throws when the server does not answer in time. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const PING_LIMIT_MS = 2500;

/** Connects at the first ping. A ping is one try: the next request for readiness is the next one. */
export async function openTemporalProbe(settings: Settings): Promise<TemporalProbe> {
  const connection = Connection.lazy({ ...(await temporalOptions(settings)), interceptors: [] });
  return {
    ping: async () => {
      await connection.withDeadline(Date.now() + PING_LIMIT_MS, () => connection.workflowService.getSystemInfo({}));
    },
    close: () => connection.close(),
  };
}
