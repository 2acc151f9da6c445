import { expect, test } from '@jest/globals';
import type { NoticeProps } from './notice-props.ts';
import { renderNotice } from './render-notice.ts';
import { sampleProps } from './sample-props.ts';

/** A reminder to the payer of a group, with an invoice of each of two customers. */
function ofGroup(language: string): NoticeProps {
  const props = sampleProps(language, 'friendly');
  const [invoice] = props.overdue;
  if (!invoice) throw new Error('the sample lists an overdue invoice');
  const bill = { ...invoice, charges: [], currency: 'EUR' };
  return {
    ...props,
    upcoming: [],
    creditMinorByCurrency: {},
    overdue: [
      { ...bill, number: 'S-1', owner: 'Tienda Sur', openMinor: 20_000n },
      { ...bill, number: 'N-1', owner: 'Tienda Norte', openMinor: 10_000n },
      { ...bill, number: 'S-2', owner: 'Tienda Sur', openMinor: 5_000n },
    ],
  };
}

test.each([
  ['en', 'For', '€250.00', '€350.00'],
  ['es', 'De', '250,00 €', '350,00 €'],
])('a message to a group in "%s" names each customer, with its invoices together and its sum', async (...row) => {
  const [language, word, sumOfSouth, total] = row;
  const { html, text } = await renderNotice('friendly', ofGroup(language));
  const plain = text.replace(/\s+/g, ' ');
  expect(html).toContain(`${word} Tienda Norte`);
  expect(['N-1', 'S-1', 'S-2'].map((number) => plain.indexOf(`${number} ${word}`))).toEqual(
    ['N-1', 'S-1', 'S-2'].map((number) => plain.indexOf(`${number} ${word}`)).sort((a, b) => a - b),
  );
  expect(plain).toContain(`${word} Tienda Sur ${sumOfSouth}`);
  expect(plain).toContain(total);
});

test('a message to a single customer names no owner', async () => {
  const { text } = await renderNotice('friendly', sampleProps('en', 'friendly'));
  expect(text).not.toContain('  For ');
});
