import { describe, expect, it } from '@jest/globals';
import { readDay, readMoney, type DateFormat, type DecimalMark } from './read-value.ts';

describe('a day', () => {
  it.each<[string, DateFormat, string]>([
    ['2026-12-31', 'auto', '2026-12-31'],
    ['20261231', 'dmy', '2026-12-31'],
    ['2026-12-31T10:00:00', 'auto', '2026-12-31'],
    ['2026/1/5', 'auto', '2026-01-05'],
    ['31/12/2026', 'auto', '2026-12-31'],
    ['12/31/2026', 'auto', '2026-12-31'],
    ['5.5.2026', 'auto', '2026-05-05'],
    ['05/06/2026', 'dmy', '2026-06-05'],
    ['05/06/2026', 'mdy', '2026-05-06'],
    ['5-6-26', 'dmy', '2026-06-05'],
    ['26/06/05', 'ymd', '2026-06-05'],
    ['29/02/2028', 'dmy', '2028-02-29'],
    ['31/12/2026 00:00:00', 'dmy', '2026-12-31'],
    ['Jan 28 2021', 'auto', '2021-01-28'],
    ['January 28th, 2021', 'mdy', '2021-01-28'],
    ['15 jul 2026', 'auto', '2026-07-15'],
    ['15-Jul-26', 'auto', '2026-07-15'],
    ['15. Sept. 2026', 'auto', '2026-09-15'],
    ['1 de agosto de 2026', 'dmy', '2026-08-01'],
    ['5 DIC 2026', 'auto', '2026-12-05'],
    ['2026-Ene-05', 'auto', '2026-01-05'],
    ['Wed, Jul 15 2026 10:00:00', 'auto', '2026-07-15'],
    ['mar 3 2026', 'auto', '2026-03-03'],
  ])('"%s" in %s is %s', (text, format, day) => expect(readDay(text, format)).toEqual({ ok: true, value: day }));

  it.each<[string, DateFormat, string]>([
    ['05/06/2026', 'auto', 'ambiguous-date'],
    ['31/02/2026', 'dmy', 'not-a-date'],
    ['29/02/2027', 'dmy', 'not-a-date'],
    ['2026-13-01', 'auto', 'not-a-date'],
    ['9999-12-31', 'auto', 'not-a-date'],
    ['tomorrow', 'auto', 'not-a-date'],
    ['31 feb 2026', 'auto', 'not-a-date'],
    ['15 foo 2026', 'auto', 'not-a-date'],
    ['46022', 'auto', 'not-a-date'],
    ['13/13/2026', 'auto', 'not-a-date'],
    ['31/12/2026', 'mdy', 'not-a-date'],
  ])('"%s" in %s is refused: %s', (text, format, code) => expect(readDay(text, format)).toEqual({ ok: false, code }));
});

