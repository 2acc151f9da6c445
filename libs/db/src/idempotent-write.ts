import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tx } from './database.ts';

/** The write of a request with an `Idempotency-Key`, and the HTTP status that answers it when it succeeds. */
export interface IdempotentWrite {
  readonly key: string;
  readonly status: number;
}

/** The write that is being carried out; none outside of requests with a key. */
export const idempotentWrite = new AsyncLocalStorage<IdempotentWrite>();

/**
 * Notes at the key of the current write that the write is done: in the transaction of the write, so that the note is
 * committed exactly when the write is. Does nothing without a key.
 */
export async function noteIdempotentWrite(tx: Tx): Promise<void> {
  const write = idempotentWrite.getStore();
  if (write)
    await tx.$executeRaw`
      UPDATE idempotency_key
      SET committed_status = ${write.status}
      WHERE key = ${write.key} AND status IS NULL AND committed_status IS NULL`;
}
