import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatMoney } from './format.ts';

// Intl writes no-break spaces; the tables are easier to read with plain ones.
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

it.each([
  [123456n, 'EUR', 'en', '€1,234.56'],
  [123456n, 'EUR', 'es', '1234,56 €'],
  [1234567n, 'EUR', 'es', '12.345,67 €'],
  [5n, 'EUR', 'es', '0,05 €'],
  [-310n, 'EUR', 'en', '-€3.10'],
  [123456n, 'GBP', 'en-GB', '£1,234.56'],
  [15000n, 'JPY', 'en', '¥15,000'],
  [15000n, 'JPY', 'es', '15.000 JPY'],
  [15000n, 'CLP', 'es-CL', '$15.000'],
  [15000n, 'CLP', 'en', 'CLP 15,000'],
  [3250n, 'KWD', 'en', 'KWD 3.250'],
  [3250n, 'KWD', 'es', '3,250 KWD'],
])('%s minor units of %s read in %s: %s', (minor, currency, language, text) => {
  expect(plain(formatMoney(minor, currency, language))).toBe(text);
});

it('loses no digit of an amount that a float cannot hold', () => {
  expect(plain(formatMoney(900719925474099301n, 'EUR', 'en'))).toBe('€9,007,199,254,740,993.01');
});

it('writes the digits of the amount and no others', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 17n }),
      fc.constantFrom('EUR', 'CLP', 'KWD'),
      fc.constantFrom('en', 'es', 'en-GB', 'es-CL'),
      (minor, currency, language) => {
        expect(BigInt(formatMoney(minor, currency, language).replaceAll(/\D/g, ''))).toBe(minor);
      },
    ),
  );
});

it('keeps languages and currencies apart when they are written in turn', () => {
  const both = [
    formatMoney(100n, 'EUR', 'en'),
    formatMoney(100n, 'EUR', 'es'),
    formatMoney(100n, 'USD', 'en'),
    formatMoney(100n, 'EUR', 'en'),
  ].map(plain);
  expect(both).toEqual(['€1.00', '1,00 €', '$1.00', '€1.00']);
});
