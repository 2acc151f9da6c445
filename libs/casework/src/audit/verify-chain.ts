import type { Database, Tx } from '@puntual/db/database';
import { BEFORE_FIRST, checkBlock, type AuditFault } from './check-block.ts';
import { readBlock, readBlockBefore, readUnsealed } from './read-block.ts';
import { HIGHEST_ID, NO_HASH, NO_ID, type AuditBlock } from './sealed-block.ts';
import { idMs } from './seal-block.ts';

/** Blocks from a number on, at most so many. */
export interface BlockRange {
  readonly from: number;
  readonly blocks: number;
}

/** `previous`: the hash that the block before must have; left out: the one that it has. */
export interface VerifyRange extends BlockRange {
  readonly previous?: string | undefined;
}

export interface ChainReport {
  readonly blocks: number;
  readonly events: number;
  /** At most `MOST_FAULTS`. */
  readonly faults: readonly AuditFault[];
  /** The block at which the next request goes on; null at the end of the chain. */
  readonly nextBlock: number | null;
  /** The last block that was verified, or the one before when there was none; null for an empty chain. */
  readonly head: AuditBlock | null;
  /** Events that are in no block yet (counted up to a limit), and real milliseconds since the oldest was written. */
  readonly unsealed: { readonly events: number; readonly oldestMs: number | null };
}

/** Most events that one call verifies, besides those of its last block. */
const EVENTS_AT_ONCE = 10_000;
const MOST_FAULTS = 200;
/** Most events in no block that are counted. */
export const MOST_UNSEALED = 1000;
/** Higher than the number of every block. */
const AFTER_LAST = 2 ** 31 - 1;

/**
 * Verifies some blocks of an organization's audit: that each block follows the one before, that its events are those
 * that were sealed, in their order, and that no event was inserted among them. Reads one snapshot of the data: at most
 * `range.blocks` blocks and about 10,000 events.
 */
export async function verifyChain(
  database: Database,
  organizationId: string,
  range: VerifyRange,
  realMs: number,
): Promise<ChainReport> {
  return database.inOrganization(organizationId, (tx) => verifyBlocks(tx, organizationId, range, realMs), {
    readOnly: true,
  });
}

async function verifyBlocks(
  tx: Tx,
  organizationId: string,
  { from, blocks: most, previous }: VerifyRange,
  realMs: number,
): Promise<ChainReport> {
  const faults: AuditFault[] = [];
  let head = await readBlockBefore(tx, organizationId, from);
  if (previous !== undefined && previous !== (head?.hash ?? NO_HASH))
    faults.push({ code: 'chain-broken', block: from - 1, eventId: null });
  let [blocks, events] = [0, 0];
  while (blocks < most && events < EVENTS_AT_ONCE && faults.length < MOST_FAULTS) {
    const before = head ?? BEFORE_FIRST;
    const stored = await readBlock(tx, organizationId, blocks === 0 ? from : before.number + 1);
    if (!stored) break;
    const { block, sealed } = stored;
    faults.push(...checkBlock(block, sealed, before));
    const between = { after: before.sealedUpTo, upTo: block.sealedUpTo, most: MOST_FAULTS };
    for (const eventId of await readUnsealed(tx, organizationId, between))
      faults.push({ code: 'inserted', block: block.number, eventId });
    head = block;
    blocks += 1;
    events += sealed.length;
  }
  const last = await readBlockBefore(tx, organizationId, AFTER_LAST);
  return {
    blocks,
    events,
    faults: faults.slice(0, MOST_FAULTS),
    nextBlock: head && last && last.number > head.number ? head.number + 1 : null,
    head,
    unsealed: await countUnsealed(tx, organizationId, last?.sealedUpTo ?? NO_ID, realMs),
  };
}

async function countUnsealed(
  tx: Tx,
  organizationId: string,
  after: string,
  realMs: number,
): Promise<ChainReport['unsealed']> {
  const ids = await readUnsealed(tx, organizationId, { after, upTo: HIGHEST_ID, most: MOST_UNSEALED });
  const [oldest] = ids;
  return { events: ids.length, oldestMs: oldest === undefined ? null : Math.max(0, realMs - idMs(oldest)) };
}
