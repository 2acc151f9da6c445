import { AsyncLocalStorage } from 'node:async_hooks';
import { BatchRefused } from './batch-refused.ts';

/** A batch that was not unpacked. */
export interface RefusedBatch {
  /** Its first and last offset; null when they could not be read from its header. */
  readonly offsets: { readonly first: bigint; readonly last: bigint } | null;
  readonly reason: string;
}

/** What the batches of one answer of a broker may use up together, and those of them that were refused. */
interface FetchBudget {
  bytes: number;
  records: number;
  readonly refused: RefusedBatch[];
}

/** Most records of one batch; kafkajs makes an object of several hundred bytes of each. */
const MOST_RECORDS = 50_000;
/** The header that precedes the records of a batch (message format 2, KIP-98). */
const HEADER_BYTES = 61;
const RECORDS_OFFSET = { firstOffset: 0, length: 8, magic: 16, lastOffsetDelta: 23, count: 57 } as const;

const budgets = new AsyncLocalStorage<FetchBudget>();

/** A fresh budget: at least one batch of any allowed size fits, so that every fetch goes on. */
export function openBudget(): FetchBudget {
  return { bytes: 48 * 1024 * 1024, records: 2 * MOST_RECORDS, refused: [] };
}

/** Runs `work` with `refuseBatches` using this budget. */
export function withBudget<T>(budget: FetchBudget, work: () => Promise<T>): Promise<T> {
  return budgets.run(budget, work);
}

/**
 * Makes the `decompress` of a kafkajs codec from a function that unpacks. A batch that has too many records or cannot
 * be unpacked is noted as refused; one for which the budget of its answer is used up is not, and comes again with the
 * next fetch. Both throw a BatchRefused.
 */
export function refuseBatches(unpack: (packed: Buffer) => Promise<Buffer>): (packed: Buffer) => Promise<Buffer> {
  return async (packed) => {
    const budget = budgets.getStore() ?? openBudget();
    const header = headerBefore(packed);
    try {
      if (header && header.count > MOST_RECORDS)
        throw new BatchRefused(`it has ${header.count} messages, at most ${MOST_RECORDS} are taken`);
      const unpacked = await unpack(packed);
      budget.bytes -= unpacked.length;
      budget.records -= header?.count ?? 0;
      if (budget.bytes >= 0 && budget.records >= 0) return unpacked;
    } catch (error) {
      const reason = (error as Error).message.slice(0, 200);
      budget.refused.push({ offsets: header, reason });
      throw new BatchRefused(reason);
    }
    throw new BatchRefused('the batches before it have used up the memory of this fetch');
  };
}

// kafkajs gives a codec the records alone, as a view of the answer that also holds the header in front of them.
function headerBefore(packed: Buffer): { first: bigint; last: bigint; count: number } | null {
  if (packed.byteOffset < HEADER_BYTES) return null;
  const header = Buffer.from(packed.buffer, packed.byteOffset - HEADER_BYTES, HEADER_BYTES);
  const afterLength = HEADER_BYTES - RECORDS_OFFSET.length - 4;
  if (header.readInt8(RECORDS_OFFSET.magic) !== 2) return null;
  if (header.readInt32BE(RECORDS_OFFSET.length) !== packed.length + afterLength) return null;
  const first = header.readBigInt64BE(RECORDS_OFFSET.firstOffset);
  return {
    first,
    last: first + BigInt(header.readInt32BE(RECORDS_OFFSET.lastOffsetDelta)),
    count: header.readInt32BE(RECORDS_OFFSET.count),
  };
}
