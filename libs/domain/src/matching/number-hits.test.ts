import { expect, it } from '@jest/globals';
import { tailsOf } from './number-hits.ts';
import { compactText } from './reference-text.ts';

it.each<[string, readonly (readonly [string, string])[]]>([
  [
    'F-2026/0012',
    [
      ['20260012', ''],
      ['0012', '2026'],
    ],
  ],
  ['1058/2026', [['1058', '2026']]],
  [
    'F-001058',
    [
      ['001058', ''],
      ['1058', ''],
    ],
  ],
  ['F-1058-A', [['1058', '']]],
  ['F-123', []],
  ['1058', []],
  ['ABC', []],
])('of the number %s a payer may write, besides all of it, its digits: %j', (number, tails) => {
  expect(tailsOf(compactText(number)).map(({ digits, before }) => [digits, before])).toEqual(tails);
});
