import { exampleAmount, readAmount } from './read-amount.ts';

test.each([
  ['1234.5', 'EUR', 'en', '1234.50'],
  ['1,234.50', 'EUR', 'en', '1234.50'],
  ['1.234,50', 'EUR', 'es', '1234.50'],
  ['1.234', 'EUR', 'es', '1234.00'],
  ['12.5', 'EUR', 'es', '12.50'],
  ['12,5', 'EUR', 'en', '12.50'],
  [' 1 234,50 ', 'EUR', 'es', '1234.50'],
  ['15000', 'CLP', 'es', '15000'],
] as const)('%s in %s, read in %s, is %s', (text, currency, language, amount) => {
  expect(readAmount(text, currency, language)).toBe(amount);
});

test.each([
  ['1.234', 'EUR', 'en', 'three decimals'],
  ['12,50', 'CLP', 'es', 'a currency without decimals'],
  ['0', 'EUR', 'en', 'nothing'],
  ['-5', 'EUR', 'en', 'less than nothing'],
  ['12.34.5', 'EUR', 'es', 'broken grouping'],
  ['much', 'EUR', 'en', 'no number'],
] as const)('%s in %s, read in %s, is no amount: %s', (text, currency, language, _why) => {
  expect(readAmount(text, currency, language)).toBeNull();
});

test('the example of an amount can be read back', () => {
  expect(exampleAmount('EUR', 'es')).toBe('1.234,50');
  expect(readAmount(exampleAmount('EUR', 'es'), 'EUR', 'es')).toBe('1234.50');
  expect(readAmount(exampleAmount('KWD', 'en'), 'KWD', 'en')).toBe('1234.500');
});
