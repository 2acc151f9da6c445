import { beforeEach, describe, expect, test } from '@jest/globals';
import { amended, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { CaseWorld } from '@puntual/testing/worlds/case-world';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
  await world.take([
    issued({ number: 'F-0011', total: '500.00' }),
    issued({ invoiceId: 'INV-2', number: 'F-0012', total: '500.00', dueDate: '2026-12-20' }),
  ]);
});

const remitted = (amount: string, invoiceId = 'INV-1') => [{ invoiceId, amount }];
const ofErp = (data: Parameters<typeof paid>[0] = {}, source = '/erp/demo') =>
  paid({ amount: '500.00', receivedOn: '2026-12-10', ...data }, { source });
const ofBank = (data: Parameters<typeof paid>[0] = {}) =>
  ofErp({ paymentId: 'bank-1', reference: 'ALQUILER', ...data }, '/imports/bank');
const opens = async () => [await world.open('INV-1'), await world.open('INV-2')];

describe('a payment that another source reported, too', () => {
  test('settles no other invoice by its sum, and a person decides', async () => {
    await world.take([ofErp({ allocations: remitted('500.00') })]);
    expect(await world.take([ofBank()])).toMatchObject([{ verdict: 'accepted' }]);
    expect(await opens()).toEqual([0n, 50000n]);
    expect(await world.tasks('unapplied-cash')).toHaveLength(1);
    expect((await world.audit('payment.unallocated')).at(-1)).toMatchObject({
      data: { paymentId: 'bank-1', sameAs: 'P-1' },
    });
  });

  test('does so in whatever order the two arrive, also in one batch', async () => {
    await world.take([ofBank({ reference: 'F-0011' }), ofErp()]);
    expect(await opens()).toEqual([0n, 50000n]);
    expect(await world.tasks('unapplied-cash')).toHaveLength(1);
  });

  test.each(['2026-12-05', '2026-12-15'])('on %s, within five days, waits for a person', async (receivedOn) => {
    await world.take([ofErp({ allocations: remitted('500.00') })]);
    await world.take([ofBank({ receivedOn })]);
    expect(await opens()).toEqual([0n, 50000n]);
  });

  test.each<[string, ReturnType<typeof ofBank>]>([
    ['six days before', ofBank({ receivedOn: '2026-12-04' })],
    ['six days after', ofBank({ receivedOn: '2026-12-16' })],
    ['from the same source', ofErp({ paymentId: 'bank-1' })],
    ['with the number of another invoice', ofBank({ reference: 'F-0012' })],
  ])('is other money when it comes %s', async (_, event) => {
    await world.take([ofErp({ allocations: remitted('500.00') })]);
    await world.take([event]);
    expect(await opens()).toEqual([0n, 0n]);
  });

  test('is other money when its amount, currency or customer is another', async () => {
    await world.take([
      issued({ invoiceId: 'INV-3', number: 'F-0013', total: '400.00' }),
      issued({ invoiceId: 'INV-4', number: 'F-0014', total: '500.00', currency: 'USD' }),
      issued({ invoiceId: 'INV-5', number: 'F-0015', total: '500.00', customerId: 'C-2' }),
      ofErp({ allocations: remitted('500.00') }),
    ]);
    await world.take([
      ofBank({ paymentId: 'bank-3', amount: '400.00' }),
      ofBank({ paymentId: 'bank-4', currency: 'USD' }),
      ofBank({ paymentId: 'bank-5', customerId: 'C-2' }),
    ]);
    expect(await Promise.all(['INV-3', 'INV-4', 'INV-5'].map((id) => world.open(id)))).toEqual([0n, 0n, 0n]);
  });

  test('pays no second part of the invoice that it names', async () => {
    await world.take([amended({ revision: 1, total: '1000.00' }), ofErp({ allocations: remitted('500.00') })]);
    await world.take([ofBank({ reference: 'F-0011' })]);
    await world.take([ofBank({ paymentId: 'bank-2', allocations: remitted('500.00') })]);
    expect(await opens()).toEqual([50000n, 50000n]);
    expect(await world.tasks('unapplied-cash')).toHaveLength(2);
    // Nor when the invoice changes later.
    await world.take([amended({ revision: 2, total: '1200.00' })]);
    expect(await opens()).toEqual([70000n, 50000n]);
  });

  test('settles no invoice that arrives later, and pays when the other payment is reversed', async () => {
    await world.take([ofErp({ allocations: remitted('500.00') }), ofBank({ reference: 'F-0011' })]);
    await world.take([issued({ invoiceId: 'INV-3', number: 'F-0013', total: '500.00' })]);
    expect([...(await opens()), await world.open('INV-3')]).toEqual([0n, 50000n, 50000n]);
    await world.take([reversed()]);
    expect([...(await opens()), await world.open('INV-3')]).toEqual([0n, 50000n, 50000n]);
    expect(await world.tasks('unapplied-cash')).toMatchObject([{ state: 'done', outcome: 'placed' }]);
  });
});
