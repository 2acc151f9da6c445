import { describe, expect, it } from '@jest/globals';
import { measureMatching } from './measure-matching.ts';
import { groupPayments } from '@puntual/testing/builders/group-payers';
import { HARD_KINDS, hardRemittances } from '@puntual/testing/builders/hard-remittances';
import { noisyRemittances, REMITTANCE_KINDS } from '@puntual/testing/builders/noisy-remittances';
import { measurePayers } from './measure-payers.ts';
import { seeded } from '@puntual/sandbox/demo/seeded-random';

describe('generated payments with noisy remittances', () => {
  const measure = measureMatching(noisyRemittances(20_260_315, 5000));

  it('are never matched to an invoice that the payer did not mean, at the default settings', () => {
    expect(measure.wrong).toEqual([]);
    expect(measure.precision).toBe(1);
  });
  it('are nearly all matched as meant; for most of the others the invoices are among the suggestions', () => {
    expect(measure.recall).toBeGreaterThan(0.85);
    expect(measure.suggested.amongFive).toBeGreaterThan(0.5);
  });
  it.each(['clean', 'reformatted', 'scanned', 'several-numbers', 'bank-charges', 'part-payment', 'too-much'] as const)(
    'are all matched as meant when their kind is %s',
    (kind) => {
      expect(measure.byKind[kind].right).toBe(measure.byKind[kind].meant);
    },
  );
  it.each(['paid-twice', 'not-yet-known', 'on-account'] as const)(
    'stay unallocated when they pay no open invoice: %s',
    (kind) => {
      expect(measure.byKind[kind]).toMatchObject({ meant: 0, matched: 0 });
    },
  );
  it('come in every kind, and are the same for the same seed', () => {
    expect(REMITTANCE_KINDS.filter((kind) => measure.byKind[kind].payments < 100)).toEqual([]);
    expect(noisyRemittances(7, 50)).toEqual(noisyRemittances(7, 50));
    expect(noisyRemittances(8, 50)).not.toEqual(noisyRemittances(7, 50));
  });
  it('are counted as wrong when they are: with oldest first, precision falls below one', () => {
    const careless = measureMatching(noisyRemittances(1, 300), { oldestFirst: true });
    expect(careless.precision).toBeLessThan(1);
    expect(careless.wrong.length).toBeGreaterThan(0);
  });
});

describe('generated payments whose texts hold misleading digits', () => {
  const measure = measureMatching(hardRemittances(20_260_315, 5000));

  it('are never matched to an invoice that the payer did not mean', () => {
    expect(measure.wrong).toEqual([]);
    expect(measure.recall).toBeGreaterThan(0.85);
  });
  it('come in every kind, and are the same for the same seed', () => {
    expect(HARD_KINDS.filter((kind) => measure.byKind[kind].payments < 100)).toEqual([]);
    expect(hardRemittances(7, 50)).toEqual(hardRemittances(7, 50));
  });
  it.each(['last-year', 'last-year-part', 'other-company', 'one-price'] as const)(
    'stay unallocated when they pay no open invoice for certain: %s',
    (kind) => {
      expect(measure.byKind[kind]).toMatchObject({ meant: 0, matched: 0 });
    },
  );
});

describe('generated payments of companies in a group', () => {
  it('are given to the company whose debt they pay, or to nobody', () => {
    const measure = measurePayers(groupPayments(20_260_315, 5000));
    expect(measure.wrong).toEqual([]);
    expect(measure.recall).toBeGreaterThan(0.85);
  });
});

describe('seeded random numbers', () => {
  it('take every value of their range, and no other', () => {
    const dice = seeded(1);
    const counts = new Map<number, number>();
    for (let throws = 0; throws < 6000; throws++)
      counts.set(dice.between(1, 6), (counts.get(dice.between(1, 6)) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    const all = dice.shuffled([1, 2, 3, 4, 5]);
    expect([...all].sort()).toEqual([1, 2, 3, 4, 5]);
    expect(() => dice.pick([])).toThrow(RangeError);
  });
});
