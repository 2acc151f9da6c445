import { beforeEach, expect, test } from '@jest/globals';
import { customer, issued, reversed } from '@puntual/testing/builders/events';
import { camtFile, type SampleEntry } from '@puntual/testing/builders/camt-file';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ImportWorld, nowMs } from '@puntual/testing/worlds/import-world';
import { takeEvents } from '../intake/take-events.ts';
import { refusePostedTwice } from '../receipts/split-parts.ts';
import { assignReceipt } from './decide-receipt.ts';
import { splitReceipt } from './split-receipt.ts';

const db = useTestDatabase({ connections: 4 });
let world: ImportWorld;

// R4: one transfer of a group pays invoices of two companies.
beforeEach(async () => {
  world = new ImportWorld(db.database, await freshOrganization(db));
  await takeEvents(
    db.database,
    world.organization.slug,
    [
      customer({ customerId: 'C-1', name: 'Norte Uno S.L.' }),
      customer({ customerId: 'C-2', name: 'Norte Dos S.L.' }),
      issued({ invoiceId: 'INV-1001', number: 'F-2026/1001', customerId: 'C-1', total: '1000.00' }),
      issued({ invoiceId: 'INV-2002', number: 'FA-2026/2002', customerId: 'C-2', total: '500.00' }),
    ],
    new Date(nowMs),
  );
});

const transfer = (amount: string, text: string, more: Partial<SampleEntry> = {}): SampleEntry => ({
  amount,
  on: '2026-11-04',
  transactions: [{ text, payer: 'GRUPO NORTE SL', endToEnd: 'E-GROUP' }],
  ...more,
});
const payments = () =>
  world.inside(
    (tx) =>
      tx.$queryRaw<{ customer: string; minor: bigint; on: string; left: bigint }[]>`
      SELECT c.customer_id AS customer, p.amount_minor AS minor, p.received_on::text AS on,
        p.unallocated_minor AS left
      FROM payment p JOIN customer c ON c.id = p.customer_id ORDER BY p.payment_id`,
  );
const SPLIT = [
  { customer: 'C-1', minor: 100_000n, on: '2026-11-04', left: 0n },
  { customer: 'C-2', minor: 50_000n, on: '2026-11-04', left: 0n },
];
const receipts = () => world.inside((tx) => tx.unidentifiedReceipt.findMany());
const split = async (parts: Parameters<typeof splitReceipt>[2]['parts'], now = nowMs) =>
  splitReceipt(db.database, world.actor, { receiptRowId: (await receipts())[0]?.id ?? '', parts }, now);
const part = (customerId: string, amount: string, allocations: { invoiceId: string; amount: string }[] = []) => ({
  customerId,
  amount,
  allocations,
});

test('clear numbers whose open amounts are exactly the transfer split it, once', async () => {
  const file = camtFile([transfer('1500.00', 'F-2026/1001 FA-2026/2002')]);
  expect(await world.imported('bank', file)).toMatchObject({ accepted: 1, unidentified: 0, faults: [] });
  expect(await payments()).toEqual(SPLIT);
  expect(await world.opens()).toEqual([
    ['F-2026/1001', 0n],
    ['FA-2026/2002', 0n],
  ]);
  expect(await world.imported('bank', file)).toMatchObject({ accepted: 0, duplicates: 1, unidentified: 0 });
  expect(await payments()).toHaveLength(2);
  expect(await receipts()).toEqual([]);
});

test('a sum that differs by a cent makes one receipt, which a person splits; both invoices are paid', async () => {
  const file = camtFile([transfer('1500.01', 'F-2026/1001 FA-2026/2002')]);
  expect(await world.imported('bank', file)).toMatchObject({ unidentified: 1 });
  expect(await payments()).toEqual([]);
  const toSecond = [{ invoiceId: 'INV-2002', amount: '500.00' }];
  expect(await split([part('C-1', '1000.01'), part('C-2', '500.00', toSecond)])).toEqual({ result: 'done' });
  expect(await payments()).toEqual([{ ...SPLIT[0], minor: 100_001n, left: 1n }, SPLIT[1]]);
  expect(await receipts()).toMatchObject([{ state: 'split', decidedBy: 'Eva', customerId: null }]);
  expect(await world.inside((tx) => tx.task.findMany({ where: { kind: 'unidentified-receipt' } }))).toMatchObject([
    { state: 'done', outcome: 'split' },
  ]);
  expect(
    await world.inside((tx) => tx.auditEvent.findMany({ where: { kind: 'receipt.split' }, select: { data: true } })),
  ).toMatchObject([{ data: { amount: '1500.01', parts: [{ customerId: 'C-1' }, { customerId: 'C-2' }] } }]);
  // The same file again, and once more with the payer named: nothing is received twice.
  expect(await world.imported('bank', file)).toMatchObject({ accepted: 0, duplicates: 1 });
  expect(await world.imported('bank', file, { payers: { 'GRUPO NORTE SL': 'C-1' } })).toMatchObject({
    accepted: 0,
    duplicates: 1,
  });
  expect(await payments()).toHaveLength(2);
  expect(await split([part('C-1', '1000.01'), part('C-2', '500.00')])).toEqual({ result: 'not-open' });
});

