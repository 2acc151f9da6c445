import { inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { TEMPLATES } from '@puntual/domain/policy/policy';
import { letterPdf } from './letter-pdf.ts';
import { type NoticeInvoice } from './notice-props.ts';
import { breakLongWord, pdfText } from './pdf-text.ts';
import { sampleProps, sampleStatement } from './sample-props.ts';
import { statementCopy } from './statement-copy.ts';
import { statementPdf } from './statement-pdf.ts';
import { wordsOf } from './words.ts';

const address = ['Talleres Núñez S.L.', 'Calle Mayor 5', '28013 Madrid'];

/** The text that the content streams show, in WinAnsi: hex strings between brackets. */
function shownText(pdf: Buffer): string {
  const raw = pdf.toString('latin1');
  const streams = [...raw.matchAll(/stream\n(.*?)\nendstream/gs)].map((match) => Buffer.from(match[1] ?? '', 'latin1'));
  const contents = streams.map((stream) => { try { return inflateSync(stream).toString('latin1'); } catch { return ''; } });
  const lines = contents.flatMap((content) => [...content.matchAll(/\[(.*?)\] TJ/g)].map((match) => [...(match[1] ?? '').matchAll(/<([0-9a-f]*)>/gi)].map((hex) => new TextDecoder('windows-1252').decode(Buffer.from(hex[1] ?? '', 'hex'))).join('')));
  return lines.join('');
}

describe('a letter', () => {
  it.each(TEMPLATES.flatMap((template) => ['en', 'es'].map((language) => [template, language] as const)))('for %s in "%s" is a PDF that shows every invoice', async (template, language) => {
    const props = sampleProps(language, template);
    const words = wordsOf(language);
    const pdf = await letterPdf(template, props, address);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(3000);
    const text = shownText(pdf);
    for (const invoice of [...props.overdue, ...props.upcoming, ...props.settled]) expect(text).toContain(`${invoice.number}${words.shortDate(invoice.issueDate)}${words.shortDate(invoice.dueOn)}`);
    expect(text).toContain('Talleres Núñez S.L.');
    expect(text).not.toMatch(/undefined|\{\{/);
  });

  it('is the same bytes whenever it is made', async () => {
    const props = sampleProps('es', 'demand');
    const pdf = await letterPdf('demand', props, address);
    expect(pdf.equals(await letterPdf('demand', props, address))).toBe(true);
    expect(pdf.toString('latin1')).toContain('(D:20261209120000Z)');
  });

  it('refuses an address that the envelope could not show', async () => {
    await expect(letterPdf('demand', sampleProps('es', 'demand'), [' '])).rejects.toThrow(/1 to 8 lines/);
    await expect(letterPdf('demand', sampleProps('es', 'demand'), Array.from({ length: 9 }, () => 'x'))).rejects.toThrow(/9$/);
  });
});

describe('a statement', () => {
  it('shows what is overdue, what is coming, credit, totals per currency and payments of late', async () => {
    const text = shownText(await statementPdf(sampleStatement('es')));
    for (const part of ['Estado de cuenta', 'Vencidas', 'Aún no vencidas', 'F-2026/1001', 'F-2026/1040', '3100,00\u00a0US$', '4467,50\u00a0€', '-120,00\u00a0€', '4347,50\u00a0€', '980,00\u00a0€', 'Abono R-2026/7', 'devuelto el 22 nov 2026', 'Cantidad fija por costes de cobro', '40,00\u00a0€', '1,63\u00a0€', 'Página 1 de 2']) {
      expect(text).toContain(part);
    }
  });

  it('goes on over as many pages as it takes, each with its foot', async () => {
    const props = sampleStatement('en');
    const overdue = Array.from({ length: 100 }, (_, index) => ({ ...(props.overdue[0] as NoticeInvoice), number: `LONG-${String(index)}` }));
    const text = shownText(await statementPdf({ ...props, overdue }));
    for (const invoice of overdue) expect(text).toContain(`${invoice.number}Nov 1, 2026`);
    const feet = text.match(/Page (\d+) of (\d+)/g) ?? [];
    expect(feet.length).toBeGreaterThan(2);
    expect(feet.at(-1)).toBe(`Page ${feet.length} of ${feet.length}`);
  });

  it('with nothing open says so and still is a statement', async () => {
    const text = shownText(await statementPdf({ ...sampleStatement('en'), overdue: [], upcoming: [], recentPayments: [], charges: [], creditMinorByCurrency: {} }));
    expect(text).toContain('There is nothing open on this account.');
    expect(text).toContain('No payments received recently.');
    expect(text).not.toContain('How to pay');
  });

  it('lists 50 payments and says how many it leaves out', () => {
    const props = sampleStatement('en');
    const recentPayments = Array.from({ length: 53 }, () => ({ kind: 'payment' as const, receivedOn: '2026-12-01', currency: 'EUR', amountMinor: 100n, reference: null, reversedOn: null }));
    const copy = statementCopy({ ...props, recentPayments }, 10);
    expect(copy.payments).toHaveLength(50);
    expect(copy.paymentsNote).toBe('3 earlier payments not shown');
  });
});

describe('text in the standard fonts', () => {
  it.each([['Talleres Núñez, ¿señor? «€ 1.210,00»', 'Talleres Núñez, ¿señor? «€ 1.210,00»'], ['Łukasz Żółty', 'Lukasz Zólty'], ['Nu\u0301n\u0303ez', 'Núñez'], ['李', '?'], ['a\tb\r\n', 'a b  '], ['1\u202f234', '1\u00a0234']])(
    'shows "%s" legibly', (text, shown) => expect(pdfText(text)).toBe(shown));

  it('breaks long numbers and links without writing a hyphen into them, and words and amounts nowhere', () => {
    for (const word of ['comuníquenoslo', '49.382.715.597,00\u00a0€', 'F-2026/1001', 'internacionalmente']) expect(breakLongWord(word)).toEqual([word]);
    const parts = breakLongWord('https://pay.example.com/i/F-2026%2F1001-00000000000000000001');
    expect(parts.join('')).toBe('https://pay.example.com/i/F-2026%2F1001-00000000000000000001');
    expect(parts.filter((_, index) => index % 2 === 1).every((part) => part === '')).toBe(true);
  });
});
