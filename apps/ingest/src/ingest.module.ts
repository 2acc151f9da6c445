import {
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Client } from '@temporalio/client';
import { Counter, Gauge } from 'prom-client';
import { TOPIC_COLLECTIONS, TOPIC_DEAD_LETTER, TOPIC_PAYMENTS, TOPICS_IN } from '@puntual/contracts/events/events';
import { PAYMENTS_WAIT_SINCE, paymentsLag } from '@puntual/casework/facts/payments-backlog';
import { wakeAfterBacklog } from '@puntual/casework/gate/closed-gate';
import { reportWaitingEvents } from '@puntual/casework/intake/waiting-events';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import { ensureTopics, kafkajsPublisher, kafkajsStream, openKafka } from '@puntual/platform/kafka/kafkajs-stream';
import type { EventPublisher, EventStream } from '@puntual/platform/kafka/event-stream';
import { errorFields, type Logger } from '@puntual/platform/log';
import {
  AUDIT_UNSEALED_SECONDS,
  OUTBOX_SET_ASIDE,
  UNATTENDED_CASES,
  openHealth,
  serveHealth,
  startBeat,
  type Health,
} from '@puntual/platform/service-health';
import type { Settings } from '@puntual/platform/settings';
import { startImportLoop, type Imports } from './import-loop.ts';
import { startOutboxRelay, type Relay } from './outbox-relay.ts';
import { relayToKafka } from './relay-to-kafka.ts';
import { relayToTemporal } from './relay-to-temporal.ts';
import { startAuditSealer, type AuditSealer } from './seal-audit.ts';
import { takeMessages, type IngestCounters } from './take-messages.ts';
import { watchBacklog, type BacklogWatch } from './watch-backlog.ts';
import { ingestChecks } from './ingest-checks.ts';
import { watchCases, type CaseWatch, type CaseWatchParts } from './watch-cases.ts';
import { watchWorklists, type WorklistWatch } from './watch-worklists.ts';

export interface IngestParts {
  readonly settings: Settings;
  readonly log: Logger;
  readonly database: Database;
  readonly clock: Clock;
  readonly temporal: Client;
  readonly relayUrl: string;
}

const PARTS = Symbol('ingest parts');
/** Partitions of the topics that Puntual creates; existing topics are left unchanged. */
const PARTITIONS = 6;
/** Audit events are sealed after some seconds; from this age on, readiness tells. */
const UNSEALED_TOO_LONG_SECONDS = 120;

/**
 * The ingest service: consumes Kafka, relays the outbox, runs imports. When the Kafka consumer cannot recover, the
 * process exits, because a process that no longer consumes would still look healthy.
 */
