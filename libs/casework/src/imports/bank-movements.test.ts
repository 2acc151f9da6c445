import { beforeEach, describe, expect, test } from '@jest/globals';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { resultInWords } from '@puntual/testing/worlds/in-words';
import { assignReceipt, returnReceipt } from './decide-receipt.ts';
import { takeEvents } from '../intake/take-events.ts';
import { issued, merged } from '@puntual/testing/builders/events';
import { findPayers } from '../receipts/find-payers.ts';
import { suggestPayers } from '../receipts/suggest-payers.ts';
import { camtFile, type SampleEntry } from '@puntual/testing/builders/camt-file';
import { ImportWorld, nowMs } from '@puntual/testing/worlds/import-world';
import { bankLineSchema } from '../receipts/bank-line.ts';

const db = useTestDatabase({ connections: 4 });
let world: ImportWorld;

beforeEach(async () => {
  world = new ImportWorld(db.database, await freshOrganization(db));
});

const assign = (id: string, customerId: string) =>
  assignReceipt(db.database, world.actor, { receiptRowId: id, customerId, rememberAccount: true }, nowMs);
const sendBack = (id: string, on: string) =>
  returnReceipt(db.database, world.actor, { receiptRowId: id, on, reason: 'no es nuestro' }, nowMs);
const suggested = (id: string) =>
  world.inside(async (tx) => {
    const { movement } = await tx.unidentifiedReceipt.findUniqueOrThrow({ where: { id } });
    return (await suggestPayers(tx, world.organization.id, bankLineSchema.parse(movement))).map((each) => [
      each.customerId,
      each.reasons,
      each.invoices.map((invoice) => invoice.number),
    ]);
  });

test('a payer stated by the id of a merged customer is the other customer, with the invoices named', async () => {
  await world.imported('customers', 'customerId;name\nC-1;Uno\nC-1B;Uno bis\n');
  const merge = merged({ from: 'C-1B', into: 'C-1' });
  const invoice = issued({ invoiceId: 'INV-7', number: 'F-2026/0107', customerId: 'C-1' });
  await takeEvents(db.database, world.organization.slug, [invoice, merge], new Date(nowMs));
  const line = bankLineSchema.parse({
    line: 1,
    account: 'ES91',
    bookedOn: '2026-11-19',
    amount: '10.00',
    currency: 'EUR',
    instructed: null,
    direction: 'credit',
    reversal: false,
    returned: false,
    booked: true,
    entryRef: null,
    transactionRef: null,
    endToEndId: null,
    payer: 'UNO',
    payerAccount: null,
    text: 'F-2026/0107',
    documents: [],
  });
  const [payer] = await world.inside((tx) => findPayers(tx, world.organization.id, [line], { Uno: 'C-1B' }));
  expect(payer).toMatchObject({ customerId: 'C-1', invoices: [{ invoiceId: 'INV-7' }], reasons: ['stated'] });
});

