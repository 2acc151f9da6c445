import { takeEvents } from '@puntual/casework/intake/take-events';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { readEvent, type ReadResult } from '@puntual/contracts/events/read-event';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import { isDatabaseAway, type Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import { errorFields, type Logger } from '@puntual/platform/log';
import type { BatchRefusal, StreamHandler, StreamMessage } from '@puntual/platform/kafka/event-stream';
import { publishDeadLetters, type DeadLetter, type DeadLetterParts } from './dead-letters.ts';

export interface IngestCounters {
  taken(verdict: 'accepted' | 'duplicate' | 'rejected', count: number): void;
}

export interface TakeMessagesParts extends DeadLetterParts {
  readonly database: Database;
  readonly clock: Clock;
  /** The slugs of the organizations whose events these topics may carry; null: any. */
  readonly organizations: ReadonlySet<string> | null;
  readonly counters: IngestCounters;
}

interface Item {
  readonly message: StreamMessage;
  readonly event: PuntualEvent;
}

/** Attempts for a single message that fails for an unknown reason, before it becomes a dead letter. */
const TRIES_OF_UNEXPECTED = 3;

/**
 * Tries of the same messages that end as if the database were away although it answers, before one of the messages is
 * held to be the cause: for example, its transaction takes too long each time.
 */
const TRIES_WHILE_IT_ANSWERS = 5;

const UNEXPECTED = {
  code: 'unexpected',
  reason: 'Puntual failed on this event; it is kept here so that the others go on. Its cause is in the log.',
  faults: [],
} as const;

/**
 * Returns the handler of message batches of one partition. The handler parses each message, passes the valid ones to
 * `takeEvents` in one transaction per organization and in order, and publishes the invalid ones to the dead-letter
 * topic with their reason before the offsets are committed. It answers `later` when the database or Kafka is away; no
 * message is dropped. A message never makes it answer `later` for ever: what fails although the database answers is a
 * dead letter after a bounded number of tries.
 */
export function takeMessages(parts: TakeMessagesParts): StreamHandler {
  const { database, organizations, log, counters } = parts;
  /** Of each partition: the first offset that was not taken though the database answered, and how often. */
  const blocked = new Map<string, { readonly offset: string; readonly tries: number }>();
  return async (messages) => {
    const [first] = messages;
    if (!first) return 'done';
    const partition = `${first.topic}/${first.partition}`;
    const before = blocked.get(partition);
    const tries = before?.offset === first.offset ? before.tries : 0;
    const { byOrganization, dead } = readMessages(messages, organizations, log);
    try {
      for (const [slug, items] of byOrganization)
        dead.push(...(await takeSlice(parts, slug, items, { answers: tries >= TRIES_WHILE_IT_ANSWERS, tries: 0 })));
      if (dead.length > 0) await publishDeadLetters(parts, dead);
    } catch (error) {
      if (isDatabaseAway(error) && (await answers(database)))
        blocked.set(partition, { offset: first.offset, tries: tries + 1 });
      log.warn(
        { ...errorFields(error), topic: first.topic, partition: first.partition, tries },
        'cannot handle messages now: the partition pauses, and these messages come again',
      );
      return 'later';
    }
    blocked.delete(partition);
    counters.taken('rejected', dead.length);
    return 'done';
  };
}

function answers(database: Database): Promise<boolean> {
  return database.ping().then(
    () => true,
    () => false,
  );
}

function readMessages(
  messages: readonly StreamMessage[],
  organizations: ReadonlySet<string> | null,
  log: Logger,
): { byOrganization: Map<string, Item[]>; dead: DeadLetter[] } {
  const dead: DeadLetter[] = [];
  const byOrganization = new Map<string, Item[]>();
  for (const message of messages) {
    if (message.refusal) {
      dead.push({ message, ...unreadable(message.refusal) });
      continue;
    }
    const read = readOrUnexpected(message, log);
    if (read.ok && organizations && !organizations.has(read.event.org)) {
      dead.push({ message, ...notAllowed(read.event.org) });
    } else if (read.ok) {
      const list = byOrganization.get(read.event.org);
      if (list) list.push({ message, event: read.event });
      else byOrganization.set(read.event.org, [{ message, event: read.event }]);
    } else {
      dead.push({ message, code: read.code, reason: read.reason, faults: read.faults });
    }
  }
  return { byOrganization, dead };
}

// Whoever may write to a topic writes for every organization that it may carry.
function notAllowed(slug: string): Omit<DeadLetter, 'message'> {
  return {
    code: 'organization-not-allowed',
    reason: `These topics may not carry events of the organization "${slug}" (KAFKA_ORGANIZATIONS).`,
    faults: [],
  };
}

function unreadable({ reason, firstOffset }: BatchRefusal): Omit<DeadLetter, 'message'> {
  return {
    code: 'unreadable-batch',
    reason: `The batch of messages from offset ${firstOffset} to this one was not unpacked: ${reason}.`,
    faults: [],
  };
}

// `readEvent` never throws. If a bug makes it throw, its message must not stop the partition.
function readOrUnexpected({ value, topic, partition, offset }: StreamMessage, log: Logger): ReadResult {
  try {
    return readEvent(value);
  } catch (error) {
    log.error({ ...errorFields(error), topic, partition, offset }, 'a message could not be read for an unknown reason');
    return { ok: false, ...UNEXPECTED };
  }
}

interface Attempt {
  /** Whether the database is known to answer, so that an error that looks like its absence is the events' own. */
  readonly answers: boolean;
  /** How often the single event failed before. */
  readonly tries: number;
}

async function takeSlice(
  parts: TakeMessagesParts,
  slug: string,
  items: readonly Item[],
  attempt: Attempt,
): Promise<DeadLetter[]> {
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
    if (isDatabaseAway(error) && !(attempt.answers && (await answers(database)))) throw error;
    // One event of the batch triggers a bug, and the others must not wait for it. Halve the batch until that event is
    // alone.
    if (items.length > 1) {
      const middle = Math.ceil(items.length / 2);
      const first = await takeSlice(parts, slug, items.slice(0, middle), attempt);
      return [...first, ...(await takeSlice(parts, slug, items.slice(middle), attempt))];
    }
    const tries = attempt.tries + 1;
    log.error(
      { ...errorFields(error), eventId: items[0]?.event.id, type: items[0]?.event.type, tries },
      'an event failed for an unexpected reason',
    );
    if (tries < TRIES_OF_UNEXPECTED) return takeSlice(parts, slug, items, { ...attempt, tries });
    return items.map(({ message }) => ({ message, ...UNEXPECTED }));
  }
}
