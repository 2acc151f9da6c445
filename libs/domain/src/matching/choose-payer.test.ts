import { describe, expect, test } from '@jest/globals';
import { choosePayer, isSumOfSeveral, type PayerEvidence } from './choose-payer.ts';
import { nameWords, rankPayers } from './rank-payers.ts';

const named = (customerId: string, compact: string, agrees = false) => ({ customerId, compact, agrees });
const choose = (evidence: Partial<PayerEvidence>) =>
  choosePayer({ named: [], byAccount: [], byName: [], ...evidence })?.customerId ?? null;

describe('whose money a line is', () => {
  test('is told by the invoice numbers in its text, the longest counting most', () => {
    expect(choose({ named: [named('C-1', 'F20261001'), named('C-2', 'F1001')] })).toBe('C-1');
    expect(choose({ named: [named('C-1', 'F20261001')], byName: ['C-2'], byAccount: ['C-3'] })).toBe('C-1');
  });

  test('is not told by a short number, or what reads as a day, unless the amount agrees', () => {
    for (const compact of ['1001', '202611', '19112026']) {
      expect(choose({ named: [named('C-1', compact)] })).toBeNull();
      expect(choose({ named: [named('C-1', compact, true)] })).toBe('C-1');
      expect(choose({ named: [named('C-1', compact)], byName: ['C-2'] })).toBeNull();
      expect(choose({ named: [named('C-1', compact)], byAccount: ['C-2'] })).toBe('C-2');
      expect(choose({ named: [named('C-1', compact, true)], sumIsCommon: true })).toBeNull();
    }
  });

  test('is told by digits alone from the seventh on, and by numbers with letters that no spreadsheet shortened', () => {
    expect(choose({ named: [named('C-1', '202601')] })).toBeNull();
    expect(choose({ named: [named('C-1', '2026018')] })).toBe('C-1');
    expect(choose({ named: [named('C-1', '24952E19')] })).toBeNull();
    expect(choose({ named: [named('C-1', 'F24952E19')] })).toBe('C-1');
    expect(choose({ named: [named('C-1', '24952E19A')] })).toBe('C-1');
  });

  test('of a short number whose amount agrees is not told against the account or the name', () => {
    const hint = [named('C-1', '1001', true)];
    expect(choose({ named: hint, byAccount: ['C-1'] })).toBe('C-1');
    expect(choose({ named: hint, byAccount: ['C-2'] })).toBeNull();
    expect(choose({ named: hint, byName: ['C-2'] })).toBeNull();
    expect(choose({ named: hint, byAccount: ['C-1'], byName: ['C-2'] })).toBeNull();
  });

  test('of a number that two customers have, is told by the payer’s name or account', () => {
    const both = [named('C-1', 'F20261001'), named('C-2', 'F20261001')];
    expect(choose({ named: both })).toBeNull();
    expect(choose({ named: both, byName: ['C-2', 'C-3'] })).toBe('C-2');
    expect(choose({ named: both, byAccount: ['C-1'] })).toBe('C-1');
    expect(choose({ named: both, byName: ['C-3'] })).toBeNull();
  });

  test('is told with the reasons that speak for that customer, and none of another', () => {
    const all = { named: [named('C-1', 'F20261001'), named('C-2', '1002', true)], byAccount: ['C-1'], byName: ['C-3'] };
    expect(choosePayer(all)).toEqual({ customerId: 'C-1', reasons: ['number', 'account'] });
    const hint = { named: [named('C-1', '1002', true)], byAccount: [], byName: ['C-1'] };
    expect(choosePayer(hint)).toEqual({ customerId: 'C-1', reasons: ['short-number', 'sum', 'name'] });
  });

  test('of numbers with letters, is told by one of more than five characters before shorter ones', () => {
    expect(choose({ named: [named('C-1', 'F10012'), named('C-2', 'G1001')] })).toBe('C-1');
    expect(choose({ named: [named('C-1', 'F1001'), named('C-2', 'G1001')] })).toBeNull();
    expect(choose({ named: [named('C-2', 'G1001')] })).toBe('C-2');
  });

  test('is not told by a number inside a longer one that tells; inside a short one it counts', () => {
    expect(choose({ named: [named('C-1', 'F20261001'), named('C-2', '1001', true)] })).toBe('C-1');
    expect(choose({ named: [named('C-1', '91001', true), named('C-2', '1001', true)] })).toBeNull();
  });

  test('of a number that two customers have, is told by name and account only when these agree', () => {
    const both = [named('C-1', 'F20261001'), named('C-2', 'F20261001')];
    expect(choose({ named: both, byName: ['C-1'], byAccount: ['C-2'] })).toBeNull();
    expect(choose({ named: both, byName: ['C-1', 'C-2'], byAccount: ['C-2'] })).toBe('C-2');
  });

  test('of two customers whose numbers are named is a person’s to split, however long the numbers are', () => {
    expect(choose({ named: [named('C-1', 'F20261001'), named('C-2', 'FA20262002')] })).toBeNull();
    expect(choose({ named: [named('C-1', 'F20261001', true), named('C-2', 'FA20262002')] })).toBeNull();
    expect(choose({ named: [named('C-1', 'F20261001'), named('C-2', 'FA20262002')], byName: ['C-1'] })).toBeNull();
  });

  test('is never told against all other evidence', () => {
    const two = [named('A', 'F2026999', true), named('B', 'F20261000')];
    expect(choose({ named: two, byAccount: ['A'], byName: ['A'] })).toBe('A');
    expect(choose({ named: [named('X', '2100', true)], byAccount: ['Y'], byName: ['Y'] })).toBe('Y');
    expect(choose({ named: [named('B', 'F20261000')], byAccount: ['A'], byName: ['A'] })).toBeNull();
    expect(choose({ named: [named('B', 'F20261000', true)], byAccount: ['A'], byName: ['A'] })).toBe('B');
    const common = { byAccount: ['A'], byName: ['A'], sumIsCommon: true };
    expect(choose({ named: [named('B', 'F20261000', true)], ...common })).toBeNull();
  });

  test('of a sister company is told by a short number that the text calls an invoice’s', () => {
    const sister = { ...named('B', '7497', true), told: true };
    const payer = { byAccount: ['A'], byName: ['A'] };
    expect(choose({ named: [sister], ...payer })).toBe('B');
    expect(choose({ named: [{ ...sister, agrees: false }], ...payer })).toBeNull();
    expect(choose({ named: [{ ...sister, told: false, agrees: false }], ...payer })).toBe('A');
    expect(choose({ named: [sister, { ...named('C', '7498', true), told: true }], ...payer })).toBe('A');
  });

  test('is a person’s to split when the amount is the sum of invoices of several customers', () => {
    const both = [named('A', '7495'), named('B', '7497')];
    expect(choose({ named: both, byAccount: ['A'], byName: ['A'] })).toBe('A');
    expect(choose({ named: both, byAccount: ['A'], byName: ['A'], isSplit: true })).toBeNull();
    const open = (customerId: string, compact: string, openMinor: bigint) => ({ customerId, compact, openMinor });
    const two = [open('A', '7495', 100n), open('B', '7497', 50n), open('B', '7497', 50n)];
    expect([150n, 100n, 200n].map((minor) => isSumOfSeveral(minor, two))).toEqual([true, false, false]);
    expect(isSumOfSeveral(150n, [open('A', '7495', 100n), open('A', '7497', 50n)])).toBe(false);
    expect(isSumOfSeveral(100n, [open('A', '7495', 100n), open('B', '7497', 0n)])).toBe(false);
  });

  test('is not told by a name alone: two people may be called alike', () => {
    expect(choose({ byName: ['C-7'] })).toBeNull();
    expect(choose({ byName: ['C-7'], bySum: ['C-7'] })).toBe('C-7');
    expect(choose({ byName: ['C-7', 'C-8'], bySum: ['C-7'] })).toBeNull();
    expect(choose({ byName: ['C-7'], named: [named('C-7', '1203')] })).toBe('C-7');
    expect(choosePayer({ named: [], byAccount: [], byName: ['C-7'], bySum: ['C-7'] })).toEqual({
      customerId: 'C-7',
      reasons: ['sum', 'name'],
    });
  });

  test('without numbers, is the customer of a unique account or name, and nobody when the two disagree', () => {
    expect(choose({ byAccount: ['C-1'] })).toBe('C-1');
    expect(choose({ byName: ['C-1'] })).toBeNull();
    expect(choose({ byAccount: ['C-1', 'C-2'] })).toBeNull();
    expect(choose({ byName: ['C-1', 'C-2'] })).toBeNull();
    expect(choose({ byAccount: ['C-1'], byName: ['C-2'] })).toBeNull();
    expect(choose({ byAccount: ['C-1'], byName: ['C-1', 'C-2'] })).toBe('C-1');
    expect(choose({})).toBeNull();
  });
});

