import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { paid } from '@puntual/testing/builders/events';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/test-database';
import { ChargeWorld, noon } from '../testing/charge-world.ts';
import { placePayment } from './place-payment.ts';

jest.setTimeout(60_000);
let db: TestDatabase;
let world: ChargeWorld;
beforeAll(async () => {
  db = await withTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  world = new ChargeWorld(db.database, await freshOrganization(db));
});

test('a person pays the invoice first and its charges with what is beyond it, and takes it back the other way round', async () => {
  await world.policy({ lateFee: { amount: '12.00', stages: ['demand'] }, whenPrincipalPaid: 'demand' }, [20, 40], '2026-01-02');
  await world.owes({ total: '1000.00', issueDate: '2026-01-05', dueDate: '2026-02-01' });
  await world.demand('2026-02-21');
  await world.take([paid({ amount: '1500.00', receivedOn: '2026-02-25', allocations: [{ invoiceId: 'INV-9', amount: '1500.00' }] })], noon('2026-02-25'));
  const { id } = await world.one<{ id: string }>('SELECT id FROM payment');
  const place = (parts: { takeBack?: string; put?: string }) => placePayment(db.database, world.actor, id, {
    takeBack: parts.takeBack === undefined ? [] : [{ invoiceId: 'INV-1', amount: parts.takeBack }], allocations: parts.put === undefined ? [] : [{ invoiceId: 'INV-1', amount: parts.put }], reason: 'by telephone',
  }, noon('2026-02-26'));

  expect(await place({ put: '1012.01' })).toMatchObject({ path: 'allocations.0.amount', message: 'only 1012.00 is open on invoice INV-1' });
  await place({ put: '1005.00' });
  expect(await world.balance()).toEqual({ open: 0n, charges: 700n, status: 'open' });
  await place({ put: '7.00' });
  expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'paid' });
  await place({ takeBack: '20.00' });
  expect(await world.balance()).toEqual({ open: 800n, charges: 1200n, status: 'open' });
  expect(await place({ takeBack: '992.01' })).toMatchObject({ message: 'only 992.00 of it is on invoice INV-1' });
  expect(await world.one('SELECT unallocated_minor FROM payment')).toEqual({ unallocated_minor: 50800n });
});
