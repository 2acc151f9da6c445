import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foreignAccounts } from './foreign-accounts.ts';
import { spokenAmounts } from './spoken-amount.ts';
import { spokenDays } from './spoken-day.ts';
import { suggestActs } from './suggest-act.ts';

// A Tuesday.
const TODAY = '2026-12-08';
const as = { today: TODAY, monthFirst: false };
const daysIn = (text: string) => spokenDays(text, as).map(({ on }) => on);

describe('days that people write', () => {
  test.each([
    ['pasado mañana', '2026-12-10'],
    ['mañana', '2026-12-09'],
    ['mañana por la mañana', '2026-12-09'],
    ['hoy mismo', '2026-12-08'],
    ['el viernes', '2026-12-11'],
    ['el próximo viernes', '2026-12-11'],
    ['el martes', '2026-12-15'],
    ['el viernes de la semana que viene', '2026-12-18'],
    ['el día 15', '2026-12-15'],
    ['el día 5', '2027-01-05'],
    ['el día 8', '2026-12-08'],
    ['el 15 de diciembre', '2026-12-15'],
    ['el 15 de enero', '2027-01-15'],
    ['el 1 de diciembre', '2026-12-01'],
    ['15/12/2026', '2026-12-15'],
    ['el 15/12', '2026-12-15'],
    ['15-12-26', '2026-12-15'],
    ['a fin de mes', '2026-12-31'],
    ['a finales de mes', '2026-12-31'],
    ['a fin de enero', '2027-01-31'],
    ['a finales del mes que viene', '2027-01-31'],
    ['dentro de 10 días', '2026-12-18'],
    ['en una semana', '2026-12-15'],
    ['en quince días', '2026-12-23'],
    ['tomorrow', '2026-12-09'],
    ['the day after tomorrow', '2026-12-10'],
    ['by Friday', '2026-12-11'],
    ['next Friday', '2026-12-18'],
    ['Friday next week', '2026-12-18'],
    ['on the 15th', '2026-12-15'],
    ['December 15th', '2026-12-15'],
    ['15 Dec 2026', '2026-12-15'],
    ['the 15th of January', '2027-01-15'],
    ['by the end of the month', '2026-12-31'],
    ['at month-end', '2026-12-31'],
    ['end of next month', '2027-01-31'],
    ['by the end of the week', '2026-12-11'],
    ['within 10 days', '2026-12-18'],
    ['2026-12-20', '2026-12-20'],
  ])('%s is %s', (text, day) => expect(daysIn(`Pagaremos ${text}, gracias.`)).toEqual([day]));

  test.each([
    'la semana que viene',
    'a principios de mes',
    'pronto',
    'esta mañana',
    'por la mañana',
    'los viernes',
    'el viernes pasado',
    'next week',
    'soon',
    'every Friday',
    'el 31 de febrero',
    '45/17/2026',
    'el fin de semana',
    'factura 2026/1001',
    '1.210,50 €',
    'en 2 días hábiles',
  ])('%s names no day', (text) => expect(daysIn(text)).toEqual([]));

  test('12/5 is the fifth of December in the United States', () => {
    expect(spokenDays('12/20', { ...as, monthFirst: true })).toMatchObject([{ on: '2026-12-20' }]);
    expect(spokenDays('1/5/2027', { ...as, monthFirst: true })).toMatchObject([{ on: '2027-01-05' }]);
    expect(spokenDays('1/5/2027', as)).toMatchObject([{ on: '2027-05-01' }]);
  });

  test('any text is read without a fault, and every day exists', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9/.a-z ñéd-]{0,60}$/)), (text) => {
        for (const { on } of spokenDays(text, as)) expect(on).toMatch(/^\d{4}-\d\d-\d\d$/);
      }),
    );
  });
});

test.each([
  ['1.210,50 €', ['1210.50 EUR']],
  ['EUR 1,210.50', ['1210.50 EUR']],
  ['500 euros y 700€', ['500.00 EUR', '700.00 EUR']],
  ['£2,000', ['2000.00 GBP']],
  ['1.210 €', ['1210.00 EUR']],
  ['el 15/12', []],
  ['1210', []],
  ['0 €', []],
])('amounts of %s', (text, amounts) =>
  expect(spokenAmounts(text).map(({ amount, currency }) => `${amount} ${currency}`)).toEqual(amounts),
);

