import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchPayment, type MatchableInvoice } from './match-payment.ts';
import { suggestMatches } from './suggest-matches.ts';

/** Pieces that texts of bank lines and numbers of invoices are made of, and what readers of them stumble over. */
const piece = fc.oneof(
  fc.constantFrom(
    'F-2026/',
    '2026',
    '1001',
    'AAAA',
    '0000',
    'FRA ',
    'RF18',
    'ES79 2100',
    ' ',
    '/',
    '-',
    '\0',
    '\ud800',
  ),
  fc.constantFrom('Rechnung Nr. ', '1,00 EUR', '15.03.2026', 'O0I1', '(((', '[^', '\\', '$&', 'ß', 'İ', '１００１'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const text = (pieces: number) => fc.array(piece, { maxLength: pieces }).map((parts) => parts.join(''));
const minor = fc.oneof(
  fc.bigInt({ min: -5n, max: 100_000n }),
  fc.constantFrom(0n, 1n, 10n ** 15n, 2n ** 63n, -(2n ** 63n)),
);
const invoice = fc.record({
  id: fc.uuid(),
  invoiceId: text(3),
  number: text(4),
  paymentReference: fc.option(text(4)),
  dueOn: fc.constantFrom('2026-01-31', '2026-02-28', '2028-02-29'),
  openMinor: fc.bigInt({ min: 1n, max: 50_000n }),
  discountMinor: fc.option(fc.bigInt({ min: 0n, max: 100n }), { nil: undefined }),
}) as fc.Arbitrary<MatchableInvoice>;

describe('whatever the payment and the invoices are', () => {
  it('matching gives no more than was paid, and no invoice more than is open of it', () => {
    fc.assert(
      fc.property(
        minor,
        text(60),
        fc.array(invoice, { maxLength: 40 }),
        fc.array(fc.record({ invoiceId: text(3), minor }), { maxLength: 4 }),
        fc.record({
          otherNumbers: fc.array(text(4), { maxLength: 10 }),
          orderNumbers: fc.array(text(4), { maxLength: 4 }),
        }),
        (amountMinor, reference, invoices, remittance, settings) => {
          const { matches, leftMinor } = matchPayment({ amountMinor, remittance, reference }, invoices, settings);
          const given = matches.reduce((sum, match) => sum + match.minor, 0n);
          expect(given + leftMinor).toBe(amountMinor);
          if (amountMinor > 0n) expect(leftMinor).toBeGreaterThanOrEqual(0n);
          for (const match of matches) {
            const open = invoices.find(({ id }) => id === match.invoiceId)?.openMinor ?? 0n;
            expect(match.minor > 0n && match.minor + (match.settles?.minor ?? 0n) <= open).toBe(true);
          }
        },
      ),
    );
  });
  it('suggestions are at most five, and none gives more than was paid', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        text(40),
        fc.array(invoice, { maxLength: 40 }),
        (paid, line, open) => {
          const suggestions = suggestMatches(paid, line, open);
          expect(suggestions.length).toBeLessThanOrEqual(5);
          for (const { invoices } of suggestions)
            expect(invoices.reduce((sum, part) => sum + part.minor, 0n)).toBeLessThanOrEqual(paid);
        },
      ),
    );
  });
});
