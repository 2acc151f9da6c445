import { beforeEach, expect, test } from '@jest/globals';
import { camtFile } from '@puntual/testing/builders/camt-file';
import { refunded } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ImportWorld, nowMs } from '@puntual/testing/worlds/import-world';
import { takeEvents } from '../intake/take-events.ts';
import { completeTask } from '../people/complete-task.ts';

const db = useTestDatabase({ connections: 4 });
let world: ImportWorld;

beforeEach(async () => {
  world = new ImportWorld(db.database, await freshOrganization(db));
});

const returned = {
  amount: '121.00',
  side: 'DBIT' as const,
  ref: 'R-1',
  transactions: [{ amount: '121.00', endToEnd: 'E-77', returned: true }],
};
const file = camtFile([returned], { version: 8 });
const tasks = () =>
  world.inside(async (tx) => (await tx.task.findMany()).map(({ kind, state, outcome }) => [kind, state, outcome]));
const states = () => world.inside(async (tx) => (await tx.unidentifiedReceipt.findMany()).map((row) => row.state));

test('a return that is tied to no payment is a fault and opens one task, however often files tell it', async () => {
  const fault = { faulty: 1, faults: [[1, null, 'reversal-unknown']] };
  expect(await world.imported('bank', file, {}, true)).toMatchObject(fault);
  expect(await tasks()).toEqual([]);
  expect(await world.imported('bank', file)).toMatchObject(fault);
  expect(await world.imported('bank', file)).toMatchObject(fault);
  expect([await tasks(), await states()]).toEqual([[['untied-return', 'open', null]], ['untied']]);
});

test('a person ends its task, once', async () => {
  await world.imported('bank', file);
  const { id: taskId } = await world.inside((tx) => tx.task.findFirstOrThrow());
  const end = () =>
    completeTask(world.database, world.actor, { taskId, input: { outcome: 'handled', note: 'reversed' } }, nowMs);
  expect(
    await completeTask(world.database, world.actor, { taskId, input: { outcome: 'approve' } }, nowMs),
  ).toMatchObject({
    code: 'not-an-outcome',
  });
  expect([await end(), await end()]).toEqual([{ result: 'done' }, { result: 'already-done' }]);
  expect([await tasks(), await states()]).toEqual([[['untied-return', 'done', 'handled']], ['handled']]);
});

test('it ends by itself when the same return finds its payment later', async () => {
  await world.imported('bank', file);
  await world.imported(
    'invoices',
    'number;customerId;issueDate;dueDate;total\nF-7001;C-1;2026-10-01;2026-10-31;121.00\n',
  );
  const payment = {
    amount: '121.00',
    ref: 'P-1',
    transactions: [{ amount: '121.00', text: 'F-7001', payer: 'Acme', endToEnd: 'E-77' }],
  };
  await world.imported('customers', 'customerId;name\nC-1;Acme\n');
  expect(await world.imported('bank', camtFile([payment], { version: 8 }))).toMatchObject({ accepted: 1 });
  expect(await world.imported('bank', file)).toMatchObject({ accepted: 1, faults: [] });
  expect([await tasks(), await states()]).toEqual([[['untied-return', 'done', 'tied']], ['tied']]);
  expect(await world.opens()).toEqual([['F-7001', 12_100n]]);
});

test('it stays open when the reversal of the payment that it finds is refused', async () => {
  await world.imported('bank', file);
  await world.imported('customers', 'customerId;name\nC-1;Acme\n');
  const payment = {
    amount: '121.00',
    ref: 'P-1',
    transactions: [{ amount: '121.00', text: 'gracias', payer: 'Acme', endToEnd: 'E-77' }],
  };
  const received = await world.imported('bank', camtFile([payment], { version: 8 }), { payers: { Acme: 'C-1' } });
  expect(received).toMatchObject({ accepted: 1 });
  const refund = refunded({ customerId: 'C-1', amount: '21.00', refundedOn: '2026-11-20' });
  await takeEvents(db.database, world.organization.slug, [refund], new Date(nowMs));
  expect(await world.imported('bank', file)).toMatchObject({ faulty: 1, faults: [[1, null, 'refused']] });
  expect([await tasks(), await states()]).toEqual([
    expect.arrayContaining([['untied-return', 'open', null]]),
    ['untied'],
  ]);
});
