import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { suggestLimit, type CreditHistory } from './suggest-limit.ts';

const history: CreditHistory = { highestBalanceMinor: 1_000_000n, paidInvoices: 12, meanDaysLate: 0, risk: 'low' };

describe('a suggested limit', () => {
  it.each<[string, Partial<CreditHistory>, number, readonly string[]]>([
    ['is a fifth more for who pays on time', {}, 1_200_000, ['pays-on-time 20']],
    ['is the balance for who pays five days late', { meanDaysLate: 5 }, 1_000_000, []],
    ['is less for who pays late', { meanDaysLate: 15 }, 900_000, ['pays-late -10']],
    ['is at most 60 % less for lateness', { meanDaysLate: 200 }, 400_000, ['pays-late -60']],
    ['is less at a medium risk', { risk: 'medium' }, 1_000_000, ['pays-on-time 20', 'risk -20']],
    ['is nothing for the worst', { risk: 'high', meanDaysLate: 200 }, 0, ['pays-late -60', 'risk -40']],
    ['is half with little history', { paidInvoices: 2 }, 500_000, ['short-history -50']],
    ['is nothing without history', { highestBalanceMinor: 0n, paidInvoices: 0 }, 0, ['short-history -50']],
    ['has two digits', { highestBalanceMinor: 123_456n, meanDaysLate: 5 }, 120_000, ['rounding null']],
  ])('%s', (_what, change, minor, reasons) => {
    const suggested = suggestLimit({ ...history, ...change });
    expect(suggested.minor).toBe(BigInt(minor));
    expect(suggested.parts.slice(1).map(({ reason, percent }) => `${reason} ${percent}`)).toEqual(reasons);
  });

  const anyHistory = fc.record({
    highestBalanceMinor: fc.bigInt({ min: 0n, max: 10n ** 14n }),
    paidInvoices: fc.nat(50),
    meanDaysLate: fc.nat(400),
    risk: fc.constantFrom('low' as const, 'medium' as const, 'high' as const),
  });

  it('is never below zero, and its parts add up to it', () => {
    fc.assert(
      fc.property(anyHistory, (given) => {
        const { minor, parts } = suggestLimit(given);
        expect(minor >= 0n).toBe(true);
        expect(parts.reduce((sum, part) => sum + part.minor, 0n)).toBe(minor);
      }),
    );
  });

  it('never falls with a better history, and never rises with a worse one', () => {
    const worse = { low: 'medium', medium: 'high', high: 'high' } as const;
    fc.assert(
      fc.property(anyHistory, fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.nat(60), (given, more, days) => {
        const { minor } = suggestLimit(given);
        const than = (change: Partial<CreditHistory>) => suggestLimit({ ...given, ...change }).minor;
        expect(than({ highestBalanceMinor: given.highestBalanceMinor + more }) >= minor).toBe(true);
        expect(than({ paidInvoices: given.paidInvoices + days }) >= minor).toBe(true);
        expect(than({ meanDaysLate: given.meanDaysLate + days }) <= minor).toBe(true);
        expect(than({ risk: worse[given.risk] }) <= minor).toBe(true);
      }),
    );
  });
});
