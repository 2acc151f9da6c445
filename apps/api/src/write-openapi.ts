import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@puntual/db/database';
import { clockOf } from '@puntual/platform/clock';
import { openLog } from '@puntual/platform/log';
import { readSettings } from '@puntual/platform/settings';
import { createApi } from './create-api.ts';
import { openTemporalProbe } from './health/temporal-probe.ts';
import { openApiText } from './openapi-text.ts';

// Writes apps/api/openapi.json from the code. Connects to nothing: the parts open their connections at first use, and
// are not used.
const settings = readSettings({ DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing' });
const app = await createApi({
  settings,
  log: openLog('api', 'silent'),
  database: openDatabase('postgresql://nobody@127.0.0.1:1/nothing'),
  clock: clockOf(null),
  temporal: await openTemporalProbe(settings),
  webFolder: '',
});
await writeFile(fileURLToPath(new URL('../openapi.json', import.meta.url)), openApiText(app));
process.exit(0);
