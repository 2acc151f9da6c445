import { expect, test } from '@jest/globals';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ChargeWorld, noon } from '@puntual/testing/worlds/charge-world';
import { makePlan } from './payment-plans.ts';

const db = useTestDatabase();

/** A plan in two instalments about an invoice of 1,000.00 with 17.48 of charges that its policy demands. */
async function planned(charges: 'included' | 'waived', second: string) {
  const world = new ChargeWorld(db.database, await freshOrganization(db));
  await world.owesWithCharges('demand');
  const { customerRowId } = await world.contactRef();
  const instalments = [
    { date: '2026-03-01', amount: '500.00' },
    { date: '2026-03-20', amount: second },
  ];
  const terms = { source: 'api', note: null, replaces: null, charges, instalments } as const;
  const plan = { ...terms, customerRowId, invoiceIds: ['INV-1'] };
  return { world, result: await makePlan(db.database, world.actor, plan, noon('2026-02-22')) };
}

test('a plan that waives the charges is completed by the invoice’s own sum, and then they are waived', async () => {
  expect((await planned('waived', '517.48')).result).toMatchObject({ code: 'plan-sum-differs' });
  const { world, result } = await planned('waived', '500.00');
  expect(result).toMatchObject({ result: 'done' });
  await world.pays('500.00');
  await world.evaluate(noon('2026-02-25'));
  expect(await world.balance()).toEqual({ open: 50_000n, charges: 1748n, status: 'open' });
  await world.pays('500.00', { paymentId: 'P-2' });
  expect(await world.evaluate(noon('2026-02-26'))).toMatchObject({ kind: 'closed', outcome: 'paid' });
  expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'paid' });
  expect(await world.one('SELECT state FROM payment_plan')).toEqual({ state: 'completed' });
});

test('a plan that includes the charges runs until they are paid, too', async () => {
  const { world } = await planned('included', '517.48');
  await world.pays('1000.00');
  await world.evaluate(noon('2026-02-25'));
  expect(await world.one('SELECT state FROM payment_plan')).toEqual({ state: 'active' });
  await world.pays('17.48', { paymentId: 'P-2' });
  await world.evaluate(noon('2026-02-26'));
  expect(await world.one('SELECT state FROM payment_plan')).toEqual({ state: 'completed' });
});
