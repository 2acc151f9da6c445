import { inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { Font } from '@react-pdf/renderer';
import { addDays } from '@puntual/domain/calendar/dates';
import { letterPdf } from './letter-pdf.ts';
import type { NoticeInvoice, StatementProps } from './notice-props.ts';
import { EMBEDDED_FONT } from './pdf-font.ts';
import { breakLongWord, needsEmbeddedFont, pdfText } from './pdf-text.ts';
import { sampleProps } from './sample-props.ts';
import { statementCopy } from './statement-copy.ts';
import { statementPdf } from './statement-pdf.ts';
import { wordsOf } from './translation.ts';
import { TEMPLATES } from '@puntual/domain/policy/vocabulary';
import { NOTICE_LANGUAGES } from '@puntual/domain/policy/written-notices';

const address = ['Talleres Núñez S.L.', 'Calle Mayor 5', '28013 Madrid'];

/** A statement with overdue and upcoming invoices in two currencies, payments, a credit note and charges. */
function sampleStatement(language: string): StatementProps {
  const props = sampleProps(language, 'follow-up');
  const { today } = props;
  const inDollars: NoticeInvoice = {
    ...(props.upcoming[0] as NoticeInvoice),
    number: 'F-2026/1040',
    issueDate: addDays(today, -10),
    dueOn: addDays(today, 20),
    daysLate: -20,
    currency: 'USD',
    totalMinor: 310_000n,
    openMinor: 310_000n,
  };
  return {
    ...props,
    upcoming: [...props.upcoming, inDollars],
    creditMinorByCurrency: { EUR: 12_000n },
    knownAt: null,
    recentPayments: [
      {
        kind: 'payment',
        receivedOn: addDays(today, -6),
        currency: 'EUR',
        amountMinor: 50_000n,
        reference: 'F-2026/1014',
        reversedOn: null,
      },
      {
        kind: 'payment',
        receivedOn: addDays(today, -20),
        currency: 'EUR',
        amountMinor: 31_000n,
        reference: null,
        reversedOn: addDays(today, -17),
      },
      {
        kind: 'credit-note',
        receivedOn: addDays(today, -35),
        currency: 'EUR',
        amountMinor: 98_000n,
        reference: 'R-2026/7',
        reversedOn: null,
      },
    ],
    charges: [
      { number: 'F-2026/1001', kind: 'lump-sum', currency: 'EUR', amountMinor: 4_000n },
      { number: 'F-2026/1001', kind: 'interest', currency: 'EUR', amountMinor: 163n },
    ],
  };
}

/** The text of a PDF in a standard font: the hex strings of its content streams, which are in WinAnsi. */
function shownText(pdf: Buffer): string {
  const raw = pdf.toString('latin1');
  const streams = [...raw.matchAll(/stream\n(.*?)\nendstream/gs)].map((match) => Buffer.from(match[1] ?? '', 'latin1'));
  const contents = streams.map((stream) => {
    try {
      return inflateSync(stream).toString('latin1');
    } catch {
      return '';
    }
  });
  const lines = contents.flatMap((content) =>
    [...content.matchAll(/\[(.*?)\] TJ/g)].map((match) =>
      [...(match[1] ?? '').matchAll(/<([0-9a-f]*)>/gi)]
        .map((hex) => new TextDecoder('windows-1252').decode(Buffer.from(hex[1] ?? '', 'hex')))
        .join(''),
    ),
  );
  return lines.join('');
}

/**
 * The text of a PDF with embedded fonts, decoded by each font's own table. Regular and bold number their glyphs
 * separately; each run names its font.
 */
function textByUnicode(pdf: Buffer): string {
  const raw = pdf.toString('latin1');
  const objects = new Map(
    [...raw.matchAll(/(\d+) 0 obj\n(.*?)\nendobj/gs)].map((match) => [match[1] ?? '', match[2] ?? '']),
  );
  const streamOf = (object: string) => {
    const body = /stream\n(.*?)\nendstream/s.exec(object)?.[1] ?? '';
    return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
  };
  const meanings = new Map(
    [...raw.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, object]) => {
      const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(object ?? '') ?? '')?.[1];
      const texts =
        table === undefined
          ? []
          : [...streamOf(objects.get(table) ?? '').matchAll(/<([0-9a-f]+)> <([0-9a-f]+)> \[(.*?)\]/gs)].flatMap(
              ([, first, , list]) =>
                [...(list ?? '').matchAll(/<([0-9a-f ]*)>/g)].map(
                  (hex, index) =>
                    [
                      parseInt(first ?? '', 16) + index,
                      Buffer.from((hex[1] ?? '').replaceAll(' ', ''), 'hex')
                        .swap16()
                        .toString('utf16le'),
                    ] as const,
                ),
            );
      return [name ?? '', new Map(texts)];
    }),
  );
  const pages = [...objects.values()]
    .filter((object) => object.includes('stream\n') && !object.includes('/Subtype'))
    .map((object) => {
      try {
        return streamOf(object);
      } catch {
        return '';
      }
    });
  return pages
    .flatMap((page) => [...page.matchAll(/\/(F\d+) [\d.]+ Tf|\[(.*?)\] TJ/g)])
    .reduce(
      (read, [, font, run]) => {
        if (font !== undefined) return { ...read, font };
        const glyphs = [...(run ?? '').matchAll(/<([0-9a-f]*)>/gi)].flatMap(
          (hex) => (hex[1] ?? '').match(/.{4}/g) ?? [],
        );
        return {
          ...read,
          text: read.text + glyphs.map((glyph) => meanings.get(read.font)?.get(parseInt(glyph, 16)) ?? '').join(''),
        };
      },
      { font: '', text: '' },
    ).text;
}

