import { describe, expect, it } from '@jest/globals';
import { foreignSpans } from './foreign-numbers.ts';
import { compactText, wordsOf } from './reference-text.ts';

/** What of a text is no invoice number, each with its reason. */
const foreign = (text: string) => {
  const compact = compactText(text);
  return foreignSpans(wordsOf(compact)).map(({ from, to, because }) => `${because} ${compact.chars.slice(from, to)}`);
};

describe('digits that are no invoice number', () => {
  it.each<[string, readonly string[]]>([
    ['15.03.2026', ['date 15032026']],
    ['2026-03-15', ['date 20260315']],
    ['15/03/26', ['date 150326']],
    ['1.3.2026', ['date 132026']],
    ['20260315', ['date 20260315']],
    ['261201', ['date 261201']],
    ['pago 15.03.2026 y 16.03.2026', ['date 15032026', 'date 16032026']],
  ])('are a date: %s', (text, spans) => {
    expect(foreign(text)).toEqual(spans);
  });
  it.each(['factura 261201', '45.13.2026', '15.03.3026', '15.3.7', '1203', 'F-2026/1001', '12 2026', 'sin cifras'])(
    'are none in: %s',
    (text) => {
      expect(foreign(text)).toEqual([]);
    },
  );
  it.each<[string, readonly string[]]>([
    ['ES7921000813610123456789', ['account ES7921000813610123456789']],
    ['ES79 2100 0813 6101 2345 6789', ['account ES7921000813610123456789']],
    ['NO93 8601 1117 947', ['account NO9386011117947']],
    ['BE68 5390 0754 7034 1203', ['account BE68539007547034']],
    ['2100 0813 61 0123456789', ['account 21000813610123456789']],
    ['2100 0813 61 0123456789 1203', ['account 21000813610123456789']],
  ])('are an account: %s', (text, spans) => {
    expect(foreign(text)).toEqual(spans);
  });
  it('are the bank’s group of an account that is cut off; what follows may be a number', () => {
    expect(foreign('ES79 2100 0813')).toEqual(['account ES792100']);
    expect(foreign('ES79')).toEqual([]);
    expect(foreign('ES79 GRACIAS')).toEqual([]);
  });
  it('are no account of a country without IBANs, of another length, or of other groups', () => {
    expect(foreign('XX79 2100 0813 6101 2345 6789')).toEqual([]);
    expect(foreign('ES792100081361012345678')).toEqual([]);
    expect(foreign('ESAB2100081361012345678A')).toEqual([]);
    expect(foreign('ES791 2100 0813')).toEqual([]);
    expect(foreign('2100 0813 61 012345678')).toEqual([]);
  });
  it.each<[string, readonly string[]]>([
    ['CLIENTE 900234', ['labelled 900234']],
    ['TEL 600111222 factura 1203', ['labelled 600111222']],
    ['TEL600111222', ['labelled TEL600111222']],
    ['1203,00 EUR', ['amount 1203']],
    ['factura 1203', []],
  ])('are told as something else: %s', (text, spans) => {
    expect(foreign(text).slice(0, 1)).toEqual(spans);
  });
});
