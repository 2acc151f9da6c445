import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MatchableInvoice } from './matchable-invoice.ts';
import { noisyRemittances } from '@puntual/testing/builders/noisy-remittances';
import { suggestMatches } from './suggest-matches.ts';

const invoice = (at: number, openMinor: bigint, change: Partial<MatchableInvoice> = {}): MatchableInvoice => ({
  id: `row-${at}`,
  invoiceId: String(at),
  number: `F-2026/${at}`,
  dueOn: `2026-01-${(at % 28) + 1}`.replace(/-(\d)$/, '-0$1'),
  openMinor,
  ...change,
});
const open = [invoice(1001, 10_000n), invoice(1002, 20_000n), invoice(1003, 30_000n)];
const told = (amount: bigint, reference: string, from = open) =>
  suggestMatches(amount, reference, from).map(({ invoices, score, reasons }) => [
    invoices.map((part) => `${part.invoiceId} ${part.minor}`).join(', '),
    score,
    reasons.join(' '),
  ]);

describe('suggestions for a payment that nothing places', () => {
  it('give every reading of an ambiguous sum, and say why', () => {
    expect(told(30_000n, 'thank you').slice(0, 2)).toEqual([
      ['row-1003 30000', 35, 'sum-exact'],
      ['row-1001 10000, row-1002 20000', 25, 'sum-of-set'],
    ]);
  });
  it('rank a number and a sum that agree before either alone', () => {
    expect(told(9_000n, 'fra 1002')).toEqual([
      ['row-1002 9000', 40, 'number-tail part-of-sum'],
      ['row-1001 9000', 10, 'part-of-sum oldest'],
      ['row-1003 9000', 5, 'part-of-sum'],
    ]);
    expect(told(20_000n, 'F-2026/1002')[0]).toEqual(['row-1002 20000', 95, 'number-exact sum-exact']);
  });
  it('hint at a slip of the pen, and at a sum that is close or short by the discount', () => {
    expect(told(30_000n, 'F-2026/1030')[0]).toEqual(['row-1003 30000', 65, 'number-one-slip-away sum-exact']);
    expect(told(29_900n, '', [invoice(1003, 30_000n)])).toEqual([['row-1003 29900', 15, 'sum-close oldest']]);
    expect(told(29_400n, '', [invoice(1003, 30_000n, { discountMinor: 600n })])[0]).toEqual([
      'row-1003 29400',
      35,
      'sum-less-discount oldest',
    ]);
  });
  it('are none without open invoices', () => {
    expect(told(1n, 'F-2026/1001', [])).toEqual([]);
  });
  it('are at most five, best first, each with no more than is open and than was paid', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        for (const { amountMinor, reference, open: its, otherNumbers } of noisyRemittances(seed, 5)) {
          const suggestions = suggestMatches(amountMinor, reference, its, { otherNumbers });
          expect(suggestions.length).toBeLessThanOrEqual(5);
          expect(suggestions.map((each) => each.score)).toEqual(
            suggestions.map((each) => each.score).sort((a, b) => b - a),
          );
          for (const { invoices, score } of suggestions) {
            expect(
              score > 0 && score <= 100 && invoices.reduce((sum, part) => sum + part.minor, 0n) <= amountMinor,
            ).toBe(true);
            for (const part of invoices)
              expect(
                part.minor > 0n && part.minor <= (its.find((each) => each.id === part.invoiceId)?.openMinor ?? 0n),
              ).toBe(true);
          }
        }
      }),
    );
  });
});
