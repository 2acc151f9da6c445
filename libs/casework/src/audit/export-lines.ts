import { z } from 'zod';
import type { Database } from '@puntual/db/database';
import { readBlock } from './read-block.ts';
import type { BlockRange } from './verify-chain.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const blockFields = {
  organizationId: z.uuid(),
  number: z.int().positive(),
  previousHash: hash,
  firstEvent: z.uuid(),
  lastEvent: z.uuid(),
  events: z.int().positive(),
  sealedUpTo: z.string(),
  sealedAt: z.string(),
  hash,
};
const recordSchema = z.strictObject({
  id: z.uuid(),
  organizationId: z.uuid(),
  at: z.string(),
  kind: z.string(),
  actor: z.string(),
  credentialId: z.uuid().nullable(),
  customerRowId: z.uuid().nullable(),
  invoiceRowId: z.uuid().nullable(),
  data: z.string(),
});

/** A line of an export: a block, then its events in their order; `end` is the last line. */
export const exportLineSchema = z.discriminatedUnion('line', [
  z.strictObject({ line: z.literal('block'), ...blockFields }),
  z.strictObject({
    line: z.literal('event'),
    id: z.uuid(),
    position: z.int().positive(),
    hash,
    record: recordSchema.nullable(),
  }),
  z.strictObject({ line: z.literal('end'), blocks: z.int(), events: z.int(), nextBlock: z.int().nullable() }),
]);
export type ExportLine = z.infer<typeof exportLineSchema>;

/**
 * The lines of an export of some blocks, as text that ends with a line break, a block at a time. Each block is read in
 * a transaction of its own, when the reader has taken the one before: blocks do not change.
 */
export async function* exportBlocks(
  database: Database,
  organizationId: string,
  { from, blocks: most }: BlockRange,
): AsyncGenerator<string> {
  let next: number | null = from;
  let [blocks, events] = [0, 0];
  while (next !== null && blocks < most) {
    const number: number = next;
    const stored = await database.inOrganization(organizationId, (tx) => readBlock(tx, organizationId, number));
    next = stored && stored.block.number + 1;
    if (!stored) break;
    blocks += 1;
    events += stored.sealed.length;
    const lines: ExportLine[] = [
      { line: 'block', ...stored.block },
      ...stored.sealed.map((event) => ({ line: 'event', ...event }) as const),
    ];
    yield lines.map(textOf).join('');
  }
  yield textOf({ line: 'end', blocks, events, nextBlock: next });
}

function textOf(line: ExportLine): string {
  return `${JSON.stringify(line)}\n`;
}
