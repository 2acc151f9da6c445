import { describe, expect, it } from '@jest/globals';
import type { NoticeInvoice, NoticeProps } from './notice-props.ts';
import { renderNotice } from './render-notice.ts';
import { sampleProps } from './sample-props.ts';
import { smsText } from './sms-text.ts';
import { totalsByCurrency } from './currency-totals.ts';
import { wordsOf } from './translation.ts';
import { isServiceTemplate, TEMPLATES } from '@puntual/domain/policy/vocabulary';
import { NOTICE_LANGUAGES } from '@puntual/domain/policy/written-notices';

const cases = TEMPLATES.flatMap((template) => NOTICE_LANGUAGES.map((language) => ({ template, language })));

/** The visible text of the HTML: no tags, no entities, ordinary spaces. */
function visible(html: string): string {
  return html
    .replace(/<!--.*?-->/gs, '')
    .replace(/<style>.*?<\/style>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&#x27;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ');
}
function spaced(text: string): string {
  return text.replace(/\s+/g, ' ');
}
function only(props: NoticeProps, invoice: NoticeInvoice): NoticeProps {
  return { ...props, overdue: [invoice], upcoming: [], settled: [] };
}
function late(): { props: NoticeProps; invoice: NoticeInvoice } {
  const props = sampleProps('en', 'follow-up');
  return { props, invoice: props.overdue[0] as NoticeInvoice };
}

it.each([
  ['en', 'Total settled', 'Total paid'],
  ['es', 'Total saldado', 'Total pagado'],
])(
  'a receipt in "%s" calls its total settled and not paid, because discounts and credit notes are part of it',
  async (language, said, unsaid) => {
    const { html, text } = await renderNotice('thank-you', sampleProps(language, 'thank-you'));
    for (const body of [visible(html), spaced(text)]) {
      expect(body).toContain(said);
      expect(body).not.toContain(unsaid);
    }
  },
);

describe.each(cases)('the $template notice in "$language"', ({ template, language }) => {
  const props = sampleProps(language, template);
  const words = wordsOf(language);

  it(
    'shows number, issue date, due date, days late, open amount and original total of every invoice, as HTML and as ' +
      'plain text',
    async () => {
      const { html, text } = await renderNotice(template, props);
      for (const body of [visible(html), spaced(text)]) {
        for (const invoice of [...props.overdue, ...props.upcoming, ...props.settled]) {
          const settled = props.settled.includes(invoice);
          expect(body).toContain(invoice.number);
          expect(body).toContain(words.shortDate(invoice.issueDate));
          expect(body).toContain(words.shortDate(invoice.dueOn));
          expect(body).toContain(
            spaced(words.money(settled ? invoice.totalMinor : invoice.openMinor, invoice.currency)),
          );
          if (!settled) expect(body).toContain(spaced(words.money(invoice.totalMinor, invoice.currency)));
          if (!settled && invoice.daysLate > 0)
            expect(body).toContain(words.t('row.late', { count: invoice.daysLate }));
        }
      }
    },
  );

  it('shows the total of each of its tables', async () => {
    const { html, text } = await renderNotice(template, props);
    const groups = [
      [props.overdue, 'openMinor'],
      [props.settled, 'totalMinor'],
    ] as const;
    for (const body of [visible(html), spaced(text)]) {
      for (const [invoices, amount] of groups) {
        for (const total of totalsByCurrency(invoices, amount))
          expect(body).toContain(spaced(words.money(total.minor, total.currency)));
      }
    }
  });

  it('says how to pay and whom to ask, and has the reference of the case', async () => {
    const { html, text } = await renderNotice(template, props);
    for (const body of [visible(html), spaced(text)]) {
      if (!isServiceTemplate(template)) expect(body).toContain('IBAN ES91 2100 0418 4502 0005 1332');
      expect(body).toContain('cobros@aceros.example.com');
      expect(body).toContain('+34 944 000 111');
      expect(body).toContain('C-100-0042');
    }
    expect(html).toContain(`lang="${language}"`);
    if (!isServiceTemplate(template)) expect(html).toContain('https://pay.example.com/i/');
  });

  it('has no placeholder without a value and no key without a text', async () => {
    const { subject, html, text } = await renderNotice(template, props);
    for (const body of [subject, visible(html), text]) {
      expect(body).not.toMatch(/undefined|\bnull\b|NaN|\{\{|\[object|_one|_other/);
      expect(body).not.toMatch(
        /\b(courtesy|friendly|demand-\w+|thank-you|section|row|column|sum|pay|sms)\.(?!example)\w+/,
      );
    }
    expect(subject).not.toMatch(/[\r\n\u00a0]/);
    for (const line of text.split('\n')) expect(line.length <= 72 || line.includes('https://')).toBe(true);
  });

  it('gives the same bytes for the same props', async () => {
    expect(await renderNotice(template, props)).toEqual(await renderNotice(template, props));
  });
});

describe('the wording', () => {
  it('names a single invoice by its number, and counts several', async () => {
    const one = only(sampleProps('es', 'friendly'), sampleProps('es', 'friendly').overdue[0] as NoticeInvoice);
    expect((await renderNotice('friendly', one)).subject).toBe('Factura F-2026/1001 venció el 8 de diciembre');
    expect((await renderNotice('friendly', sampleProps('es', 'friendly'))).subject).toBe(
      '3 facturas vencidas por 3620,50 €',
    );
    expect((await renderNotice('courtesy', sampleProps('en', 'courtesy'))).subject).toBe(
      '3 invoices for €3,620.50 are due from December 16',
    );
  });

  it.each(['mild', 'firm', 'final'] as const)(
    'of a %s demand names the deadline, the telephone call and the agency',
    async (severity) => {
      const en = await renderNotice('demand', { ...sampleProps('en', 'demand'), severity });
      expect(spaced(en.text)).toContain('by December 16, 2026 at the latest');
      expect(spaced(en.text)).toMatch(/(call|telephone) you .*agency/);
      const es = await renderNotice('demand', { ...sampleProps('es', 'demand'), severity });
      expect(spaced(es.text)).toContain('a más tardar el 16 de diciembre de 2026');
      expect(spaced(es.text)).toMatch(/le llamaremos .*agencia de recobro/);
    },
  );

  it('differs between the three demands', async () => {
    const subjects = await Promise.all(
      (['mild', 'firm', 'final'] as const).map(
        async (severity) => (await renderNotice('demand', { ...sampleProps('es', 'demand'), severity })).subject,
      ),
    );
    expect(subjects.map((subject) => subject.split(':')[0])).toEqual([
      'Solicitud de pago',
      'Requerimiento de pago',
      'Último requerimiento de pago',
    ]);
  });

  it('does not say "due today" when a closed day has delayed the notice beyond the due date', async () => {
    const { props, invoice } = late();
    const { subject, text } = await renderNotice(
      'due-today',
      only(props, { ...invoice, daysLate: 1, dueOn: '2026-12-08' }),
    );
    expect(subject).toBe('Invoice F-2026/1001 was due on December 8');
    expect(text).not.toContain('today');
  });

  it('of a thank-you for a payment that closed no invoice calls no invoice settled', async () => {
    const props = { ...sampleProps('en', 'thank-you'), settled: [] };
    expect((await renderNotice('thank-you', props)).text).toContain('One invoice is still open');
    expect(spaced((await renderNotice('thank-you', { ...props, upcoming: [] })).text)).toContain(
      'Nothing is open on your account',
    );
  });

  it('is refused for a notice without invoices', async () => {
    await expect(renderNotice('friendly', { ...sampleProps('en', 'friendly'), overdue: [] })).rejects.toThrow(
      /do not send one/,
    );
  });

  it('of a template without props comes from the sample notice', async () => {
    const { Friendly } = await import('./friendly.tsx');
    const { render } = await import('react-email');
    const { createElement } = await import('react');
    expect(await render(createElement(Friendly))).toContain('3 overdue invoices');
  });
});

describe('money', () => {
  it('is added up per currency only, and CLP has no decimals', async () => {
    const { props, invoice } = late();
    const mixed = {
      ...props,
      upcoming: [],
      overdue: [
        { ...invoice, currency: 'EUR', openMinor: 100_000n, totalMinor: 100_000n },
        { ...invoice, number: 'B', currency: 'CLP', openMinor: 15_000n, totalMinor: 15_000n },
        { ...invoice, number: 'C', currency: 'CLP', openMinor: 5_500n, totalMinor: 5_500n },
      ],
    };
    const { subject, text } = await renderNotice('follow-up', { ...mixed, language: 'es-CL' });
    expect(subject).toBe('Recordatorio: 3 facturas vencidas por $20.500 y EUR 1.000,00');
    expect(text).toMatch(/Total vencido +\$20\.500\nTotal vencido +EUR 1\.000,00/);
    expect(text).not.toMatch(/15\.000,0/);
  });

  it('to pay is what the credit does not cover, and both are shown', async () => {
    const { text } = await renderNotice('follow-up', {
      ...sampleProps('en', 'follow-up'),
      creditMinorByCurrency: { EUR: 62_050n, USD: 900n },
    });
    expect(spaced(text)).toContain('Payment of 3 overdue invoices, €3,000.00 in total');
    expect(text).toMatch(/Total overdue +€3,620\.50\nYour credit +-€620\.50\nTo pay +€3,000\.00/);
    expect(text).toMatch(/Everything together +€3,847\.00/);
    expect(spaced(text)).toContain(
      'Your credit is already taken off: please pay €3,000.00. A payment page may still show an invoice without it.',
    );
    expect(text).not.toContain('$');
  });

  it(
    'of a credit counts against overdue invoices first, and is stated once, below all tables, in a notice about ' +
      'upcoming invoices',
    async () => {
      const { props, invoice } = late();
      const later = {
        ...invoice,
        number: 'L',
        dueOn: '2026-12-16',
        daysLate: -7,
        openMinor: 40_000n,
        totalMinor: 40_000n,
      };
      const courtesy = {
        ...props,
        language: 'es',
        overdue: [{ ...invoice, openMinor: 100_000n }],
        upcoming: [later],
        creditMinorByCurrency: { EUR: 130_000n },
      };
      const { text } = await renderNotice('courtesy', courtesy);
      expect(text).toMatch(/Total aún no vencido +400,00 €\n/);
      expect(text).toMatch(
        /Total vencido +1000,00 €\nTodo junto +1400,00 €\nSaldo a su favor +-1300,00 €\nA pagar +100,00 €/,
      );
      expect(spaced(text)).toContain('Su saldo a favor ya está descontado: le rogamos que pague 100,00 €.');
      expect(spaced(smsText('courtesy', courtesy))).toContain('la factura L, 100,00 €, vence pronto');
    },
  );

  it('of a credit counts against the open invoices of a receipt', async () => {
    const { props, invoice } = late();
    const { text } = await renderNotice('thank-you', {
      ...props,
      overdue: [{ ...invoice, openMinor: 100_000n }],
      upcoming: [],
      settled: [{ ...invoice, number: 'S', openMinor: 0n }],
      creditMinorByCurrency: { EUR: 30_000n },
    });
    expect(text).toMatch(/Everything together +€1,000\.00\nYour credit +-€300\.00\nTo pay +€700\.00/);
    expect(
      (
        await renderNotice('thank-you', {
          ...props,
          overdue: [{ ...invoice, openMinor: 100_000n }],
          upcoming: [],
          creditMinorByCurrency: { EUR: 30_000n },
        })
      ).text,
    ).toContain('€700.00 left to pay');
  });

  it('of all invoices is in the total when the table lists only 60 of them', async () => {
    const { props, invoice } = late();
    const many = Array.from({ length: 75 }, (_, index) => ({
      ...invoice,
      number: `N-${String(index).padStart(3, '0')}`,
      openMinor: 100n,
      totalMinor: 100n,
    }));
    const { html, text } = await renderNotice('follow-up', { ...props, overdue: many, upcoming: [] });
    expect(text.match(/^N-\d{3}$/gm)).toHaveLength(60);
    expect(text).toContain('15 more invoices, included in the total');
    expect(text).toMatch(/Total overdue +€75\.00/);
    expect(html.length).toBeLessThan(102_000);
  });
});

describe('hostile data', () => {
  it('is escaped in HTML, and adds no mail header, no text of the catalogue and no script link', async () => {
    const { props, invoice } = late();
    const nasty = only(
      {
        ...props,
        creditor: { ...props.creditor, brandColour: 'red;background:url(x)', name: '<img src=x onerror=alert(1)>' },
        customer: { name: 'X', contactName: '<script>alert(1)</script> $t(section.overdue) {{number}}' },
      },
      {
        ...invoice,
        number: 'F-1\r\nBcc: all@example.com',
        paymentUrl: 'javascript:alert(1)',
        documentUrl: 'data:text/html,x',
      },
    );
    const { subject, html, text } = await renderNotice('follow-up', nasty);
    expect(html).not.toMatch(/<script|<img|javascript:|data:text|url\(x\)/);
    expect(html).toContain('&lt;script&gt;');
    expect(text).toContain('<script>alert(1)</script> $t(section.overdue) {{number}}');
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).not.toMatch(/^Bcc/m);
  });
});

describe('languages', () => {
  it('do not mix when hundreds of notices in two languages are rendered in parallel', async () => {
    const jobs = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 'en' : 'es'));
    const rendered = await Promise.all(jobs.map((language) => renderNotice('demand', sampleProps(language, 'demand'))));
    const alone = {
      en: await renderNotice('demand', sampleProps('en', 'demand')),
      es: await renderNotice('demand', sampleProps('es', 'demand')),
    };
    rendered.forEach((notice, index) => expect(notice).toEqual(index % 2 === 0 ? alone.en : alone.es));
    expect(alone.es.html).not.toMatch(/Overdue|Invoice|December/);
    expect(alone.en.html).not.toMatch(/Vencid|Factura|diciembre/);
  });

  it.each([
    ['es-MX', 'Factura', 'es-MX'],
    ['en-GB', '8 December', 'en-GB'],
    ['mt-MT', 'Invoice', 'en'],
    ['', 'Invoice', 'en'],
    ['not a tag', 'Invoice', 'en'],
  ])('of the tag "%s" use the catalogue of the base language, or the English one', async (language, subject, lang) => {
    const { props, invoice } = late();
    const notice = await renderNotice('friendly', {
      ...only(props, { ...invoice, dueOn: '2026-12-08', daysLate: 1 }),
      language,
    });
    expect(notice.subject).toContain(subject);
    expect(notice.html).toContain(`lang="${lang}"`);
  });
});

describe('interest and charges of an invoice', () => {
  const source = 'BGB § 288: 3.12 % + 9 pp (Bundesbank)';
  const charged = (language: string): NoticeProps => {
    const { props, invoice } = late();
    const interest = {
      kind: 'interest' as const,
      until: '2023-08-31',
      dayCount: 'actual/365' as const,
      before: '5.48',
      cappedBy: null,
      segments: [{ from: '2023-07-01', to: '2023-08-31', days: 62, rate: '12.12', base: '1000.00', source }],
    };
    return {
      ...only(props, {
        ...invoice,
        openMinor: 100_000n,
        totalMinor: 100_000n,
        charges: [
          {
            kind: 'lump-sum',
            minor: 4000n,
            how: { kind: 'lump-sum', source: 'BGB § 288(5)', cappedBy: 'contract, clause 7' },
          },
          { kind: 'interest', minor: 2350n, how: interest },
        ],
      }),
      language,
    };
  };

  it.each([
    [
      'en',
      [
        'Fixed sum for the costs of collecting',
        'Source: BGB § 288(5)',
        'Limited by: contract, clause 7',
        '62 days (Jul 1, 2023 to Aug 31, 2023) at 12.12 % a year of 365 days on €1,000.00',
        'less €5.48 that was charged before',
        source,
        '€23.50',
        'Interest and charges',
        '€63.50',
        '€1,063.50',
      ],
    ],
    [
      'es',
      [
        'Cantidad fija por costes de cobro',
        'Fuente: BGB § 288(5)',
        '62 días (del 1 jul 2023 al 31 ago 2023) al 12,12 % anual, año de 365 días, sobre 1000,00 €',
        'menos 5,48 € ya cargados antes',
        'Intereses y gastos',
        '63,50 €',
        '1063,50 €',
      ],
    ],
  ])('are shown in "%s" with their kind, their computation and the source of the rate', async (language, expected) => {
    const { html, text } = await renderNotice('demand', charged(language));
    for (const body of [visible(html), spaced(text)]) for (const words of expected) expect(body).toContain(words);
  });

  it('are part of the sum to pay', async () => {
    const { text } = await renderNotice('demand', charged('en'));
    expect(spaced(text)).toMatch(/pay €1,063\.50|€1,063\.50 .*by/);
    expect(smsText('demand', charged('en'))).toContain('€1,063.50');
  });
});

describe('an early-payment discount', () => {
  it.each([
    ['en', 'Paid by Nov 11, 2026, €1,185.80 is enough: a discount of €24.20'],
    ['es', 'Si paga hasta el 11 nov 2026, basta con 1185,80 €: un descuento de 24,20 €'],
  ])('is offered in "%s" with its last day and its amounts', async (language, expected) => {
    const props = sampleProps(language, 'courtesy');
    const [invoice] = props.upcoming;
    const { html, text } = await renderNotice('courtesy', {
      ...props,
      upcoming: [
        {
          ...(invoice as NoticeInvoice),
          earlyPayment: { untilOn: '2026-11-11', discountMinor: 2420n, payMinor: 118_580n },
        },
      ],
    });
    for (const body of [visible(html), spaced(text)]) expect(body).toContain(expected);
  });
});
