import { describe, expect, it } from '@jest/globals';
import type { NoticeProps } from './notice-props.ts';
import { sampleProps } from './sample-props.ts';
import { smsSize } from './sms-parts.ts';
import { smsText } from './sms-text.ts';
import { TEMPLATES, type Template } from '@puntual/domain/policy/vocabulary';
import { NOTICE_LANGUAGES } from '@puntual/domain/policy/written-notices';

// These go by e-mail or letter alone: a text message must not show others that an agency collects a debt.
const NEVER_BY_SMS: readonly Template[] = ['last-letter', 'agency-notice'];
const BY_SMS = TEMPLATES.filter((template) => !NEVER_BY_SMS.includes(template));

function one(language: string): NoticeProps {
  const props = sampleProps(language, 'follow-up');
  return { ...props, overdue: props.overdue.slice(0, 1), upcoming: [] };
}

describe('a text message', () => {
  it.each(BY_SMS.flatMap((template) => NOTICE_LANGUAGES.map((language) => [template, language] as const)))(
    'for %s in "%s" is short enough and does not name the debtor',
    (template, language) => {
      const text = smsText(template, sampleProps(language, template));
      expect(text.length).toBeLessThanOrEqual(320);
      expect(text).toContain('Aceros del Norte S.A.');
      expect(text).not.toMatch(/Núñez|undefined|\{\{|agenc|\u00a0|\n/);
    },
  );

  it('about one invoice has its number, amount and payment link', () => {
    expect(smsText('follow-up', one('es'))).toBe(
      'Aceros del Norte S.A.: le recordamos el pago de la factura F-2026/1001, 1210,00 €. Pagar: ' +
        'https://pay.example.com/i/F-2026%2F1001 Consultas: +34 944 000 111',
    );
  });

  it('has no link when the whole link does not fit', () => {
    const props = one('en');
    const long = props.overdue.map((invoice) => ({
      ...invoice,
      paymentUrl: `https://pay.example.com/${'x'.repeat(300)}`,
    }));
    expect(smsText('demand', { ...props, overdue: long })).toBe(
      'Aceros del Norte S.A.: please pay invoice F-2026/1001, €1,210.00, without delay. Questions: +34 944 000 111',
    );
  });

  it('has at most 320 characters with names of any length, and counts the currencies when there are many', () => {
    const props = one('en');
    const [invoice] = props.overdue;
    if (!invoice) throw new Error('the sample has an invoice');
    const overdue = ['EUR', 'USD', 'CLP', 'JPY', 'GBP'].map((currency) => ({
      ...invoice,
      currency,
      number: 'N'.repeat(500),
    }));
    const text = smsText('demand', {
      ...props,
      overdue,
      creditor: { ...props.creditor, name: 'Z'.repeat(400), phone: '9'.repeat(400) },
    });
    expect(text.length).toBeLessThanOrEqual(320);
    expect(text).toContain('5 currencies');
  });

  it('asks for the sum that the credit does not cover', () => {
    expect(smsText('friendly', { ...one('en'), creditMinorByCurrency: { EUR: 21_000n } })).toContain('€1,000.00');
  });

  it('keeps to GSM-7 where the name allows, so that one accent does not halve the room of a part', () => {
    const props = one('es');
    const text = smsText('follow-up', {
      ...props,
      creditor: { ...props.creditor, name: 'Construcciones Núñez y Asociados S.L.', phone: null },
      overdue: props.overdue.map((invoice) => ({
        ...invoice,
        paymentUrl: `https://pay.example.com/${'x'.repeat(36)}`,
      })),
    });
    expect(text).toContain('Construcciones Nuñez y Asociados S.L.');
    expect(smsSize(text)).toEqual({ encoding: 'GSM-7', parts: 2 });
  });

  it('in another script has at most three parts, and leaves out the link that does not fit', () => {
    const props = one('en');
    const text = smsText('follow-up', {
      ...props,
      creditor: { ...props.creditor, name: '株式会社山田', phone: null },
      overdue: props.overdue.map((invoice) => ({
        ...invoice,
        paymentUrl: `https://pay.example.com/${'x'.repeat(150)}`,
      })),
    });
    expect(text).toContain('株式会社山田');
    expect(text).not.toContain('https');
    expect(smsSize(text).parts).toBeLessThanOrEqual(3);
  });

  it('cuts no picture in half', () => {
    const props = one('en');
    const text = smsText('friendly', { ...props, creditor: { ...props.creditor, name: `x${'😀'.repeat(40)}` } });
    expect(text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
  });
});

it.each([
  ['', 'GSM-7', 1],
  ['a'.repeat(160), 'GSM-7', 1],
  ['a'.repeat(161), 'GSM-7', 2],
  ['a'.repeat(306), 'GSM-7', 2],
  ['a'.repeat(307), 'GSM-7', 3],
  ['€'.repeat(80), 'GSM-7', 1],
  ['€'.repeat(81), 'GSM-7', 2],
  // A sign of two units that would be split goes into the next part: 76 of them and one more.
  ['€'.repeat(153), 'GSM-7', 3],
  ['ñéüà', 'GSM-7', 1],
  ['ú'.repeat(70), 'UCS-2', 1],
  ['ú'.repeat(71), 'UCS-2', 2],
  ['😀'.repeat(35), 'UCS-2', 1],
  ['😀'.repeat(36), 'UCS-2', 2],
] as const)('the text %j is sent as %s in %i parts', (text, encoding, parts) => {
  expect(smsSize(text)).toEqual({ encoding, parts });
});
