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
  ])('"%s" in %s is %s', (text, format, day) => expect(readDay(text, format)).toEqual({ ok: true, value: day }));

  it.each<[string, DateFormat, string]>([
    ['05/06/2026', 'auto', 'ambiguous-date'],
    ['31/02/2026', 'dmy', 'not-a-date'],
    ['29/02/2027', 'dmy', 'not-a-date'],
    ['2026-13-01', 'auto', 'not-a-date'],
    ['9999-12-31', 'auto', 'not-a-date'],
    ['tomorrow', 'auto', 'not-a-date'],
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
    ['9999999999999999', 'EUR', 'auto', 'amount-out-of-range'],
    ['1.2,3.4', 'EUR', 'auto', 'not-an-amount'],
  ])('"%s" %s (%s) is refused: %s', (text, currency, mark, code) =>
    expect(readMoney(text, currency, mark)).toEqual({ ok: false, code }),
  );
});
