import { beforeEach, describe, expect, test } from '@jest/globals';
import { cancelled, creditNote, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { suggestForPayment } from '../people/suggest-for-payment.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const remitted = (amount: string, invoiceId = 'INV-1') => [{ invoiceId, amount }];
const states = async () => (await world.tasks('unapplied-cash')).map((task) => [task.state, task.outcome]);
const twoOpen = () => [
  issued({ total: '100.00' }),
  issued({ invoiceId: 'INV-2', total: '60.00', dueDate: '2026-12-10' }),
];

describe('unallocated money', () => {
  test('opens one task with suggestions, announced to the ERP; the same payment again opens none', async () => {
    const payment = paid({ amount: '75.00', reference: 'gracias' });
    await world.take([...twoOpen(), payment]);
    await world.take([payment, paid({ amount: '75.00', reference: 'gracias' })]);
    expect(await states()).toEqual([['open', null]]);
    expect(await world.outbox('collections-event', 'puntual.task.opened.v1')).toMatchObject([
      {
        payload: {
          data: { kind: 'unapplied-cash', customerId: 'C-1', paymentId: 'P-1', amount: '75.00', currency: 'EUR' },
        },
      },
    ]);
    expect(await world.audit('task.opened')).toMatchObject([
      { actor: 'puntual', data: { kind: 'unapplied-cash', paymentId: 'P-1' } },
    ]);
    const { id } = await world.one<{ id: string }>('SELECT id FROM payment');
    const suggestions = await db.database.inOrganization(world.organization.id, (tx) =>
      suggestForPayment(tx, world.organization.id, id),
    );
    expect(suggestions[0]).toEqual({
      score: 10,
      reasons: ['part-of-sum', 'oldest'],
      invoices: [{ invoiceId: 'INV-1', number: 'F-2026/INV-1', minor: 7500n }],
    });
  });

  test('is suggested for invoices of its own customer alone, however well another one’s sum agrees', async () => {
    await world.take([
      customer(),
      ...twoOpen(),
      customer({ customerId: 'C-2' }),
      issued({ invoiceId: 'INV-3', customerId: 'C-2', total: '75.00' }),
      paid({ amount: '75.00', reference: 'F-2026/INV-3' }),
    ]);
    const { id } = await world.one<{ id: string }>('SELECT id FROM payment');
    const suggestions = await db.database.inOrganization(world.organization.id, (tx) =>
      suggestForPayment(tx, world.organization.id, id),
    );
    expect(suggestions.flatMap(({ invoices }) => invoices.map(({ invoiceId }) => invoiceId))).toEqual(['INV-1']);
  });

  test('ends its task as placed when the invoice that it pays arrives', async () => {
    await world.take([paid({ amount: '75.00', reference: 'F-2026/INV-1' })]);
    expect(await states()).toEqual([['open', null]]);
    await world.take([issued({ total: '75.00' })]);
    expect(await states()).toEqual([['done', 'placed']]);
    expect(await world.outbox('collections-event', 'puntual.task.completed.v1')).toMatchObject([
      { payload: { data: { kind: 'unapplied-cash', outcome: 'placed', paymentId: 'P-1' } } },
    ]);
  });

  test('ends its task as reversed when the payment is reversed', async () => {
    await world.take([...twoOpen(), paid({ amount: '75.00' })]);
    await world.take([reversed()]);
    expect(await states()).toEqual([['done', 'reversed']]);
  });

  test('opens a task when a debt was paid twice, or the invoice that had the money is cancelled', async () => {
    await world.take([
      ...twoOpen(),
      paid({ amount: '100.00', allocations: remitted('100.00') }),
      paid({ paymentId: 'P-2', amount: '100.00', allocations: remitted('100.00') }),
    ]);
    expect(await states()).toEqual([['open', null]]);
    await world.take([cancelled()]);
    expect(await states()).toEqual([
      ['open', null],
      ['open', null],
    ]);
  });

  test('opens no task when it is kept for a named invoice, exceeds all debt, or is a credit note', async () => {
    await world.take([paid({ amount: '30.00', allocations: remitted('30.00', 'INV-9') })]);
    await world.take([
      issued({ total: '100.00' }),
      paid({ paymentId: 'P-2', amount: '130.00', reference: 'F-2026/INV-1' }),
      creditNote({ amount: '5.00' }),
    ]);
    expect(await world.payment('P-2')).toMatchObject({ unallocated_minor: 3000n });
    expect(await states()).toEqual([]);
  });

  test('opens no second task after a person ended the first, until the payment gets more money back', async () => {
    await world.take([
      issued({ total: '100.00' }),
      issued({ invoiceId: 'INV-2', total: '60.00', dueDate: '2026-12-10' }),
      paid({ amount: '130.00', reference: 'F-2026/INV-1' }),
    ]);
    const [task] = await world.tasks('unapplied-cash');
    await world.complete(
      task?.id ?? '',
      { outcome: 'handled', note: 'kept for the next invoice' },
      at('2026-12-04 10:00'),
    );
    await world.take([issued({ invoiceId: 'INV-3', total: '500.00' })]);
    expect(await states()).toEqual([['done', 'handled']]);
    await world.take([cancelled()], at('2026-12-05 10:00'));
    expect(await states()).toEqual([
      ['done', 'handled'],
      ['open', null],
    ]);
  });
});
