import { describe, expect, it } from '@jest/globals';
import type { RateRow } from '../money/rate-table.ts';
import { interestDue, type InterestQuestion } from './interest.ts';

const row = (from: string, until: string, percent: string): RateRow => ({
  from,
  until,
  percent,
  source: 'test',
  effectiveOn: from,
});
const asked = (change: Partial<InterestQuestion>) => {
  const answer = interestDue({
    regime: 'nl',
    kind: 'business',
    currency: 'EUR',
    dueOn: '2023-12-31',
    until: '2024-12-31',
    balances: [{ from: '2000-01-01', openMinor: 100_000n }],
    rates: [row('2000-01-01', '2999-12-31', '2')],
    ...change,
  });
  if (answer.kind !== 'interest') throw new Error(JSON.stringify(answer));
  return answer;
};

describe('a year of delay, after which Dutch interest bears interest,', () => {
  it.each([
    ['2023-12-31', '2026-01-05', ['2024-01-01', '2025-01-01', '2026-01-01']],
    ['2024-01-29', '2026-02-01', ['2024-01-30', '2025-01-30', '2026-01-30']],
    ['2024-02-15', '2026-03-01', ['2024-02-16', '2025-02-16', '2026-02-16']],
    ['2023-02-28', '2025-03-05', ['2023-03-01', '2024-02-29', '2025-03-01']],
    ['2024-02-29', '2028-03-05', ['2024-03-01', '2025-03-01', '2026-03-01', '2027-03-01', '2028-03-01']],
    ['2096-02-29', '2101-03-01', ['2096-03-01', '2097-03-01', '2098-03-01', '2099-03-01', '2100-03-01', '2101-03-01']],
    ['2399-02-28', '2400-03-01', ['2399-03-01', '2400-02-29']],
    ['2396-02-29', '2400-03-01', ['2396-03-01', '2397-03-01', '2398-03-01', '2399-03-01', '2400-03-01']],
  ])('from %s to %s begins anew on its days', (dueOn, until, days) => {
    expect(asked({ dueOn, until }).segments.map(({ from }) => from)).toEqual(days);
  });
  it('ends on its last day, also when the open sum changes the day before', () => {
    const balances = [
      { from: '2000-01-01', openMinor: 100_000n },
      { from: '2024-12-30', openMinor: 50_000n },
    ];
    expect(asked({ balances, until: '2025-01-02' }).segments.map(({ from, baseMinor }) => [from, baseMinor])).toEqual([
      ['2024-01-01', 100000n],
      ['2024-12-31', 50000n],
      ['2025-01-01', 60014n],
    ]);
  });
});

describe('interest by contract', () => {
  const contract = { annualPercent: '10', dayCount: 'actual/365' } as const;
  it('names its rate, and the highest lawful one where that is lower', () => {
    const by = (maximum?: readonly RateRow[]) => {
      const { segments } = asked({ regime: maximum ? { ...contract, maximum } : contract, until: '2024-01-10' });
      return segments.map(({ rate, source }) => [rate, source]);
    };
    const until = (percent: string) => [row('2024-01-01', '2024-12-31', percent)];
    expect([by(), by(until('12')), by(until('10')), by(until('9'))]).toEqual([
      [['10.00', 'contract: 10 %']],
      [['10.00', 'contract: 10 %']],
      [['10.00', 'contract: 10 %']],
      [['9.00', 'contract: 10 %, at most 9 % (test)']],
    ]);
  });
  it('begins after the grace, or after the day up to which it was asked for already', () => {
    const first = (after?: string) => {
      const { segments } = asked({
        regime: { ...contract, graceDays: 5 },
        until: '2024-02-10',
        ...(after === undefined ? {} : { after }),
      });
      return segments[0]?.from;
    };
    expect([first(), first('2024-01-03'), first('2024-01-05'), first('2024-01-06')]).toEqual([
      '2024-01-06',
      '2024-01-06',
      '2024-01-06',
      '2024-01-07',
    ]);
  });
  it('of nothing open or all disputed is nothing', () => {
    const disputed = (minor: bigint) =>
      asked({ regime: contract, until: '2024-01-10', disputed: [{ from: '2000-01-01', minor }] });
    expect([disputed(100_001n).segments, disputed(100_000n).segments, disputed(-5n).segments[0]?.baseMinor]).toEqual([
      [],
      [],
      100000n,
    ]);
  });
});

it('a reference rate below zero takes from the margin, and no debtor gets interest', () => {
  const rates = (percent: string) => [row('2000-01-01', '2999-12-31', percent)];
  const of = (percent: string) => asked({ rates: rates(percent), until: '2024-01-10' }).segments[0];
  expect([of('-1')?.rate, of('-1')?.source, of('-20')?.amount]).toEqual([
    '7.00',
    'Burgerlijk Wetboek, art. 6:119a: -1 % + 8 pp (test)',
    { numerator: 0n, denominator: 1n },
  ]);
});
