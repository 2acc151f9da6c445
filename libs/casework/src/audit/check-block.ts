import type { AuditFaultCode } from '@puntual/domain/audit/audit-faults';
import { blockHash, eventHash, NO_HASH, NO_ID, type AuditBlock, type SealedEvent } from './sealed-block.ts';

/** `eventId` null: the fault is the block's, or it is not known which event it is about. */
export interface AuditFault {
  readonly code: AuditFaultCode;
  readonly block: number;
  readonly eventId: string | null;
}

/** What the check of the next block needs of the one before. */
export type BlockBefore = Pick<AuditBlock, 'number' | 'hash' | 'sealedUpTo'>;

/** What comes before the first block. */
export const BEFORE_FIRST: BlockBefore = { number: 0, hash: NO_HASH, sealedUpTo: NO_ID };

/**
 * Checks one block of the chain: its place after `before`, its list of events, and each event. `sealed` is the block's
 * list, in the order of positions. Returns all faults, in the order of the events; none: the block is as it was sealed.
 * Pure.
 */
export function checkBlock(
  block: AuditBlock,
  sealed: readonly SealedEvent[],
  before: BlockBefore,
): readonly AuditFault[] {
  const faults: AuditFault[] = [];
  const note = (code: AuditFaultCode, eventId: string | null = null) =>
    faults.push({ code, block: block.number, eventId });
  for (let missing = before.number + 1; missing < block.number; missing++)
    faults.push({ code: 'block-missing', block: missing, eventId: null });
  if (block.number <= before.number || (block.number === before.number + 1 && block.previousHash !== before.hash))
    note('chain-broken');
  if (blockHash(block, hashesOf(sealed)) !== block.hash) note('block-changed');
  let position = 0;
  let lastId = NO_ID;
  for (const { id, hash, record, ...at } of sealed) {
    for (position += 1; position < at.position; position++) note('removed');
    if (record === null) note('removed', id);
    else if (eventHash(record) !== hash || record.id !== id) note('changed', id);
    if (id <= lastId) note('reordered', id);
    else if (id <= before.sealedUpTo) note('inserted', id);
    lastId = id;
  }
  for (position += 1; position <= block.events; position++) note('removed');
  return faults;
}

function hashesOf(sealed: readonly SealedEvent[]): readonly string[] {
  return sealed.map(({ hash }) => hash);
}
