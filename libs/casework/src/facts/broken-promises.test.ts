import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { loadCase } from './load-case.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const CALLED = at('2026-12-07 12:00');
/** The first day after the promised day, 15 December, and its two days of grace. */
const AFTER = at('2026-12-18 12:00');

/** A call about two invoices of 1,210.00, in which the customer promised to pay by 15 December. */
async function promised(amount?: string): Promise<void> {
  const reached = {
    issueDate: '2026-10-01',
    dueDate: '2026-11-02',
    alreadyReached: { stage: 'demand' as const, on: '2026-11-20' },
  };
  await world.take([customer(), issued(reached), issued({ ...reached, invoiceId: 'INV-2' })], at('2026-11-20 10:00'));
  for (const invoiceId of ['INV-1', 'INV-2']) await world.evaluate(CALLED, invoiceId);
  const [call] = await world.tasks('call');
  expect(
    await world.complete(
      call?.id ?? '',
      { outcome: 'promised', promise: { date: '2026-12-15', ...(amount === undefined ? {} : { amount }) } },
      CALLED,
    ),
  ).toEqual({ result: 'done' });
}

const pays = (amount: string, receivedOn: string, invoiceId = 'INV-1') =>
  world.take(
    [paid({ paymentId: `P-${invoiceId}-${receivedOn}`, amount, receivedOn, allocations: [{ invoiceId, amount }] })],
    at(`${receivedOn} 12:00`),
  );
const broken = async (now = AFTER) =>
  (
    await world.database.inOrganization(world.organization.id, async (tx) =>
      loadCase(tx, (await world.invoice()).id, now, false),
    )
  )?.facts.customer.brokenPromises;

describe('a promise', () => {
  test('is broken when its day and the days of grace pass unpaid, once for a call about two invoices', async () => {
    await promised();
    expect([await broken(at('2026-12-17 12:00')), await broken()]).toEqual([0, 1]);
  });

  test.each([
    ['before the promised day', '2026-12-10', 0],
    ['in the days of grace', '2026-12-17', 0],
    ['after the days of grace', '2026-12-18', 1],
  ])(
    'of a part of the debt is kept by paying that part by the last day of grace: paid %s',
    async (_, receivedOn, count) => {
      await promised('500.00');
      await pays('300.00', '2026-12-09');
      await pays('200.00', receivedOn, 'INV-2');
      expect(await broken()).toBe(count);
    },
  );

  test('of a part of the debt is broken by a payment of less, and by a payment that is reversed later', async () => {
    await promised('500.00');
    await pays('499.99', '2026-12-10');
    expect(await broken()).toBe(1);
    await pays('0.01', '2026-12-11');
    expect(await broken()).toBe(0);
    await world.take([reversed({ paymentId: 'P-INV-1-2026-12-10', reversedOn: '2026-12-20' })], at('2026-12-20 12:00'));
    expect(await broken(at('2026-12-21 12:00'))).toBe(1);
  });

  test('of the whole debt is broken by a part payment, and kept when all is paid by the promised day', async () => {
    await promised();
    await pays('1210.00', '2026-12-10');
    await world.evaluate(at('2026-12-10 13:00'), 'INV-1');
    expect(await broken()).toBe(1);
    await pays('1210.00', '2026-12-15', 'INV-2');
    await world.evaluate(at('2026-12-15 13:00'), 'INV-2');
    expect(await broken()).toBe(0);
  });
});
