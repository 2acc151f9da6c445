import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClockAnchor } from '@puntual/platform/clock';
import { checkout } from './checkout.ts';
import type { Log } from './infra/cache-folder.ts';
import { freePort } from './infra/free-port.ts';
import { startService, type Service, type ServiceSpec } from './infra/supervised-service.ts';
import type { ServiceUrls } from '@puntual/db/roles';

export interface StackOptions {
  /** Folder of the logs and of the outbox's file. */
  readonly home: string;
  readonly log: Log;
  readonly urls: ServiceUrls;
  readonly brokers: string;
  readonly temporalAddress: string;
  readonly temporalUi?: string | undefined;
  readonly namespace?: string;
  readonly topicPrefix?: string;
  readonly organization: string;
  readonly apiKey?: string;
  /** What secrets of one-time codes are sealed with. */
  readonly secretsKey?: string;
  readonly ports?: { readonly api?: number; readonly outbox?: number };
  readonly only?: readonly StackService[];
  readonly restartOnExit?: boolean;
  readonly webhookSecret?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Root of the built code of api, ingest and worker, when it is not this checkout (a copy with a planted bug). */
  readonly root?: string;
}

export type StackService = 'outbox' | 'api' | 'ingest' | 'worker';

export interface Stack {
  readonly services: Readonly<Partial<Record<StackService, Service>>>;
  readonly apiUrl: string;
  readonly outboxUrl: string;
  /** Resolves when every service reports that it is ready. */
  ready(limitMs?: number): Promise<void>;
  stop(): Promise<void>;
}

/** The webhook secret that the outbox and the API of this process share; a real one comes from the provider. */
const localWebhookSecret = `whsec_${randomBytes(24).toString('base64')}`;

const ALL_SERVICES: readonly StackService[] = ['outbox', 'api', 'ingest', 'worker'];

/** Starts Puntual's own processes on running services, as `npm start` does. Runs built code: build first. */
export async function startStack(options: StackOptions): Promise<Stack> {
  await mkdir(join(options.home, 'log'), { recursive: true });
  const addresses = await chooseAddresses(options);
  const env = environmentOf(options, addresses);
  const programs = programsOf(options, addresses, env);
  const wanted = options.only ?? ALL_SERVICES;
  const services: Partial<Record<StackService, Service>> = {};
  const stop = async () => {
    await Promise.all([services.api?.stop(), services.ingest?.stop(), services.worker?.stop()]);
    await services.outbox?.stop();
  };
  try {
    for (const name of wanted) {
      services[name] = await startService({
        name,
        env,
        ...programs[name],
        logFile: join(options.home, 'log', `${name}.log`),
        log: options.log,
        cwd: checkout,
        restartOnExit: options.restartOnExit ?? true,
      });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    services,
    apiUrl: addresses.apiUrl,
    outboxUrl: addresses.outboxUrl,
    stop,
    ready: async (limitMs = 240_000) => {
      await Promise.all(wanted.map(async (name) => services[name]?.ready(limitMs)));
    },
  };
}

interface StackAddresses {
  readonly port: Readonly<Record<StackService | 'metrics', number>>;
  readonly apiUrl: string;
  readonly outboxUrl: string;
}

async function chooseAddresses({ ports }: StackOptions): Promise<StackAddresses> {
  const port = {
    api: ports?.api ?? (await freePort()),
    outbox: ports?.outbox ?? (await freePort()),
    ingest: await freePort(),
    worker: await freePort(),
    metrics: await freePort(),
  };
  return { port, apiUrl: `http://127.0.0.1:${port.api}`, outboxUrl: `http://127.0.0.1:${port.outbox}` };
}

/** Settings of a real provider that a developer may set, so that the services send to it instead of the outbox. */
const PROVIDER_SETTINGS = [
  'RESEND_API_KEY',
  'RESEND_BASE_URL',
  'MAIL_FROM',
  'SMS_URL',
  'SMS_TOKEN',
  'SMS_FROM',
  'LETTER_URL',
  'LETTER_TOKEN',
  'AGENCY_URL',
  'AGENCY_TOKEN',
  'AGENCY_HOSTS',
  'REPLY_DOMAIN',
  'PUNTUAL_MESSAGE_WINDOW',
];

/** The environment of all services; each reads its own part. */
function environmentOf(options: StackOptions, { port, apiUrl, outboxUrl }: StackAddresses): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TZ: process.env.TZ,
    NODE_ENV: 'development',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
    APP_DATABASE_URL: options.urls.app,
    RELAY_DATABASE_URL: options.urls.relay,
    KAFKA_BROKERS: options.brokers,
    KAFKA_TOPIC_PREFIX: options.topicPrefix ?? '',
    KAFKA_GROUP: `${options.topicPrefix ?? ''}puntual-ingest`,
    TEMPORAL_ADDRESS: options.temporalAddress,
    TEMPORAL_NAMESPACE: options.namespace ?? 'default',
    ...(options.temporalUi ? { TEMPORAL_UI_URL: options.temporalUi } : {}),
    PORT: String(port.api),
    INGEST_PORT: String(port.ingest),
    WORKER_PORT: String(port.worker),
    METRICS_PORT: String(port.metrics),
    PUBLIC_URL: process.env.PUBLIC_URL ?? apiUrl,
    OUTBOX_URL: outboxUrl,
    RESEND_WEBHOOK_SECRET: options.webhookSecret ?? localWebhookSecret,
    PUNTUAL_ORG: options.organization,
    ...(options.apiKey ? { PUNTUAL_API_KEY: options.apiKey } : {}),
    ...(options.secretsKey ? { PUNTUAL_SECRETS_KEY: options.secretsKey } : {}),
    ...pick(process.env, PROVIDER_SETTINGS),
    ...options.env,
  };
}

type Program = Pick<ServiceSpec, 'entry' | 'readyUrl' | 'nodeArgs'> & { readonly env?: NodeJS.ProcessEnv };

/** What runs each service. The outbox runs from its source, the others from built code. */
function programsOf(
  options: StackOptions,
  { port, apiUrl, outboxUrl }: StackAddresses,
  env: NodeJS.ProcessEnv,
): Record<StackService, Program> {
  const root = options.root ?? checkout;
  const apiRuns = (options.only ?? ALL_SERVICES).includes('api');
  return {
    outbox: {
      entry: join(checkout, 'libs/sandbox/src/outside/outside-main.ts'),
      readyUrl: `${outboxUrl}/healthz`,
      nodeArgs: ['--conditions=@puntual/source', '--no-warnings'],
      env: {
        ...env,
        OUTBOX_PORT: String(port.outbox),
        OUTBOX_DATA_FILE: join(options.home, 'outbox.jsonl'),
        ...(apiRuns ? { OUTBOX_WEBHOOK_URL: `${apiUrl}/webhooks/resend` } : {}),
      },
    },
    api: { entry: join(root, 'apps/api/dist/main.js'), readyUrl: `${apiUrl}/healthz` },
    ingest: { entry: join(root, 'apps/ingest/dist/main.js'), readyUrl: `http://127.0.0.1:${port.ingest}/readyz` },
    worker: { entry: join(root, 'apps/worker/dist/main.js'), readyUrl: `http://127.0.0.1:${port.worker}/readyz` },
  };
}

function pick(env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** The environment that passes the clock's anchor to the demo ERP. */
export function anchorEnv(anchor: ClockAnchor | null): Record<string, string> {
  return { PUNTUAL_CLOCK_ANCHOR: JSON.stringify(anchor ?? { realMs: Date.now(), virtualMs: Date.now(), speed: 1 }) };
}
