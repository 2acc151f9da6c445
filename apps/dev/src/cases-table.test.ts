import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { checkout } from '@puntual/sandbox/checkout';

interface Row {
  /** What the first column says: a number, or a list and its number, such as `bank 1`. */
  readonly which: string;
  readonly file: string;
  readonly name: string;
}

function rowsOf(page: string): readonly Row[] {
  return readFileSync(join(checkout, page), 'utf8')
    .split('\n')
    .flatMap((line): Row[] => {
      const match = /^\| (\d+|[a-z]+,? [A-Za-z0-9, ]+) \| [^|]+ \| `([^`]+)` \| (.+) \|$/.exec(line);
      return match ? [{ which: match[1] ?? '', file: match[2] ?? '', name: match[3] ?? '' }] : [];
    });
}

const rows = rowsOf('docs/cases.md');
const found = rowsOf('docs/cases-found.md');
// Cases about features that are not built yet.
const NOT_BUILT = new Set([30]);

test('the table has every case', () => {
  expect([...new Set(rows.map((row) => Number(row.which)))]).toEqual(
    Array.from({ length: 33 }, (_, index) => index + 1).filter((number) => !NOT_BUILT.has(number)),
  );
});

test('every line of the table of found cases is read', () => {
  const text = readFileSync(join(checkout, 'docs/cases-found.md'), 'utf8');
  expect(found).toHaveLength(text.split('\n').filter((line) => line.startsWith('| ') && line.includes('`')).length);
});

test.each([...rows, ...found])('case $which: $file has "$name"', ({ file, name }) => {
  expect(existsSync(join(checkout, file))).toBe(true);
  const text = readFileSync(join(checkout, file), 'utf8');
  // Only code counts, not comments: the title of a test, or a row of a table of tests.
  const titled = text.split('\n').filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line) && line.includes(name));
  expect(titled.length).toBeGreaterThan(0);
});
