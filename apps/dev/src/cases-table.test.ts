import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { checkout } from '@puntual/sandbox/checkout';

interface Row {
  readonly number: number;
  readonly file: string;
  readonly name: string;
}

const rows = readFileSync(join(checkout, 'docs/cases.md'), 'utf8')
  .split('\n')
  .flatMap((line): Row[] => {
    const match = /^\| (\d+) \| [^|]+ \| `([^`]+)` \| (.+) \|$/.exec(line);
    return match ? [{ number: Number(match[1]), file: match[2] ?? '', name: match[3] ?? '' }] : [];
  });
// Cases about features that are not built yet.
const NOT_BUILT = new Set([29, 30]);

test('the table has every case', () => {
  expect([...new Set(rows.map((row) => row.number))]).toEqual(
    Array.from({ length: 33 }, (_, index) => index + 1).filter((number) => !NOT_BUILT.has(number)),
  );
});

test.each(rows)('case $number: $file has "$name"', ({ file, name }) => {
  expect(existsSync(join(checkout, file))).toBe(true);
  const text = readFileSync(join(checkout, file), 'utf8');
  // Only code counts, not comments: the title of a test, or a row of a table of tests.
  const titled = text.split('\n').filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line) && line.includes(name));
  expect(titled.length).toBeGreaterThan(0);
});