describe('what a reply suggests', () => {
  const kinds = (text: string) => suggestActs(text, as).map(({ kind }) => kind);

  test.each([
    ['Buenos días. Pagaremos la factura pasado mañana. Un saludo.', '2026-12-10'],
    ['Les confirmo que haremos la transferencia el día 15.', '2026-12-15'],
    ['El pago está previsto para el viernes', '2026-12-11'],
    ['Vamos a abonar el importe a fin de mes.', '2026-12-31'],
    ['Se abonará el 20 de diciembre.', '2026-12-20'],
    ['We will pay the invoice on Friday.', '2026-12-11'],
    ["Hi, we'll settle this by the end of the month.", '2026-12-31'],
    ['Payment is scheduled for 15 December.', '2026-12-15'],
    ['The payment will be made on the 15th', '2026-12-15'],
  ])('%s promises %s', (text, on) =>
    expect(suggestActs(text, as)).toMatchObject([{ kind: 'promise', parts: [{ on, amount: null }] }]),
  );

  test.each([
    'Pagaremos pronto.',
    'Pagaremos la semana que viene.',
    'No pagaremos el viernes.',
    'Si nos envían la factura, pagaremos el viernes.',
    '¿Podemos pagar el viernes?',
    'We will pay soon.',
    'We cannot pay on Friday.',
    'Once you send the credit note we will pay on Friday.',
    'Could we pay on Friday?',
    'Nuestra oficina cierra el viernes.',
    'Recibimos su correo el día 15.',
  ])('%s promises nothing', (text) => expect(kinds(text)).not.toContain('promise'));

  test('a sum with its day, and two sums with two days', () => {
    expect(suggestActs('Pagaremos 500,00 € el viernes.', as)).toEqual([
      {
        kind: 'promise',
        quote: 'Pagaremos 500,00 € el viernes.',
        parts: [{ on: '2026-12-11', amount: { amount: '500.00', currency: 'EUR' } }],
      },
    ]);
    expect(suggestActs('We will pay EUR 500 on Friday and EUR 710.00 on 31 December.', as)).toMatchObject([
      {
        parts: [
          { on: '2026-12-11', amount: { amount: '500.00' } },
          { on: '2026-12-31', amount: { amount: '710.00' } },
        ],
      },
    ]);
    expect(kinds('Pagaremos el viernes o a fin de mes.')).toEqual([]);
  });

  test.each([
    ['Esta factura ya está pagada.', null],
    ['Hemos realizado la transferencia el 3 de diciembre.', '2026-12-03'],
    ['Adjuntamos el justificante de pago.', null],
    ['We have already paid this invoice.', null],
    ['The invoice was paid on 3 December.', '2026-12-03'],
    ['Payment has been made today.', '2026-12-08'],
  ])('%s says that it is paid', (text, on) => expect(suggestActs(text, as)).toMatchObject([{ kind: 'paid', on }]));

  test.each(['No hemos pagado todavía.', 'This has not been paid yet.', 'Is it paid?'])('%s does not', (text) =>
    expect(kinds(text)).not.toContain('paid'),
  );

  test.each([
    ['La mercancía llegó dañada.', 'quality'],
    ['El precio de la factura es incorrecto, era 100 €.', 'price'],
    ['No hemos recibido el pedido.', 'delivery'],
    ['Nos han facturado dos veces el mismo pedido.', 'duplicate'],
    ['No estamos de acuerdo con esta factura.', 'other'],
    ['We dispute this invoice.', 'other'],
    ['The goods were damaged.', 'quality'],
    ['You charged us twice, we were charged twice.', 'duplicate'],
    ['We have not received the goods.', 'delivery'],
    ['Wrong price on line 2.', 'price'],
  ])('%s disputes its %s', (text, category) =>
    expect(suggestActs(text, as)).toMatchObject([{ kind: 'dispute', category }]),
  );

  test('a line that a mail program broke is one sentence, and the quote is the sentence', () => {
    expect(suggestActs('Hola Ana:\n\nLes confirmo que pagaremos la\nfactura el viernes. Saludos.', as)).toMatchObject([
      { quote: 'Les confirmo que pagaremos la factura el viernes.' },
    ]);
  });

  test('any text is read without a fault, and a promise never lies behind', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const each of suggestActs(`${text} pagaremos ${text}`, as))
          if (each.kind === 'promise') expect(each.parts.every(({ on }) => on >= TODAY)).toBe(true);
      }),
    );
  });
});

test('an account that is none of ours is named, whatever its spaces', () => {
  const own = ['ES91 2100 0418 4502 0005 1332'];
  const text = 'Paguen a ES9121000418450200051332 o a DE89 3704 0044 0532 0130 00 (banco nuevo). Ref ES12 3456.';
  expect(foreignAccounts(text, own)).toEqual(['DE89370400440532013000']);
  expect(foreignAccounts('our new IBAN: GB29NWBK60161331926819 thanks', own)).toEqual(['GB29NWBK60161331926819']);
  expect(foreignAccounts('DE88 3704 0044 0532 0130 00', own)).toEqual([]);
});
