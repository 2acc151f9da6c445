import { describe, expect, it } from '@jest/globals';
import { addDays } from '../calendar/dates.ts';
import { lumpSumDue } from './lump-sum.ts';

const claim = {
  regime: 'eu',
  kind: 'business',
  currency: 'EUR',
  claimMinor: 100_000n,
  lateFrom: '2024-01-01',
} as const;
const minor = (change: Partial<Parameters<typeof lumpSumDue>[0]>) => {
  const answer = lumpSumDue({ ...claim, ...change });
  return answer.kind === 'lump-sum' ? answer.minor : answer.because;
};

describe('the lump sum for a late invoice', () => {
  it.each(['eu', 'es', 'de'] as const)(
    'is 40.00 EUR under %s, however small the claim (Directive 2011/7 art. 6; C-279/23)',
    (regime) => {
      expect([minor({ regime }), minor({ regime, claimMinor: 1n })]).toEqual([4000n, 4000n]);
    },
  );
  it.each([
    [1n, 4000n],
    [99_999n, 4000n],
    [100_000n, 7000n],
    [999_999n, 7000n],
    [1_000_000n, 10_000n],
    [10n ** 12n, 10_000n],
  ])(
    'depends on the size of the debt in the United Kingdom: %s pence give %s (gov.uk; Act 1998 s. 5A)',
    (claimMinor, sum) => {
      expect(minor({ regime: 'uk', currency: 'GBP', claimMinor })).toBe(sum);
    },
  );
  it('is one per cent of the unpaid balance in Chile, in whole pesos (Ley 21.131)', () => {
    expect([
      minor({ regime: 'cl', currency: 'CLP', claimMinor: 1_234_567n }),
      minor({ regime: 'cl', currency: 'CLP', claimMinor: 50n }),
    ]).toEqual([12_346n, 0n]);
  });
  it.each([
    ['eu', '2013-03-16', 'EUR', /^Directive 2011\/7\/EU, art\. 6\(1\)/],
    ['be', '2013-03-16', 'EUR', /^Loi du 2 août 2002, art\. 6$/],
    ['nl', '2013-03-16', 'EUR', /^Burgerlijk Wetboek, art\. 6:96 lid 4$/],
    ['es', '2013-02-24', 'EUR', /^Ley 3\/2004, art\. 8\.1$/],
    ['de', '2014-07-29', 'EUR', /^BGB § 288\(5\)/],
    ['uk', '2002-08-07', 'GBP', /^Late Payment of Commercial Debts \(Interest\) Act 1998, s\. 5A$/],
    ['cl', '2019-05-16', 'CLP', /^Ley 19\.983 by Ley 21\.131/],
  ] as const)('is due under %s from %s on, in %s, and names the law', (regime, lateFrom, currency, source) => {
    for (const kind of ['business', 'public-body'] as const)
      expect(lumpSumDue({ ...claim, regime, kind, currency, lateFrom })).toMatchObject({
        kind: 'lump-sum',
        minor: regime === 'uk' ? 7000n : regime === 'cl' ? 1000n : 4000n,
        source: expect.stringMatching(source),
      });
    expect(minor({ regime, currency, lateFrom: addDays(lateFrom, -1) })).toBe('before-the-law');
    expect(minor({ regime, currency, lateFrom, kind: 'consumer' })).toBe('debtor-kind');
  });
  it('is not due from consumers, in a foreign currency, before the law, or when nothing is open', () => {
    expect(minor({ regime: 'de', kind: 'consumer' })).toBe('debtor-kind');
    expect(minor({ regime: 'uk', currency: 'EUR' })).toBe('currency');
    expect(minor({ lateFrom: '2013-03-15' })).toBe('before-the-law');
    expect(minor({ claimMinor: 0n })).toBe('nothing-open');
    expect(lumpSumDue({ ...claim, claimMinor: 0n })).toEqual({ kind: 'none', because: 'nothing-open' });
    expect(lumpSumDue({ ...claim, lateFrom: '2013-03-15' })).toEqual({ kind: 'none', because: 'before-the-law' });
  });
  it('begins with the law: for what is late from its first day', () => {
    expect([
      minor({ lateFrom: '2013-03-16' }),
      minor({ regime: 'uk', currency: 'GBP', lateFrom: '1990-01-01' }),
    ]).toEqual([4000n, 'before-the-law']);
  });
  it('is due from public bodies too, and names its source', () => {
    expect(lumpSumDue({ ...claim, kind: 'public-body' })).toEqual({
      kind: 'lump-sum',
      minor: 4000n,
      source: 'Directive 2011/7/EU, art. 6(1); per invoice, also when claimed together (CJEU C-585/20)',
    });
  });
});
