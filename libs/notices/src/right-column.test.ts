import { describe, expect, it } from '@jest/globals';
import type { NoticeProps } from './notice-props.ts';
import { renderNotice } from './render-notice.ts';
import { sampleProps } from './sample-props.ts';
import { smsText } from './sms-text.ts';

// As the debtor reads it: every figure is another one, so that two that changed places are seen.
function demand(language: string): NoticeProps {
  const props = sampleProps(language, 'demand');
  const [sample] = props.overdue;
  if (!sample) throw new Error('the sample has an invoice');
  const invoice = {
    ...sample,
    number: 'F-2026/1',
    issueDate: '2026-10-01',
    dueOn: '2026-11-02',
    totalMinor: 121_000n,
    openMinor: 100_000n,
    purchaseOrder: null,
    charges: [
      {
        kind: 'lump-sum' as const,
        minor: 4000n,
        how: { kind: 'lump-sum' as const, source: 'Ley 3/2004', cappedBy: null },
      },
    ],
  };
  return { ...props, overdue: [invoice], upcoming: [], creditMinorByCurrency: {} };
}

const plain = (html: string) =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&[a-z#0-9]+;/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

describe('a demand, as the debtor reads it (R31)', () => {
  it.each([
    [
      'es',
      'Factura Vencimiento Pendiente F-2026/1 Emitida el 1 oct 2026 Ver factura 2 nov 2026 21 días de retraso ' +
        '1000,00 € de 1210,00 € Pagar ahora Cantidad fija por costes de cobro Fuente: Ley 3/2004 40,00 € ' +
        'Total vencido 1000,00 € Intereses y gastos 40,00 € Total con intereses y gastos 1040,00 €',
      /Emisión +1 oct 2026 Vencimiento +2 nov 2026 .*Pendiente +1000,00 € de 1210,00 €/,
      /Total vencido 1000,00 € Intereses y gastos 40,00 € Total con intereses y gastos 1040,00 €/,
      '1040,00 €',
    ],
    [
      'en',
      'Invoice Due Open F-2026/1 Issued Oct 1, 2026 View invoice Nov 2, 2026 21 days late ' +
        '€1,000.00 of €1,210.00 Pay now Fixed sum for the costs of collecting Source: Ley 3/2004 €40.00 ' +
        'Total overdue €1,000.00 Interest and charges €40.00 Total with interest and charges €1,040.00',
      /Issued +Oct 1, 2026 Due +Nov 2, 2026 .*Open +€1,000\.00 of €1,210\.00/,
      /Total overdue €1,000\.00 Interest and charges €40\.00 Total with interest and charges €1,040\.00/,
      '€1,040.00',
    ],
  ])('has every figure under its own heading in "%s"', async (language, table, row, totals, toPay) => {
    const { html, text } = await renderNotice('demand', demand(language));
    expect(plain(html)).toContain(table);
    expect(plain(text)).toMatch(row);
    expect(plain(text)).toMatch(totals);
    expect(plain(smsText('demand', demand(language)))).toContain(toPay);
  });
});
