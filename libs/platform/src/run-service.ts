import { readFileSync } from 'node:fs';
import { errorFields, openLog } from './log.ts';
import { readSettings, SettingsError, type Settings } from './settings.ts';

/** Time limit for a clean stop, in milliseconds; after that the process exits. */
const STOP_LIMIT_MS = 25_000;

/**
 * Runs a service: reads settings from the environment (and `.env`), starts it, and stops it on SIGTERM or SIGINT. A
 * wrong setting ends the process with code 2 and one line per problem; an unexpected error with code 1.
 */
export async function runService(
  name: string,
  start: (settings: Settings) => Promise<{ close(): Promise<void> }>,
): Promise<void> {
  readDotEnv();
  let settings: Settings;
  try {
    settings = readSettings(process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof SettingsError ? error.message : String(error)}\n`);
    process.exit(2);
  }
  const log = openLog(name, settings.LOG_LEVEL);
  process.on('unhandledRejection', (error) => {
    log.fatal(errorFields(error), 'an error that nobody expected; the process ends');
    process.exit(1);
  });
  let service: { close(): Promise<void> };
  try {
    service = await start(settings);
  } catch (error) {
    log.fatal(errorFields(error), `${name} could not start`);
    process.exit(1);
  }
  log.info(`${name} is up`);
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, `${name} stops`);
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    service.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error(errorFields(error), `${name} did not stop cleanly`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function readDotEnv(): void {
  try {
    readFileSync('.env');
  } catch {
    return;
  }
  process.loadEnvFile('.env');
}
