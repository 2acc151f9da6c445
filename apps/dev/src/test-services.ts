import { provideServices } from '@puntual/sandbox/infra/provide-services';
import { timeSkippingServerPath } from '@puntual/testing/time-skipping/time-skipping-server';
import type { Log } from '@puntual/sandbox/infra/cache-folder';

/** Addresses of the services for tests, as environment variables (read by libs/testing). */
export interface TestServices {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Settings of the Temporal server for tests. One partition per queue gives one task order, one rate and one backlog;
 * with the default of four, a handful of tasks is spread over them at random. Queues persist their progress every
 * second (default: half a minute), because deleting a history waits for it.
 */
const DYNAMIC_CONFIG = [
  'frontend.namespaceRPS=10000',
  'frontend.rps=10000',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  'history.transferProcessorUpdateAckInterval="1s"',
  'history.visibilityProcessorUpdateAckInterval="1s"',
];

/**
 * Provides real Postgres, Kafka, Temporal and the time-skipping test server for tests; their data may be lost. Throws
 * MissingPart when a service can neither be found nor started.
 */
export async function provideTestServices(home: string, log: Log): Promise<TestServices> {
  const [services, timeSkipping] = await Promise.all([
    provideServices({
      home,
      log,
      durable: false,
      which: ['postgres', 'kafka', 'temporal'],
      dynamicConfig: DYNAMIC_CONFIG,
    }),
    timeSkippingServerPath(log),
  ]);
  return {
    env: {
      PUNTUAL_TEST_POSTGRES: services.postgres.url,
      PUNTUAL_TEST_KAFKA: services.kafka.brokers,
      PUNTUAL_TEST_TEMPORAL: services.temporal.address,
      PUNTUAL_TEST_TIME_SKIPPING: timeSkipping,
      ...(services.temporal.uiUrl ? { PUNTUAL_TEST_TEMPORAL_UI: services.temporal.uiUrl } : {}),
      ...(services.temporal.metricsUrl ? { PUNTUAL_TEST_TEMPORAL_METRICS: services.temporal.metricsUrl } : {}),
    },
    stop: () => services.stop(),
  };
}
