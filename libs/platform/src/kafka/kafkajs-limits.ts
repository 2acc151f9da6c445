import Broker, { type FetchRequest, type FetchResponse, type FetchedMessage } from 'kafkajs/src/broker/index.js';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import type { BatchRefusal } from './event-stream.ts';
import { openBudget, withBudget, type RefusedBatch } from './refused-batches.ts';

/** Most headers of a message that are read; kafkajs copies all former headers for each one. */
const MOST_HEADERS = 100;

const refusals = new WeakMap<object, BatchRefusal>();
let limited = false;

/** The refusal of which a message of kafkajs is the only trace; undefined for a message that somebody sent. */
export function refusalOf(message: object): BatchRefusal | undefined {
  return refusals.get(message);
}

/**
 * Gives kafkajs 2.2 the limits that it lacks. A batch that a codec refuses appears as one message without key and
 * value, at the batch's last offset (`refusalOf`), so that its partition goes on and other partitions do not notice it.
 * Of each message at most 100 headers are read.
 */
export function limitKafkajs(): void {
  if (limited) return;
  limited = true;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its broker below
  const { fetch } = Broker.prototype;
  Broker.prototype.fetch = function (request) {
    return fetchWithTraces((each) => fetch.call(this, each), request);
  };
  Decoder.prototype.readVarIntArray = function <T>(this: Decoder, read: (decoder: Decoder) => T): T[] {
    // The headers are the last part of a record, which has a decoder of its own: the rest may be left unread.
    const count = Math.min(this.readVarInt(), MOST_HEADERS);
    return Array.from({ length: Math.max(0, count) }, () => read(this));
  };
}

type Fetch = (request: FetchRequest) => Promise<FetchResponse>;

async function fetchWithTraces(fetch: Fetch, request: FetchRequest): Promise<FetchResponse> {
  const budget = openBudget();
  const response = await withBudget(budget, () => fetch(request));
  if (budget.refused.length === 0) return response;
  for (const { topicName: topic, partitions } of response.responses)
    for (const partition of partitions) {
      const wanted = request.topics
        .flatMap((each) => (each.topic === topic ? each.partitions : []))
        .find((each) => each.partition === partition.partition);
      // A partition with messages handles these first; its refused batch is then at the start of the next fetch.
      if (!wanted || partition.messages.length > 0 || partition.errorCode !== 0) continue;
      if (BigInt(partition.highWatermark) <= BigInt(wanted.fetchOffset)) continue;
      // Which partition a refused batch belongs to is certain only when the partition is fetched alone.
      const alone = { ...request, topics: [{ topic, partitions: [wanted] }] };
      partition.messages = await fetchPartition(fetch, alone, BigInt(wanted.fetchOffset));
    }
  return response;
}

async function fetchPartition(fetch: Fetch, request: FetchRequest, fetchOffset: bigint): Promise<FetchedMessage[]> {
  const budget = openBudget();
  const response = await withBudget(budget, () => fetch(request));
  const messages = response.responses[0]?.partitions[0]?.messages ?? [];
  const [refused] = budget.refused;
  return messages.length > 0 || !refused ? messages : [traceOf(refused, fetchOffset)];
}

function traceOf({ offsets, reason }: RefusedBatch, fetchOffset: bigint): FetchedMessage {
  const last = offsets && offsets.last >= fetchOffset ? offsets.last : fetchOffset;
  const trace: FetchedMessage = {
    magicByte: 2,
    attributes: 0,
    timestamp: String(Date.now()),
    offset: String(last),
    key: null,
    value: null,
    headers: {},
    isControlRecord: false,
    batchContext: {},
  };
  refusals.set(trace, { reason, firstOffset: String(offsets?.first ?? fetchOffset) });
  return trace;
}