describe('a letter', () => {
  it.each(TEMPLATES.flatMap((template) => NOTICE_LANGUAGES.map((language) => [template, language] as const)))(
    'for %s in "%s" is a PDF that shows every invoice',
    async (template, language) => {
      const props = sampleProps(language, template);
      const words = wordsOf(language);
      const pdf = await letterPdf(template, props, address);
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect(pdf.length).toBeGreaterThan(3000);
      const text = shownText(pdf);
      for (const invoice of [...props.overdue, ...props.upcoming, ...props.settled])
        expect(text).toContain(
          `${invoice.number}${words.shortDate(invoice.issueDate)}${words.shortDate(invoice.dueOn)}`,
        );
      expect(text).toContain('Talleres Núñez S.L.');
      expect(text).not.toMatch(/undefined|\{\{/);
    },
  );

  it('has the same bytes each time that it is rendered', async () => {
    const props = sampleProps('es', 'demand');
    const pdf = await letterPdf('demand', props, address);
    expect(pdf.equals(await letterPdf('demand', props, address))).toBe(true);
    expect(pdf.toString('latin1')).toContain('(D:20261209120000Z)');
  });

  it('refuses an address that is empty or longer than the window of the envelope', async () => {
    await expect(letterPdf('demand', sampleProps('es', 'demand'), [' '])).rejects.toThrow(/1 to 8 lines/);
    await expect(
      letterPdf(
        'demand',
        sampleProps('es', 'demand'),
        Array.from({ length: 9 }, () => 'x'),
      ),
    ).rejects.toThrow(/9$/);
  });
});

describe('a statement', () => {
  it('shows overdue and upcoming invoices, credit, totals per currency, charges and recent payments', async () => {
    const text = shownText(await statementPdf(sampleStatement('es')));
    for (const part of [
      'Estado de cuenta',
      'Vencidas',
      'Aún no vencidas',
      'F-2026/1001',
      'F-2026/1040',
      '3100,00\u00a0US$',
      '4467,50\u00a0€',
      '-120,00\u00a0€',
      '4347,50\u00a0€',
      '980,00\u00a0€',
      'Abono R-2026/7',
      'devuelto el 22 nov 2026',
      'Cantidad fija por costes de cobro',
      '40,00\u00a0€',
      '1,63\u00a0€',
      'Página 1 de 2',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('has as many pages as its invoices need, each with a footer', async () => {
    const props = sampleStatement('en');
    const overdue = Array.from({ length: 100 }, (_, index) => ({
      ...(props.overdue[0] as NoticeInvoice),
      number: `LONG-${String(index)}`,
    }));
    const text = shownText(await statementPdf({ ...props, overdue }));
    for (const invoice of overdue) expect(text).toContain(`${invoice.number}Nov 1, 2026`);
    const feet = text.match(/Page (\d+) of (\d+)/g) ?? [];
    expect(feet.length).toBeGreaterThan(2);
    expect(feet.at(-1)).toBe(`Page ${feet.length} of ${feet.length}`);
  });

  it('says so when nothing is open', async () => {
    const text = shownText(
      await statementPdf({
        ...sampleStatement('en'),
        overdue: [],
        upcoming: [],
        recentPayments: [],
        charges: [],
        creditMinorByCurrency: {},
      }),
    );
    expect(text).toContain('There is nothing open on this account.');
    expect(text).toContain('No payments received recently.');
    expect(text).not.toContain('How to pay');
  });

  it('lists assigned invoices apart from the sums, with the company that is paid', async () => {
    const factor = {
      number: 'F-77',
      currency: 'EUR',
      openMinor: 12345n,
      to: 'Factoring S.A.',
      paymentInstructions: 'IBAN 1',
    };
    const props = { ...sampleStatement('en'), overdue: [], upcoming: [], charges: [], assigned: [factor] };
    const text = shownText(await statementPdf({ ...props, creditMinorByCurrency: {} }));
    for (const shown of ['F-77', 'Please pay Factoring S.A.: IBAN 1', '123.45']) expect(text).toContain(shown);
    expect(text).not.toContain('How to pay');
    expect(text).not.toContain('There is nothing open');
  });

  it('lists at most 50 payments and says how many it leaves out', () => {
    const props = sampleStatement('en');
    const recentPayments = Array.from({ length: 53 }, () => ({
      kind: 'payment' as const,
      receivedOn: '2026-12-01',
      currency: 'EUR',
      amountMinor: 100n,
      reference: null,
      reversedOn: null,
    }));
    const copy = statementCopy({ ...props, recentPayments }, 10);
    expect(copy.payments).toHaveLength(50);
    expect(copy.paymentsNote).toBe('3 earlier payments not shown');
  });
});

describe('text in a PDF', () => {
  it.each([
    ['Talleres Núñez, ¿señor? «€ 1.210,00»', 'Talleres Núñez, ¿señor? «€ 1.210,00»', false],
    ['Łukasz Żółty', 'Łukasz Żółty', true],
    ['Nu\u0301n\u0303ez', 'Núñez', false],
    ['Ελληνικά Πλοία', 'Ελληνικά Πλοία', true],
    ['ООО Ромашка №5, 10 ₴', 'ООО Ромашка №5, 10 ₴', true],
    ['Nguyễn Đức', 'Nguyễn Đức', true],
    ['İstanbul Şişe', 'İstanbul Şişe', true],
    ['李', '?', false],
    ['a\tb\r\n', 'a b  ', false],
    ['1\u202f234 \u22125', '1\u00a0234 -5', false],
    ['ﬁ', '?', false],
  ])(
    'shows "%s" with letters that the font has, and embeds a font only when a standard one lacks a letter',
    (text, shown, embedded) => {
      expect([pdfText(text), needsEmbeddedFont({ rows: [{ text, minor: 1n, none: null }] })]).toEqual([
        shown,
        embedded,
      ]);
    },
  );

  it('contains only letters that the embedded font has in both weights', async () => {
    for (const fontWeight of [400, 700]) {
      const descriptor = { fontFamily: EMBEDDED_FONT, fontWeight };
      await Font.load(descriptor);
      const font = (
        Font as unknown as { getFont(of: typeof descriptor): { data: { hasGlyphForCodePoint(code: number): boolean } } }
      ).getFont(descriptor).data;
      const missing = Array.from({ length: 0xffff }, (_, code) => code).filter(
        (code) =>
          code >= 0x20 &&
          /[^\p{C}]/u.test(String.fromCodePoint(code)) &&
          pdfText(String.fromCodePoint(code)) === String.fromCodePoint(code) &&
          !font.hasGlyphForCodePoint(code),
      );
      expect(missing.map((code) => code.toString(16))).toEqual([]);
    }
  });

  it('with a Greek, Cyrillic or Polish name can be searched and copied', async () => {
    const props = sampleStatement('es');
    const named = async (name: string) =>
      textByUnicode(await statementPdf({ ...props, customer: { ...props.customer, name } }));
    for (const name of ['Łukasz Żółć', 'Ναυτιλία Α.Ε.', 'ЗАО Щука']) {
      const text = await named(name);
      for (const part of [name, 'F-2026/1001', 'Vencidas']) expect(text).toContain(part);
    }
    const letter = await letterPdf('demand', sampleProps('es', 'demand'), [
      'Łukasz Żółć',
      'ul. Świętokrzyska 1',
      '00-360 Warszawa',
    ]);
    expect(textByUnicode(letter)).toContain('ul. Świętokrzyska 1');
    expect(
      letter.equals(
        await letterPdf('demand', sampleProps('es', 'demand'), [
          'Łukasz Żółć',
          'ul. Świętokrzyska 1',
          '00-360 Warszawa',
        ]),
      ),
    ).toBe(true);
  });

  it('breaks long numbers and links without a hyphen, and never breaks words and amounts', () => {
    for (const word of ['comuníquenoslo', '49.382.715.597,00\u00a0€', 'F-2026/1001', 'internacionalmente'])
      expect(breakLongWord(word)).toEqual([word]);
    const parts = breakLongWord('https://pay.example.com/i/F-2026%2F1001-00000000000000000001');
    expect(parts.join('')).toBe('https://pay.example.com/i/F-2026%2F1001-00000000000000000001');
    expect(parts.filter((_, index) => index % 2 === 1).every((part) => part === '')).toBe(true);
  });
});
