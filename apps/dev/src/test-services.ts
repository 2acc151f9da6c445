import { provideServices } from '@puntual/testing/infra/services';
import { timeSkippingServerPath } from '@puntual/testing/infra/time-skipping-server';
import type { Log } from '@puntual/testing/infra/cache-folder';

/** What tests are told of the services, as environment variables (libs/testing reads them). */
export interface TestServices {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Provides real Postgres, Kafka, Temporal and the time-skipping test server for tests, with data that may be lost. Throws a MissingPart when one cannot be had. */
export async function provideTestServices(home: string, log: Log): Promise<TestServices> {
  const [services, timeSkipping] = await Promise.all([
    provideServices({ home, log, durable: false, which: ['postgres', 'kafka', 'temporal'], dynamicConfig: ['frontend.namespaceRPS=10000', 'frontend.rps=10000'] }),
    timeSkippingServerPath(log),
  ]);
  return {
    env: {
      PUNTUAL_TEST_POSTGRES: services.postgres.url, PUNTUAL_TEST_KAFKA: services.kafka.brokers, PUNTUAL_TEST_TEMPORAL: services.temporal.address, PUNTUAL_TEST_TIME_SKIPPING: timeSkipping,
      ...(services.temporal.uiUrl ? { PUNTUAL_TEST_TEMPORAL_UI: services.temporal.uiUrl } : {}), ...(services.temporal.metricsUrl ? { PUNTUAL_TEST_TEMPORAL_METRICS: services.temporal.metricsUrl } : {}),
    },
    stop: () => services.stop(),
  };
}
