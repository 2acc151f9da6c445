import { describe, expect, it } from '@jest/globals';
import { numbersIn } from './find-numbers.ts';
import type { MatchableInvoice } from './matchable-invoice.ts';
import { suggestMatches } from './suggest-matches.ts';

const invoice = (number: string): MatchableInvoice => ({
  id: number,
  invoiceId: `INV ${number}`,
  number,
  dueOn: '2026-06-10',
  openMinor: 10_000n,
});
const named = (text: string, ...numbers: readonly string[]) => {
  const found = numbersIn(text, numbers.map(invoice), { otherNumbers: [], orderNumbers: [], label: 'invoice' });
  const list = (invoices: readonly MatchableInvoice[]) => invoices.map((each) => each.number);
  return {
    clear: list(found.clear),
    bare: list(found.bare),
    vague: found.vague.map((place) => `${place.level} ${list(place.invoices).join(' ')}`),
  };
};
const nothing = { clear: [], bare: [], vague: [] };

describe('numbers that overlap in a text', () => {
  it('mean the longer one, also when both end or both begin at one place', () => {
    expect(named('F-10012', 'F-1001', 'F-10012')).toEqual({ ...nothing, clear: ['F-10012'] });
    expect(named('AF-1001', 'F-1001', 'AF-1001')).toEqual({ ...nothing, clear: ['AF-1001'] });
    expect(named('2026/F-1001', 'F-1001', '2026/F-1001')).toEqual({ ...nothing, clear: ['2026/F-1001'] });
  });
  it('mean both when neither is inside the other', () => {
    expect(named('F-1001 F-1002', 'F-1001', 'F-1002').clear).toEqual(['F-1001', 'F-1002']);
  });
  it('mean the one that is named better, at one and the same place', () => {
    expect(named('1001', '1001', 'F-1001')).toEqual({ ...nothing, vague: ['exact 1001'] });
  });
});

describe('groups of four digits', () => {
  it('are an account from the third on, unless at least half of them are numbers', () => {
    const two = ['F-2026/2100', 'F-2026/2155'];
    expect(named('2100 0813 6101', ...two)).toEqual(nothing);
    expect(named('2100 0813', ...two)).toEqual({ ...nothing, vague: ['tail F-2026/2100'] });
    expect(named('2100 2155 6101', ...two).vague).toEqual(['tail F-2026/2100', 'tail F-2026/2155']);
    expect(named('2100 2155 6101 0813', ...two).vague).toHaveLength(2);
    expect(named('2100 2155 6101 0813 9999', ...two)).toEqual(nothing);
    expect(named('factura 2100 0813 6101', ...two).vague).toEqual(['tail F-2026/2100']);
  });
});

describe('digits with a gap', () => {
  it('are the number that has the gap there, and only perhaps the one that has none', () => {
    expect(named('100 123', '100 123')).toEqual({ ...nothing, bare: ['100 123'] });
    expect(named('100 123', '100123')).toEqual({ ...nothing, vague: ['noisy 100123'] });
  });
  it('name no number that ends in a part of them', () => {
    expect(named('100 123', 'F-0123')).toEqual(nothing);
  });
});

describe('digits that go on beside a number', () => {
  it.each(['71002', '10027', 'F-2026/71002', 'F-2026/10021'])('are another number: %s', (text) => {
    expect(named(text, 'F-2026/1002')).toEqual(nothing);
  });
  it('but letters that run into it leave it perhaps', () => {
    expect(named('F-2026/1002Y', 'F-2026/1002')).toEqual({ ...nothing, vague: ['glued F-2026/1002'] });
  });
});

describe('a suggestion says how well the text names the invoice', () => {
  it.each([
    ['F-2026/1002', 'number-exact'],
    ['F-2O26/1OO2', 'number-exact'],
    ['100 123', 'number-noisy'],
    ['F-2026/1002Y', 'number-glued'],
    ['1002', 'number-tail'],
    ['F-2026/1020', 'number-one-slip-away'],
  ])('%s: %s', (text, reason) => {
    const [first] = suggestMatches(7_000n, text, [invoice('F-2026/1002'), invoice('100123'), invoice('F-2026/3444')]);
    expect(first?.reasons).toContain(reason);
  });
});
