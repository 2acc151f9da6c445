import { parseArgs } from 'node:util';
import kafkajs from 'kafkajs';
import { TOPICS_IN } from '@puntual/contracts/events/events';
import { openKafka, type KafkaAddress } from '@puntual/platform/kafka/kafkajs-stream';
import { openLog } from '@puntual/platform/log';
import { readSettings } from '@puntual/platform/settings';

// Republishes the dead letters of one code to their original topics, byte for byte. The consumer group of that code
// remembers what was replayed, so each letter is replayed once. Usage: `node --conditions=@puntual/source --no-warnings
// apps/dev/src/replay-dead-letters.ts unknown-organization --limit 100`, with the settings KAFKA_* of ingest in the
// environment. Whoever may write to the dead-letter topic chooses its headers: a letter is replayed to the topics that
// ingest reads, and to no other.

export interface ReplayOptions {
  readonly kafka: KafkaAddress;
  readonly topicPrefix: string;
  /** The value of the dead letter's header `puntual-code`. */
  readonly code: string;
  /** Highest number of letters to replay in this run. */
  readonly limit: number;
}

const USUAL_LIMIT = 1000;
/** The topics that ingest reads, without their prefix. */
const SOURCES: readonly string[] = TOPICS_IN;

/**
 * Replays the letters that the dead-letter topic holds at the time of the call. Returns how many letters were replayed,
 * whether the limit left some for a later run, and how many were not replayed because they name a topic that ingest
 * does not read. Throws when Kafka does not answer.
 */
export async function replayDeadLetters({
  kafka: address,
  topicPrefix,
  code,
  limit,
}: ReplayOptions): Promise<{ replayed: number; limited: boolean; refused: number }> {
  const kafka = openKafka(address, 'puntual-replay', openLog('replay', 'error'));
  const sources = new Set(SOURCES.map((name) => topicPrefix + name));
  const topic = `${topicPrefix}ar.dead-letter`;
  const groupId = `${topicPrefix}puntual-replay-${code}`;
  const left = await openPartitions(kafka, groupId, topic);
  if (left.size === 0) return { replayed: 0, limited: false, refused: 0 };
  const consumer = kafka.consumer({ groupId });
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  let replayed = 0;
  let refused = 0;
  let limited = false;
  try {
    await Promise.all([consumer.connect(), producer.connect()]);
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const over = () => limited || left.size === 0;
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      consumer
        .run({
          autoCommit: false,
          eachMessage: async ({ partition, message }) => {
            const end = left.get(partition);
            if (over() || end === undefined || BigInt(message.offset) >= end) return;
            const wanted = textOf(message.headers?.['puntual-code']) === code;
            if (wanted && !sources.has(textOf(message.headers?.['puntual-topic']))) refused += 1;
            else if (wanted) {
              if (replayed >= limit) {
                limited = true;
                return resolve();
              }
              await republish(producer, message);
              replayed += 1;
            }
            await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
            if (BigInt(message.offset) + 1n >= end) left.delete(partition);
            if (over()) resolve();
          },
        })
        .catch(reject);
    });
  } finally {
    await Promise.all([consumer.disconnect(), producer.disconnect()]);
  }
  return { replayed, limited, refused };
}

// The end offset of each partition that holds letters which the replay of this code has not read yet.
async function openPartitions(kafka: kafkajs.Kafka, groupId: string, topic: string): Promise<Map<number, bigint>> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const [held] = await admin.fetchOffsets({ groupId, topics: [topic] });
    const passed = new Map((held?.partitions ?? []).map(({ partition, offset }) => [partition, BigInt(offset)]));
    const ends = await admin.fetchTopicOffsets(topic);
    return new Map(
      ends
        .filter(
          ({ partition, low, high }) => BigInt(high) > BigInt(low) && BigInt(high) > (passed.get(partition) ?? -1n),
        )
        .map(({ partition, high }) => [partition, BigInt(high)]),
    );
  } finally {
    await admin.disconnect();
  }
}

async function republish(producer: kafkajs.Producer, { key, value, headers }: kafkajs.KafkaMessage): Promise<void> {
  const partition = textOf(headers?.['puntual-partition']);
  await producer.send({
    topic: textOf(headers?.['puntual-topic']),
    acks: -1,
    messages: [{ key, value, ...(/^\d{1,6}$/.test(partition) ? { partition: Number(partition) } : {}) }],
  });
}

function textOf(header: Buffer | string | (Buffer | string)[] | undefined): string {
  return header === undefined ? '' : Array.isArray(header) ? String(header[0]) : String(header);
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { limit: { type: 'string' } } });
  const [code] = positionals;
  const limit = Number(values.limit ?? USUAL_LIMIT);
  if (!code || !Number.isInteger(limit) || limit < 1) {
    process.stderr.write(
      'usage: replay-dead-letters.ts <code> [--limit 1000]\n  <code>: as the header puntual-code says, such as ' +
        'unknown-organization or unexpected\n',
    );
    process.exit(2);
  }
  const settings = readSettings({ DATABASE_URL: 'postgresql://unused@127.0.0.1/unused', ...process.env });
  const { replayed, limited, refused } = await replayDeadLetters({
    kafka: settings,
    topicPrefix: settings.KAFKA_TOPIC_PREFIX,
    code,
    limit,
  });
  process.stdout.write(
    `${replayed} messages of code ${code} given again${limited ? `; the limit of ${limit} left some` : ''}` +
      `${refused > 0 ? `; ${refused} name a topic that ingest does not read` : ''}\n`,
  );
}
