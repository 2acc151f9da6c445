import { WorkflowNotFoundError } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { keyOf, topicOf, type PuntualEvent } from '@puntual/contracts/events/events';
import { invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
import { localMinute } from '@puntual/domain/calendar/dates';
import type { Clock } from '@puntual/platform/clock';
import type { OutsideWorld } from '@puntual/sandbox/outside/outside-world';
import type { BehaviourInput } from '@puntual/sandbox/outside/misbehaviour-schema';
import type { TestDatabase } from '@puntual/testing/database/test-database';
import { untilQuiet } from '@puntual/testing/database/until-idle';
import { until } from '@puntual/testing/until';
import { openChannels } from '../channels/channels.ts';
import { openRenderer } from '../activities/renderer.ts';
import { createWorkers } from '../collections-workers.ts';
import type { ApiOfTest } from './other-apps.ts';
import { instantOf, openParts, type Announcement, type Parts } from './services-parts.ts';

const HOUR = 3_600_000;
/** Minutes of the day between which messages leave, in any zone of Europe. */
const [OPENS_AT, CLOSES_AT] = [8 * 60, 18 * 60];
const log = pino({ level: 'silent' });

/** What happened to one customer: the day where the customer is, and the rest of the line. */
interface Happening {
  readonly day: string;
  readonly what: string;
}

/**
 * All services of Puntual in one process on their own database, Kafka topics and time-skipping Temporal server: the API
 * takes what people do, ingest consumes what the ERP publishes, workers run the workflows. Time jumps from one planned
 * instant to the next, and only when no service has work left.
 */
export class ServicesDiary {
  readonly outside: OutsideWorld;
  readonly db: TestDatabase;
  readonly temporal: Parts['temporal'];
  readonly clock: Clock;
  readonly api: ApiOfTest;
  readonly zone: string;
  private readonly misbehaviours: NonNullable<BehaviourInput['misbehaviours']> = [];
  private readonly closing: (() => Promise<unknown>)[];
  private readonly parts: Parts;
  private readonly restarts: boolean;
  private readonly renderer = openRenderer();
  private workers: { readonly ended: Promise<unknown>; readonly all: readonly Worker[] } | null = null;

  private constructor(parts: Parts, restarts: boolean) {
    this.parts = parts;
    this.restarts = restarts;
    this.outside = parts.outside;
    this.db = parts.db;
    this.temporal = parts.temporal;
    this.clock = parts.clock;
    this.api = parts.api;
    this.zone = parts.zone;
    this.closing = parts.closing;
  }

  /**
   * Starts every service; the clock shows `startsAt` in Madrid. With `restarts`, `stopWorkers` may be called before the
   * end. Throws when a service does not start.
   */
  static async start(startsAt: string, { restarts = false } = {}): Promise<ServicesDiary> {
    const diary = new ServicesDiary(await openParts(startsAt, 'Europe/Madrid'), restarts);
    await diary.startWorkers();
    return diary;
  }

  /** Starts workers; with the same code this is what a deploy does after `stopWorkers`. */
  async startWorkers(): Promise<void> {
    const { settings, db, clock, temporal, bundle } = this.parts;
    const all = await createWorkers({
      connection: temporal.nativeConnection,
      // The server never gives up the queue of one worker's cache: without caches other workers can take over, and
      // every wake-up replays its whole history.
      settings: this.restarts ? { ...settings, WORKER_MAX_CACHED_WORKFLOWS: 0 } : settings,
      database: db.database,
      clock,
      channels: openChannels(settings),
      renderer: this.renderer,
      log,
      overrides: { workflowBundle: bundle, shutdownGraceTime: '1 second' },
    });
    this.workers = { all, ended: Promise.all(all.map((worker) => worker.run())) };
  }

  async stopWorkers(): Promise<void> {
    for (const worker of this.workers?.all ?? []) worker.shutdown();
    await this.workers?.ended;
    this.workers = null;
  }

  /** The instant of a local time of the diary's zone, or of `zone`: `instant('2026-12-03 10:00')`. */
  instant(when: string, zone = this.zone): number {
    return instantOf(when, zone);
  }

  /** Lets time pass until a local time or an instant, from one planned instant to the next. */
  async until(when: string | number): Promise<void> {
    const to = typeof when === 'string' ? this.instant(when) : when;
    for (;;) {
      const now = await this.quiet();
      if (now >= to) return;
      const [row] = await this.query<{ at: Date | null; asked: boolean }>(
        `
          SELECT min(next_action_at) FILTER (WHERE next_action_at > $1) AS at,
            EXISTS (SELECT 1 FROM step WHERE state = 'requested') AS asked
          FROM invoice
          WHERE case_state = 'running'`,
        [new Date(now)],
      );
      // A contact that waits for its window wakes by a timer that only Temporal knows.
      const next = Math.min(to, row?.at?.getTime() ?? Infinity, row?.asked ? this.nextHour(now) : Infinity);
      await this.pass(next - now);
    }
  }

  /** The next full hour at which a window may be open. */
  private nextHour(now: number): number {
    for (let at = (Math.floor(now / HOUR) + 1) * HOUR; ; at += HOUR) {
      const minute = localMinute(at, this.zone);
      if (minute >= OPENS_AT && minute <= CLOSES_AT) return at;
    }
  }

  /** Lets exactly `ms` pass, whatever is left to do. */
  async pass(ms: number): Promise<void> {
    await this.temporal.sleep(Math.max(1, ms));
    await this.parts.readClock();
  }

  /** Waits until no service has work left; returns the instant. */
  async quiet(): Promise<number> {
    for (let reports = -1; reports !== this.outside.webhookAttempts().length;) {
      reports = this.outside.webhookAttempts().length;
      await this.outside.whenWebhooksSettled();
      await this.untilRowsAreQuiet();
      if (this.workers === null || this.restarts) continue;
      await this.untilSignalsAreRead();
      await this.untilRowsAreQuiet();
    }
    return this.clock.now();
  }

  private untilRowsAreQuiet(): Promise<void> {
    return untilQuiet(this.parts.owner, async () => {
      await this.parts.readClock();
      return this.clock.now();
    });
  }

  /**
   * Waits until every running case has evaluated what it was told: no row says that a signal was delivered and not read
   * yet. Temporal answers a query only when the workflow has no task left. Cases that end meanwhile cannot be asked.
   */
  private async untilSignalsAreRead(): Promise<void> {
    const running = await this.query<{ id: string }>(
      `SELECT invoice_id AS id FROM invoice WHERE case_state = 'running'`,
    );
    await Promise.all(
      running.map(({ id }) =>
        this.temporal.client.workflow
          .getHandle(invoiceWorkflowId(this.db.organization.slug, id))
          .query('__stack_trace')
          .catch((error: unknown) => {
            if (!(error instanceof WorkflowNotFoundError)) throw error;
          }),
      ),
    );
  }

  /** The ERP publishes events on Kafka, in order, and waits until they are taken. */
  async erp(...events: readonly PuntualEvent[]): Promise<void> {
    await this.parts.readClock();
    for (const event of events)
      await this.parts.publisher.publish(this.parts.settings.KAFKA_TOPIC_PREFIX + topicOf[event.type], [
        { key: keyOf(event), value: JSON.stringify(event) },
      ]);
    const ids = events.map((event) => event.id);
    await until('the events are taken', async () => {
      const rows = await this.query('SELECT 1 FROM inbox WHERE event_id = ANY($1)', [ids]);
      return rows.length === new Set(ids).size;
    });
    await this.quiet();
  }

  /** A person calls the API now; fails unless it accepts. Returns the body of its answer. */
  async act(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
    role: keyof ApiOfTest['keys'] = 'collector',
  ): Promise<Record<string, unknown>> {
    await this.parts.readClock();
    const call = { key: this.api.keys[role], ...(body === undefined ? {} : { body }) };
    const answer = await this.api.call(method, path, call);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    if (method !== 'GET') await this.quiet();
    return answer.body;
  }

  /** Adds a misbehaviour of the providers. */
  misbehaves(misbehaviour: NonNullable<BehaviourInput['misbehaviours']>[number]): void {
    this.misbehaviours.push(misbehaviour);
    this.outside.setBehaviour({ misbehaviours: this.misbehaviours });
  }

  /** The id of the customer's only open task of a kind. */
  async taskOf(customerId: string, kind = 'call'): Promise<string> {
    const rows = await this.query<{ id: string }>(
      `
        SELECT t.id
        FROM task t
        JOIN customer c ON c.id = t.customer_id
        WHERE c.customer_id = $1 AND t.kind = $2 AND t.state <> 'done'`,
      [customerId, kind],
    );
    if (rows.length !== 1) throw new Error(`${customerId} has ${rows.length} open tasks ${kind}`);
    return rows[0]?.id ?? '';
  }

  /** Completes the customer's open task through the API. */
  async completes(customerId: string, body: object, kind = 'call', role?: keyof ApiOfTest['keys']): Promise<void> {
    await this.act('POST', `/v1/tasks/${await this.taskOf(customerId, kind)}/complete`, body, role);
  }

  query<Row extends object = Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.parts.owner.query<Row>(sql, [...values]).then(({ rows }) => rows);
  }

  /** When the case wakes by itself: the end of its workflow's last timer, on the diary's clock; null without one. */
  async timerOf(invoiceId: string): Promise<number | null> {
    const { events = [] } = await this.temporal.client.workflow
      .getHandle(invoiceWorkflowId(this.db.organization.slug, invoiceId))
      .fetchHistory();
    const started = (events ?? []).filter((event) => event.timerStartedEventAttributes).at(-1);
    if (!started) return null;
    const { startToFireTimeout } = started.timerStartedEventAttributes ?? {};
    const milliseconds = (time: { seconds?: unknown; nanos?: number | null } | null | undefined) =>
      Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;
    return this.clock.fromReal(milliseconds(started.eventTime) + milliseconds(startToFireTimeout));
  }

  /** How many signals the case's workflow has received. */
  async signalsOf(invoiceId: string): Promise<number> {
    const { events } = await this.temporal.client.workflow
      .getHandle(invoiceWorkflowId(this.db.organization.slug, invoiceId))
      .fetchHistory();
    return (events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes).length;
  }

  /** Whether the timer of the case has ended and no worker has taken note of it yet. */
  async hasUnhandledTimer(invoiceId: string): Promise<boolean> {
    const at = await this.lastEvents(invoiceId);
    return at.timerFired > at.taskStarted;
  }

  /** Resolves when the workflow of the case has handled every signal so far. */
  async handled(invoiceId: string): Promise<void> {
    await until(`${invoiceId} has handled its signals`, async () => {
      const at = await this.lastEvents(invoiceId);
      return at.signaled < at.taskCompleted;
    });
  }

  /** Where in the history the last event of each kind is; -1 without one. */
  private async lastEvents(invoiceId: string) {
    const { events } = await this.temporal.client.workflow
      .getHandle(invoiceWorkflowId(this.db.organization.slug, invoiceId))
      .fetchHistory();
    const lastOf = (is: (event: NonNullable<typeof events>[number]) => unknown) =>
      (events ?? []).reduce((last, event, index) => (is(event) ? index : last), -1);
    return {
      timerFired: lastOf((event) => event.timerFiredEventAttributes),
      taskStarted: lastOf((event) => event.workflowTaskStartedEventAttributes),
      taskCompleted: lastOf((event) => event.workflowTaskCompletedEventAttributes),
      signaled: lastOf((event) => event.workflowExecutionSignaledEventAttributes),
    };
  }

  /** Every announcement on `ar.collections` so far, in the order of its partitions. */
  async announced(): Promise<readonly Announcement[]> {
    await this.quiet();
    const { announcements, countAnnouncements } = this.parts;
    await until('every announcement is read', async () => announcements.length === (await countAnnouncements()));
    return announcements;
  }

  /**
   * What happened to a customer, by day (and by the alphabet within a day): messages that the provider accepted (`sent
   * friendly by email to k1: INV-1`), tasks (`task call`, `call ended: promised`) and announcements.
   */
  async happenedTo(customerId: string): Promise<string[]> {
    await this.sentAsDelivered();
    const own = (await this.announced()).filter(({ data }) => data.customerId === customerId);
    const rows = await this.query<Happening>(HAPPENED, [customerId]);
    const zone = (await this.query<{ zone: string }>(ZONE_OF, [customerId]))[0]?.zone ?? this.zone;
    const dayIn = new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
    const told = own
      .filter(({ type }) => !ROWS_OF_THEIR_OWN.test(type))
      .map(({ type, time, data }) => {
        const what = `announced ${type.replace(/^puntual\.|\.v1$/g, '')}${namesIn(data)}`;
        return `${dayIn.format(new Date(time))} ${what}`;
      });
    return [...rows.map(({ day, what }) => `${day} ${what}`), ...told].sort();
  }

  /** Fails unless the provider accepted exactly the messages that are recorded as sent, each once. */
  private async sentAsDelivered(): Promise<void> {
    const sent = await this.query<{ id: string }>(`SELECT id FROM message WHERE state = 'sent'`);
    const delivered = this.outside
      .deliveries()
      .flatMap(({ kind, idempotencyKey }) => (kind === 'placement' || kind === 'recall' ? [] : [idempotencyKey ?? '']));
    const missing = sent.filter(({ id }) => !delivered.some((key) => key.includes(id)));
    if (missing.length > 0 || delivered.length !== sent.length)
      throw new Error(`${sent.length} messages are recorded as sent, the provider accepted ${delivered.length}`);
  }

  async close(): Promise<void> {
    await this.stopWorkers();
    await this.renderer.close();
    for (const end of this.closing.reverse()) await end();
  }
}

