import { setTimeout as sleep } from 'node:timers/promises';
import type { PuntualEventInput } from '@puntual/contracts/events/events';
import { addDays, localDate } from '@puntual/domain/calendar/dates';
import { eventsOn } from './daily-events.ts';
import { type DemoCompany, demoCompany } from './company.ts';
import { type ErpState, readErpState, writeErpState } from './erp-state.ts';
import { type EventPublisher, kafkaPublisher, LARGEST_BATCH } from './event-publisher.ts';

/** The demo ERP's log; a pino logger fits. */
export interface ErpLog {
  readonly info: (fields: Record<string, unknown>, message: string) => void;
  readonly warn: (fields: Record<string, unknown>, message: string) => void;
}

export interface ErpOptions {
  /** "host:port", several separated by commas. */
  readonly brokers: string;
  readonly topicPrefix?: string;
  /** `now()` in virtual epoch milliseconds, `speed` in virtual seconds per real second. */
  readonly clock: { now(): number; readonly speed: number };
  /** Organization slug. */
  readonly org: string;
  readonly seed: string;
  readonly stateFile: string;
  readonly log: ErpLog;
  /** Replaces Kafka in tests. */
  readonly publisher?: EventPublisher;
  /**
   * Real milliseconds before attempt `attempt` (1 is the first retry) of a failed send; by default one to ten seconds.
   */
  readonly backoffMs?: (attempt: number) => number;
}

export interface RunningErp {
  /** Stops after the current send and saves the progress. Safe to call twice. */
  readonly stop: () => Promise<void>;
  /** Events published since the company's first day, including earlier runs. */
  readonly published: () => number;
  /** Whether all customers and opening invoices were published. */
  readonly opened: () => boolean;
  /** Resolves when stopped; rejects when Kafka stays away too long or the state cannot be saved. */
  readonly finished: Promise<void>;
}

// With the longest wait of 10 s: more than an hour and a half without Kafka.
const MOST_TRIES = 600;
const SHORTEST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 1000;

/**
 * Starts the demo ERP. It publishes all customers and opening invoices, then each virtual day's events as `clock`
 * reaches their instants. There is no queue: due events are computed from the calendar, at most 500 at a time. Event
 * ids never change, so an event repeated after a restart is a duplicate for Puntual. Throws when the state file cannot
 * be read or written, or belongs to another seed or organization.
 */
export async function startErp(options: ErpOptions): Promise<RunningErp> {
  const { clock, org, seed, stateFile, log } = options;
  let state = await readErpState(stateFile, { seed, org, today: localDate(clock.now(), 'UTC') });
  // Save the first day before the first event leaves: after a kill in between, the company must not open a second time
  // on another day with the same ids.
  await writeErpState(stateFile, state);
  const company = demoCompany({ seed, org, today: state.openedOn });
  const publisher = options.publisher ?? kafkaPublisher(options.brokers, options.topicPrefix);
  const stopping = new AbortController();
  log.info({ openedOn: state.openedOn, day: state.day, published: state.published }, 'the demo ERP runs');

  async function run(): Promise<void> {
    try {
      while (!stopping.signal.aborted) {
        const due = dueEvents(company, state, clock.now());
        if (due.events.length > 0) {
          if (!(await publishUntilTaken(publisher, due.events, options, stopping.signal))) return;
          state = { ...state, ...due.next, published: state.published + due.events.length };
          await writeErpState(stateFile, state);
        } else {
          await pause(
            Math.max(
              SHORTEST_WAIT_MS,
              Math.min(LONGEST_WAIT_MS, ((due.nextAt ?? Infinity) - clock.now()) / clock.speed),
            ),
            stopping.signal,
          );
        }
      }
    } finally {
      await publisher.close();
      log.info({ day: state.day, published: state.published }, 'the demo ERP has stopped');
    }
  }

  const finished = run();
  finished.catch(() => undefined); // a caller that ignores `finished` must not be ended by its rejection
  return {
    stop: () => {
      stopping.abort();
      return finished.catch(() => undefined);
    },
    published: () => state.published,
    opened: () => state.day > state.openedOn,
    finished,
  };
}

/**
 * The events that are due at the virtual instant `nowMs`, at most 500; the position after them; and the instant of the
 * first event that is not due yet (absent when the 500 are full).
 */
export function dueEvents(
  company: DemoCompany,
  from: Pick<ErpState, 'day' | 'index'>,
  nowMs: number,
): { events: PuntualEventInput[]; next: Pick<ErpState, 'day' | 'index'>; nextAt?: number } {
  const events: PuntualEventInput[] = [];
  let { day, index } = from;
  for (;;) {
    const ofDay = eventsOn(day, company);
    for (; index < ofDay.length; index += 1) {
      const event = ofDay[index];
      if (!event) break;
      if (events.length === LARGEST_BATCH) return { events, next: { day, index } };
      if (Date.parse(event.time) > nowMs) return { events, next: { day, index }, nextAt: Date.parse(event.time) };
      events.push(event);
    }
    // every day has a heartbeat, so the first day with an event that is not due ends the loop
    day = addDays(day, 1);
    index = 0;
  }
}

async function publishUntilTaken(
  publisher: EventPublisher,
  events: readonly PuntualEventInput[],
  { log, backoffMs = defaultBackoffMs }: ErpOptions,
  signal: AbortSignal,
): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await publisher.publish(events);
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (attempt >= MOST_TRIES)
        throw new Error(
          `Kafka did not take the demo company's events in ${String(attempt)} tries (${reason}): see that the ` +
            'brokers answer and the topics exist, then start again',
          { cause: error },
        );
      log.warn({ attempt, reason, events: events.length }, 'Kafka did not take the events; the demo ERP tries again');
      await pause(backoffMs(attempt), signal);
      if (signal.aborted) return false;
    }
  }
}

function defaultBackoffMs(attempt: number): number {
  return Math.min(10_000, 1000 * 2 ** Math.min(attempt - 1, 4));
}

async function pause(realMs: number, signal: AbortSignal): Promise<void> {
  await sleep(realMs, undefined, { signal }).catch(() => undefined);
}
