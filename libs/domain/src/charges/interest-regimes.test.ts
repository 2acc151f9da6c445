import { describe, expect, it } from '@jest/globals';
import { addDays } from '../calendar/dates.ts';
import { interestRegimes, REGIMES, regimeRateOn, type RegimeKey } from './interest-regimes.ts';

describe('the law', () => {
  it.each(REGIMES)('%s says where it, its year and its margins stand', (key) => {
    const { law, dayCountSource, margins } = interestRegimes[key];
    expect(interestRegimes[key].key).toBe(key);
    for (const text of [law, dayCountSource, ...margins.map(({ source }) => source)])
      expect(text).toMatch(/[A-Za-z]{2}.*\w/);
  });
  // Law, first day of the margin, debtor, points above the reference rate, days of its year.
  it.each<[RegimeKey, string, 'business' | 'public-body' | 'consumer', string, string]>([
    ['eu', '2013-03-16', 'business', '8', 'actual/365'],
    ['be', '2013-03-16', 'public-body', '8', 'actual/365'],
    ['nl', '2013-03-16', 'business', '8', 'actual/365'],
    ['es', '2013-02-24', 'public-body', '8', 'actual/365'],
    ['de', '2014-07-29', 'business', '9', 'actual/365'],
    ['de', '2002-01-01', 'consumer', '5', 'actual/365'],
    ['uk', '2002-08-07', 'business', '8', 'actual/365'],
    ['cl', '2019-05-16', 'public-body', '0', 'actual/360'],
  ])('%s has its margin from %s on for a %s: %s points, over %s', (key, from, kind, points, dayCount) => {
    const regime = interestRegimes[key];
    expect(regime.margins.find(({ kinds }) => kinds.includes(kind))).toMatchObject({ from, points });
    expect(regime.dayCount).toBe(dayCount);
    const rates = [{ from: '2000-01-01', until: '2029-12-31', percent: '1', source: 'own', effectiveOn: '2000-01-01' }];
    expect(regimeRateOn(regime, kind, from, rates)?.source.endsWith('(own)')).toBe(true);
    expect(regimeRateOn(regime, kind, addDays(from, -1), rates)).toBeNull();
  });
  it.each<[RegimeKey, 'floating' | 'locked', readonly string[] | null]>([
    ['eu', 'floating', null],
    ['be', 'floating', null],
    ['nl', 'floating', null],
    ['es', 'floating', null],
    ['de', 'floating', null],
    ['uk', 'locked', null],
    ['cl', 'floating', ['CLP']],
  ])('%s has a %s rate for claims in its currencies', (key, mode, currencies) => {
    expect(interestRegimes[key]).toMatchObject({ mode, currencies });
  });
});
