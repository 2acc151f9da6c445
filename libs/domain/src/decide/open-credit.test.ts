import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isCovered, netOpenMinor, netSums } from './open-credit.ts';

describe('open credit', () => {
  it('is netted in its own currency only, never below zero', () => {
    const claims = [
      { currency: 'EUR', openMinor: 70n },
      { currency: 'CLP', openMinor: 900n },
      { currency: 'EUR', openMinor: 50n },
      { currency: 'JPY', openMinor: 5n },
    ];
    expect(netSums(claims, { EUR: 30n, JPY: 8n, USD: 99n })).toEqual([
      { currency: 'EUR', openMinor: 120n, creditMinor: 30n, toPayMinor: 90n },
      { currency: 'CLP', openMinor: 900n, creditMinor: 0n, toPayMinor: 900n },
      { currency: 'JPY', openMinor: 5n, creditMinor: 5n, toPayMinor: 0n },
    ]);
  });
  it('covers an equal or smaller sum', () => {
    expect(
      [
        [100n, 100n],
        [100n, 99n],
        [0n, 0n],
      ].map(([open = 0n, credit = 0n]) => isCovered(open, credit)),
    ).toEqual([true, false, false]);
  });
  it('reduces what is chased of an invoice to what the customer owes in all', () => {
    const net = (openMinor: bigint, customerOpenMinor: bigint, creditMinor: bigint) =>
      netOpenMinor({ openMinor, customerOpenMinor, creditMinor });
    expect([net(100n, 300n, 0n), net(100n, 300n, 150n), net(100n, 300n, 250n), net(100n, 300n, 400n)]).toEqual([
      100n,
      100n,
      50n,
      0n,
    ]);
  });
  it('is conserved by netting: credit used and sum to pay make up the open amount', () => {
    const minor = fc.bigInt({ min: 0n, max: 1000n });
    fc.assert(
      fc.property(
        fc.array(fc.record({ currency: fc.constantFrom('EUR', 'CLP'), openMinor: minor })),
        fc.record({ EUR: minor, CLP: minor }),
        (claims, credit) => {
          for (const sum of netSums(claims, credit)) {
            expect(sum.creditMinor + sum.toPayMinor).toBe(sum.openMinor);
            expect(sum.creditMinor <= (sum.currency === 'EUR' ? credit.EUR : credit.CLP)).toBe(true);
            expect(
              sum.toPayMinor === 0n || sum.creditMinor === (sum.currency === 'EUR' ? credit.EUR : credit.CLP),
            ).toBe(true);
          }
        },
      ),
    );
  });
});
