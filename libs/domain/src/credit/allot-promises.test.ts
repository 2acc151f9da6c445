import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allotPromises } from './allot-promises.ts';

const eur = (id: string, openMinor: bigint) => ({ id, currency: 'EUR', openMinor });

it('a promise pays its invoices in their order, and never more than an invoice has open', () => {
  const invoices = [eur('a', 100n), eur('b', 200n), eur('c', 300n), { id: 'd', currency: 'USD', openMinor: 50n }];
  const promises = [
    { currency: 'EUR', leftMinor: 250n, invoiceIds: ['c', 'a', 'd'] },
    { currency: 'EUR', leftMinor: 900n, invoiceIds: ['a', 'b'] },
  ];
  expect([...allotPromises(invoices, promises)]).toEqual([
    ['a', 100n],
    ['c', 150n],
    ['b', 200n],
  ]);
});

it('no cent is promised twice, or beyond what the promises leave open', () => {
  const minor = fc.bigInt({ min: 0n, max: 1000n });
  const ids = ['a', 'b', 'c'];
  const amounts = fc.tuple(minor, minor, minor);
  const promise = fc.record({ currency: fc.constant('EUR'), leftMinor: minor, invoiceIds: fc.subarray(ids) });
  fc.assert(
    fc.property(amounts, fc.array(promise, { maxLength: 4 }), (open, promises) => {
      const invoices = ids.map((id, index) => eur(id, open[index] ?? 0n));
      const promised = allotPromises(invoices, promises);
      let sum = 0n;
      for (const { id, openMinor } of invoices) {
        const of = promised.get(id) ?? 0n;
        expect(of >= 0n && of <= openMinor).toBe(true);
        sum += of;
      }
      expect(sum <= promises.reduce((left, { leftMinor }) => left + leftMinor, 0n)).toBe(true);
    }),
  );
});