describe('whose money a line may be', () => {
  const rank = (evidence: Partial<Parameters<typeof rankPayers>[0]>) =>
    rankPayers({ named: [], byAccount: [], byName: [], payer: '', alike: [], sameSum: [], ...evidence }).map((each) => [
      each.customerId,
      each.score,
      each.reasons,
    ]);

  test('is ranked by what speaks for whom, at most five', () => {
    expect(
      rank({
        named: [named('C-2', '1001'), named('C-1', 'F20261001'), named('C-1', 'F20261002')],
        byAccount: ['C-2'],
        sameSum: ['C-1'],
      }),
    ).toEqual([
      ['C-1', 90, ['number-in-text', 'sum-of-one-invoice']],
      ['C-2', 70, ['short-number-in-text', 'account-before']],
    ]);
    expect(rank({ byName: ['C-3', 'C-1', 'C-2', 'C-6', 'C-5', 'C-4'] }).map(([id]) => id)).toEqual([
      'C-1',
      'C-2',
      'C-3',
      'C-4',
      'C-5',
    ]);
  });

  test('takes names for alike whatever their legal form, accents and order', () => {
    expect(nameWords('Talleres Núñez, S.L.')).toEqual(['TALLERES', 'NUNEZ']);
    const alike = [
      { customerId: 'C-1', name: 'Talleres Núñez S.L.' },
      { customerId: 'C-2', name: 'Talleres Pérez e Hijos' },
    ];
    expect(rank({ payer: 'NUÑEZ TALLERES SL', alike })).toEqual([['C-1', 25, ['name-alike']]]);
    expect(rank({ payer: '', alike })).toEqual([]);
  });

  test.each([
    ...['SL', 'SA', 'SLU', 'SAU', 'SLL', 'SC', 'CB', 'SCOOP', 'GmbH', 'AG', 'KG', 'Ltd', 'Limited', 'PLC', 'LLC'],
    ...['LLP', 'Inc', 'Corp', 'Sarl', 'SAS', 'Srl', 'SpA', 'BV', 'NV', 'Lda', 'S.A.', 'S. L.', 'B.V.'],
    ...['de', 'del', 'la', 'el', 'los', 'las', 'y', 'e', 'and', 'the', 'of', '&', ' , '],
  ])('leaves out of a name what does not distinguish it: %s', (word) => {
    expect(nameWords(`Talleres ${word} Norte`)).toEqual(['TALLERES', 'NORTE']);
  });

  test('counts each reason once for each customer, up to a hundred points', () => {
    expect(rank({ named: [named('C-1', 'F20261001'), named('C-1', '1001')], byAccount: ['C-1'] })).toEqual([
      ['C-1', 100, ['number-in-text', 'short-number-in-text', 'account-before']],
    ]);
    expect(rank({ byName: ['C-1'], sameSum: ['C-1'] })).toEqual([['C-1', 75, ['name-same', 'sum-of-one-invoice']]]);
    const alike = [{ customerId: 'C-1', name: 'Talleres Norte' }];
    expect(rank({ byName: ['C-1'], payer: 'Talleres Norte', alike })).toEqual([['C-1', 45, ['name-same']]]);
  });

  test('takes names for alike when they share more than half of the words of the shorter one', () => {
    const like = (name: string, payer: string) => rank({ payer, alike: [{ customerId: 'C-1', name }] }).length > 0;
    expect(like('Alfa Beta Gamma', 'Beta Alfa')).toBe(true);
    expect(like('Alfa Beta Gamma', 'Alfa Beta Delta')).toBe(true);
    expect(like('Alfa Beta', 'Alfa Gamma')).toBe(false);
    expect(like('Alfa', 'Alfa Gamma Delta')).toBe(true);
  });

  test('is told by a sum that up to twenty have', () => {
    const many = (count: number) => rank({ sameSum: Array.from({ length: count }, (_, index) => `C-${index}`) }).length;
    expect([many(20), many(21)]).toEqual([5, 0]);
  });

  test('is not told by a sum that many have', () => {
    expect(rank({ sameSum: ['C-1', 'C-2'] })).toEqual([
      ['C-1', 10, ['sum-of-many-invoices']],
      ['C-2', 10, ['sum-of-many-invoices']],
    ]);
    expect(rank({ sameSum: Array.from({ length: 21 }, (_, index) => `C-${index}`) })).toEqual([]);
  });
});
