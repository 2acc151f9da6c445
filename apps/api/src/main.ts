import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { ensureApiKey } from '@puntual/casework/access/credentials';
import { readClock } from '@puntual/platform/clock';
import { openLog } from '@puntual/platform/log';
import { runService } from '@puntual/platform/run-service';
import { openServiceDatabase } from '@puntual/platform/service-databases';
import { createApi } from './create-api.ts';
import { ApiHealth } from './health/api-health.ts';
import { openTemporalProbe } from './health/temporal-probe.ts';

const CONNECTIONS = 20;
/** The built web UI; the path is the same from src and from dist. */
const WEB_FOLDER = fileURLToPath(new URL('../../web/dist', import.meta.url));

await runService('api', async (settings) => {
  const log = openLog('api', settings.LOG_LEVEL);
  const database = await openServiceDatabase(settings, CONNECTIONS);
  const clock = await readClock(database.shared, settings.NODE_ENV);
  if (settings.PUNTUAL_API_KEY) {
    const state = await ensureApiKey(database, settings.PUNTUAL_ORG, settings.PUNTUAL_API_KEY);
    if (state === 'other-organization')
      throw new Error('PUNTUAL_API_KEY: this key belongs to another organization than PUNTUAL_ORG; choose another');
    if (state === 'no-organization')
      log.warn(
        { org: settings.PUNTUAL_ORG },
        'PUNTUAL_API_KEY is not active: its organization does not exist yet (npm start creates it)',
      );
    if (state === 'revoked') log.warn('PUNTUAL_API_KEY is not active: it was revoked; choose another');
  }
  const temporal = await openTemporalProbe(settings);
  const app = await createApi({ settings, log, database, clock, temporal, webFolder: WEB_FOLDER });
  const metrics = await app.get(ApiHealth).serveMetrics(settings.HOST, settings.METRICS_PORT);
  await app.listen(settings.PORT, settings.HOST);
  return {
    close: async () => {
      await app.close();
      await metrics.close();
      await temporal.close();
      await database.close();
    },
  };
});
