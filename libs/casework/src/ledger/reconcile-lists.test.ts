import { beforeEach, expect, test } from '@jest/globals';
import { amended, issued, openItems, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { completeTask } from '../people/complete-task.ts';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const listed = (open: string, invoiceId = 'INV-1') => ({ invoiceId, currency: 'EUR', open });
const tasks = async () => (await world.tasks('reconcile')).map((task) => [task.state, task.outcome]);
const compared = async () => (await world.audit('open-items.compared')).map((event) => event.data);

test('a list that agrees with the ledger is audited and announced, and opens no task', async () => {
  await world.take([
    issued({ total: '100.00' }),
    paid({ amount: '30.00', allocations: [{ invoiceId: 'INV-1', amount: '30.00' }] }),
    openItems({ items: [listed('70.00')] }),
  ]);
  expect(await compared()).toEqual([{ asOf: '2026-12-05', agreed: 1, different: 0 }]);
  expect(await world.outbox('collections-event', 'puntual.open-items.compared.v1')).toMatchObject([
    { payload: { data: { customerId: 'C-1', asOf: '2026-12-05', agreed: 1, different: 0, differences: [] } } },
  ]);
  expect(await tasks()).toEqual([]);
});

test('differences are announced and open one task, also when the list arrives twice', async () => {
  await world.take([
    issued({ total: '100.00' }),
    issued({ invoiceId: 'INV-2', total: '5.00' }),
    openItems({ items: [listed('70.00'), { number: 'F-9', currency: 'EUR', open: '1.00' }] }),
  ]);
  await world.take([openItems({ items: [listed('70.00')] })]);
  expect(await tasks()).toEqual([['open', null]]);
  const [first] = await world.outbox('collections-event', 'puntual.open-items.compared.v1');
  expect(first).toMatchObject({
    payload: {
      data: {
        agreed: 0,
        different: 3,
        differences: [
          {
            kind: 'other-amount',
            invoiceId: 'INV-1',
            here: { amount: '100.00', currency: 'EUR' },
            there: { amount: '70.00', currency: 'EUR' },
          },
          { kind: 'missing-here', number: 'F-9', here: null },
          { kind: 'missing-there', invoiceId: 'INV-2', there: null },
        ],
      },
    },
  });
});

test('the task ends when the missing payment of the list’s day arrives, not by a payment of a later day', async () => {
  await world.take([issued({ total: '100.00' }), openItems({ items: [listed('70.00')] })]);
  await world.take([
    paid({
      paymentId: 'P-late',
      amount: '30.00',
      receivedOn: '2026-12-06',
      allocations: [{ invoiceId: 'INV-1', amount: '30.00' }],
    }),
  ]);
  expect(await tasks()).toEqual([['open', null]]);
  await world.take([
    paid({ amount: '30.00', receivedOn: '2026-12-05', allocations: [{ invoiceId: 'INV-1', amount: '30.00' }] }),
  ]);
  expect(await tasks()).toEqual([['done', 'agreed']]);
  expect(await world.outbox('collections-event', 'puntual.task.completed.v1')).toMatchObject([
    { payload: { data: { kind: 'reconcile', outcome: 'agreed', customerId: 'C-1' } } },
  ]);
});

test('a list of an earlier day than the known one changes nothing, in the same batch or in a later one', async () => {
  await world.take([
    issued({ total: '100.00' }),
    openItems({ asOf: '2026-12-06', items: [listed('100.00')] }),
    openItems({ items: [] }),
  ]);
  await world.take([openItems({ items: [] })]);
  expect(await compared()).toEqual([{ asOf: '2026-12-06', agreed: 1, different: 0 }]);
  expect(await tasks()).toEqual([]);
});

test('an invoice issued after the list’s day is no difference, nor is money received before the issue', async () => {
  await world.take([
    issued({ total: '100.00', issueDate: '2026-12-06', dueDate: '2026-12-31' }),
    paid({ amount: '100.00', receivedOn: '2026-12-01', reference: 'F-2026/INV-1' }),
    openItems({ items: [] }),
  ]);
  expect(await compared()).toEqual([{ asOf: '2026-12-05', agreed: 0, different: 0 }]);
});

test('a task that a person ended is opened again only by the next list', async () => {
  await world.take([issued({ total: '100.00' }), openItems({ items: [] })]);
  const [task] = await world.tasks('reconcile');
  expect(
    await completeTask(
      db.database,
      world.actor,
      { taskId: String(task?.id), input: { outcome: 'handled', note: 'the ERP posts it tomorrow' } },
      at('2026-12-07 10:00'),
    ),
  ).toEqual({ result: 'done' });
  await world.take([amended({ revision: 1, total: '90.00' })]);
  expect(await tasks()).toEqual([['done', 'handled']]);
  await world.take([openItems({ asOf: '2026-12-07', items: [] })]);
  expect((await tasks()).map(([state]) => state)).toEqual(['done', 'open']);
});

test('a reversal after the list’s day does not change the ledger of that day', async () => {
  await world.take([issued({ total: '100.00' }), paid({ amount: '100.00' }), openItems({ items: [] }), reversed()]);
  expect(await compared()).toEqual([{ asOf: '2026-12-05', agreed: 0, different: 0 }]);
});

test('a credit missing on either side is a difference, and the task ends when the money arrives', async () => {
  const credits = (paymentId: string, open: string) => [{ paymentId, currency: 'EUR', open }];
  await world.take([
    issued({ total: '100.00' }),
    openItems({ items: [listed('100.00')], credits: credits('P-1', '30.00') }),
  ]);
  const [first] = await world.outbox('collections-event', 'puntual.open-items.compared.v1');
  expect(first).toMatchObject({
    payload: {
      data: {
        agreed: 1,
        different: 1,
        differences: [
          { kind: 'missing-here', paymentId: 'P-1', here: null, there: { amount: '30.00', currency: 'EUR' } },
        ],
      },
    },
  });
  expect(await tasks()).toEqual([['open', null]]);
  // The payment is allocated to no invoice: only the credit changes.
  await world.take([paid({ amount: '30.00', receivedOn: '2026-12-05' })]);
  expect(await tasks()).toEqual([['done', 'agreed']]);
  await world.take([openItems({ asOf: '2026-12-06', items: [listed('100.00')], credits: [] })]);
  expect(await compared()).toEqual([
    { asOf: '2026-12-05', agreed: 1, different: 1 },
    { asOf: '2026-12-06', agreed: 1, different: 1 },
  ]);
  await world.take([openItems({ asOf: '2026-12-06', items: [listed('100.00')] })]);
  expect((await compared()).at(-1)).toEqual({ asOf: '2026-12-06', agreed: 1, different: 0 });
});