describe('bank movements', () => {
  const entry = (
    amount: string,
    text: string,
    more: Partial<NonNullable<SampleEntry['transactions']>[number]> = {},
  ): SampleEntry => ({ amount, transactions: [{ text, ...more }] });

  beforeEach(async () => {
    await world.imported('customers', 'customerId;name\nC-1;Talleres Núñez S.L.\nC-2;Bar Güell\nC-3;Bar Güell\n');
    await world.imported(
      'invoices',
      [
        'number;customerId;issueDate;dueDate;currency;total',
        'F-2026/1001;C-1;2026-10-01;2026-10-31;EUR;121.00',
        'F-2026/1002;C-1;2026-10-01;2026-10-31;USD;100.00',
        'F-2026/2001;C-2;2026-10-01;2026-10-31;EUR;50.00',
        '',
      ].join('\n'),
    );
  });

  test('are posted to the invoices that they name; a name alone identifies no payer', async () => {
    const file = camtFile([
      entry('121.00', 'PAGO FRA F2026 1001'),
      entry('92.10', 'F-2026/1002', { instructed: ['100.00', 'USD'] }),
      entry('7.00', 'gracias', { payer: 'TALLERES NUÑEZ, S.L.' }),
      { amount: '3.00', side: 'DBIT' },
    ]);
    expect(await world.imported('bank', file)).toMatchObject({
      state: 'done',
      lines: 4,
      accepted: 2,
      unidentified: 1,
      skipped: 1,
      faults: [],
    });
    expect(await world.opens()).toEqual([
      ['F-2026/1001', 0n],
      ['F-2026/1002', 0n],
      ['F-2026/2001', 5_000n],
    ]);
    expect(await suggested(await receiptOf(700n))).toEqual([['C-1', ['name-same'], []]]);
    expect(await world.inside((tx) => tx.payment.count({ where: { unallocatedMinor: { gt: 0n } } }))).toBe(0);
  });

  test('go to the customer whose name and sum agree; numbers of two customers make one receipt', async () => {
    const file = camtFile([
      entry('121.00', 'sin datos', { payer: 'TALLERES NUÑEZ, S.L.' }),
      entry('171.00', 'F-2026/1001 F-2026/2001', { payer: 'GRUPO NORTE SL' }),
    ]);
    expect(await world.imported('bank', file)).toMatchObject({ accepted: 1, unidentified: 1, faults: [] });
    expect((await world.opens())[0]).toEqual(['F-2026/1001', 0n]);
    expect((await suggested(await receiptOf(17_100n))).map(([customerId]) => customerId)).toEqual(['C-1', 'C-2']);
  });

  test('with the payment reference of an invoice are for that invoice, and its customer’s', async () => {
    const data = {
      customerId: 'C-2',
      invoiceId: 'Q-1',
      number: 'Q-1',
      total: '80.00',
      paymentReference: '210000000003139471430009017',
    };
    const verdicts = await takeEvents(db.database, world.organization.slug, [issued(data)], new Date(nowMs));
    expect(verdicts).toMatchObject([{ verdict: 'accepted' }]);
    const file = camtFile([entry('30.00', '21 00000 00003 13947 14300 09017', { payer: 'NADIE' })]);
    expect(await world.imported('bank', file)).toMatchObject({ accepted: 1, unidentified: 0 });
    expect(await world.opens()).toContainEqual(['Q-1', 5_000n]);
  });

  test('count once, whether they are in a notification, in a statement, or in both', async () => {
    const movements = [entry('60.00', 'F-2026/1001', { ref: 'B-1' }), entry('61.00', 'F-2026/1001', { ref: 'B-2' })];
    expect(await world.imported('bank', camtFile(movements, { message: '054', version: 8 }))).toMatchObject({
      accepted: 2,
    });
    expect(
      await world.imported('bank', camtFile([...movements, entry('50.00', 'F-2026/2001')], { message: '053' })),
    ).toMatchObject({ accepted: 1, duplicates: 2 });
    expect(await world.opens()).toEqual([
      ['F-2026/1001', 0n],
      ['F-2026/1002', 10_000n],
      ['F-2026/2001', 0n],
    ]);
  });

  test('follow the remittance advice to the cent', async () => {
    const structured = ['F-2026/1001', 'F-2026/2001'].map((number, index) =>
      [
        `<Strd><RfrdDocInf><Nb>${number}</Nb></RfrdDocInf>`,
        `<RfrdDocAmt><RmtdAmt Ccy="EUR">${index === 0 ? '21.00' : '9.00'}</RmtdAmt></RfrdDocAmt></Strd>`,
      ].join(''),
    );
    expect(
      await world.imported(
        'bank',
        camtFile([{ amount: '30.00', transactions: [{ structured: structured[0] ?? '' }] }]),
      ),
    ).toMatchObject({ accepted: 1 });
    expect((await world.opens())[0]).toEqual(['F-2026/1001', 10_000n]);
    // The invoices of two customers are named, so a person must decide who paid.
    expect(
      await world.imported(
        'bank',
        camtFile([{ amount: '30.00', transactions: [{ structured: structured.join('') }] }]),
      ),
    ).toMatchObject({ accepted: 0, unidentified: 1, faults: [] });
  });

  const iban = 'ES7921000813610123456789';
  const receipts = () =>
    world.inside(async (tx) =>
      (await tx.unidentifiedReceipt.findMany({ orderBy: { amountMinor: 'asc' } })).map((row) => [
        row.amountMinor,
        row.state,
        row.decidedBy,
      ]),
    );
  const tasks = () =>
    world.inside(async (tx) =>
      (await tx.task.findMany({ where: { kind: 'unidentified-receipt' }, orderBy: { id: 'asc' } })).map((row) => [
        row.state,
        row.outcome,
      ]),
    );
  const receiptOf = (minor: bigint) =>
    world.inside(async (tx) => (await tx.unidentifiedReceipt.findFirstOrThrow({ where: { amountMinor: minor } })).id);
  const outboxKinds = () =>
    world.inside(
      (tx) =>
        tx.$queryRaw<{ type: string; key: string; data: Record<string, unknown> }[]>`
          SELECT payload->>'type' AS type, key, payload->'data' AS data
          FROM outbox
          WHERE payload->'data'->>'kind' = 'unidentified-receipt'
          ORDER BY id`,
    );

  test('of an unknown payer become receipts, each with a task, until the payer is known', async () => {
    const file = camtFile([
      entry('50.00', 'sin datos', { payer: 'BAR GUELL', payerIban: iban }),
      entry('1.00', 'sin datos', { payer: 'NADIE' }),
    ]);
    expect(await world.imported('bank', file, {}, true)).toMatchObject({ unidentified: 2, faulty: 0 });
    expect(await receipts()).toEqual([]);
    expect(await world.imported('bank', file)).toMatchObject({ accepted: 0, unidentified: 2, faulty: 0, faults: [] });
    expect(await world.imported('bank', file)).toMatchObject({ unidentified: 0, duplicates: 2 });
    expect(await tasks()).toEqual([
      ['open', null],
      ['open', null],
    ]);
    const audit = await world.inside((tx) => tx.auditEvent.findMany({ where: { kind: 'receipt.kept' } }));
    expect(audit).toHaveLength(2);
    expect(JSON.stringify([audit, await outboxKinds()])).not.toMatch(/GUELL|NADIE|ES79/);
    // The same file, imported again with the payer's customer, assigns the receipt.
    expect(await world.imported('bank', file, { payers: { 'ES79 2100 0813 6101 2345 6789': 'C-2' } })).toMatchObject({
      accepted: 1,
      duplicates: 1,
    });
    expect((await world.opens())[2]).toEqual(['F-2026/2001', 0n]);
    expect(await receipts()).toEqual([
      [100n, 'open', null],
      [5_000n, 'assigned', 'puntual'],
    ]);
    expect(await tasks()).toEqual([
      ['done', 'assigned'],
      ['open', null],
    ]);
    expect((await outboxKinds()).map((row) => row.type)).toEqual([
      'puntual.task.opened.v1',
      'puntual.task.opened.v1',
      'puntual.task.completed.v1',
    ]);
    expect(await world.imported('bank', file)).toMatchObject({ accepted: 0, duplicates: 2 });
  });

  test('that a person assigns become one payment each, and later ones from the account are assigned', async () => {
    const file = camtFile([entry('121.00', 'sin datos', { payer: 'NADIE', payerIban: iban })]);
    await world.imported('bank', file);
    const id = await receiptOf(12_100n);
    expect(await suggested(id)).toEqual([['C-1', ['sum-of-one-invoice'], ['F-2026/1001']]]);
    expect(resultInWords(await assign(id, 'C-9'))).toEqual({
      result: 'invalid',
      path: 'customerId',
      message: 'there is no customer C-9: check the id',
    });
    expect(await Promise.all([assign(id, 'C-1'), assign(id, 'C-1')])).toEqual(
      expect.arrayContaining([{ result: 'done' }, { result: 'not-open' }]),
    );
    expect((await world.opens())[0]).toEqual(['F-2026/1001', 0n]);
    expect([await receipts(), await tasks()]).toEqual([[[12_100n, 'assigned', 'Eva']], [['done', 'assigned']]]);
    expect(await world.imported('bank', file)).toMatchObject({ accepted: 0, duplicates: 1, unidentified: 0 });
    // The account alone identifies the customer. With another customer's name it does not, and a person must decide.
    expect(
      await world.imported('bank', camtFile([entry('3.00', 'gracias', { payer: 'OTRO', payerIban: iban })])),
    ).toMatchObject({ accepted: 1 });
    await world.imported('customers', 'customerId;name\nC-7;Casa Roca\n');
    expect(
      await world.imported('bank', camtFile([entry('4.00', 'gracias', { payer: 'CASA ROCA', payerIban: iban })])),
    ).toMatchObject({ accepted: 0, unidentified: 1 });
    expect(await suggested(await receiptOf(400n))).toEqual([
      ['C-1', ['account-before'], []],
      ['C-7', ['name-same'], []],
    ]);
    expect(
      await world.inside((tx) =>
        tx.payment.findMany({ select: { amountMinor: true }, orderBy: { amountMinor: 'asc' } }),
      ),
    ).toEqual([{ amountMinor: 300n }, { amountMinor: 12_100n }]);
    expect(JSON.stringify(await world.inside((tx) => tx.payerAccount.findMany()))).not.toContain(iban);
  });

  test('that were sent back never become a payment, and a return by the bank closes its receipt', async () => {
    const unknown = entry('50.00', 'sin datos', { payer: 'NADIE', endToEnd: 'T-1' });
    const other = entry('60.00', 'sin datos', { payer: 'NADIE', endToEnd: 'T-2' });
    const back: SampleEntry = {
      amount: '60.00',
      side: 'DBIT',
      on: '2026-11-20',
      transactions: [{ endToEnd: 'T-2', returned: true }],
    };
    // Both are in one statement, so that the money arrives and is sent back in one slice.
    expect(await world.imported('bank', camtFile([unknown, other, back]))).toMatchObject({
      accepted: 1,
      unidentified: 2,
      faulty: 0,
    });
    const id = await receiptOf(5_000n);
    expect(await sendBack(id, '2026-11-18')).toMatchObject({ result: 'invalid', path: 'on' });
    expect(await sendBack(id, '2026-11-21')).toMatchObject({ result: 'invalid', path: 'on' });
    expect(await sendBack(id, '2026-11-20')).toEqual({ result: 'done' });
    expect([await sendBack(id, '2026-11-20'), await assign(id, 'C-2')]).toEqual([
      { result: 'not-open' },
      { result: 'not-open' },
    ]);
    expect(await world.imported('bank', camtFile([unknown, other, back]), { payers: { NADIE: 'C-2' } })).toMatchObject({
      accepted: 0,
      duplicates: 3,
    });
    expect([await receipts(), await tasks()]).toEqual([
      [
        [5_000n, 'returned', 'Eva'],
        [6_000n, 'returned', 'puntual'],
      ],
      [
        ['done', 'returned'],
        ['done', 'returned'],
      ],
    ]);
    expect((await world.opens())[2]).toEqual(['F-2026/2001', 5_000n]);
  });

  test('that name a short number are matched to that invoice only when the amount agrees', async () => {
    await world.imported(
      'invoices',
      'number;customerId;issueDate;dueDate;currency;total\n4711;C-2;2026-10-01;2026-10-31;EUR;80.00\n',
    );
    expect(
      await world.imported('bank', camtFile([entry('9.00', 'pedido 4711'), entry('80.00', 'pedido 4711')])),
    ).toMatchObject({ accepted: 1, unidentified: 1 });
    expect(await suggested(await receiptOf(900n))).toEqual([['C-2', ['short-number-in-text'], ['4711']]]);
  });

  test('that came back reverse their payment once', async () => {
    const back: SampleEntry = {
      amount: '121.00',
      side: 'DBIT',
      on: '2026-11-20',
      transactions: [{ endToEnd: 'DD-1', returned: true }],
    };
    await world.imported('bank', camtFile([entry('121.00', 'F-2026/1001', { endToEnd: 'DD-1' })]));
    expect((await world.opens())[0]).toEqual(['F-2026/1001', 0n]);
    expect(
      await world.imported('bank', camtFile([back, { ...back, transactions: [{ endToEnd: 'DD-9', returned: true }] }])),
    ).toMatchObject({ accepted: 1, faulty: 1, faults: [[2, null, 'reversal-unknown']] });
    expect(await world.imported('bank', camtFile([back]))).toMatchObject({ duplicates: 1 });
    expect((await world.opens())[0]).toEqual(['F-2026/1001', 12_100n]);
    // The payment and its return are in one statement.
    const both = camtFile([
      entry('50.00', 'F-2026/2001', { endToEnd: 'DD-2' }),
      { ...back, amount: '50.00', transactions: [{ endToEnd: 'DD-2', returned: true }] },
    ]);
    expect(await world.imported('bank', both)).toMatchObject({ accepted: 2, faults: [] });
    expect(await world.imported('bank', both)).toMatchObject({ duplicates: 2 });
    expect((await world.opens())[2]).toEqual(['F-2026/2001', 5_000n]);
  });

  test('of a file that breaks off are processed up to that place', async () => {
    const whole = camtFile([entry('121.00', 'F-2026/1001'), entry('50.00', 'F-2026/2001')]);
    expect(await world.imported('bank', whole.slice(0, -60))).toMatchObject({ state: 'failed', lines: 1, accepted: 1 });
    expect(await world.imported('bank', whole)).toMatchObject({ state: 'done', accepted: 1, duplicates: 1 });
  });
});
