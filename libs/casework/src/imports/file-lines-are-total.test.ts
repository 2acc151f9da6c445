import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { camtFile } from '@puntual/testing/builders/camt-file';
import { fileLines } from './file-lines.ts';
import { importOptionsSchema, type ImportKind } from './import-options.ts';
import { UnreadableFile } from './files/line-fault.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

/** The kinds of lines of a file, or the code with which it was refused; throws every other error. */
async function read(bytes: Uint8Array, kind: ImportKind, size = 7): Promise<readonly string[]> {
  const kinds: string[] = [];
  try {
    for await (const line of fileLines(inPieces(bytes, size), kind, importOptionsSchema.parse({})))
      kinds.push(line.kind);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    kinds.push(error.fault.code);
  }
  return kinds;
}

const camt = Buffer.from(
  camtFile(
    [
      { amount: '100.00', transactions: [{ amount: '60.00', text: 'F-2026/1001' }, { amount: '40.00' }] },
      { amount: '5.00', side: 'DBIT', reversal: true, info: 'x' },
    ],
    { version: 8 },
  ),
);
const csv = Buffer.from('customerId;name;email\r\nC-1;"Ana ""N"" López";ana@x.example\nC-2;Eva;\n');

/** A sample file with some of its bytes changed, left out, or repeated. */
const damaged = (sample: Uint8Array) =>
  fc
    .array(
      fc.record({
        at: fc.nat(sample.length - 1),
        how: fc.constantFrom('set', 'cut', 'repeat', 'insert'),
        byte: fc.oneof(fc.nat(255), fc.constantFrom(0, 0x22, 0x3b, 0x3c, 0x3e, 0x26, 0x0d, 0xff)),
      }),
      { minLength: 1, maxLength: 5 },
    )
    .map((damages) => {
      let bytes = Buffer.from(sample);
      for (const { at, how, byte } of damages) {
        const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
        if (how === 'set') bytes = Buffer.concat([before, Buffer.of(byte), after.subarray(1)]);
        if (how === 'cut') bytes = Buffer.concat([before, after.subarray(1 + (byte % 40))]);
        if (how === 'repeat') bytes = Buffer.concat([before, after.subarray(0, byte), after]);
        if (how === 'insert') bytes = Buffer.concat([before, Buffer.of(byte), after]);
      }
      return bytes;
    });

describe.each(['bank', 'customers', 'invoices'] as const)('a file of %s', (kind) => {
  it.each<[string, fc.Arbitrary<Uint8Array>]>([
    ['any bytes', fc.uint8Array({ maxLength: 400 })],
    ['a damaged bank statement', damaged(camt)],
    ['a damaged list', damaged(csv)],
    ['a damaged archive', damaged(gzipSync(camt))],
  ])('is read or refused, and never fails otherwise: %s', async (_what, bytes) => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom(1, 7, 4096), async (file, size) => {
        expect((await read(file, kind, size)).length).toBeLessThan(2000);
      }),
      { numRuns: 60 },
    );
  });
});
