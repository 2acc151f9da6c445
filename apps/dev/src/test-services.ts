import { provideServices } from '@puntual/sandbox/infra/services';
import { timeSkippingServerPath } from '@puntual/testing/time-skipping/time-skipping-server';
import type { Log } from '@puntual/sandbox/infra/cache-folder';

/** What tests are told of the services, as environment variables (libs/testing reads them). */
export interface TestServices {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Settings of the tests' Temporal server. With one partition a queue gives its tasks out in one order, and has one rate and one backlog: with the usual four, what share of
 * them a few tasks fall on is a matter of chance. The queues say every second how far they have come, which is what the deletion of a history waits for (every half minute otherwise).
 */
const DYNAMIC_CONFIG = [
  'frontend.namespaceRPS=10000',
  'frontend.rps=10000',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  'history.transferProcessorUpdateAckInterval="1s"',
  'history.visibilityProcessorUpdateAckInterval="1s"',
];

/** Provides real Postgres, Kafka, Temporal and the time-skipping test server for tests, with data that may be lost. Throws a MissingPart when one cannot be had. */
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