describe('an amount', () => {
  it.each<[string, string, DecimalMark, bigint]>([
    ['1210.00', 'EUR', 'auto', 121_000n],
    ['1.210,00', 'EUR', 'auto', 121_000n],
    ['1,210.00', 'EUR', 'auto', 121_000n],
    ['1 210,5 €', 'EUR', 'auto', 121_050n],
    ["1'234'567.89", 'CHF', 'auto', 123_456_789n],
    ['1.234.567', 'EUR', 'auto', 123_456_700n],
    ['1210', 'EUR', 'auto', 121_000n],
    ['1.210', 'EUR', 'comma', 121_000n],
    ['1,210', 'EUR', 'point', 121_000n],
    ['15.000', 'CLP', 'auto', 15_000n],
    ['15000.00', 'JPY', 'auto', 15_000n],
    ['3.250', 'KWD', 'point', 3_250n],
    ['3,250', 'KWD', 'comma', 3_250n],
    ['0.125', 'KWD', 'auto', 125n],
    ['-50,00', 'EUR', 'auto', -5_000n],
    ['50,00-', 'EUR', 'auto', -5_000n],
    ['(50.00)', 'EUR', 'auto', -5_000n],
    ['EUR 12,30', 'EUR', 'auto', 1_230n],
    ['\u2212 7,5', 'EUR', 'auto', -750n],
    ['-$100.00', 'USD', 'auto', -10_000n],
    ['$-100.00', 'USD', 'auto', -10_000n],
    ['($100.00)', 'USD', 'auto', -10_000n],
    ['$(100.00)', 'USD', 'auto', -10_000n],
    ['(12,50 €)', 'EUR', 'auto', -1_250n],
    ['-12,50€', 'EUR', 'auto', -1_250n],
    ['12,50 EUR-', 'EUR', 'auto', -1_250n],
    ['<12.50>', 'EUR', 'auto', -1_250n],
    ['12.50 CR', 'EUR', 'auto', -1_250n],
    ['12.50 DR', 'EUR', 'auto', 1_250n],
    ['US$ 1,250.00', 'USD', 'auto', 125_000n],
    ['US$1.250', 'USD', 'comma', 125_000n],
    ['R$ 1.250,00', 'BRL', 'auto', 125_000n],
    ['S/. 1,250.00', 'PEN', 'auto', 125_000n],
    ['S/.1,250.00', 'PEN', 'auto', 125_000n],
    ['MX$1,250.00', 'MXN', 'auto', 125_000n],
    ['MXN $1,250.00', 'MXN', 'auto', 125_000n],
    ['$1.250', 'CLP', 'auto', 1_250n],
    ['1 250,00 kr', 'SEK', 'auto', 125_000n],
    ['kr. 100,-', 'DKK', 'auto', 10_000n],
    ['Fr. 100.—', 'CHF', 'auto', 10_000n],
    ['100 zł', 'PLN', 'auto', 10_000n],
    ['1.000 euros', 'EUR', 'comma', 100_000n],
    ['.50', 'EUR', 'auto', 50n],
    ['8007199254740.93', 'EUR', 'auto', 800_719_925_474_093n],
  ])('"%s" %s (%s) is exactly %s', (text, currency, mark, minor) =>
    expect(readMoney(text, currency, mark)).toEqual({ ok: true, value: minor }),
  );

  it.each<[string, string, DecimalMark, string]>([
    ['1.234', 'EUR', 'auto', 'ambiguous-amount'],
    ['3.250', 'KWD', 'auto', 'ambiguous-amount'],
    ['1.234', 'EUR', 'point', 'too-many-decimals'],
    ['15000,50', 'CLP', 'auto', 'too-many-decimals'],
    ['12,34,56', 'EUR', 'auto', 'not-an-amount'],
    ['1.23.456', 'EUR', 'auto', 'not-an-amount'],
    ['--5', 'EUR', 'auto', 'not-an-amount'],
    ['1e5', 'EUR', 'auto', 'not-an-amount'],
    ['', 'EUR', 'auto', 'not-an-amount'],
    ['10', 'XXQ', 'auto', 'unknown-currency'],
    ['10', 'MGA', 'auto', 'currency-not-decimal'],
    ['9999999999999999', 'EUR', 'auto', 'amount-out-of-range'],
    ['1.2,3.4', 'EUR', 'auto', 'not-an-amount'],
    ['USD 1,250.00', 'EUR', 'auto', 'other-currency'],
    ['$1,250.00', 'EUR', 'auto', 'other-currency'],
    ['1,250.00 £', 'EUR', 'auto', 'other-currency'],
    ['€ 10.00', 'USD', 'auto', 'other-currency'],
    ['US$ 10.00', 'MXN', 'auto', 'other-currency'],
    ['R$ 10,00', 'USD', 'auto', 'other-currency'],
    ['10 kr', 'EUR', 'auto', 'other-currency'],
    ['(-10.00)', 'EUR', 'auto', 'not-an-amount'],
    ['10 apples', 'EUR', 'auto', 'not-an-amount'],
    ['10-20', 'EUR', 'auto', 'not-an-amount'],
    ['2,4952E+19', 'EUR', 'auto', 'not-an-amount'],
  ])('"%s" %s (%s) is refused: %s', (text, currency, mark, code) =>
    expect(readMoney(text, currency, mark)).toEqual({ ok: false, code }),
  );
});

describe('a day of digits alone', () => {
  it.each<[string, Parameters<typeof readDay>[1], string | undefined, string]>([
    ['140826', 'dmy', undefined, '2026-08-14'],
    ['1408', 'dmy', '2026-08-14', '2026-08-14'],
    ['1408', 'dmy', '2026-08-13', '2025-08-14'],
    ['508', 'dmy', '2026-11-20', '2026-08-05'],
    ['2902', 'dmy', '2026-11-20', '2024-02-29'],
    ['3002', 'dmy', '2026-11-20', 'not-a-date'],
    ['1408', 'dmy', undefined, 'not-a-date'],
    ['1408', 'auto', '2026-11-20', 'not-a-date'],
    ['2026', 'dmy', '2026-11-20', 'not-a-date'],
    ['20260814', 'dmy', '2026-11-20', '2026-08-14'],
  ])('%s in the format %s, up to %s, is %s', (text, format, latest, expected) => {
    const read = readDay(text, format, latest);
    expect(read.ok ? read.value : read.code).toBe(expected);
  });
});
