import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { openDatabase } from '@puntual/db/database';
import { readClock } from '@puntual/platform/clock';
import { openLog } from '@puntual/platform/log';
import { runService } from '@puntual/platform/run-service';
import { serviceUrls } from '@puntual/platform/service-databases';
import { temporalClient } from '@puntual/platform/temporal-connection';
import { IngestModule } from './ingest.module.ts';

await runService('ingest', async (settings) => {
  const log = openLog('ingest', settings.LOG_LEVEL);
  const urls = await serviceUrls(settings);
  const database = openDatabase(urls.app, { connections: 8 });
  const clock = await readClock(database.shared, settings.NODE_ENV);
  const app = await NestFactory.createApplicationContext(
    IngestModule.with({
      settings,
      log,
      database,
      clock,
      temporal: await temporalClient(settings),
      relayUrl: urls.relay,
    }),
    { logger: ['error', 'warn'] },
  );
  return { close: () => app.close() };
});
