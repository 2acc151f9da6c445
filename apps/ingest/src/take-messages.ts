import { takeEvents } from '@puntual/casework/intake/take-events';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { TOPIC_DEAD_LETTER } from '@puntual/contracts/events/events';
import { MAX_EVENT_BYTES, readEvent, type ReadResult, type RejectionCode } from '@puntual/contracts/events/read-event';
import { isDatabaseAway, type Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import { errorFields, type Logger } from '@puntual/platform/log';
import type { EventPublisher, OutMessage, StreamHandler, StreamMessage } from '@puntual/platform/kafka/event-stream';
import { publishInParts } from './publish-in-parts.ts';

export interface IngestCounters {
  taken(verdict: 'accepted' | 'duplicate' | 'rejected', count: number): void;
}

/** How often a message that fails for no reason we know is tried alone before it goes to the dead letters. */
const TRIES_OF_UNEXPECTED = 3;

interface DeadLetter {
  readonly message: StreamMessage;
  readonly code: RejectionCode;
  readonly reason: string;
  readonly faults: Extract<ReadResult, { ok: false }>['faults'];
}

/**
 * Takes a slice of one partition: reads each message, hands the good ones to the use case in one transaction per organization (in their order), and publishes the bad
 * ones to the dead-letter topic with their reason, before the offsets move on. The database or Kafka being away means `later`; nothing is dropped.
 */
export function takeMessages(
  database: Database,
  clock: Clock,
  publisher: EventPublisher,
  topicPrefix: string,
  log: Logger,
  counters: IngestCounters,
): StreamHandler {
  return async (messages) => {
    const dead: DeadLetter[] = [];
    const byOrganization = new Map<string, { message: StreamMessage; event: PuntualEvent }[]>();
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
    try {
      for (const [slug, items] of byOrganization) dead.push(...(await takeSlice(slug, items)));
      if (dead.length > 0) await publishInParts(publisher, topicPrefix + TOPIC_DEAD_LETTER, dead.map(deadLetter));
    } catch (error) {
      log.warn(
        { ...errorFields(error), topic: messages[0]?.topic, partition: messages[0]?.partition },
        'not now: the partition rests and these messages come again',
      );
      return 'later';
    }
    counters.taken('rejected', dead.length);
    return 'done';
  };

  async function takeSlice(
    slug: string,
    items: { message: StreamMessage; event: PuntualEvent }[],
    tries = 0,
  ): Promise<DeadLetter[]> {
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
          ? [{ message: item.message, code: verdict.code, reason: verdict.reason, faults: [] }]
          : [];
      });
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      // One of them is a bug to us: the others must not wait for it (DOMAIN §7, case 24). Halve until it stands alone.
      if (items.length > 1) {
        const middle = Math.ceil(items.length / 2);
        return [...(await takeSlice(slug, items.slice(0, middle))), ...(await takeSlice(slug, items.slice(middle)))];
      }
      log.error(
        { ...errorFields(error), eventId: items[0]?.event.id, type: items[0]?.event.type, tries },
        'an event failed for a reason nobody expected',
      );
      if (tries + 1 < TRIES_OF_UNEXPECTED) return takeSlice(slug, items, tries + 1);
      return items.map((item) => ({
        message: item.message,
        code: 'unexpected',
        reason: 'Puntual failed on this event; it is kept here so that the others go on. Its cause is in the log.',
        faults: [],
      }));
    }
  }
}

/** Most bytes of a value kept whole: no event is larger. A compressed batch may carry values that the broker would refuse as they are, and a refused dead letter would hold its partition for ever. */
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
      // The beginning only; the whole lies at its topic, partition and offset. The header says how many bytes it had.
      ...(cut ? { 'puntual-cut': String(value.length) } : {}),
    },
  };
}
