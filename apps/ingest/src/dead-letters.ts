import { TOPIC_DEAD_LETTER } from '@puntual/contracts/events/events';
import { MAX_EVENT_BYTES, type ReadResult, type RejectionCode } from '@puntual/contracts/events/read-event';
import type { EventPublisher, OutMessage, StreamMessage } from '@puntual/platform/kafka/event-stream';
import { areMessagesRefused } from '@puntual/platform/kafka/refused-messages';
import { errorFields, type Logger } from '@puntual/platform/log';
import { publishInBatches } from './publish-in-batches.ts';

/** A message that is not taken, and why. */
export interface DeadLetter {
  readonly message: StreamMessage;
  readonly code: RejectionCode | 'unreadable-batch' | 'organization-not-allowed';
  readonly reason: string;
  readonly faults: Extract<ReadResult, { ok: false }>['faults'];
}

export interface DeadLetterParts {
  readonly publisher: EventPublisher;
  readonly topicPrefix: string;
  readonly log: Logger;
}

/**
 * Most bytes of a value that a dead letter carries; valid events are never larger. A value from a compressed batch can
 * exceed the broker's limit once unpacked.
 */
const MOST_VALUE_BYTES = MAX_EVENT_BYTES;
/** Most bytes of a key that a dead letter carries; a customer's id has at most 100 characters. */
const MOST_KEY_BYTES = 4096;

/**
 * Publishes dead letters, each at least with the place of its message (topic, partition, offset) and its reason. A
 * letter that the broker refuses is published again without key and value; one that is refused even so is logged with
 * its place, because a partition must not wait for it. Throws when Kafka is away.
 */
export async function publishDeadLetters(
  { publisher, topicPrefix, log }: DeadLetterParts,
  dead: readonly DeadLetter[],
): Promise<void> {
  const topic = topicPrefix + TOPIC_DEAD_LETTER;
  try {
    return await publishInBatches(publisher, topic, dead.map(letterOf));
  } catch (error) {
    if (!areMessagesRefused(error)) throw error;
  }
  // Which of them is refused is not known: one at a time. Letters of the batches before are published twice.
  for (const letter of dead) {
    const refusal =
      (await refusalOf(publisher, topic, letterOf(letter))) && (await refusalOf(publisher, topic, placeOf(letter)));
    if (refusal) {
      const { topic: from, partition, offset } = letter.message;
      log.error(
        { ...errorFields(refusal), topic: from, partition, offset, code: letter.code },
        'the dead-letter topic refuses even the place of this message; the message stays in its own topic',
      );
    }
  }
}

/** Publishes one message; returns the error when the message itself is refused. Throws when Kafka is away. */
async function refusalOf(publisher: EventPublisher, topic: string, message: OutMessage): Promise<unknown> {
  try {
    await publisher.publish(topic, [message]);
    return null;
  } catch (error) {
    if (!areMessagesRefused(error)) throw error;
    return error;
  }
}

function letterOf(letter: DeadLetter): OutMessage {
  const { key, value } = letter.message;
  const cutValue = value !== null && value.length > MOST_VALUE_BYTES;
  const cutKey = key !== null && key.length > MOST_KEY_BYTES;
  return {
    key: cutKey ? key.subarray(0, MOST_KEY_BYTES) : key,
    value: cutValue ? value.subarray(0, MOST_VALUE_BYTES) : value,
    headers: {
      ...headersOf(letter),
      // What is cut has its original size in a header; the original is at its topic, partition and offset.
      ...(cutValue ? { 'puntual-cut': String(value.length) } : {}),
      ...(cutKey ? { 'puntual-key-cut': String(key.length) } : {}),
    },
  };
}

// The letter without what its sender wrote.
function placeOf(letter: DeadLetter): OutMessage {
  const { key, value } = letter.message;
  return {
    key: null,
    value: null,
    headers: {
      ...headersOf(letter),
      'puntual-cut': String(value?.length ?? 0),
      'puntual-key-cut': String(key?.length ?? 0),
    },
  };
}

function headersOf({ message, code, reason, faults }: DeadLetter): Record<string, string> {
  return {
    'puntual-topic': message.topic,
    'puntual-partition': String(message.partition),
    'puntual-offset': message.offset,
    // The letter stands for all messages from this offset to its own.
    ...(message.refusal ? { 'puntual-first-offset': message.refusal.firstOffset } : {}),
    'puntual-code': code,
    'puntual-reason': reason.slice(0, 1000),
    'puntual-path': faults
      .map((fault) => fault.path)
      .join(',')
      .slice(0, 500),
  };
}
