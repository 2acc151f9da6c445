import { beforeEach, expect, test } from '@jest/globals';
import { resultInWords } from '@puntual/testing/worlds/in-words';
import { merged, paid, refunded, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { untilBlocked } from '@puntual/testing/database/until-blocked';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { takeEvents } from '../intake/take-events.ts';
import { assignReceipt } from '../imports/decide-receipt.ts';
import { camtFile, type SampleEntry } from '@puntual/testing/builders/camt-file';
import { ImportWorld, nowMs } from '@puntual/testing/worlds/import-world';
import { reassignPayment } from './reassign-payment.ts';

const db = useTestDatabase({ connections: 4 });
let world: ImportWorld;

beforeEach(async () => {
  world = new ImportWorld(db.database, await freshOrganization(db));
  await world.imported(
    'customers',
    'customerId;name\nC-1;Talleres Núñez S.L.\nC-2;Talleres Núñez Sur\nC-3;Bar Güell\n',
  );
  await world.imported(
    'invoices',
    [
      'number;customerId;issueDate;dueDate;currency;total',
      'F-1001;C-1;2026-10-01;2026-10-31;EUR;121.00',
      'F-1002;C-2;2026-10-01;2026-10-31;EUR;121.00',
      'F-1003;C-3;2026-10-01;2026-10-31;EUR;121.00\n',
    ].join('\n'),
  );
});

const iban = 'ES7921000813610123456789';
const entry = (
  amount: string,
  text: string,
  more: Partial<NonNullable<SampleEntry['transactions']>[number]> = {},
): SampleEntry => ({ amount, transactions: [{ text, ...more }] });
const payments = () =>
  world.inside(
    (tx) => tx.$queryRaw<{ id: string; payment_id: string; owner: string; status: string; left: bigint; on: string }[]>`
      SELECT p.id,
             p.payment_id,
             c.customer_id AS owner,
             p.status,
             p.unallocated_minor AS left,
             p.received_on::text AS on
      FROM payment p JOIN customer c ON c.id = p.customer_id
      ORDER BY p.created_at, p.id`,
  );
const standing = async () =>
  (await payments()).filter((row) => row.status === 'received').map((row) => [row.owner, row.left]);
const lastId = async () => (await payments()).at(-1)?.id ?? '';
const give = (id: string, customerId: string) =>
  reassignPayment(
    db.database,
    world.actor,
    { paymentRowId: id, customerId, reason: 'another branch of the name' },
    nowMs,
  );
const open = async () => Object.fromEntries(await world.opens());

test('a payment of the wrong customer is matched for the other, and the first invoice is open again', async () => {
  const file = camtFile([entry('121.00', 'sin datos', { payer: 'TALLERES NUÑEZ, S.L.', endToEnd: 'T-1' })]);
  await world.imported('bank', file);
  expect(await open()).toEqual({ 'F-1001': 0n, 'F-1002': 12_100n, 'F-1003': 12_100n });
  const [first] = await payments();
  expect(await give(first?.id ?? '', 'C-2')).toEqual({ result: 'done', paymentId: `${first?.payment_id}.2` });
  expect(await open()).toEqual({ 'F-1001': 12_100n, 'F-1002': 0n, 'F-1003': 12_100n });
  expect((await payments()).map((row) => [row.owner, row.status, row.on === first?.on])).toEqual([
    ['C-1', 'reversed', true],
    ['C-2', 'received', true],
  ]);
  // No day has the money twice.
  expect(
    await world.inside(
      (tx) =>
        tx.$queryRaw`
          SELECT entry_on::text AS on, sum(amount_minor)::int AS minor FROM entry WHERE kind <> 'invoice' GROUP BY 1`,
    ),
  ).toEqual([{ on: first?.on, minor: -12_100 }]);
  expect(await world.inside((tx) => tx.auditEvent.findMany({ where: { kind: 'payment.reassigned' } }))).toMatchObject([
    { actor: 'Eva', data: { from: 'C-1', to: 'C-2', amount: '121.00', reason: 'another branch of the name' } },
    { actor: 'Eva', data: { from: 'C-1', to: 'C-2' } },
  ]);
  // The same file again changes nothing, and the payment can be given to a third customer.
  expect(await world.imported('bank', file)).toMatchObject({ accepted: 0, duplicates: 1, unidentified: 0 });
  expect(await give(await lastId(), 'C-3')).toEqual({ result: 'done', paymentId: `${first?.payment_id}.3` });
  expect(await open()).toEqual({ 'F-1001': 12_100n, 'F-1002': 12_100n, 'F-1003': 0n });
  // The bank's return reverses the payment under its newest id.
  await world.imported(
    'bank',
    camtFile([
      { amount: '121.00', side: 'DBIT', on: '2026-11-20', transactions: [{ endToEnd: 'T-1', returned: true }] },
    ]),
  );
  expect([await standing(), await open()]).toEqual([[], { 'F-1001': 12_100n, 'F-1002': 12_100n, 'F-1003': 12_100n }]);
});

test('the payer’s account is remembered for the other customer, and the receipt names that customer', async () => {
  await world.imported('bank', camtFile([entry('121.00', 'sin datos', { payer: 'NADIE', payerIban: iban })]));
  const receipt = async () => world.inside((tx) => tx.unidentifiedReceipt.findFirstOrThrow());
  await assignReceipt(
    db.database,
    world.actor,
    { receiptRowId: (await receipt()).id, customerId: 'C-1', rememberAccount: true },
    nowMs,
  );
  expect(await give(await lastId(), 'C-2')).toMatchObject({ result: 'done' });
  const { id } = await world.inside((tx) => tx.customer.findFirstOrThrow({ where: { customerId: 'C-2' } }));
  expect((await receipt()).customerId).toBe(id);
  await world.imported('bank', camtFile([entry('5.00', 'gracias', { payer: 'OTRO', payerIban: iban })]));
  expect(await standing()).toEqual([
    ['C-2', 0n],
    ['C-2', 500n],
  ]);
});

test('of two people who move a payment at once, one succeeds', async () => {
  await world.imported('bank', camtFile([entry('121.00', 'F-1001')]));
  const id = await lastId();
  const results = await Promise.all([give(id, 'C-2'), give(id, 'C-3')]);
  expect(results.map(({ result }) => result).sort()).toEqual(['done', 'reversed']);
  expect(await standing()).toHaveLength(1);
});

test('a return read before its payment moved is a fault of its line, and is booked by the next upload', async () => {
  await world.imported('bank', camtFile([entry('121.00', 'F-1001', { endToEnd: 'T-1' })]));
  const id = await lastId();
  const back = await world.give(
    'bank',
    camtFile([
      { amount: '121.00', side: 'DBIT', on: '2026-11-20', transactions: [{ endToEnd: 'T-1', returned: true }] },
    ]),
  );
  const { given, taken } = await world.inside(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM customer WHERE customer_id = 'C-1' FOR NO KEY UPDATE`;
    const given = give(id, 'C-2');
    await untilBlocked(db.ownerUrl, 1);
    // The import has read the payment at its first customer, and waits for the lock.
    const taken = world.run(back);
    await untilBlocked(db.ownerUrl, 2);
    return { given, taken };
  });
  expect([(await given).result, await taken, (await world.outcome(back)).faults]).toEqual([
    'done',
    'ended',
    [[1, null, 'refused']],
  ]);
  expect(await standing()).toEqual([['C-2', 12_100n]]);
  expect(
    await world.imported(
      'bank',
      camtFile([
        { amount: '121.00', side: 'DBIT', on: '2026-11-20', transactions: [{ endToEnd: 'T-1', returned: true }] },
      ]),
    ),
  ).toMatchObject({ accepted: 1, faulty: 0 });
  expect(await standing()).toEqual([]);
});

test('a payment of the ERP, a reversed one, or one for its own or an unknown customer stays where it is', async () => {
  await takeEvents(
    db.database,
    world.organization.slug,
    [paid({ paymentId: 'P-1', customerId: 'C-1', amount: '1.00', receivedOn: '2026-11-20' })],
    new Date(nowMs),
  );
  expect(await give(await lastId(), 'C-2')).toEqual({ result: 'not-from-bank' });
  await world.imported('bank', camtFile([entry('121.00', 'F-1001')]));
  const id = await lastId();
  expect(resultInWords(await give(id, 'C-1'))).toEqual({
    result: 'invalid',
    path: 'customerId',
    message: 'the payment belongs to customer C-1 already: name another customer',
  });
  expect(resultInWords(await give(id, 'C-9'))).toEqual({
    result: 'invalid',
    path: 'customerId',
    message: 'there is no customer C-9: check the id',
  });
  await give(id, 'C-2');
  expect(await give(id, 'C-3')).toEqual({ result: 'reversed' });
  expect(await give('00000000-0000-7000-8000-000000000000', 'C-2')).toEqual({ result: 'not-found' });
});

test('a payment whose next id another customer’s payment has stays where it is, with the ledger’s reason', async () => {
  await world.imported('bank', camtFile([entry('121.00', 'F-1001')]));
  const [payment] = await payments();
  const nextId = `${payment?.payment_id}.2`;
  await takeEvents(
    db.database,
    world.organization.slug,
    [paid({ paymentId: nextId, customerId: 'C-3', amount: '2.00', receivedOn: '2026-11-20' })],
    new Date(nowMs),
  );
  expect(await give(payment?.id ?? '', 'C-2')).toEqual({
    result: 'invalid',
    path: 'customerId',
    code: 'known-for-another-customer',
    values: { of: 'payment', id: nextId },
  });
  expect((await payments()).map((row) => [row.owner, row.status])).toEqual([
    ['C-1', 'received'],
    ['C-3', 'received'],
  ]);
});

test('what the bank took back of a payment before is given to nobody', async () => {
  await world.imported('bank', camtFile([entry('121.00', 'F-1001')]));
  const [first] = await payments();
  const paymentId = first?.payment_id ?? '';
  const part = reversed({ paymentId, customerId: 'C-1', amount: '100.00', reversedOn: '2026-11-20' });
  await takeEvents(db.database, world.organization.slug, [part], new Date(nowMs));
  expect(await give(first?.id ?? '', 'C-2')).toMatchObject({ result: 'done' });
  expect(await standing()).toEqual([['C-2', 2_100n]]);
  expect(await open()).toEqual({ 'F-1001': 12_100n, 'F-1002': 12_100n, 'F-1003': 12_100n });
});

test('a payment of which a part was paid back stays where it is', async () => {
  await world.imported('bank', camtFile([entry('150.00', 'F-1001')]));
  const [first] = await payments();
  const refund = refunded({ customerId: 'C-1', amount: '29.00', refundedOn: '2026-11-20' });
  await takeEvents(db.database, world.organization.slug, [refund], new Date(nowMs));
  expect(await give(first?.id ?? '', 'C-2')).toMatchObject({ result: 'invalid', code: 'reversal-of-refunded' });
  expect(await standing()).toEqual([['C-1', 0n]]);
});

test('a receipt and a payment are given to a merged customer as to the one who is left', async () => {
  const file = camtFile([entry('5.00', 'sin datos', { payer: 'NADIE', payerIban: iban }), entry('121.00', 'F-1001')]);
  await world.imported('bank', file);
  await takeEvents(db.database, world.organization.slug, [merged({ from: 'C-3', into: 'C-2' })], new Date(nowMs));
  const receipt = () => world.inside((tx) => tx.unidentifiedReceipt.findFirstOrThrow());
  const wanted = { receiptRowId: (await receipt()).id, customerId: 'C-3', rememberAccount: true };
  expect(await assignReceipt(db.database, world.actor, wanted, nowMs)).toEqual({ result: 'done' });
  const { id } = await world.inside((tx) => tx.customer.findFirstOrThrow({ where: { customerId: 'C-2' } }));
  expect((await receipt()).customerId).toBe(id);
  expect(await world.inside((tx) => tx.payerAccount.findMany())).toMatchObject([{ customerId: id }]);
  const own = (await payments()).find((row) => row.owner === 'C-2')?.id ?? '';
  expect(await give(own, 'C-3')).toMatchObject({ result: 'invalid', code: 'payment-of-this-customer' });
});
