import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { camtFile, type SampleEntry } from '@puntual/testing/builders/camt-file';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ImportWorld } from '@puntual/testing/worlds/import-world';
import { formerMovementId, movementId } from './bank/movement-id.ts';
import { readCamt } from './bank/read-camt.ts';
import { assignReceipt } from './decide-receipt.ts';

const db = useTestDatabase({ connections: 4 });
let world: ImportWorld;

beforeEach(async () => {
  world = new ImportWorld(db.database, await freshOrganization(db));
});

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'bank/cross-check/files', name), 'utf8');
const bank = (content: string) => world.imported('bank', content);

/** The money of receipts that count, by state. */
const receipts = () =>
  world.inside(async (tx) =>
    (await tx.unidentifiedReceipt.findMany({ orderBy: { amountMinor: 'asc' } })).map((row) => [
      row.amountMinor,
      row.state,
    ]),
  );
const total = async () =>
  world.inside(async (tx) => {
    const kept = await tx.unidentifiedReceipt.findMany({ where: { state: 'open' } });
    const paid = await tx.payment.findMany({ where: { status: 'received' } });
    return [...kept, ...paid].reduce((sum, row) => sum + row.amountMinor, 0n);
  });

const rent = (on: string, text: string, ref: string, statement: string, payer = 'BAR SOL'): string =>
  camtFile([{ amount: '121.00', on, ref, transactions: [{ text, payer, payerIban: 'ES7921000813610123456789' }] }], {
    version: 8,
  }).replace('<Id>S-1</Id>', `<Id>${statement}</Id>`);

describe('a placeholder is no reference', () => {
  test.each(['NONREF', 'NOTPROVIDED', 'NOTAVAILABLE', '0', 'S-2'])('%s on two days is two payments', async (ref) => {
    const november = rent('2026-11-19', 'alquiler noviembre', ref, 'S-2');
    expect(await bank(november)).toMatchObject({ unidentified: 1 });
    expect(await bank(rent('2026-10-19', 'alquiler octubre', ref, 'S-2'))).toMatchObject({
      unidentified: 1,
      duplicates: 0,
    });
    expect(await bank(november)).toMatchObject({ unidentified: 0, duplicates: 1 });
    expect(await total()).toBe(24_200n);
  });

  test('other payers and texts on two days are two payments', async () => {
    await bank(fixture('H1a_NONREF_day_1.xml'));
    expect(await bank(fixture('H1b_NONREF_day_2.xml'))).toMatchObject({ unidentified: 1, duplicates: 0 });
    expect(await total()).toBe(10_000n);
  });

  test('a reference that begins again with each statement or year names other money', async () => {
    await bank(rent('2026-11-18', 'uno', '1', 'S-2', 'BAR SOL'));
    expect(await bank(rent('2026-11-19', 'dos', '1', 'S-3'))).toMatchObject({ unidentified: 1, duplicates: 0 });
    expect(await bank(rent('2025-11-18', 'uno', '1', 'S-2'))).toMatchObject({ unidentified: 1, duplicates: 0 });
    await bank(rent('2026-11-18', 'uno', 'AB-100', 'S-4'));
    expect(await bank(rent('2025-11-18', 'uno', 'AB-100', 'S-4'))).toMatchObject({ unidentified: 1, duplicates: 0 });
  });

  test('two equal payments of one file are two, and the file again brings none', async () => {
    const entry: SampleEntry = { amount: '5.00', transactions: [{ text: 'cuota' }] };
    const file = camtFile([entry, entry, { ...entry, ref: 'NONREF' }]);
    expect(await bank(file)).toMatchObject({ unidentified: 3 });
    expect(await bank(file)).toMatchObject({ unidentified: 0, duplicates: 3 });
    expect(await total()).toBe(1_500n);
  });
});

describe('a notification and a statement of the same money count once', () => {
  const notification = fixture('H3a_054_batch_with_details.xml');
  const statements = [
    ['as one sum', fixture('H3b_053_the_same_booking_as_one_sum.xml')],
    ['with a number of payments', fixture('H3d_053_NbOfTxs_2_one_TxDtls_of_the_sum.xml')],
    ['without details', camtFile([{ amount: '300.00', ref: 'B-77' }])],
  ] as const;

  test.each(statements)('when the notification comes first: %s', async (_how, statement) => {
    await bank(notification);
    expect(await bank(statement)).toMatchObject({ unidentified: 0, faulty: 0, duplicates: 1 });
    expect(await total()).toBe(30_000n);
  });

  test.each(statements)('when the statement comes first: %s', async (_how, statement) => {
    await bank(statement);
    expect(await bank(notification)).toMatchObject({ unidentified: 2, faulty: 0 });
    expect(await bank(statement)).toMatchObject({ unidentified: 0, accepted: 0 });
    expect(await bank(notification)).toMatchObject({ unidentified: 0, duplicates: 2 });
    expect(await total()).toBe(30_000n);
  });

  test('the sum that a person assigned stays, and its payments are known', async () => {
    await world.imported('customers', 'customerId;name\nC-1;Uno\n');
    await bank(statements[0][1]);
    const { id } = await world.inside((tx) => tx.unidentifiedReceipt.findFirstOrThrow());
    await assignReceipt(
      db.database,
      world.actor,
      { receiptRowId: id, customerId: 'C-1', rememberAccount: false },
      Date.parse('2026-11-20T10:00:00Z'),
    );
    expect(await bank(notification)).toMatchObject({ unidentified: 0, accepted: 0, duplicates: 2 });
    expect(await total()).toBe(30_000n);
  });

  test('when their booking days differ, and one has no reference', async () => {
    await bank(rent('2026-11-19', 'alquiler', 'AB-100', 'S-2'));
    expect(await bank(rent('2026-11-20', 'alquiler', 'AB-100', 'S-3'))).toMatchObject({ duplicates: 1 });
    expect(await bank(rent('2026-11-19', 'alquiler', 'NONREF', 'S-3'))).toMatchObject({ duplicates: 1 });
    expect(await receipts()).toEqual([[12_100n, 'open']]);
  });

  test('a batch with one reference brings each payment once', async () => {
    const batch = fixture('batch_of_different_and_of_equal_amounts.xml');
    expect(await bank(batch)).toMatchObject({ unidentified: 4 });
    expect(await bank(batch)).toMatchObject({ unidentified: 0, duplicates: 4 });
    expect(await total()).toBe(62_956n);
  });
});

