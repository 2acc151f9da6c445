import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { waiveCharge } from '@puntual/casework/contact/waive-charge';
import { placePayment } from '@puntual/casework/people/place-payment';
import { changeSettings } from '@puntual/casework/people/change-settings';
import { reverseWriteOff, writeOffInvoice } from '@puntual/casework/people/write-off-invoice';
import { amended, creditNote, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { asPublished, lastFirstAndAgain } from '../testing/delivery-order.ts';
import { MoneyDiary } from '../testing/money-diary.ts';

// A company in Chile, with statutory interest by its own table of the CMF's rates, a commission of one per cent, a fee
// of 5,000 per stage, CLP 500 of tolerance for bank fees, and small balances below CLP 100 written off.
jest.setTimeout(600_000);
let db: TestDatabase;
beforeAll(async () => {
  db = await withTestDatabase();
});
afterAll(() => db.close());

const rate = (from: string, until: string, percent: string) => ({
  from,
  until,
  percent,
  source: 'CMF, interés corriente',
  effectiveOn: from,
});
const CHARGES = {
  interest: {
    regime: 'statutory',
    stages: ['demand', 'call'],
    rates: [
      rate('2025-06-15', '2025-07-14', '16.80'),
      rate('2025-07-15', '2025-08-14', '16.20'),
      rate('2025-08-15', '2025-09-14', '15.60'),
    ],
  },
  lateFee: { amount: '5000', stages: ['follow-up', 'demand'] },
  whenPrincipalPaid: 'waive',
  earlyPayment: { shortButLate: 'accept' },
};
const POLICY = {
  currency: 'CLP',
  contact: { minDaysBetween: 4, channels: ['email'] },
  calendar: { holidays: 'debtor-country', window: ['09:00', '17:30'] },
  writeOffBelow: '100',
  steps: [
    { id: 'courtesy', day: -5, stage: 'courtesy', do: 'send', template: 'courtesy', when: { openAtLeast: '300000' } },
    { id: 'friendly', day: 2, stage: 'friendly', do: 'send', template: 'friendly' },
    { id: 'follow-up', day: 9, stage: 'follow-up', do: 'send', template: 'follow-up' },
    { id: 'demand', day: 20, stage: 'demand', do: 'send', template: 'demand', severity: 'firm', deadlineDays: 5 },
    { id: 'call', day: 27, stage: 'call', do: 'task', kind: 'call', script: 'first-call' },
    { id: 'final', day: 40, stage: 'call', do: 'send', template: 'demand', severity: 'final', deadlineDays: 7 },
  ],
};
const who = (customerId: string, name: string, more: object = {}) =>
  customer({
    customerId,
    name,
    country: 'CL',
    language: 'es-CL',
    timeZone: 'America/Santiago',
    currency: 'CLP',
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
  issued({
    invoiceId,
    number: `F-${invoiceId}`,
    customerId: 'K-1',
    currency: 'CLP',
    total,
    issueDate,
    dueDate,
    ...more,
  });
const bank = (paymentId: string, amount: string, receivedOn: string, reference: string, more: object = {}) =>
  paid({ paymentId, customerId: 'K-1', currency: 'CLP', amount, receivedOn, reference, ...more });
const K2 = { customerId: 'K-2' };
const K3 = { customerId: 'K-3' };
const remitted = (invoiceId: string, amount: string) => ({ allocations: [{ invoiceId, amount }] });
const THREE_PERCENT_IN_FIFTEEN_DAYS = { terms: { earlyPayment: { percent: '3', days: 15 } } };

test.each([
  ['as they are published', asPublished],
  ['the last first, and again', lastFirstAndAgain('pesos')],
] as const)('four months in pesos, with events delivered %s (case 26)', async (_, deliver) => {
  const d = new MoneyDiary(db.database, await freshOrganization(db), 'America/Santiago', deliver);
  await d.livesIn(db, 'CL');
  await d.policy(CHARGES, [], '2025-05-30', POLICY);
  await changeSettings(
    db.database,
    d.actor,
    { matching: { oldestFirst: false, tolerance: { CLP: '500' } } },
    d.clock('2025-05-30 10:00'),
  );

  // June. K-1 uses the discount of 7001 on its last day; of 7002 two days late, which this policy accepts.
  await d.arrives(
    '2025-06-02 10:00',
    who('K-1', 'Viña Sol'),
    who('K-2', 'Minera Norte'),
    who('K-3', 'Clínica Sur', { directDebit: true }),
    bill('7001', '1190000', '2025-06-02', '2025-07-02', THREE_PERCENT_IN_FIFTEEN_DAYS),
    bill('7002', '595000', '2025-06-02', '2025-07-02', THREE_PERCENT_IN_FIFTEEN_DAYS),
    bill('7003', '357000', '2025-06-02', '2025-07-02'),
    bill('7004', '238000', '2025-06-02', '2025-07-02'),
  );
  await d.arrives('2025-06-09 10:00', bill('7005', '2380000', '2025-06-09', '2025-07-07', K2));
  await d.arrives('2025-06-17 11:00', bank('T-01', '1154300', '2025-06-17', 'F-7001'));
  await d.arrives('2025-06-19 11:00', bank('T-02', '577150', '2025-06-19', 'F-7002'));
  await d.until('2025-06-30 20:00');
  expect(await d.page()).toEqual([
    '2025-06-17 K-1 thank-you: F-7001 Importe $1.190.000; Total saldado $1.190.000',
    '2025-06-19 K-1 thank-you: F-7002 Importe $595.000; Total saldado $595.000',
    '2025-06-27 K-1 courtesy: F-7003 Pendiente $357.000; F-7004 Pendiente $238.000; Total aún no vencido $595.000',
  ]);
  const JUNE = ['7003,CLP,357000', '7004,CLP,238000', '7005,CLP,2380000'];
  await d.closes('2025-06-30', ...JUNE);

  // July. A bank keeps 400 of 7003, within the tolerance; 7004 is 1,000 short, which a credit note covers. 7005 reaches
  // its demand: day 20 is a Sunday, so it leaves on 28 July. A fee of 5,000 with the follow-up, another with the
  // demand, one per cent (23,800), and 21 days on 2,380,000: 7 at 16.80 %, 14 at 16.20 % of a year of 360 days:
  // 2,380,000 * (7 * 16.80 + 14 * 16.20) / 36,000 = 22,768.67. Together 2,436,569; a person waives the first fee.
  await d.arrives(
    '2025-07-02 11:00',
    bank('T-03', '356600', '2025-07-02', 'F-7003'),
    bank('T-04', '237000', '2025-07-02', 'F-7004'),
  );
  await d.arrives(
    '2025-07-07 11:00',
    creditNote({
      creditNoteId: 'N-1',
      customerId: 'K-1',
      currency: 'CLP',
      amount: '1000',
      issueDate: '2025-07-07',
      ...remitted('7004', '1000'),
    }),
  );
  await d.does('2025-07-31 12:00', async (now) => {
    const fee = (await d.charges()).find((charge) => charge.key === '7005:fee:follow-up');
    return waiveCharge(
      db.database,
      d.actor,
      { invoiceRowId: (await d.invoice('7005')).id, chargeId: fee?.id ?? '', reason: 'the first time' },
      now,
    );
  });
  await d.until('2025-07-31 20:00');
  expect(await d.page()).toEqual([
    '2025-07-02 K-1 thank-you: F-7003 Importe $357.000; Total saldado $357.000',
    '2025-07-02 K-2 courtesy: F-7005 Pendiente $2.380.000; Total aún no vencido $2.380.000',
    '2025-07-04 K-1 friendly: F-7004 Pendiente $1.000 de $238.000; Total vencido $1.000',
    '2025-07-07 K-1 thank-you: F-7004 Importe $238.000; Total saldado $238.000',
    '2025-07-09 K-2 friendly: F-7005 Pendiente $2.380.000; Total vencido $2.380.000',
    '2025-07-17 K-2 follow-up: F-7005 Pendiente $2.380.000; Recargo por pago tardío: $5.000; Total vencido ' +
      '$2.380.000; Intereses y gastos $5.000; Total con intereses y gastos $2.385.000',
    '2025-07-28 K-2 demand: F-7005 Pendiente $2.380.000; Recargo por pago tardío: $5.000; Cantidad fija por ' +
      'costes de cobro: $23.800; Recargo por pago tardío: $5.000; Intereses de demora: $22.769; Total vencido ' +
      '$2.380.000; Intereses y gastos $56.569; Total con intereses y gastos $2.436.569',
  ]);
  await d.closes('2025-07-31', '7005,CLP,2380000');

  // August. A cheque pays 7005 with its charges, 2,431,569, and is returned five days later: both are open again, and
  // the call is next. 2,000,000 are promised and paid.
  await d.arrives('2025-08-01 11:00', bank('T-05', '2431569', '2025-08-01', 'F-7005', { ...K2, method: 'cheque' }));
  await d.until('2025-08-01 20:00');
  expect(await d.books()).toEqual(['7001 paid', '7002 paid', '7003 paid', '7004 paid', '7005 paid']);
  await d.arrives(
    '2025-08-04 10:00',
    bill('7006', '119000', '2025-08-04', '2025-09-03'),
    bill('7007', '238000', '2025-08-04', '2025-09-03'),
    bill('7008', '357500', '2025-08-04', '2025-09-03'),
  );
  await d.arrives(
    '2025-08-06 11:00',
    reversed({ paymentId: 'T-05', customerId: 'K-2', reversedOn: '2025-08-06', reason: 'cheque protestado' }),
  );
  expect((await d.books()).filter((line) => line.startsWith('7005'))).toEqual([
    '7005 open 2380000 and charges 51569 at demand',
  ]);
  await d.call('K-2', '2025-08-07 10:00', {
    outcome: 'promised',
    promise: { date: '2025-08-20', amount: '2000000', currency: 'CLP' },
  });
  // A payment arrives with its invoice, and an hour later two amendments, the first of which takes the invoice below
  // what is paid: 350,000 of 400,000, then 420,000.
  await d.arrives(
    '2025-08-11 10:00',
    bank('T-06', '400000', '2025-08-11', '', { ...K2, ...remitted('7010', '400000') }),
    bill('7010', '1000000', '2025-07-28', '2025-08-27', K2),
  );
  await d.arrives(
    '2025-08-11 11:00',
    amended({ invoiceId: '7010', customerId: 'K-2', revision: 1, total: '350000' }),
    amended({ invoiceId: '7010', customerId: 'K-2', revision: 2, total: '420000' }),
  );
  expect((await d.books()).filter((line) => line.startsWith('7010'))).toEqual(['7010 open 20000 at not-due']);
  await d.arrives(
    '2025-08-20 11:00',
    bank('T-07', '2000000', '2025-08-20', 'F-7005', K2),
    bank('T-08', '20000', '2025-08-20', 'F-7010', K2),
    bill('7011', '476000', '2025-07-21', '2025-08-18', K3),
  );
  // The bank's file of the 21st has a direct debit and its return: the customer gets a reminder of this invoice (case
  // 19).
  await d.arrives(
    '2025-08-21 11:00',
    bank('T-09', '476000', '2025-08-18', '', { ...K3, method: 'direct-debit', ...remitted('7011', '476000') }),
    reversed({ paymentId: 'T-09', customerId: 'K-3', reversedOn: '2025-08-21' }),
  );
  // An invoice, a credit note for it, and its payment, 50 short by its own remittance detail: too little to collect.
  await d.arrives(
    '2025-08-25 18:00',
    bill('7012', '595000', '2025-08-25', '2025-09-24', K3),
    creditNote({
      creditNoteId: 'N-2',
      customerId: 'K-3',
      currency: 'CLP',
      amount: '95000',
      issueDate: '2025-08-25',
      ...remitted('7012', '95000'),
    }),
    bank('T-10', '476000', '2025-08-25', 'F-7011', K3),
    bank('T-11', '499950', '2025-08-25', '', { ...K3, ...remitted('7012', '499950') }),
  );
  await d.arrives('2025-08-28 11:00', bank('T-12', '750000', '2025-08-28', 'F-7006 F-7007 F-7008'));
  await d.until('2025-08-31 20:00');
  // The last demand, after the promise and its grace: no second fee (case 23), no second commission, and the interest
  // since the due date less 22,769. The days that the cheque seemed to pay bear none: (2,380,000 * (7 * 16.80 + 18 *
  // 16.20 + 8 * 16.20 + 6 * 15.60) + 380,000 * 5 * 15.60) / 36,000 = 42,632.00.
  expect(await d.page()).toEqual([
    '2025-08-01 K-2 thank-you: F-7005 Importe $2.380.000; Total saldado $2.380.000',
    '2025-08-20 K-2 thank-you: F-7010 Importe $420.000; Total saldado $420.000',
    '2025-08-21 K-3 friendly: F-7011 Pendiente $476.000; Total vencido $476.000',
    '2025-08-25 K-2 demand: F-7005 Pendiente $380.000 de $2.380.000; Cantidad fija por costes de cobro: $23.800; ' +
      'Recargo por pago tardío: $5.000; Intereses de demora: $22.769; Intereses de demora: $19.863; menos $22.769 ' +
      'ya cargados antes; Total vencido $380.000; Intereses y gastos $71.432; Total con intereses y gastos $451.432',
    '2025-08-26 K-3 thank-you: F-7011 Importe $476.000; F-7012 Importe $595.000; Total saldado $1.071.000',
    '2025-08-28 K-1 thank-you: F-7006 Importe $119.000; F-7007 Importe $238.000; F-7008 Importe $357.500; Total ' +
      'saldado $714.500',
  ]);
  expect([await d.credit(), await d.brokenPromises('7005')]).toEqual([['T-12 35500'], 0]);
  await d.closes('2025-08-31', '7005,CLP,380000', 'payment T-12,CLP,35500');

  // September. The rest of 7005 is written off with its charges. A week later the write-off is reversed, the guarantor
  // pays the rest, and the charges are waived with it. The clock goes forward on the 7th.
  await d.arrives('2025-09-01 10:00', bill('7009', '30000', '2025-09-01', '2025-10-01'));
  const { id } = await d.invoice('7005');
  await d.does('2025-09-08 10:00', (now) =>
    writeOffInvoice(db.database, d.actor, { invoiceRowId: id, reason: 'insolvent', amount: null }, now),
  );
  await d.until('2025-09-08 20:00');
  expect((await d.books()).filter((line) => line.startsWith('7005'))).toEqual(['7005 written-off']);
  await d.does('2025-09-15 10:00', (now) =>
    reverseWriteOff(db.database, d.actor, { invoiceRowId: id, reason: 'the guarantor pays' }, now),
  );
  expect((await d.books()).filter((line) => line.startsWith('7005'))).toEqual([
    '7005 open 380000 and charges 71432 at call',
  ]);
  await d.arrives('2025-09-22 11:00', bank('T-13', '380000', '2025-09-22', 'F-7005', K2));
  await d.closes('2025-09-30', '7009,CLP,30000', 'payment T-12,CLP,35500');

  // October. 7009 is late on the 2nd, and the credit of 35,500 covers it: no reminder (case 18). A person nets the two.
  const surplus = await d.one<{ id: string }>(`SELECT id FROM payment WHERE payment_id = 'T-12'`);
  await d.does('2025-10-06 10:00', (now) =>
    placePayment(
      db.database,
      d.actor,
      {
        paymentRowId: surplus.id,
        takeBack: [],
        allocations: [{ invoiceId: '7009', amount: '30000' }],
        reason: 'agreed by telephone',
      },
      now,
    ),
  );
  await d.until('2025-10-06 20:00');
  expect(await d.page()).toEqual([
    '2025-09-22 K-2 thank-you: F-7005 Importe $2.380.000; Total saldado $2.380.000',
    '2025-10-06 K-1 thank-you: F-7009 Importe $30.000; Total saldado $30.000',
  ]);

  // The end: the ledger is the same in every order of events, and delivering all of them once more changes nothing.
  await d.comesAgain();
  await d.until('2025-10-10 20:00');
  expect(await d.page()).toEqual([]);
  expect((await d.books()).filter((line) => !line.endsWith(' paid'))).toEqual([]);
  expect(await d.credit()).toEqual(['T-12 5500']);
  expect((await d.charges()).map((charge) => `${charge.key} ${charge.amount_minor} ${charge.state}`)).toEqual([
    '7005:fee:follow-up 5000 waived',
    '7005:lump-sum 23800 waived',
    '7005:fee:demand 5000 waived',
    '7005:interest:2025-07-28 22769 waived',
    '7005:interest:2025-08-25 19863 waived',
  ]);
  expect(
    await d.query(
      `
        SELECT i.invoice_id || ' ' || e.kind || ' ' || sum(e.amount_minor) AS sum
        FROM entry e
        JOIN invoice i ON i.id = e.invoice_id
        GROUP BY i.invoice_id, e.kind
        HAVING sum(e.amount_minor) <> 0
        ORDER BY i.invoice_id, e.kind COLLATE "C"`,
    ),
  ).toEqual(KINDS.map((sum) => ({ sum })));
  await d.agreesWith('2025-06-30', ...JUNE);
  const statements = async (on: string) =>
    Promise.all(['K-1', 'K-2', 'K-3'].map((customerId) => d.statement(customerId, on)));
  expect(await statements('2025-06-30')).toEqual([
    'CLP open 595000, late 0, credit 0',
    'CLP open 2380000, late 0, credit 0',
    '',
  ]);
  // Between the cheque and its return K-2 owed only 7010, which was issued but had not arrived yet.
  expect(await statements('2025-08-05')).toEqual([
    'CLP open 714500, late 0, credit 0',
    'CLP open 1000000, late 0, credit 0',
    'CLP open 476000, late 0, credit 0',
  ]);
  expect(await statements('2025-08-31')).toEqual([
    'CLP open 0, late 0, credit 35500',
    'CLP open 451432, late 451432, credit 0',
    '',
  ]);
});

/** The sum of each kind of entry of each invoice at the end. */
const KINDS = [
  '7001 discount -35700',
  '7001 invoice 1190000',
  '7001 payment -1154300',
  '7002 discount -17850',
  '7002 invoice 595000',
  '7002 payment -577150',
  '7003 invoice 357000',
  '7003 payment -356600',
  '7003 write-off -400',
  '7004 credit-note -1000',
  '7004 invoice 238000',
  '7004 payment -237000',
  '7005 fee 10000',
  '7005 interest 42632',
  '7005 invoice 2380000',
  '7005 lump-sum 23800',
  '7005 payment -4811569',
  '7005 reversal 2431569',
  '7005 waiver -76432',
  '7006 invoice 119000',
  '7006 payment -119000',
  '7007 invoice 238000',
  '7007 payment -238000',
  '7008 invoice 357500',
  '7008 payment -357500',
  '7009 invoice 30000',
  '7009 payment -30000',
  '7010 amendment -580000',
  '7010 invoice 1000000',
  '7010 payment -420000',
  '7011 invoice 476000',
  '7011 payment -952000',
  '7011 reversal 476000',
  '7012 credit-note -95000',
  '7012 invoice 595000',
  '7012 payment -499950',
  '7012 write-off -50',
];
