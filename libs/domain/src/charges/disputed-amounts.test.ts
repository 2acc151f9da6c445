import { expect, test } from '@jest/globals';
import { disputedAmounts, type Dispute } from './disputed-amounts.ts';

const noon = (on: string) => Date.parse(`${on}T11:00:00Z`);
const dispute = (openedOn: string, change: Partial<Dispute> = {}): Dispute => ({
  openedAt: noon(openedOn),
  releasedAt: null,
  untilOn: null,
  minor: 40_000n,
  ...change,
});

test.each<[string, readonly Dispute[], readonly string[]]>([
  ['no dispute', [], []],
  ['a dispute that is still open', [dispute('2026-02-11')], ['2026-02-11 40000']],
  ['a dispute of the whole invoice', [dispute('2026-02-11', { minor: null })], ['2026-02-11 100000']],
  [
    'a dispute that was released',
    [dispute('2026-02-11', { releasedAt: noon('2026-02-25') })],
    ['2026-02-11 40000', '2026-02-25 0'],
  ],
  [
    'a dispute whose last day has come',
    [dispute('2026-02-11', { untilOn: '2026-02-25' })],
    ['2026-02-11 40000', '2026-02-25 0'],
  ],
  [
    'a dispute that was released before its last day',
    [dispute('2026-02-11', { releasedAt: noon('2026-02-20'), untilOn: '2026-02-25' })],
    ['2026-02-11 40000', '2026-02-20 0'],
  ],
  [
    'a dispute that was released on its last day',
    [dispute('2026-02-11', { releasedAt: noon('2026-02-25'), untilOn: '2026-02-25' })],
    ['2026-02-11 40000', '2026-02-25 0'],
  ],
  [
    'a dispute that was released after its last day',
    [dispute('2026-02-11', { releasedAt: noon('2026-03-01'), untilOn: '2026-02-25' })],
    ['2026-02-11 40000', '2026-02-25 0'],
  ],
  [
    'a dispute that was opened and released half an hour past midnight of the customer',
    [dispute('2026-02-11', { openedAt: Date.parse('2026-02-10T23:30Z'), releasedAt: Date.parse('2026-02-24T23:30Z') })],
    ['2026-02-11 40000', '2026-02-25 0'],
  ],
  [
    'a dispute that was opened and released on the same day',
    [dispute('2026-02-11', { releasedAt: noon('2026-02-11') })],
    ['2026-02-11 0'],
  ],
  [
    'several disputes, whatever their order',
    [
      dispute('2026-02-22', { minor: null, releasedAt: noon('2026-02-24') }),
      dispute('2026-02-11', { minor: 30_000n, releasedAt: noon('2026-02-24') }),
      dispute('2026-02-22', { minor: 1n }),
    ],
    ['2026-02-11 30000', '2026-02-22 130001', '2026-02-24 1'],
  ],
])('the disputed amount over time of %s', (_, disputes, amounts) => {
  expect(
    disputedAmounts(disputes, { totalMinor: 100_000n, timeZone: 'Europe/Madrid' }).map(
      ({ from, minor }) => `${from} ${minor}`,
    ),
  ).toEqual(amounts);
});