describe('a statement in another format', () => {
  const account = 'ES9121000418450200051332';
  /** An OFX file with credits of 121.00. */
  const ofx = (movements: readonly { on?: string; name?: string; memo: string; id: string }[]) =>
    [
      `<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>${account}</BANKACCTFROM><BANKTRANLIST>`,
      ...movements.map(
        ({ on = '20261119', name, memo, id }) =>
          `<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>${on}<TRNAMT>121.00<FITID>${id}${name ? `<NAME>${name}` : ''}` +
          `<MEMO>${memo}</STMTTRN>`,
      ),
      '</BANKTRANLIST></STMTRS></OFX>',
    ].join('\n');
  const camt = (...texts: readonly string[]) =>
    camtFile(
      texts.map((text, index) => ({
        amount: '121.00',
        on: '2026-11-19',
        ref: `AB-10${index}`,
        transactions: [{ text, payer: 'BAR SOL SL', payerIban: 'ES7921000813610123456789' }],
      })),
      { version: 8, iban: account },
    );
  const barSol = { name: 'BAR SOL', memo: 'alquiler', id: '998877' };

  test.each([
    ['names the payer', barSol],
    ['has the same text', { memo: 'pago alquiler', id: '998877' }],
    ['has the payer in the text', { memo: 'TRF DE BAR SOL SL', id: '998877' }],
  ])('that %s brings no second payment', async (_how, movement) => {
    await bank(ofx([movement]));
    expect(await bank(camt('pago alquiler'))).toMatchObject({ unidentified: 0, duplicates: 1 });
    expect(await bank(ofx([movement]))).toMatchObject({ unidentified: 0, duplicates: 1 });
    expect(await total()).toBe(12_100n);
  });

  test('comes in the other order, and with more payments, which are new', async () => {
    await bank(camt('pago alquiler'));
    expect(await bank(ofx([barSol, { ...barSol, id: '998878' }]))).toMatchObject({ unidentified: 1, duplicates: 1 });
    expect(await total()).toBe(24_200n);
  });

  test.each([
    ['another payer', { ...barSol, name: 'CASA LUNA' }],
    ['another day', { ...barSol, on: '20261118' }],
  ])('with %s brings other money', async (_how, movement) => {
    await bank(ofx([movement]));
    expect(await bank(camt('pago alquiler'))).toMatchObject({ unidentified: 1, duplicates: 0 });
  });

  test('that nothing ties to the first is a payment for a person to place', async () => {
    await world.imported('customers', 'customerId;name\nC-1;Bar Sol SL\n');
    await world.imported(
      'invoices',
      'number;customerId;issueDate;dueDate;total;currency\n' +
        'F-2026/0101;C-1;2026-10-01;2026-11-01;121.00;EUR\nF-2026/0102;C-1;2026-10-02;2026-11-02;121.00;EUR\n',
    );
    await bank(ofx([{ memo: 'COBRO F-2026/0101', id: '998877' }]));
    await world.imported('bank', camt('mensualidad'), { payers: { 'BAR SOL SL': 'C-1' } });
    expect(await world.opens()).toEqual([
      ['F-2026/0101', 0n],
      ['F-2026/0102', 12_100n],
    ]);
    expect(await world.inside((tx) => tx.task.count({ where: { kind: 'unapplied-cash' } }))).toBe(1);
  });
});

describe('movements that an earlier version imported', () => {
  const forget = () =>
    world.inside((tx) => tx.$executeRaw`UPDATE bank_movement SET money_key = '', movement_id = movement_id || '-gone'`);

  test('with a reference are known by their id', async () => {
    const file = rent('2026-11-19', 'alquiler', 'AB-100', 'S-2');
    await bank(file);
    await forget();
    expect(await bank(file)).toMatchObject({ unidentified: 0, duplicates: 1 });
  });

  test('with a placeholder are known by day and text, and other money with that id is not lost', async () => {
    const november = rent('2026-11-19', 'alquiler noviembre', 'NONREF', 'S-2');
    await bank(november);
    await forget();
    // The id that earlier versions gave: a hash of NONREF and the amount.
    for await (const item of readCamt(one(november)))
      if (item.kind === 'line') {
        const former = formerMovementId(item.line, movementId(item.line, new Map()), new Map());
        await world.inside((tx) => tx.$executeRaw`UPDATE unidentified_receipt SET receipt_id = ${former}`);
      }
    expect(await bank(november)).toMatchObject({ unidentified: 0, duplicates: 1 });
    expect(await bank(rent('2026-10-19', 'alquiler octubre', 'NONREF', 'S-2'))).toMatchObject({ unidentified: 1 });
  });
});

async function* one(content: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(content));
}
