import { takeEvents } from '@puntual/casework/intake/take-events';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { TOPIC_DEAD_LETTER } from '@puntual/contracts/events/events';
import { MAX_EVENT_BYTES, readEvent, type ReadResult, type RejectionCode } from '@puntual/contracts/events/read-event';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import { isDatabaseAway, type Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import { errorFields, type Logger } from '@puntual/platform/log';
import type { EventPublisher, OutMessage, StreamHandler, StreamMessage } from '@puntual/platform/kafka/event-stream';
import { publishInBatches } from './publish-in-batches.ts';

export interface IngestCounters {
  taken(verdict: 'accepted' | 'duplicate' | 'rejected', count: number): void;
}

export interface TakeMessagesParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly publisher: EventPublisher;
  readonly topicPrefix: string;
  readonly log: Logger;
  readonly counters: IngestCounters;
}

interface Item {
  readonly message: StreamMessage;
  readonly event: PuntualEvent;
}

/** Attempts for a single message that fails for an unknown reason, before it becomes a dead letter. */
const TRIES_OF_UNEXPECTED = 3;

interface DeadLetter {
  readonly message: StreamMessage;
  readonly code: RejectionCode;
  readonly reason: string;
  readonly faults: Extract<ReadResult, { ok: false }>['faults'];
}

/**
 * Returns the handler of message batches of one partition. The handler parses each message, passes the valid ones to
 * `takeEvents` in one transaction per organization and in order, and publishes the invalid ones to the dead-letter
 * topic with their reason before the offsets are committed. It answers `later` when the database or Kafka is away; no
 * message is dropped.
 */
export function takeMessages(parts: TakeMessagesParts): StreamHandler {
  const { publisher, topicPrefix, log, counters } = parts;
  return async (messages) => {
    const { byOrganization, dead } = readMessages(messages);
    try {
      for (const [slug, items] of byOrganization) dead.push(...(await takeSlice(parts, slug, items)));
      if (dead.length > 0) await publishInBatches(publisher, topicPrefix + TOPIC_DEAD_LETTER, dead.map(deadLetter));
    } catch (error) {
      log.warn(
        { ...errorFields(error), topic: messages[0]?.topic, partition: messages[0]?.partition },
        'cannot handle messages now: the partition pauses, and these messages come again',
      );
      return 'later';
    }
    counters.taken('rejected', dead.length);
    return 'done';
  };
}

function readMessages(messages: readonly StreamMessage[]): { byOrganization: Map<string, Item[]>; dead: DeadLetter[] } {
  const dead: DeadLetter[] = [];
  const byOrganization = new Map<string, Item[]>();
  for (const message of messages) {
    const read = readEvent(message.value);
    if (read.ok) {
      const list = byOrganization.get(read.event.org);
      if (list) list.push({ message, event: read.event });
      else byOrganization.set(read.event.org, [{ message, event: read.event }]);
    } else {
      dead.push({ message, code: read.code, reason: read.reason, faults: read.faults });
    }
  }
  return { byOrganization, dead };
}

async function takeSlice(parts: TakeMessagesParts, slug: string, items: Item[], tries = 0): Promise<DeadLetter[]> {
  const { database, clock, log, counters } = parts;
  try {
    const verdicts = await takeEvents(
      database,
      slug,
      items.map((item) => item.event),
      new Date(clock.now()),
    );
    counters.taken('accepted', verdicts.filter((verdict) => verdict.verdict === 'accepted').length);
    counters.taken('duplicate', verdicts.filter((verdict) => verdict.verdict === 'duplicate').length);
    return verdicts.flatMap((verdict, index): DeadLetter[] => {
      const item = items[index];
      return verdict.verdict === 'rejected' && item
        ? [{ message: item.message, code: verdict.code, reason: sayRefusal(verdict.refusal, 'en'), faults: [] }]
        : [];
    });
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    // One event of the batch triggers a bug, and the others must not wait for it. Halve the batch until that event is
    // alone.
    if (items.length > 1) {
      const middle = Math.ceil(items.length / 2);
      const first = await takeSlice(parts, slug, items.slice(0, middle));
      return [...first, ...(await takeSlice(parts, slug, items.slice(middle)))];
    }
    log.error(
      { ...errorFields(error), eventId: items[0]?.event.id, type: items[0]?.event.type, tries },
      'an event failed for an unexpected reason',
    );
    if (tries + 1 < TRIES_OF_UNEXPECTED) return takeSlice(parts, slug, items, tries + 1);
    return items.map((item) => ({
      message: item.message,
      code: 'unexpected',
      reason: 'Puntual failed on this event; it is kept here so that the others go on. Its cause is in the log.',
      faults: [],
    }));
  }
}

/**
 * Most bytes of a value that a dead letter carries; valid events are never larger. A value from a compressed batch can
 * exceed the broker's limit once unpacked, and a rejected dead letter would block the partition for ever.
 */
const MOST_DEAD_BYTES = MAX_EVENT_BYTES;

function deadLetter({ message, code, reason, faults }: DeadLetter): OutMessage {
  const { value } = message;
  const cut = value !== null && value.length > MOST_DEAD_BYTES;
  return {
    key: message.key,
    value: cut ? value.subarray(0, MOST_DEAD_BYTES) : value,
    headers: {
      'puntual-topic': message.topic,
      'puntual-partition': String(message.partition),
      'puntual-offset': message.offset,
      'puntual-code': code,
      'puntual-reason': reason.slice(0, 1000),
      'puntual-path': faults
        .map((fault) => fault.path)
        .join(',')
        .slice(0, 500),
      // The value is truncated; the original is at its topic, partition and offset. The header gives the original size.
      ...(cut ? { 'puntual-cut': String(value.length) } : {}),
    },
  };
}
