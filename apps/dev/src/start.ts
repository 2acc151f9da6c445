import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '@puntual/db/database';
import { issueLocalSignIn } from '@puntual/casework/access/local-administrator';
import { checkout } from '@puntual/sandbox/checkout';
import { freePort } from '@puntual/sandbox/infra/free-port';
import { startService, type Service } from '@puntual/sandbox/infra/supervised-service';
import { provideServices } from '@puntual/sandbox/infra/provide-services';
import { persistClock } from '@puntual/sandbox/persistent-clock';
import { prepareDatabase } from '@puntual/sandbox/prepare-database';
import { anchorEnv, startStack } from '@puntual/sandbox/stack';
import { build } from './build.ts';
import { readStartOptions } from './start-options.ts';
import { lockDataFolder } from './lock-data-folder.ts';

// `npm start` starts the services that Puntual needs, then Puntual, in one process tree. On any exit it stops what it
// started.
const began = Date.now();
const log = (line: string) =>
  process.stdout.write(`${`${((Date.now() - began) / 1000).toFixed(0)}s`.padStart(5)}  ${line}\n`);
const undo: (() => Promise<void>)[] = [];
let stopping: Promise<void> | null = null;
/** Real time until every service must report that it is ready. */
const READY_LIMIT_MS = 120_000;

const stopAll = (): Promise<void> =>
  (stopping ??= (async () => {
    for (const step of undo.reverse())
      await step().catch((error: unknown) => log(`while stopping: ${messageOf(error)}`));
  })());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!stopping) log('stopping…  ·  deteniendo…');
    void stopAll().then(() => process.exit(0));
  });
}

try {
  await start();
} catch (error) {
  if (!stopping) process.stderr.write(`\n${messageOf(error)}\n`);
  await stopAll();
  process.exit(1);
}

async function start(): Promise<void> {
  const options = readStartOptions(process.argv.slice(2), process.env);
  await mkdir(options.home, { recursive: true });
  undo.push(await lockDataFolder(options.home));
  if (options.reset) await removeData(options.home);
  log('Temporal, Kafka and Postgres: finding or providing them');
  const building = build(log);
  building.catch(() => undefined);
  const services = await provideServices({
    home: options.home,
    log,
    durable: true,
    which: ['postgres', 'kafka', 'temporal'],
    allowKfake: true,
  });
  undo.push(() => services.stop());
  log('database: migrating');
  const { urls, organizationId } = await prepareDatabase(services.postgres.url, {
    answersCustomers: true,
    slug: options.organization,
    name: 'Suministros del Norte S.A.',
    email: 'cobros@norte.example',
    paymentInstructions: 'IBAN ES91 2100 0418 4502 0005 1332\nBIC CAIXESBBXXX',
  });
  const clock = await persistClock(services.postgres.url, { speed: options.speed, startMs: options.startMs });
  undo.push(() => clock.stop());
  await building;
  const { stack, apiKeyFile } = await startPuntual(options, services, urls);
  if (options.demo) {
    const erp = await startErp(options.home, options.organization, services.kafka.brokers, clock.anchor);
    undo.push(() => erp.stop());
  }
  const signInToken = await issueSignInToken(urls.app, organizationId);
  await writeEndpoints(options.home, stack, services, apiKeyFile);
  process.stdout.write(welcome(options, stack.apiUrl, services, { signInToken, apiKeyFile }));
}

type Options = ReturnType<typeof readStartOptions>;
type Services = Awaited<ReturnType<typeof provideServices>>;
type Stack = Awaited<ReturnType<typeof startStack>>;

async function removeData(home: string): Promise<void> {
  log('beginning afresh: the data of before are removed');
  for (const name of ['postgres', 'kafka', 'temporal', 'erp.json', 'outbox.jsonl', 'api-key', 'secrets-key'])
    await rm(join(home, name), { recursive: true, force: true });
}

async function startPuntual(
  options: Options,
  services: Services,
  urls: Awaited<ReturnType<typeof prepareDatabase>>['urls'],
): Promise<{ stack: Stack; apiKeyFile: string }> {
  const apiKey = await keptApiKey(options.home);
  const stack = await startStack({
    home: options.home,
    log,
    urls,
    brokers: services.kafka.brokers,
    temporalAddress: services.temporal.address,
    temporalUi: services.temporal.uiUrl,
    organization: options.organization,
    apiKey: apiKey.key,
    secretsKey: await keptSecretsKey(options.home),
    ports: { api: await freePort(options.port) },
  });
  undo.push(() => stack.stop());
  log('api, ingest and worker: starting');
  await stack.ready();
  await untilAllReady(stack.apiUrl);
  return { stack, apiKeyFile: apiKey.file };
}

