import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { readClock } from '@puntual/platform/clock';
import { openLog } from '@puntual/platform/log';
import { openServiceDatabase } from '@puntual/platform/service-databases';
import { runService } from '@puntual/platform/run-service';
import { openChannels } from './channels/channels.ts';
import { WorkerModule } from './worker.module.ts';

await runService('worker', async (settings) => {
  const log = openLog('worker', settings.LOG_LEVEL);
  const database = await openServiceDatabase(settings, 24);
  const clock = await readClock(database.shared, settings.NODE_ENV);
  const app = await NestFactory.createApplicationContext(
    WorkerModule.with({ settings, log, database, clock, channels: openChannels(settings) }),
    { logger: ['error', 'warn'] },
  );
  return { close: () => app.close() };
});
