import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { waiveCharge } from '@puntual/casework/contact/waive-charge';
import { placePayment } from '@puntual/casework/people/place-payment';
import { changeSettings } from '@puntual/casework/people/change-settings';
import { reverseWriteOff, writeOffInvoice } from '@puntual/casework/people/write-off-invoice';
import { amended, creditNote, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { MoneyDiary } from '../testing/money-diary.ts';

// A company in Spain collects from five customers from May to September 2025, with statutory interest and the EUR 40
// lump sum, early-payment discounts, EUR 5.00 of tolerance for bank fees, and small balances below EUR 2.00 written
// off.
jest.setTimeout(600_000);
let db: TestDatabase;
beforeAll(async () => {
  db = await withTestDatabase();
});
afterAll(() => db.close());

const CHARGES = { interest: { regime: 'statutory', stages: ['demand', 'call'] }, whenPrincipalPaid: 'demand' };
const POLICY = {
  contact: { minDaysBetween: 4, channels: ['email'] },
  calendar: { holidays: 'debtor-country', window: ['09:00', '17:30'] },
  writeOffBelow: '2.00',
  steps: [
    { id: 'courtesy', day: -7, stage: 'courtesy', do: 'send', template: 'courtesy', when: { openAtLeast: '1000.00' } },
    { id: 'friendly', day: 1, stage: 'friendly', do: 'send', template: 'friendly' },
    { id: 'follow-up', day: 8, stage: 'follow-up', do: 'send', template: 'follow-up' },
    { id: 'demand', day: 21, stage: 'demand', do: 'send', template: 'demand', severity: 'firm', deadlineDays: 7 },
    { id: 'call', day: 32, stage: 'call', do: 'task', kind: 'call', script: 'first-call' },
    { id: 'final', day: 50, stage: 'call', do: 'send', template: 'demand', severity: 'final', deadlineDays: 7 },
  ],
};
const of = (customerId: string) => ({ customerId });
const who = (customerId: string, name: string, more: object = {}) =>
  customer({
    customerId,
    name,
    contacts: [
      {
        contactId: `k-${customerId}`,
        name: 'Ana',
        email: `ana@${customerId.toLowerCase()}.example`,
        channels: ['email'],
      },
    ],
    ...more,
  });
const bill = (invoiceId: string, total: string, issueDate: string, dueDate: string, more: object = {}) =>
  issued({ invoiceId, number: `F-${invoiceId}`, total, issueDate, dueDate, ...more });
const bank = (paymentId: string, amount: string, receivedOn: string, reference: string, more: object = {}) =>
  paid({ paymentId, amount, receivedOn, reference, ...more });
const debit = (paymentId: string, amount: string, receivedOn: string, invoiceId: string) =>
  bank(paymentId, amount, receivedOn, '', {
    ...of('C-2'),
    method: 'direct-debit',
    allocations: [{ invoiceId, amount }],
  });
const TWO_PERCENT_IN_TEN_DAYS = { terms: { earlyPayment: { percent: '2', days: 10 } } };

test('five months in euros', async () => {
  const d = new MoneyDiary(db.database, await freshOrganization(db), 'Europe/Madrid');
  await d.policy(CHARGES, [], '2025-05-02', POLICY);
  await changeSettings(
    db.database,
    d.actor,
    { matching: { oldestFirst: false, tolerance: { EUR: '5.00' } } },
    d.clock('2025-05-02 10:00'),
  );
  const chargeOf = async (key: string) => (await d.charges()).find((charge) => charge.key === key)?.id ?? '';

  // May. C-1 uses the discount of one invoice in time (980.00 by the 15th), and of the other four days late: its 40.00
  // stay open.
  await d.arrives(
    '2025-05-05 10:00',
    who('C-1', 'Talleres Núñez'),
    who('C-2', 'Granja Soto', { directDebit: true }),
    who('C-3', 'Hotel Mar'),
    who('C-4', 'Obras Vega'),
    who('C-5', 'Kaito Ibérica'),
  );
  await d.arrives(
    '2025-05-05 11:00',
    bill('2501', '1000.00', '2025-05-05', '2025-06-04', TWO_PERCENT_IN_TEN_DAYS),
    bill('2502', '2000.00', '2025-05-05', '2025-06-04', TWO_PERCENT_IN_TEN_DAYS),
  );
  await d.arrives(
    '2025-05-12 10:00',
    bill('2503', '1500.00', '2025-05-12', '2025-06-11'),
    bill('2504', '800.00', '2025-05-12', '2025-06-11'),
    bill('2531', '1210.00', '2025-05-12', '2025-06-11', of('C-3')),
  );
  await d.arrives('2025-05-14 11:00', bank('B-01', '980.00', '2025-05-14', 'pago F-2501'));
  await d.arrives(
    '2025-05-19 11:00',
    bank('B-02', '1960.00', '2025-05-19', 'F-2502'),
    bill('2541', '2420.00', '2025-05-19', '2025-06-18', of('C-4')),
  );
  await d.arrives(
    '2025-05-20 11:00',
    bill('2521', '900.00', '2025-05-20', '2025-06-19', of('C-2')),
    bill('2522', '700.00', '2025-05-20', '2025-06-26', of('C-2')),
  );
  await d.until('2025-05-31 20:00');
  expect(await d.page()).toEqual(['2025-05-14 C-1 thank-you: F-2501 Importe 1000,00 €; Total saldado 1000,00 €']);
  expect([await d.ledger('2501'), await d.ledger('2502')]).toEqual([
    ['2025-05-05 invoice 100000', '2025-05-14 payment -98000', '2025-05-14 discount -2000'],
    ['2025-05-05 invoice 200000', '2025-05-19 payment -196000'],
  ]);
  const MAY = [
    '2502,EUR,40.00',
    '2503,EUR,1500.00',
    '2504,EUR,800.00',
    '2521,EUR,900.00',
    '2522,EUR,700.00',
    '2531,EUR,1210.00',
    '2541,EUR,2420.00',
  ];
  await d.closes('2025-05-31', ...MAY);

  // First half of June. 2502 was 2,000.00, but its open 40.00 are below the courtesy's minimum, so it is only listed
  // beside 2503, which is above (case 20). A bank keeps 3.00 of 1,500.00, within the tolerance, and 8.00 of 800.00,
  // beyond it.
  await d.arrives(
    '2025-06-02 10:00',
    bill('2505', '300.00', '2025-06-02', '2025-07-02'),
    bill('2506', '450.50', '2025-06-02', '2025-07-02'),
    bill('2507', '249.50', '2025-06-02', '2025-07-02'),
  );
  await d.arrives('2025-06-09 11:00', bank('B-03', '1497.00', '2025-06-09', 'F-2503'));
  await d.arrives('2025-06-11 18:00', bank('B-04', '792.00', '2025-06-11', 'F-2504'));
  await d.arrives('2025-06-16 11:00', bank('B-05', '48.00', '2025-06-16', 'F-2502 F-2504'));
  expect(await d.page()).toEqual([
    '2025-06-04 C-1 courtesy: F-2502 Pendiente 40,00 € de 2000,00 €; F-2503 Pendiente 1500,00 €; F-2504 Pendiente ' +
      '800,00 €; Total aún no vencido 2340,00 €',
    '2025-06-04 C-3 courtesy: F-2531 Pendiente 1210,00 €; Total aún no vencido 1210,00 €',
    '2025-06-05 C-1 friendly: F-2502 Pendiente 40,00 € de 2000,00 €; Total vencido 40,00 €; F-2503 Pendiente ' +
      '1500,00 €; F-2504 Pendiente 800,00 €; Total aún no vencido 2300,00 €; Todo junto 2340,00 €',
    '2025-06-09 C-1 thank-you: F-2503 Importe 1500,00 €; Total saldado 1500,00 €',
    '2025-06-11 C-4 courtesy: F-2541 Pendiente 2420,00 €; Total aún no vencido 2420,00 €',
    '2025-06-12 C-1 follow-up: F-2502 Pendiente 40,00 € de 2000,00 €; F-2504 Pendiente 8,00 € de 800,00 €; Total ' +
      'vencido 48,00 €',
    '2025-06-12 C-3 friendly: F-2531 Pendiente 1210,00 €; Total vencido 1210,00 €',
  ]);
  expect(await d.ledger('2503')).toEqual([
    '2025-05-12 invoice 150000',
    '2025-06-09 payment -149700',
    '2025-06-09 write-off -300',
  ]);

  // Second half of June. C-2 pays by direct debit and gets no message until the debit of 2521 is returned: then 2521 is
  // reminded of, and 2522 is not (case 19). One payment of 1,100.00 pays three invoices of 1,000.00 together, and
  // 100.00 become credit. A credit note takes 120.00 off 2552; C-5 also owes yen.
  await d.arrives(
    '2025-06-16 12:00',
    bill('2551', '100000', '2025-06-16', '2025-07-16', { ...of('C-5'), currency: 'JPY' }),
    bill('2552', '500.00', '2025-06-16', '2025-07-16', of('C-5')),
  );
  await d.arrives('2025-06-19 11:00', debit('D-1', '900.00', '2025-06-19', '2521'));
  await d.arrives(
    '2025-06-20 11:00',
    creditNote({
      creditNoteId: 'A-1',
      customerId: 'C-5',
      amount: '120.00',
      issueDate: '2025-06-20',
      allocations: [{ invoiceId: '2552', amount: '120.00' }],
    }),
  );
  await d.arrives('2025-06-24 11:00', reversed({ paymentId: 'D-1', customerId: 'C-2', reversedOn: '2025-06-24' }));
  await d.arrives('2025-06-26 11:00', debit('D-2', '700.00', '2025-06-26', '2522'));
  await d.arrives(
    '2025-06-30 11:00',
    bank('B-06', '1100.00', '2025-06-30', 'F-2505, F-2506 y F-2507'),
    bank('B-21', '900.00', '2025-06-30', 'F-2521', of('C-2')),
  );
  await d.until('2025-06-30 20:00');
  expect(await d.page()).toEqual([
    '2025-06-16 C-1 thank-you: F-2502 Importe 2000,00 €; F-2504 Importe 800,00 €; Total saldado 2800,00 €',
    '2025-06-19 C-2 thank-you: F-2521 Importe 900,00 €; Total saldado 900,00 €',
    '2025-06-19 C-3 follow-up: F-2531 Pendiente 1210,00 €; Total vencido 1210,00 €',
    '2025-06-19 C-4 friendly: F-2541 Pendiente 2420,00 €; Total vencido 2420,00 €',
    '2025-06-24 C-2 friendly: F-2521 Pendiente 900,00 €; Total vencido 900,00 €',
    '2025-06-26 C-2 thank-you: F-2522 Importe 700,00 €; Total saldado 700,00 €',
    '2025-06-26 C-4 follow-up: F-2541 Pendiente 2420,00 €; Total vencido 2420,00 €',
    '2025-06-30 C-1 thank-you: F-2505 Importe 300,00 €; F-2506 Importe 450,50 €; F-2507 Importe 249,50 €; Total ' +
      'saldado 1000,00 €',
    '2025-06-30 C-2 thank-you: F-2521 Importe 900,00 €; Total saldado 900,00 €',
  ]);
  expect(await d.credit()).toEqual(['B-06 100.00']);
  const JUNE = [
    '2531,EUR,1210.00',
    '2541,EUR,2420.00',
    '2551,JPY,100000',
    '2552,EUR,380.00',
    'payment B-06,EUR,100.00',
  ];
  await d.closes('2025-06-30', ...JUNE);

  // July. A worker that dies each time tries the demand of 2531 five times, and the provider accepts by answer and by
  // webhook: one message, and its charges once (cases 2, 23). EUR 40 and 21 days on 1,210.00: 19 in June at 3.15 + 8 =
  // 11.15 %, 2 in July at 2.15 + 8 = 10.15 %: 1,210.00 * (19 * 11.15 + 2 * 10.15) / 36,500 = 7.6959.
  const demanded = await d.asks('2531');
  const tries = [];
  for (let minute = 0; minute < 5; minute++) tries.push(await d.reserve(demanded + minute * 60_000, of('C-3')));
  const [first] = tries;
  expect(tries.map(({ messageId, text }) => [messageId, text])).toEqual(
    tries.map(() => [first?.messageId, first?.text]),
  );
  for (const by of ['answer', 'webhook'] as const)
    await d.settle(first?.messageId ?? '', { kind: 'sent', providerId: 're-1', by }, demanded, 'C-3');
  expect(first?.text.replace(/\s+/g, ' ')).toContain(
    '19 días (del 12 jun 2025 al 30 jun 2025) al 11,15 % anual, año de 365 días, sobre 1210,00 € 2 días (del 1 ' +
      'jul 2025 al 2 jul 2025) al 10,15 % anual, año de 365 días, sobre 1210,00 €',
  );
  await d.arrives('2025-07-07 10:00', bill('2508', '90.00', '2025-07-07', '2025-08-06'));
  // Invoice and charges are paid together: 1,210.00 + 40.00 + 7.70.
  await d.arrives('2025-07-08 11:00', bank('B-31', '1257.70', '2025-07-08', 'F-2531', of('C-3')));
  // 2541 in the same way a day later: 12 days in June, 9 in July on 2,420.00: 2,420.00 * (12 * 11.15 + 9 * 10.15) /
  // 36,500 = 14.9277. Its EUR 40 are waived.
  await d.does('2025-07-10 12:00', async (now) =>
    waiveCharge(
      db.database,
      d.actor,
      {
        invoiceRowId: (await d.invoice('2541')).id,
        chargeId: await chargeOf('2541:lump-sum'),
        reason: 'goodwill',
      },
      now,
    ),
  );
  expect(await d.page()).toEqual([
    '2025-07-02 C-3 demand: F-2531 Pendiente 1210,00 €; Cantidad fija por costes de cobro: 40,00 €; Intereses de ' +
      'demora: 7,70 €; Total vencido 1210,00 €; Intereses y gastos 47,70 €; Total con intereses y gastos 1257,70 €',
    '2025-07-08 C-3 thank-you: F-2531 Importe 1210,00 €; Total saldado 1210,00 €',
    '2025-07-09 C-4 demand: F-2541 Pendiente 2420,00 €; Cantidad fija por costes de cobro: 40,00 €; Intereses de ' +
      'demora: 14,93 €; Total vencido 2420,00 €; Intereses y gastos 54,93 €; Total con intereses y gastos 2474,93 €',
    // The minimum of EUR 1,000.00 does not apply to yen (case 33), and 2552 is listed beside.
    '2025-07-09 C-5 courtesy: F-2551 Pendiente 100.000 JPY; F-2552 Pendiente 380,00 € de 500,00 €; Total aún no ' +
      'vencido 380,00 €; Total aún no vencido 100.000 JPY',
  ]);
  // The payment of 2531 is reversed: invoice and charges are open again at the stage that the case had, and the call is
  // next. The promise is kept.
  await d.arrives('2025-07-15 18:00', reversed({ paymentId: 'B-31', customerId: 'C-3', reversedOn: '2025-07-15' }));
  expect((await d.books()).filter((line) => line.startsWith('2531'))).toEqual([
    '2531 open 1210.00 and charges 47.70 at demand',
  ]);
  await d.call('C-3', '2025-07-16 18:30', { outcome: 'promised', promise: { date: '2025-07-25' } });
  await d.arrives('2025-07-21 11:00', bank('B-51', '380.00', '2025-07-21', 'F-2552', of('C-5')));
  await d.call('C-4', '2025-07-22 10:00', { outcome: 'promised', promise: { date: '2025-07-31', amount: '2434.93' } });
  await d.arrives('2025-07-24 18:00', bank('B-32', '1257.70', '2025-07-24', 'F-2531', of('C-3')));
  // An amendment takes 2552 below what is paid of it: 380.00 + 120.00 - 300.00 become credit again.
  await d.arrives('2025-07-28 11:00', amended({ invoiceId: '2552', customerId: 'C-5', revision: 1, total: '300.00' }));
  await d.arrives('2025-07-31 11:00', bank('B-41', '1000.00', '2025-07-31', 'a cuenta F-2541', of('C-4')));
  await d.until('2025-07-31 20:00');
  expect(await d.page()).toEqual([
    '2025-07-17 C-5 friendly: F-2551 Pendiente 100.000 JPY; F-2552 Pendiente 380,00 € de 500,00 €; Total vencido ' +
      '380,00 €; Total vencido 100.000 JPY',
    '2025-07-21 C-5 thank-you: F-2552 Importe 500,00 €; Total saldado 500,00 €',
    '2025-07-24 C-5 follow-up: F-2551 Pendiente 100.000 JPY; Total vencido 100.000 JPY',
    '2025-07-25 C-3 thank-you: F-2531 Importe 1210,00 €; Total saldado 1210,00 €',
  ]);
  expect(await d.credit()).toEqual(['B-06 100.00', 'B-51 200.00']);
  await d.closes(
    '2025-07-31',
    '2508,EUR,90.00',
    '2541,EUR,1420.00',
    '2551,JPY,100000',
    'payment B-06,EUR,100.00',
    'payment B-51,EUR,200.00',
  );

  // August. 2508 is late on the 7th, but C-1 has a credit of 100.00: no reminder (case 18) until a person nets it. C-4
  // paid 1,000.00 of its promise: no message until the 2nd, then the next step asks for the rest (case 16). Its
  // interest since the due date, on the declining balance, less the 14.93: (2,420.00 * (12 * 11.15 + 31 * 10.15) +
  // 1,420.00 * 7 * 10.15) / 36,500 = 32.4970. In yen there is no lump sum, and 21 days at 10.15 % are 100,000 * 21 *
  // 10.15 / 36,500 = 583.97.
  await d.arrives('2025-08-04 10:00', bill('2553', '250.00', '2025-08-04', '2025-09-03', of('C-5')));
  await d.arrives('2025-08-08 18:00', bill('2509', '600.00', '2025-08-08', '2025-08-20'));
  const surplus = await d.one<{ id: string }>(`SELECT id FROM payment WHERE payment_id = 'B-06'`);
  await d.does('2025-08-08 19:00', (now) =>
    placePayment(
      db.database,
      d.actor,
      {
        paymentRowId: surplus.id,
        takeBack: [],
        allocations: [
          { invoiceId: '2508', amount: '90.00' },
          { invoiceId: '2509', amount: '10.00' },
        ],
        reason: 'agreed by telephone',
      },
      now,
    ),
  );
  await d.arrives('2025-08-19 11:00', bank('B-07', '590.00', '2025-08-19', 'F-2509'));
  // One yen short: the tolerance and the small balance are in euros and do not apply (case 33). A person writes it off.
  await d.arrives(
    '2025-08-20 10:00',
    bank('B-52', '100583', '2025-08-20', 'F-2551', { ...of('C-5'), currency: 'JPY' }),
    bill('2510', '120.00', '2025-08-20', '2025-09-03'),
  );
  await d.until('2025-08-22 12:00');
  expect((await d.books()).filter((line) => line.startsWith('2551'))).toEqual(['2551 open 0 and charges 1 at call']);
  await d.does('2025-08-22 12:00', async (now) =>
    waiveCharge(
      db.database,
      d.actor,
      {
        invoiceRowId: (await d.invoice('2551')).id,
        chargeId: await chargeOf('2551:interest:2025-08-06'),
        reason: 'one yen',
      },
      now,
    ),
  );
  // 1.50 of 250.00 are too little to collect.
  await d.arrives(
    '2025-08-29 11:00',
    bank('B-53', '248.50', '2025-08-29', '', { ...of('C-5'), allocations: [{ invoiceId: '2553', amount: '248.50' }] }),
  );
  await d.until('2025-08-31 20:00');
  expect(await d.page()).toEqual([
    '2025-08-06 C-5 demand: F-2551 Pendiente 100.000 JPY; Intereses de demora: 584 JPY; Total vencido 100.000 ' +
      'JPY; Intereses y gastos 584 JPY; Total con intereses y gastos 100.584 JPY',
    '2025-08-07 C-4 demand: F-2541 Pendiente 1420,00 € de 2420,00 €; Intereses de demora: 14,93 €; Intereses de ' +
      'demora: 17,57 €; menos 14,93 € ya cargados antes; Total vencido 1420,00 €; Intereses y gastos 32,50 €; Total ' +
      'con intereses y gastos 1452,50 €',
    '2025-08-11 C-1 thank-you: F-2508 Importe 90,00 €; Total saldado 90,00 €',
    '2025-08-19 C-1 thank-you: F-2509 Importe 600,00 €; Total saldado 600,00 €',
    '2025-08-22 C-5 thank-you: F-2551 Importe 100.000 JPY; Total saldado 100.000 JPY',
    '2025-08-29 C-5 thank-you: F-2553 Importe 250,00 €; Total saldado 250,00 €',
  ]);
  // C-3 kept its promise; C-4 kept only part of a promise about everything that was open then.
  expect([await d.brokenPromises('2531'), await d.brokenPromises('2541')]).toEqual([0, 1]);
  expect(await d.ledger('2541')).toEqual([
    '2025-05-19 invoice 242000',
    '2025-07-09 lump-sum 4000 of lump-sum',
    '2025-07-09 interest 1493 of interest',
    '2025-07-10 waiver -4000 of lump-sum',
    '2025-07-31 payment -100000',
    '2025-08-07 interest 1757 of interest',
  ]);
  const AUGUST = ['2510,EUR,120.00', '2541,EUR,1420.00', 'payment B-51,EUR,200.00'];
  await d.closes('2025-08-31', ...AUGUST);

  // September. 2510 is paid one second after its case requested the reminder: no message leaves (case 1). C-4 is
  // insolvent: 1,420.00 are written off, with their interest; a week later the write-off is reversed, and the
  // liquidator pays 1,420.00 + 32.50.
  const asked = await d.asks('2510');
  await d.arrives(asked + 1000, bank('B-08', '120.00', '2025-09-04', 'F-2510'));
  const { id: lost } = await d.invoice('2541');
  await d.does('2025-09-15 10:00', (now) =>
    writeOffInvoice(db.database, d.actor, { invoiceRowId: lost, reason: 'insolvent', amount: null }, now),
  );
  await d.until('2025-09-15 20:00');
  expect((await d.books()).filter((line) => line.startsWith('2541'))).toEqual(['2541 written-off']);
  await d.does('2025-09-22 10:00', (now) =>
    reverseWriteOff(db.database, d.actor, { invoiceRowId: lost, reason: 'the liquidator pays' }, now),
  );
  expect((await d.books()).filter((line) => line.startsWith('2541'))).toEqual([
    '2541 open 1420.00 and charges 32.50 at call',
  ]);
  await d.arrives('2025-09-24 11:00', bank('B-42', '1452.50', '2025-09-24', 'F-2541', of('C-4')));
  await d.closes('2025-09-30', 'payment B-51,EUR,200.00');
  expect(await d.page()).toEqual([
    '2025-09-04 C-1 thank-you: F-2510 Importe 120,00 €; Total saldado 120,00 €',
    '2025-09-24 C-4 thank-you: F-2541 Importe 2420,00 €; Total saldado 2420,00 €',
  ]);

  // The end. Everything is settled except C-5's credit of 200.00, and the closed months have not changed.
  expect((await d.books()).filter((line) => !line.endsWith(' paid'))).toEqual([]);
  expect(await d.credit()).toEqual(['B-51 200.00']);
  expect((await d.charges()).map((charge) => `${charge.key} ${charge.amount_minor} ${charge.state}`)).toEqual([
    '2531:lump-sum 4000 charged',
    '2531:interest:2025-07-02 770 charged',
    '2541:lump-sum 4000 waived',
    '2541:interest:2025-07-09 1493 charged',
    '2551:interest:2025-08-06 584 waived',
    '2541:interest:2025-08-07 1757 charged',
  ]);
  for (const [on, lines] of [
    ['2025-05-31', MAY],
    ['2025-06-30', JUNE],
    ['2025-08-31', AUGUST],
  ] as const)
    await d.agreesWith(on, ...lines);
  const statements = async (on: string) =>
    Promise.all(['C-1', 'C-2', 'C-3', 'C-4', 'C-5'].map((customerId) => d.statement(customerId, on)));
  expect(await statements('2025-06-20')).toEqual([
    'EUR open 1000.00, late 0.00, credit 0.00',
    'EUR open 700.00, late 0.00, credit 0.00',
    'EUR open 1210.00, late 1210.00, credit 0.00',
    'EUR open 2420.00, late 2420.00, credit 0.00',
    'EUR open 380.00, late 0.00, credit 0.00; JPY open 100000, late 0, credit 0',
  ]);
  expect(await statements('2025-07-15')).toEqual([
    'EUR open 0.00, late 0.00, credit 10.00',
    '',
    'EUR open 1257.70, late 1257.70, credit 0.00',
    'EUR open 2434.93, late 2434.93, credit 0.00',
    'EUR open 380.00, late 0.00, credit 0.00; JPY open 100000, late 0, credit 0',
  ]);
  expect(await statements('2025-08-31')).toEqual([
    'EUR open 120.00, late 0.00, credit 0.00',
    '',
    '',
    'EUR open 1452.50, late 1452.50, credit 0.00',
    'EUR open 0.00, late 0.00, credit 200.00',
  ]);
});