async function issueSignInToken(databaseUrl: string, organizationId: string): Promise<string> {
  const database = openDatabase(databaseUrl, { connections: 1 });
  const token = await issueLocalSignIn(database, organizationId, Date.now());
  await database.close();
  return token;
}

// Other programs on this computer find the addresses in this file while Puntual runs.
async function writeEndpoints(home: string, stack: Stack, services: Services, apiKeyFile: string): Promise<void> {
  const addresses = {
    api: stack.apiUrl,
    outbox: `${stack.apiUrl}/outbox`,
    outboxApi: stack.outboxUrl,
    temporal: services.temporal.address,
    temporalUi: services.temporal.uiUrl ?? null,
    kafka: services.kafka.brokers,
    postgres: services.postgres.url,
    apiKeyFile,
  };
  const endpoints = join(home, 'endpoints.json');
  await writeFile(endpoints, `${JSON.stringify(addresses, null, 2)}\n`, { mode: 0o600 });
  undo.push(() => rm(endpoints, { force: true }));
}

function welcome(
  options: Options,
  apiUrl: string,
  services: Services,
  { signInToken, apiKeyFile }: { signInToken: string; apiKeyFile: string },
): string {
  const secondsOfADay = (86_400 / options.speed).toFixed(0);
  return `
  Puntual is up  ·  Puntual está en marcha

  web · web              ${apiUrl}/sign-in?token=${signInToken}
                         (works once, 15 minutes · sirve una vez, 15 minutos)
  API docs · API         ${apiUrl}/docs
  outbox · mensajes      ${apiUrl}/outbox
  Temporal Web UI        ${services.temporal.uiUrl ?? services.temporal.address}
  API key · clave API    ${apiKeyFile}
  Kafka                  ${services.kafka.brokers}
${
  options.demo
    ? `\n  The demo company publishes to Kafka; a day passes every ${secondsOfADay} s.\n` +
      `  La empresa de demostración publica en Kafka; un día pasa cada ${secondsOfADay} s.\n`
    : ''
}
  Ctrl-C stops everything  ·  Ctrl-C lo detiene todo

`;
}

async function startErp(
  home: string,
  organization: string,
  brokers: string,
  anchor: Parameters<typeof anchorEnv>[0],
): Promise<Service> {
  return startService({
    name: 'demo-erp',
    entry: join(checkout, 'libs/sandbox/src/demo/erp-main.ts'),
    nodeArgs: ['--conditions=@puntual/source', '--no-warnings'],
    cwd: checkout,
    logFile: join(home, 'log', 'demo-erp.log'),
    log,
    readyUrl: '',
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      KAFKA_BROKERS: brokers,
      PUNTUAL_ORG: organization,
      DEMO_STATE_FILE: join(home, 'erp.json'),
      ...anchorEnv(anchor),
    },
  });
}

// Uses PUNTUAL_API_KEY if set; otherwise creates a key once and stores it in a file that only this user can read.
async function keptApiKey(home: string): Promise<{ key: string; file: string }> {
  const file = join(home, 'api-key');
  if (process.env.PUNTUAL_API_KEY) {
    await writeFile(file, `${process.env.PUNTUAL_API_KEY}\n`, { mode: 0o600 });
    return { key: process.env.PUNTUAL_API_KEY, file };
  }
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known.trim().length >= 16) return { key: known.trim(), file };
  const key = `pk_${randomBytes(32).toString('base64url')}`;
  await writeFile(file, `${key}\n`, { mode: 0o600 });
  return { key, file };
}

// Uses PUNTUAL_SECRETS_KEY if set; otherwise creates one once, in a file that only this user can read.
async function keptSecretsKey(home: string): Promise<string> {
  if (process.env.PUNTUAL_SECRETS_KEY) return process.env.PUNTUAL_SECRETS_KEY;
  const file = join(home, 'secrets-key');
  const known = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (known.length >= 32) return known;
  const key = randomBytes(32).toString('base64url');
  await writeFile(file, `${key}\n`, { mode: 0o600 });
  return key;
}

async function untilAllReady(apiUrl: string): Promise<void> {
  const until = Date.now() + READY_LIMIT_MS;
  for (;;) {
    const response = await fetch(`${apiUrl}/readyz`).catch(() => null);
    if (response?.ok) return;
    const last = response ? await response.text() : 'the API does not answer';
    if (Date.now() > until)
      throw new Error(`not ready after ${READY_LIMIT_MS / 1000} s: ${last.slice(0, 500)} (logs are in the log folder)`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