@Injectable()
export class Ingest implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly parts: IngestParts;
  private readonly health: Health;
  private stream: EventStream | null = null;
  private publisher: EventPublisher | null = null;
  private relays: { readonly temporal: Relay; readonly kafka: Relay } | null = null;
  private imports: Imports | null = null;
  private beat: { stop(): Promise<void> } | null = null;
  private http: { close(): Promise<void> } | null = null;
  private watch: BacklogWatch | null = null;
  private cases: CaseWatch | null = null;
  private sealer: AuditSealer | null = null;
  private worklists: WorklistWatch | null = null;
  private stopping = false;

  constructor(@Inject(PARTS) parts: IngestParts) {
    this.parts = parts;
    const { checks, notes } = ingestChecks(() => ({
      stream: this.stream,
      relays: this.relays,
      imports: this.imports,
      cases: this.cases,
    }));
    this.health = openHealth({ database: () => parts.database.ping(), ...checks }, notes);
  }

  async onApplicationBootstrap(): Promise<void> {
    const { settings, database } = this.parts;
    const { registry } = this.health;
    const events = new Counter({
      name: 'puntual_events_total',
      help: 'Events from Kafka by verdict',
      labelNames: ['verdict'],
      registers: [registry],
    });
    new Gauge({
      name: 'puntual_outbox_rows',
      help: 'Outbox rows waiting',
      labelNames: ['target'],
      registers: [registry],
      collect: () => this.measureOutbox(),
    });
    new Gauge({
      name: 'puntual_outbox_set_aside_rows',
      help: 'Outbox rows that their target refuses: a person must deal with them',
      labelNames: ['target'],
      registers: [registry],
    });
    const restarted = new Counter({
      name: 'puntual_restarted_workflows_total',
      help: 'Workflows of open cases and waiting messages that were started again',
      labelNames: ['what'],
      registers: [registry],
    });
    new Gauge({
      name: 'puntual_unattended_cases',
      help: 'Open cases without a next act, a dated hold or a task with a deadline, and cases that nobody runs',
      labelNames: ['why'],
      registers: [registry],
      collect: () => this.measureCases(),
    });
    this.http = await serveHealth(this.health, settings.HOST, settings.INGEST_PORT);
    // Read before the first heartbeat of this process, which would hide that every ingest process had been away. If the
    // database does not answer, assume that there was a backlog.
    this.watch = watchBacklog(
      {
        waitingSince: () => this.stream?.waitingSince(settings.KAFKA_TOPIC_PREFIX + TOPIC_PAYMENTS) ?? null,
        fetchedAll: () => this.stream?.hasFetchedAll() ?? false,
        wake: () => wakeAfterBacklog(database),
        nowMs: () => Date.now(),
      },
      await paymentsLag(database).catch(() => true),
    );
    this.beat = startBeat(database.shared, 'ingest', this.health, {
      details: () => ({ ...this.backlog(), ...this.setAside(), ...this.unattended(), ...this.unsealed() }),
      afterBeat: async () => {
        await this.watch?.afterBeat();
        await reportWaitingEvents(database, this.parts.clock.now());
      },
    });
    await this.startStreams(
      (verdict, count) => events.inc({ verdict }, count),
      (what) => restarted.inc({ what }),
    );
  }

  private async startStreams(taken: IngestCounters['taken'], restarted: CaseWatchParts['restarted']): Promise<void> {
    const { settings, log, database, clock, temporal, relayUrl } = this.parts;
    const kafka = openKafka(settings, 'puntual-ingest', log);
    const prefix = settings.KAFKA_TOPIC_PREFIX;
    this.publisher = kafkajsPublisher(kafka);
    const gatherMs = Math.round(settings.PUNTUAL_MESSAGE_WINDOW / (clock.anchor?.speed ?? 1));
    this.relays = {
      temporal: startOutboxRelay({
        url: relayUrl,
        target: 'temporal',
        relayKey: relayToTemporal(temporal, gatherMs),
        log,
      }),
      kafka: startOutboxRelay({
        url: relayUrl,
        target: 'kafka',
        relayKey: relayToKafka(this.publisher, prefix + TOPIC_COLLECTIONS),
        log,
        together: true,
      }),
    };
    this.imports = startImportLoop(database, clock, log);
    this.cases = watchCases({ database, temporal, gatherMs, restarted, clock, log });
    this.startSealer();
    this.worklists = watchWorklists({ database, clock, log });
    const topics = TOPICS_IN.map((topic) => prefix + topic);
    await this.untilKafkaAnswers(() =>
      ensureTopics(kafka, [...topics, prefix + TOPIC_COLLECTIONS, prefix + TOPIC_DEAD_LETTER], PARTITIONS),
    );
    if (this.stopping) return;
    const stream = kafkajsStream(kafka, settings.KAFKA_GROUP, log);
    stream.onDead((reason) => {
      log.fatal({ reason }, 'the Kafka consumer is dead for good; the process ends');
      process.exit(1);
    });
    const organizations = settings.KAFKA_ORGANIZATIONS ? new Set(settings.KAFKA_ORGANIZATIONS) : null;
    const { publisher } = this;
    await stream.start(
      topics,
      takeMessages({ database, clock, organizations, publisher, topicPrefix: prefix, log, counters: { taken } }),
    );
    this.stream = stream;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.beat?.stop();
    await this.stream?.stop();
    await this.imports?.stop();
    await this.cases?.stop();
    await this.sealer?.stop();
    await this.worklists?.stop();
    await this.relays?.temporal.stop();
    await this.relays?.kafka.stop();
    await this.publisher?.stop();
    await this.http?.close();
    await this.parts.temporal.connection.close();
    await this.parts.database.close();
  }

  // The gate reads this value from the heartbeat: no reminder leaves while payments wait to be ingested.
  private backlog(): Record<string, string> {
    const since = this.watch?.since() ?? null;
    return since === null ? {} : { [PAYMENTS_WAIT_SINCE]: new Date(since).toISOString() };
  }

  // The API shows the number in /readyz.
  private setAside(): Record<string, string> {
    const { temporal, kafka } = this.relays ?? {};
    const rows = (temporal?.backlog().setAside ?? 0) + (kafka?.backlog().setAside ?? 0);
    return rows === 0 ? {} : { [OUTBOX_SET_ASIDE]: String(rows) };
  }

  // The API shows the number in /readyz.
  private unattended(): Record<string, string> {
    const cases = Object.values(this.cases?.counts() ?? {}).reduce((sum, count) => sum + count, 0);
    return cases === 0 ? {} : { [UNATTENDED_CASES]: String(cases) };
  }

  // The API shows the number in /readyz.
  private unsealed(): Record<string, string> {
    const seconds = this.sealer?.unsealedSeconds() ?? 0;
    return seconds < UNSEALED_TOO_LONG_SECONDS ? {} : { [AUDIT_UNSEALED_SECONDS]: String(seconds) };
  }

  private measureCases(): void {
    const gauge = this.health.registry.getSingleMetric('puntual_unattended_cases');
    if (!(gauge instanceof Gauge)) return;
    for (const [why, count] of Object.entries(this.cases?.counts() ?? {})) gauge.set({ why }, count);
  }

  private startSealer(): void {
    const { database, clock, log } = this.parts;
    this.sealer = startAuditSealer({ database, clock, log });
    new Gauge({
      name: 'puntual_audit_unsealed_seconds',
      help: 'Age of the oldest audit event that is in no block of its chain',
      registers: [this.health.registry],
      collect: () => this.measureAudit(),
    });
  }

  private measureAudit(): void {
    const gauge = this.health.registry.getSingleMetric('puntual_audit_unsealed_seconds');
    if (gauge instanceof Gauge) gauge.set(this.sealer?.unsealedSeconds() ?? 0);
  }

  private measureOutbox(): void {
    const rows = this.health.registry.getSingleMetric('puntual_outbox_rows');
    const setAside = this.health.registry.getSingleMetric('puntual_outbox_set_aside_rows');
    if (!(rows instanceof Gauge) || !(setAside instanceof Gauge) || !this.relays) return;
    for (const [target, relay] of Object.entries(this.relays)) {
      rows.set({ target }, relay.backlog().rows);
      setAside.set({ target }, relay.backlog().setAside);
    }
  }

  private async untilKafkaAnswers(work: () => Promise<void>): Promise<void> {
    for (let waitMs = 500; !this.stopping; waitMs = Math.min(waitMs * 2, 10_000)) {
      try {
        return await work();
      } catch (error) {
        this.parts.log.warn(errorFields(error), 'Kafka does not answer yet');
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }
}

@Module({})
export class IngestModule {
  /** Returns the ingest module built on the given parts. */
  static with(parts: IngestParts): DynamicModule {
    return { module: IngestModule, providers: [{ provide: PARTS, useValue: parts }, Ingest] };
  }
}
