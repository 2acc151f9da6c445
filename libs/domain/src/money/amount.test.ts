import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decimalAmount, MAX_MINOR, parseAmount } from './amount.ts';
import { isCurrency, minorDigits, whyNoCurrency } from './currency.ts';

describe('amounts', () => {
  it.each([
    ['1210.00', 'EUR', 121000n],
    ['1210', 'EUR', 121000n],
    ['1210.5', 'EUR', 121050n],
    ['0.01', 'USD', 1n],
    ['-3.10', 'GBP', -310n],
    ['007.00', 'EUR', 700n],
    ['15000', 'CLP', 15000n],
    ['15000', 'JPY', 15000n],
    ['3.250', 'KWD', 3250n],
    ['3.25', 'KWD', 3250n],
    ['9000000000000.00', 'EUR', MAX_MINOR],
    ['-0.00', 'EUR', 0n],
    ['15000', 'ISK', 15000n],
    ['15000', 'UGX', 15000n],
    ['0.1234', 'CLF', 1234n],
    ['1500.50', 'HUF', 150050n],
  ])('%s %s are %s minor units', (text, currency, minor) => {
    expect(parseAmount(text, currency)).toBe(minor);
  });

  it.each([
    ['15000.5', 'CLP', '"15000.5" has 1 decimals, and CLP has 0'],
    ['1.0', 'JPY', '"1.0" has 1 decimals, and JPY has 0'],
    ['12.345', 'EUR', '"12.345" has 3 decimals, and EUR has 2'],
    ['3.2505', 'KWD', '"3.2505" has 4 decimals, and KWD has 3'],
    ['9000000000000.01', 'EUR', 'larger than an amount may be'],
    ['9'.repeat(16), 'KWD', 'larger than an amount may be'],
    ['1,210.00', 'EUR', 'is not an amount'],
    ['1 210', 'EUR', 'without grouping'],
    ['', 'EUR', 'is not an amount'],
    ['.5', 'EUR', 'is not an amount'],
    ['5.', 'EUR', 'is not an amount'],
    ['+5', 'EUR', 'is not an amount'],
    ['1e3', 'EUR', 'is not an amount'],
    ['NaN', 'EUR', 'is not an amount'],
    ['٣', 'EUR', 'is not an amount'],
    ['12\n', 'EUR', 'is not an amount'],
    ['9'.repeat(17), 'EUR', 'is not an amount'],
    ['15000.50', 'CLP', 'has 2 decimals, and CLP has 0'],
    ['12.5', 'MGA', 'MGA cannot be used: its smaller unit is a fifth'],
    ['12', 'MRU', 'MRU cannot be used: its smaller unit is a fifth'],
    ['1', 'EURO', 'unknown currency EURO'],
  ])('%j %s is refused, and the message says what to mend', (text, currency, message) => {
    expect(() => parseAmount(text, currency)).toThrow(RangeError);
    expect(() => parseAmount(text, currency)).toThrow(message);
  });

  it.each([
    [121000n, 'EUR', '1210.00'],
    [1n, 'EUR', '0.01'],
    [-1n, 'EUR', '-0.01'],
    [0n, 'EUR', '0.00'],
    [15000n, 'CLP', '15000'],
    [-5n, 'JPY', '-5'],
    [1n, 'KWD', '0.001'],
    [3250n, 'KWD', '3.250'],
  ])('%s minor units of %s are written %s', (minor, currency, text) => {
    expect(decimalAmount(minor, currency)).toBe(text);
  });

  it('come back from their text unchanged, in every currency', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -MAX_MINOR, max: MAX_MINOR }),
        fc.constantFrom('EUR', 'USD', 'GBP', 'CLP', 'JPY', 'KWD', 'BHD'),
        (minor, currency) => {
          const text = decimalAmount(minor, currency);
          expect(parseAmount(text, currency)).toBe(minor);
          expect(text.split('.')[1]?.length ?? 0).toBe(minorDigits(currency));
        },
      ),
    );
  });
});

describe('currencies', () => {
  it.each([
    ['EUR', 2],
    ['USD', 2],
    ['CLP', 0],
    ['JPY', 0],
    ['KWD', 3],
    ['TND', 3],
  ])('%s has %s decimals', (code, digits) => {
    expect(minorDigits(code)).toBe(digits);
  });
  it.each(['', 'eur', 'EURO', 'XX1', '__proto__', 'constructor'])('%j is none', (code) => {
    expect(isCurrency(code)).toBe(false);
    expect(() => minorDigits(code)).toThrow('ISO 4217');
  });
  it.each(['MGA', 'MRU'])(
    '%s is one, but its amounts are not decimal: it is refused, and the words are true',
    (code) => {
      expect(isCurrency(code)).toBe(false);
      expect(whyNoCurrency(code)).toBe('currency-not-decimal');
      expect(() => minorDigits(code)).toThrow(`${code} cannot be used: its smaller unit is a fifth`);
    },
  );
});