/** Announcements of messages and tasks, which have lines of their own. */
const ROWS_OF_THEIR_OWN = /^puntual\.(contact|task)\./;
const ZONE_OF = 'SELECT time_zone AS zone FROM customer WHERE customer_id = $1';
const HAPPENED = `
  SELECT (x.at AT TIME ZONE c.time_zone)::date::text AS day, x.what
  FROM (
    SELECT m.customer_id, m.composed_at AS at, 'sent ' || m.template || ' by ' || m.channel || ' to ' ||
      (SELECT string_agg(r->>'contactId', ' ') FROM jsonb_array_elements(m.recipients) r) || coalesce((
      SELECT ': ' || string_agg(i.invoice_id, ' ' ORDER BY i.invoice_id)
      FROM message_invoice mi
      JOIN invoice i ON i.id = mi.invoice_id
      WHERE mi.message_id = m.id), '') AS what
    FROM message m
    WHERE m.state = 'sent'
    UNION ALL
    SELECT t.customer_id, t.opened_at, 'task ' || t.kind
    FROM task t
    UNION ALL
    SELECT t.customer_id, t.completed_at, t.kind || ' ended: ' || t.outcome
    FROM task t
    WHERE t.completed_at IS NOT NULL
  ) x
  JOIN customer c ON c.id = x.customer_id
  WHERE c.customer_id = $1`;

function namesIn(data: Announcement['data']): string {
  const { invoiceId, state, stage, outcome } = data;
  return [invoiceId, stage, state, outcome]
    .flatMap((value) => (typeof value === 'string' ? [` ${value}`] : []))
    .join('');
}
