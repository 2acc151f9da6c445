import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitByNumbers, type SplitEvidence } from './split-payers.ts';

const invoice = (compact: string, customerId: string, openMinor: bigint, currency = 'EUR'): SplitEvidence => ({
  compact,
  invoiceId: `I-${compact}-${customerId}`,
  customerId,
  currency,
  openMinor,
});
const euros = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR' });
const first = invoice('F20261001', 'C-1', 100_000n);
const second = invoice('FA20262002', 'C-2', 50_000n);

test('a transfer of exactly the named invoices of two customers is split', () => {
  expect(splitByNumbers([second, first, first], euros(150_000n))).toEqual([
    { customerId: 'C-1', minor: 100_000n, allocations: [{ invoiceId: 'I-F20261001-C-1', minor: 100_000n }] },
    { customerId: 'C-2', minor: 50_000n, allocations: [{ invoiceId: 'I-FA20262002-C-2', minor: 50_000n }] },
  ]);
});

test('a transfer of up to two hundred named invoices is split, one of more is left to a person', () => {
  const many = Array.from({ length: 201 }, (_, nth) => invoice(`F2026${1000 + nth}`, `C-${nth % 2}`, 1n));
  expect(splitByNumbers(many.slice(1), euros(200n))).toHaveLength(2);
  expect(splitByNumbers(many, euros(201n))).toBeNull();
});

test.each<[string, SplitEvidence[], bigint]>([
  ['a cent is missing', [first, second], 149_999n],
  ['a cent is too much', [first, second], 150_001n],
  ['one customer is named', [first, invoice('F20261002', 'C-1', 50_000n)], 150_000n],
  ['one of the invoices is settled', [first, second, invoice('F20261003', 'C-3', 0n)], 150_000n],
  ['one is in another currency', [first, invoice('FA20262002', 'C-2', 50_000n, 'USD')], 150_000n],
  ['a number is two customers’', [first, second, invoice('FA20262002', 'C-3', 50_000n)], 150_000n],
  ['a short number stands for the second', [first, invoice('2002', 'C-2', 50_000n)], 150_000n],
  ['a date stands for the second', [first, invoice('20261104', 'C-2', 50_000n)], 150_000n],
  ['nothing is named', [], 0n],
])('it is not split when %s', (_why, named, amountMinor) => {
  expect(splitByNumbers(named, euros(amountMinor))).toBeNull();
});

test('the parts always add up to the transfer, one for each of two or more customers', () => {
  const named = fc.array(
    fc
      .record({ nth: fc.nat(5), customer: fc.nat(2), openMinor: fc.bigInt({ min: 0n, max: 9n }) })
      .map((each) => invoice(`F2026100${each.nth}`, `C-${each.customer}`, each.openMinor)),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(named, fc.bigInt({ min: 0n, max: 40n }), (all, amountMinor) => {
      const parts = splitByNumbers(all, euros(amountMinor));
      if (parts === null) return;
      expect(parts.length).toBeGreaterThan(1);
      expect(parts.reduce((sum, part) => sum + part.minor, 0n)).toBe(amountMinor);
      expect(new Set(parts.map((part) => part.customerId)).size).toBe(parts.length);
      for (const part of parts) expect(part.allocations.reduce((sum, each) => sum + each.minor, 0n)).toBe(part.minor);
    }),
  );
});
