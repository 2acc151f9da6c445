import { randomBytes, randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { WorkflowBundle } from '@temporalio/worker';
import { pino } from 'pino';
import { TOPIC_COLLECTIONS } from '@puntual/contracts/events/events';
import { openDatabase } from '@puntual/db/database';
import { instantAt } from '@puntual/domain/calendar/dates';
import type { Clock } from '@puntual/platform/clock';
import type { EventPublisher, EventStream } from '@puntual/platform/kafka/event-stream';
import { kafkajsPublisher, kafkajsStream, openKafka } from '@puntual/platform/kafka/kafkajs-stream';
import { readSettings, type Settings } from '@puntual/platform/settings';
import { temporalClient } from '@puntual/platform/temporal-connection';
import { startOutsideWorld, type OutsideWorld } from '@puntual/sandbox/outside/outside-world';
import { withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { bundleSources, openTimeSkipping } from '@puntual/testing/workflows/time-skipping';
import { testSetting } from '@puntual/testing/workflows/test-namespace';
import { IngestModule, withApi, type ApiOfTest } from './other-apps.ts';

/** The time-skipping server and its clients. */
type SkippingServer = Awaited<ReturnType<typeof openTimeSkipping>>;

const log = pino({ level: 'silent' });

type OwnerClient = Parameters<Parameters<typeof withClient>[1]>[0];

/** An event that Puntual published. */
export interface Announcement {
  readonly type: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The services of a diary, and what its test uses of them. */
export interface Parts {
  readonly zone: string;
  readonly db: TestDatabase;
  readonly owner: OwnerClient;
  readonly temporal: SkippingServer;
  readonly outside: OutsideWorld;
  readonly settings: Settings;
  readonly clock: Clock;
  /** Reads the server's time, which the clock shows until it is read again. */
  readonly readClock: () => Promise<void>;
  readonly api: ApiOfTest;
  readonly publisher: EventPublisher;
  readonly announcements: readonly Announcement[];
  readonly countAnnouncements: () => Promise<number>;
  readonly bundle: WorkflowBundle;
  readonly closing: (() => Promise<unknown>)[];
}

/** Starts everything but the workers; the clock shows `startsAt` in `zone`. */
export async function openParts(startsAt: string, zone: string): Promise<Parts> {
  const temporal = await openTimeSkipping();
  const [db, bundle] = await Promise.all([withTestDatabase({ connections: 16 }), bundleSources()]);
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const api = await withApi(db.database, db.organization, { RESEND_WEBHOOK_SECRET: secret });
  const outside = await startOutsideWorld({ webhook: { url: `${api.url}/webhooks/resend`, secret } });
  const closing: Parts['closing'] = [
    () => temporal.teardown(),
    () => db.close(),
    () => api.close(),
    () => outside.stop(),
  ];
  const settings = readSettings({
    NODE_ENV: 'test',
    DATABASE_URL: db.urls.app,
    TEMPORAL_ADDRESS: temporal.address ?? '',
    OUTBOX_URL: outside.url,
    KAFKA_BROKERS: testSetting('PUNTUAL_TEST_KAFKA'),
    KAFKA_TOPIC_PREFIX: `diary-${randomUUID().slice(0, 8)}.`,
    KAFKA_GROUP: `diary-${randomUUID()}`,
    INGEST_PORT: '0',
    LOG_LEVEL: 'silent',
  });
  const { clock, readClock } = await skippingClock(temporal, api, instantOf(startsAt, zone));
  const owner = await openOwner(db.ownerUrl, closing);
  const ingest = await NestFactory.createApplicationContext(
    IngestModule.with({
      settings,
      log,
      database: openDatabase(db.urls.app, { connections: 8 }),
      clock,
      temporal: await temporalClient(settings),
      relayUrl: db.urls.relay,
    }),
    { logger: false },
  );
  closing.push(() => ingest.close());
  const kafka = await openTopics(settings, closing);
  return { zone, db, owner, temporal, outside, settings, clock, readClock, api, ...kafka, bundle, closing };
}

/** The publisher of the ERP, and all that appears on `ar.collections`. */
async function openTopics(
  settings: Settings,
  closing: Parts['closing'],
): Promise<Pick<Parts, 'publisher' | 'announcements' | 'countAnnouncements'>> {
  const kafka = openKafka(settings, 'diary', log);
  const publisher = kafkajsPublisher(kafka);
  const announcements: Announcement[] = [];
  const topic = settings.KAFKA_TOPIC_PREFIX + TOPIC_COLLECTIONS;
  const stream: EventStream = kafkajsStream(kafka, `${settings.KAFKA_GROUP}-reader`, log);
  await stream.start([topic], (messages) => {
    for (const { value } of messages) announcements.push(JSON.parse(String(value)) as Announcement);
    return Promise.resolve('done');
  });
  const admin = kafka.admin();
  await admin.connect();
  closing.push(
    () => publisher.stop(),
    () => admin.disconnect(),
    () => stream.stop(),
  );
  const countAnnouncements = async () =>
    (await admin.fetchTopicOffsets(topic)).reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  return { publisher, announcements, countAnnouncements };
}

// `withClient` closes the session when its work ends: at the end of the diary.
function openOwner(url: string, closing: Parts['closing']): Promise<OwnerClient> {
  return new Promise((opened, failed) => {
    const session = withClient(url, (client) => {
      opened(client);
      return new Promise<void>((over) => closing.push(() => Promise.resolve(over())));
    });
    session.catch(failed);
  });
}

/** The instant of a local time of a zone: `2026-12-03 10:00`. */
export function instantOf(when: string, zone: string): number {
  const [day = '', time = '00:00'] = when.split(' ');
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return instantAt(day, hours * 60 + minutes, zone);
}

/** A clock that shows `startsAt` now, for all services. */
async function skippingClock(
  temporal: SkippingServer,
  api: ApiOfTest,
  startsAt: number,
): Promise<Pick<Parts, 'clock' | 'readClock'>> {
  let serverMs = await temporal.currentTimeMs();
  const shift = startsAt - serverMs;
  const clock: Clock = {
    anchor: null,
    now: () => serverMs + shift,
    fromReal: (ms) => ms + shift,
    toReal: (ms) => ms - shift,
    toleranceMs: 0,
  };
  const readClock = async () => {
    serverMs = await temporal.currentTimeMs();
    api.setNow(new Date(clock.now()).toISOString());
  };
  await readClock();
  return { clock, readClock };
}
