import { beforeEach, describe, expect, test } from '@jest/globals';
import { paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ChargeWorld, noon } from '@puntual/testing/worlds/charge-world';
import { openHold } from '../people/holds.ts';

const db = useTestDatabase();
let world: ChargeWorld;
beforeEach(async () => {
  world = new ChargeWorld(db.database, await freshOrganization(db));
});

const WEEKLY = {
  steps: [
    {
      id: 'weekly',
      day: 8,
      stage: 'demand',
      do: 'send',
      template: 'demand',
      repeat: { everyDays: 7, untilDay: 60 },
    },
  ],
};
const weekly = (sum: object, maximum: object) => ({
  lateFee: { ...sum, stages: ['demand'], repeat: { everyDays: 7, maximum } },
});
const fees = async () => (await world.charges()).map((charge) => [charge.on, charge.key, charge.amount_minor]);

async function owesWeekly(charges: object): Promise<void> {
  await world.policy(charges, [], '2026-01-02', WEEKLY);
  await world.owes({ total: '1000.00', issueDate: '2026-01-05', dueDate: '2026-02-01' });
}

describe('a penalty for each week late', () => {
  test('comes with the notice of its week, one line each, up to the maximum, and ends with the payment', async () => {
    await owesWeekly(weekly({ amount: '10.00' }, { amount: '25.00' }));
    expect((await world.demand('2026-02-09')).text).toContain('F-2026/INV-1=100000+fee:1000;');
    expect((await world.demand('2026-02-16')).text).toContain('F-2026/INV-1=100000+fee:1000+fee:1000;');
    await world.demand('2026-02-23');
    await world.demand('2026-03-02');
    expect(await fees()).toEqual([
      ['2026-02-09', 'INV-1:fee:day-7', 1000n],
      ['2026-02-16', 'INV-1:fee:day-14', 1000n],
      ['2026-02-23', 'INV-1:fee:day-21', 500n],
    ]);
    expect((await world.charges())[2]?.how).toMatchObject({
      period: { number: 3, everyDays: 7 },
      cappedBy: 'late-fee-maximum',
    });
    expect(await world.audit('charge.withheld')).toMatchObject([
      { data: { charge: 'fee', because: 'capped', source: 'late-fee-maximum' } },
    ]);
    await world.take(
      [paid({ amount: '1000.00', receivedOn: '2026-03-03', reference: 'F-2026/INV-1' })],
      noon('2026-03-03'),
    );
    expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'paid' });
  });

  test('is a share of what is open on the day: a part payment lowers the next one', async () => {
    await owesWeekly(weekly({ percentOfOpen: '2' }, { percentOfPrincipal: '10' }));
    await world.demand('2026-02-09');
    await world.take(
      [paid({ amount: '500.00', receivedOn: '2026-02-10', reference: 'F-2026/INV-1' })],
      noon('2026-02-10'),
    );
    await world.demand('2026-02-16');
    expect((await fees()).map(([, key, minor]) => [key, minor])).toEqual([
      ['INV-1:fee:day-7', 2000n],
      ['INV-1:fee:day-14', 1000n],
    ]);
  });

  test('is not charged for weeks in which the invoice was on hold, and goes on after them', async () => {
    await owesWeekly(weekly({ amount: '10.00' }, { amount: '90.00' }));
    await world.demand('2026-02-09');
    const { id } = await world.invoice();
    await openHold(
      db.database,
      world.actor,
      { invoiceRowId: id, kind: 'dispute', untilOn: '2026-03-01', reason: 'goods missing' } as never,
      noon('2026-02-10'),
    );
    await world.evaluate(noon('2026-02-23'));
    expect(await fees()).toHaveLength(1);
    await world.demand('2026-03-02');
    expect((await fees()).map(([, key]) => key)).toEqual(['INV-1:fee:day-7', 'INV-1:fee:day-28']);
  });
});
