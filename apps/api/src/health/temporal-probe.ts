import { Connection } from '@temporalio/client';
import { temporalOptions } from '@puntual/platform/temporal-connection';
import type { TemporalProbe } from '../http/api-parts.ts';
import type { Settings } from '@puntual/platform/settings';

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
