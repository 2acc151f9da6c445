import { describe, expect, it } from '@jest/globals';
import { interestRegimes, regimeRateOn } from './interest-regimes.ts';
import { lawOnCharges } from './lawful-charges.ts';
import { furtherRates } from './own-rates.ts';

it.each([
  ['CL', 'consumer', '2013-12-13', 1],
  ['CL', 'consumer', '2013-12-12', 0],
  ['CL', 'business', '2026-01-01', 0],
  ['ES', 'consumer', '2026-01-01', 0],
] as const)('the law of %s limits what a %s owes on %s: %s', (country, kind, on, rows) => {
  expect(lawOnCharges(country, kind, on)).toHaveLength(rows);
});

it('Chile limits collection costs of consumers, and nothing else', () => {
  expect(lawOnCharges('CL', 'consumer', '2026-01-01')[0]).toMatchObject({
    freeDays: { days: 20, kinds: ['fee', 'lump-sum'] },
    source: expect.stringMatching(/^Ley 19\.496, art\. 37/),
    caps: [{ by: 'share-of-principal', percent: '3', kinds: ['fee', 'lump-sum'] }],
  });
});

describe('a rate of a law', () => {
  const rows = (percent: string) => [
    { from: '2027-01-01', until: '2027-06-30', percent, source: 'own', effectiveOn: '2027-01-01' },
  ];
  it('that an organization entered for the directive holds for Belgium and the Netherlands only', () => {
    expect(furtherRates({ eu: rows('2') }, 'es', [])).toEqual([]);
    expect(furtherRates({ be: rows('3') }, 'be', [])).toEqual(rows('3'));
    expect(furtherRates({}, 'nl', [])).toEqual([]);
  });
  it('has no margin in its source where the law adds none', () => {
    const plain = {
      ...interestRegimes.es,
      margins: [{ from: '2013-01-01', kinds: ['business'], points: '0', source: 'x' }],
    };
    const rateOf = (regime: typeof plain | typeof interestRegimes.es) =>
      regimeRateOn(regime as never, 'business', '2027-02-01', rows('2'));
    expect([rateOf(plain)?.source, rateOf(interestRegimes.es)?.source]).toEqual([
      'Ley 3/2004, art. 7: 2 % (own)',
      'Ley 3/2004, art. 7: 2 % + 8 pp (own)',
    ]);
  });
  it('lasts until the day before the margin changes, and at most until the rate is known', () => {
    const margin = (from: string, points: string) => ({ from, kinds: ['business'], points, source: 'x' });
    const until = (...margins: ReturnType<typeof margin>[]) => {
      const rate = regimeRateOn({ ...interestRegimes.es, margins } as never, 'business', '2027-02-01', rows('2'));
      return [rate?.until, rate?.source];
    };
    const old = margin('2013-01-01', '7');
    expect([
      until(old),
      until(old, margin('2027-06-30', '9')),
      until(old, margin('2027-07-01', '9')),
      until(old, margin('2028-01-01', '9')),
      until(margin('2027-02-01', '8'), old),
      until(old, margin('2027-02-01', '8')),
      until(old, margin('2027-02-02', '9')),
    ]).toEqual([
      ['2027-06-30', 'Ley 3/2004, art. 7: 2 % + 7 pp (own)'],
      ['2027-06-29', 'Ley 3/2004, art. 7: 2 % + 7 pp (own)'],
      ['2027-06-30', 'Ley 3/2004, art. 7: 2 % + 7 pp (own)'],
      ['2027-06-30', 'Ley 3/2004, art. 7: 2 % + 7 pp (own)'],
      ['2027-06-30', 'Ley 3/2004, art. 7: 2 % + 8 pp (own)'],
      ['2027-06-30', 'Ley 3/2004, art. 7: 2 % + 8 pp (own)'],
      ['2027-02-01', 'Ley 3/2004, art. 7: 2 % + 7 pp (own)'],
    ]);
  });
});
