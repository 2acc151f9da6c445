import { join } from 'node:path';
import { Client } from 'pg';
import type { Log } from './cache-folder.ts';
import { answersAt, keptPort } from './free-port.ts';
import { startKafka } from './kafka.ts';
import { startPostgres } from './postgres.ts';
import { MissingPart, providedPart, type RunningPart } from './running-part.ts';
import { startTemporal } from './temporal.ts';

/** The search attributes of Puntual's workflows (docs/operations.md). */
export const searchAttributes = {
  PuntualOrg: 'Keyword',
  PuntualCustomer: 'Keyword',
  PuntualInvoice: 'Keyword',
  PuntualDueOn: 'Datetime',
} as const;

export type Services = {
  postgres: RunningPart & { url: string };
  kafka: RunningPart & { brokers: string };
  /** `uiUrl` and `metricsUrl` are known only when the server was started here. */
  temporal: RunningPart & { address: string; uiUrl?: string; metricsUrl?: string };
};
export type ServiceName = keyof Services;

export type ProvideOptions<Which extends ServiceName> = {
  /** Folder of the services' data, logs and kept ports. */
  home: string;
  log: Log;
  /** False for tests: Postgres writes faster, and a power cut may lose its data. */
  durable: boolean;
  which: readonly Which[];
  /** Whether kfake may replace Kafka: for demonstrations, never for tests. */
  allowKfake?: boolean;
  /** `key=value` pairs of Temporal's dynamic configuration. */
  dynamicConfig?: readonly string[];
};

/**
 * Provides the requested services. Those that DATABASE_URL, KAFKA_BROKERS and TEMPORAL_ADDRESS name are used as they
 * are; the others are started in parallel, with their data below `home`. `stop` stops what was started here. Throws the
 * first failure at once (MissingPart when a service can neither be found nor made); services that were started by then
 * are stopped, and those still starting are stopped as soon as they are up.
 */
export async function provideServices<Which extends ServiceName>(
  options: ProvideOptions<Which>,
): Promise<Pick<Services, Which> & { stop(): Promise<void> }> {
  const ports = join(options.home, 'ports.json');
  const port = {
    postgres: await keptPort(ports, 'postgres'),
    kafka: await keptPort(ports, 'kafka'),
    temporal: await keptPort(ports, 'temporal'),
    temporalUi: await keptPort(ports, 'temporalUi'),
  };
  const place = (name: ServiceName) => ({
    dataDir: join(options.home, name),
    logFile: join(options.home, 'log', `${name}.log`),
    log: options.log,
  });
  const start: { [Name in ServiceName]: () => Promise<Services[Name]> } = {
    postgres: () =>
      givenPostgres() ?? startPostgres({ ...place('postgres'), port: port.postgres, durable: options.durable }),
    kafka: () => givenKafka() ?? startKafka({ ...place('kafka'), port: port.kafka, allowKfake: options.allowKfake }),
    temporal: () =>
      givenTemporal() ??
      startTemporal({
        ...place('temporal'),
        port: port.temporal,
        uiPort: port.temporalUi,
        searchAttributes,
        dynamicConfig: options.dynamicConfig,
      }),
  };
  const starting = options.which.map(async (name): Promise<[ServiceName, RunningPart]> => [name, await start[name]()]);
  try {
    const started = await Promise.all(starting);
    const stop = async () => {
      await Promise.all(started.map(([, part]) => part.stop()));
    };
    return Object.assign(Object.fromEntries(started) as Pick<Services, Which>, { stop });
  } catch (error) {
    const up: Promise<void>[] = [];
    for (const each of starting)
      each.then(
        ([, part]) => {
          up.push(part.stop());
        },
        () => undefined,
      );
    await Promise.resolve(); // services that are up already are in the list now
    await Promise.all(up);
    throw error;
  }
}

function givenPostgres(): Promise<Services['postgres']> | undefined {
  const url = process.env['DATABASE_URL'];
  if (!url) return undefined;
  return (async () => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      throw new MissingPart(
        'The Postgres of DATABASE_URL',
        ['start it', 'correct DATABASE_URL', 'unset it to have one started'],
        [error instanceof Error ? error.message : String(error)],
      );
    } finally {
      await client.end().catch(() => undefined);
    }
    return { ...providedPart('Postgres', 'DATABASE_URL'), url };
  })();
}

function givenKafka(): Promise<Services['kafka']> | undefined {
  const brokers = process.env['KAFKA_BROKERS'];
  return brokers ? given('Kafka', 'KAFKA_BROKERS', brokers.split(','), { brokers }) : undefined;
}

function givenTemporal(): Promise<Services['temporal']> | undefined {
  const address = process.env['TEMPORAL_ADDRESS'];
  return address ? given('Temporal', 'TEMPORAL_ADDRESS', [address], { address }) : undefined;
}

/** A service given by `host:port` addresses, one of which must accept connections. */
async function given<More extends object>(
  name: string,
  setting: string,
  addresses: readonly string[],
  more: More,
): Promise<RunningPart & More> {
  for (const address of addresses) {
    const parts = /^\[?([^\]]+?)\]?:(\d+)$/.exec(address.trim());
    if (parts?.[1] && parts[2] && (await answersAt({ host: parts[1], port: Number(parts[2]) })))
      return { ...providedPart(name, setting), ...more };
  }
  throw new MissingPart(
    `The ${name} of ${setting}`,
    ['start it', `correct ${setting} (host:port)`, 'unset it to have one started'],
    [`nothing answers at ${addresses.join(', ')}`],
  );
}