test.each([
  ['parts-do-not-add-up', [part('C-1', '1000.00'), part('C-2', '500.00')]],
  ['no-such-customer', [part('C-1', '1000.01'), part('C-9', '500.00')]],
  ['customer-twice', [part('C-1', '1000.01'), part('C-1', '500.00')]],
  ['not-positive', [part('C-1', '1500.01'), part('C-2', '0.00')]],
  ['too-many-decimals', [part('C-1', '1000.011'), part('C-2', '500.00')]],
  ['no-such-invoice', [part('C-1', '1000.01', [{ invoiceId: 'INV-2002', amount: '1.00' }]), part('C-2', '500.00')]],
  [
    'allocations-exceed-part',
    [part('C-1', '1000.01'), part('C-2', '500.00', [{ invoiceId: 'INV-2002', amount: '500.01' }])],
  ],
])('a split is refused as %s, and nothing changes', async (code, parts) => {
  await world.imported('bank', camtFile([transfer('1500.01', 'F-2026/1001 FA-2026/2002')]));
  expect(await split(parts)).toMatchObject({ result: 'invalid', code });
  expect(await payments()).toEqual([]);
  expect(await receipts()).toMatchObject([{ state: 'open' }]);
});

test('two persons who split a receipt at once make it once', async () => {
  await world.imported('bank', camtFile([transfer('1500.01', 'F-2026/1001 FA-2026/2002')]));
  const parts = [part('C-1', '1000.01'), part('C-2', '500.00')];
  const results = await Promise.all([split(parts), split(parts), split(parts)]);
  expect(results.filter((each) => each.result === 'done')).toHaveLength(1);
  expect(await payments()).toHaveLength(2);
});

test('another transfer of the file to one of the customers leaves the split to a person', async () => {
  const file = camtFile([transfer('1000.00', 'F-2026/1001'), transfer('1500.00', 'F-2026/1001 FA-2026/2002')]);
  expect(await world.imported('bank', file)).toMatchObject({ accepted: 1, unidentified: 1 });
});

test('a receipt that waits is split by a later file whose numbers are clear by then', async () => {
  const file = camtFile([transfer('1600.00', 'F-2026/1001 FA-2026/2002 FB-2026/3003')]);
  expect(await world.imported('bank', file)).toMatchObject({ unidentified: 1 });
  const third = issued({ invoiceId: 'INV-3', number: 'FB-2026/3003', customerId: 'C-3', total: '100.00' });
  await takeEvents(db.database, world.organization.slug, [third], new Date(nowMs));
  expect(await world.imported('bank', file)).toMatchObject({ accepted: 1, unidentified: 0 });
  expect(await payments()).toHaveLength(3);
  expect(await receipts()).toMatchObject([{ state: 'split', decidedBy: 'puntual' }]);
});

test('a split transfer that the bank takes back is a fault for a person, not a silent repeat', async () => {
  await world.imported('bank', camtFile([transfer('1500.00', 'F-2026/1001 FA-2026/2002')]));
  const back = transfer('1500.00', 'recalled', { side: 'DBIT', on: '2026-11-10' });
  const file = camtFile([{ ...back, transactions: [{ endToEnd: 'E-GROUP', returned: true }] }]);
  expect(await world.imported('bank', file)).toMatchObject({ faulty: 1 });
  // The ERP, or a person, reverses the parts.
  const ids = await world.inside((tx) => tx.payment.findMany({ orderBy: { paymentId: 'asc' } }));
  const events = ids.map((row, index) =>
    reversed({ paymentId: row.paymentId, customerId: `C-${index + 1}`, reversedOn: '2026-11-20' }),
  );
  const verdicts = await takeEvents(db.database, world.organization.slug, events, new Date(nowMs));
  expect(verdicts.map((verdict) => verdict.verdict)).toEqual(['accepted', 'accepted']);
  expect((await world.opens()).map(([, minor]) => minor)).toEqual([100_000n, 50_000n]);
});

test('a transfer that was one payment, and went back, is not split by the file that tells it again', async () => {
  const file = camtFile([transfer('1500.00', 'F-2026/1001 FA-2026/2002')]);
  expect(await world.imported('bank', file, { payers: { 'GRUPO NORTE SL': 'C-1' } })).toMatchObject({ accepted: 1 });
  const [{ paymentId } = { paymentId: '' }] = await world.inside((tx) => tx.payment.findMany());
  await takeEvents(
    db.database,
    world.organization.slug,
    [reversed({ paymentId, customerId: 'C-1', reversedOn: '2026-11-20' })],
    new Date(nowMs),
  );
  expect((await world.opens()).map(([, minor]) => minor)).toEqual([100_000n, 50_000n]);
  expect(await world.imported('bank', file)).toMatchObject({ accepted: 0, duplicates: 1, unidentified: 0 });
  expect(await payments()).toHaveLength(1);
});

test('a receipt that a person assigned while a file was read is not split by it', async () => {
  await world.imported('bank', camtFile([transfer('1500.00', 'two companies')]));
  const [receipt] = await receipts();
  const { id: receiptRowId = '', receiptId = '' } = receipt ?? {};
  const wanted = { receiptRowId, customerId: 'C-1', rememberAccount: false };
  await assignReceipt(db.database, world.actor, wanted, nowMs);
  const posted = (paymentId: string) => world.inside((tx) => refusePostedTwice(tx, [paymentId]));
  await expect(posted(`${receiptId}_1`)).rejects.toThrow('meanwhile');
  await expect(posted(receiptId)).resolves.toBeUndefined();
});
