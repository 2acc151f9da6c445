import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';
import { promisify } from 'node:util';
import { expect, it, jest } from '@jest/globals';

jest.setTimeout(600_000);

const child = join(checkout, 'libs/testing/src/worlds/read-large-file.ts');
/** The heap of the process; all lines together would need several times as much. */
const HEAP_MB = 40;

it.each([
  ['invoices', 100_000, 200_000],
  ['bank', 100_000, 0],
])('a file of %s with %i lines is read within a small heap', async (kind, lines, events) => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@puntual/source', '--no-warnings', `--max-old-space-size=${HEAP_MB}`, child, kind, String(lines)],
    { env: { ...process.env, NODE_OPTIONS: '' } },
  );
  expect(JSON.parse(stdout)).toEqual({ lines, events });
});

it.each([
  ['as many transactions as an entry may have', 50_000, 50_000],
  ['too many transactions, which is one fault', 150_000, 1],
])('a file with one entry of %s is read within the heap of a service', async (_what, transactions, lines) => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--conditions=@puntual/source',
      '--no-warnings',
      '--max-old-space-size=160',
      child,
      'bank',
      String(transactions),
      'one-entry',
    ],
    { env: { ...process.env, NODE_OPTIONS: '' } },
  );
  expect(JSON.parse(stdout)).toEqual({ lines, events: 0 });
});
