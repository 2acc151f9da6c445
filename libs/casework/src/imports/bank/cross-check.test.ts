import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from '@jest/globals';
import { importOptionsSchema } from '../import-options.ts';
import { fileLines } from '../file-lines.ts';
import { UnreadableFile } from '../files/line-fault.ts';
import { movementKind } from './map-bank-lines.ts';

// `expected.json` is written by `read_camt.py`, a second reader in another language that shares no code with this one.
const folder = join(import.meta.dirname, 'cross-check');
interface Movement {
  readonly day: string;
  readonly amount: string;
  readonly currency: string;
  readonly payer: string | null;
  readonly reference: string | null;
  readonly endToEndId: string | null;
  readonly reason: string | null;
  readonly text: string;
}
interface Content {
  readonly payments: readonly Movement[];
  readonly returns: readonly Movement[];
  readonly unlisted: readonly Movement[];
  readonly notOurs: number;
}
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Content | string>;

// What the product reads, in the words of the second reader.
async function contentOf(name: string): Promise<Content | string> {
  const content = { payments: [] as Movement[], returns: [] as Movement[], unlisted: [] as Movement[], notOurs: 0 };
  try {
    const file = createReadStream(join(folder, 'files', name), { highWaterMark: 100 });
    for await (const item of fileLines(file, 'bank', importOptionsSchema.parse({}))) {
      if (item.kind === 'fault') return item.fault.code;
      const kind = item.kind === 'movement' ? movementKind(item.movement) : null;
      if (item.kind !== 'movement' || kind === null) {
        content.notOurs++;
        continue;
      }
      const { movement } = item;
      const list = movement.withoutDetails ? 'unlisted' : kind === 'payment' ? 'payments' : 'returns';
      content[list].push({
        day: movement.bookedOn,
        amount: movement.amount,
        currency: movement.currency,
        payer: movement.payer,
        reference: movement.transactionRef ?? movement.entryRef,
        endToEndId: movement.endToEndId,
        reason: movement.returnReason ?? null,
        text: movement.text,
      });
    }
    return content;
  } catch (error) {
    if (error instanceof UnreadableFile) return error.fault.code;
    throw error;
  }
}

describe('two readers agree on the movements of', () => {
  it.each(Object.keys(expected))('%s', async (name) => {
    expect(await contentOf(name)).toEqual(expected[name]);
  });
});

test('every file is read twice', () => {
  expect(readdirSync(join(folder, 'files')).sort()).toEqual(Object.keys(expected).sort());
});
