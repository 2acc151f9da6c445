import { Connection } from '@temporalio/client';
import { temporalOptions } from '@puntual/platform/temporal-connection';
import type { TemporalProbe } from '../http/api-parts.ts';
import type { Settings } from '@puntual/platform/settings';

const PING_LIMIT_MS = 2500;

/** Connects at the first ping. A ping makes one attempt; the next readiness request makes the next. */
export async function openTemporalProbe(settings: Settings): Promise<TemporalProbe> {
  const connection = Connection.lazy({ ...(await temporalOptions(settings)), interceptors: [] });
  return {
    ping: async () => {
      await connection.withDeadline(Date.now() + PING_LIMIT_MS, () => connection.workflowService.getSystemInfo({}));
    },
    close: () => connection.close(),
  };
}
