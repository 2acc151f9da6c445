import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { matchPayment } from '../matching/match-payment.ts';
import { accountIn, paymentCodeText, REFERENCE_CHARACTERS, transfersFor } from './transfer.ts';

describe('the account in payment instructions', () => {
  test.each([
    ['IBAN ES91 2100 0418 4502 0005 1332\nBIC CAIXESBBXXX', 'ES9121000418450200051332', 'CAIXESBBXXX'],
    ['Pay to DE89370400440532013000.', 'DE89370400440532013000', null],
    ['IBAN ES91 2100 0418 4502 0005 1332 Banco Norte', 'ES9121000418450200051332', null],
  ])('%j', (text, iban, bic) => expect(accountIn(text)).toEqual({ iban, bic }));

  test.each(['call us', 'IBAN ES92 2100 0418 4502 0005 1332', 'ES9121000418450200051332\nDE89370400440532013000'])(
    '%j names none, a wrong one, or two',
    (text) => expect(accountIn(text)).toBeNull(),
  );
});

const sets = fc
  .uniqueArray(fc.integer({ min: 1, max: 99_999 }), { minLength: 1, maxLength: 40 })
  .chain((numbers) =>
    fc
      .array(fc.bigInt({ min: 1n, max: 1_000_000n }), { minLength: numbers.length, maxLength: numbers.length })
      .map((sums) =>
        numbers.map((number, at) => ({ number: `F-2026-${String(number).padStart(5, '0')}`, minor: sums[at] ?? 1n })),
      ),
  );

test('every transfer of a chosen set is matched to exactly its invoices, whatever else is open', () => {
  fc.assert(
    fc.property(sets, fc.integer({ min: 1, max: 40 }), (open, take) => {
      const invoices = open.map(({ number, minor }) => ({ id: number, number, minor }));
      const chosen = invoices.slice(0, take);
      const transfers = transfersFor(chosen);
      expect(transfers.flatMap((each) => each.invoices)).toEqual(chosen);
      const claims = invoices.map(({ id, number, minor }) => ({
        id,
        invoiceId: id,
        number,
        dueOn: '2026-11-01',
        openMinor: minor,
      }));
      for (const { reference, minor, invoices: paid } of transfers) {
        expect(reference.length).toBeLessThanOrEqual(REFERENCE_CHARACTERS);
        const { matches, leftMinor } = matchPayment({ amountMinor: minor, remittance: [], reference }, claims);
        const matched = new Map(matches.map((match) => [match.invoiceId, match.minor]));
        expect([matched, leftMinor]).toEqual([new Map(paid.map((each) => [each.id, each.minor])), 0n]);
      }
    }),
    { numRuns: 60 },
  );
});

test('the payment code is that of the European Payments Council, and for euros only', () => {
  const account = { iban: 'ES9121000418450200051332', bic: null };
  const transfer = { minor: 36_300n, reference: 'F-A, F-B' };
  expect(paymentCodeText(transfer, { name: 'Norte SL', account, currency: 'EUR' })).toBe(
    'BCD\n002\n1\nSCT\n\nNorte SL\nES9121000418450200051332\nEUR363.00\n\n\nF-A, F-B',
  );
  expect(paymentCodeText(transfer, { name: 'Norte SL', account, currency: 'CHF' })).toBeNull();
});
