import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Statement } from '@puntual/domain/statement/statement-at';
import { amended, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { placePayment } from '../people/place-payment.ts';
import { reconcile } from '../ledger/reconcile.ts';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { FINAL_AFTER_MS, readKnownAt } from './known-at.ts';
import { loadStatement } from './load-statement.ts';

const db = useTestDatabase();
let world: CaseWorld;
/** When the report is printed for the first time. The records after this moment have earlier dates. */
const PRINTED = at('2026-11-20 18:00');
const asked = { on: '2026-11-20', knownAt: PRINTED };
let printed: Statement;

beforeAll(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
  await world.take(
    [
      customer(),
      issued({ invoiceId: 'A', total: '100.00', issueDate: '2026-10-01', dueDate: '2026-11-01' }),
      issued({ invoiceId: 'B', total: '60.00', issueDate: '2026-10-01', dueDate: '2026-11-10' }),
      paid({
        paymentId: 'P-1',
        amount: '100.00',
        receivedOn: '2026-11-05',
        reference: 'nothing that helps',
        allocations: [{ invoiceId: 'A', amount: '100.00' }],
      }),
      paid({ paymentId: 'P-2', amount: '25.00', receivedOn: '2026-11-06', allocations: [] }),
    ],
    at('2026-11-07 09:00'),
  );
  await world.take([amended({ invoiceId: 'B', revision: 1, dueDate: '2026-11-30' })], at('2026-11-15 09:00'));
  printed = await statement(asked);

  await world.take(
    [
      issued({ invoiceId: 'LATE', total: '70.00', issueDate: '2026-11-02', dueDate: '2026-11-12' }),
      paid({
        paymentId: 'P-3',
        amount: '10.00',
        receivedOn: '2026-11-18',
        allocations: [{ invoiceId: 'B', amount: '10.00' }],
      }),
      reversed({ paymentId: 'P-2', reversedOn: '2026-11-19' }),
      amended({ invoiceId: 'B', revision: 2, dueDate: '2026-11-16', total: '55.00' }),
    ],
    at('2026-11-23 09:00'),
  );
  // A person moves money of 5 November from one invoice to another.
  const payment = await world.one<{ id: string }>(`SELECT id FROM payment WHERE payment_id = 'P-1'`);
  const moved = await placePayment(
    db.database,
    world.actor,
    {
      paymentRowId: payment.id,
      takeBack: [{ invoiceId: 'A', amount: '40.00' }],
      allocations: [{ invoiceId: 'B', amount: '40.00' }],
      reason: 'by telephone',
    },
    at('2026-11-24 10:00'),
  );
  expect(moved).toEqual({ result: 'done' });
});

async function statement(question: {
  readonly on: string | null;
  readonly knownAt: number | null;
}): Promise<Statement> {
  const { id } = await world.one<{ id: string }>(`SELECT id FROM customer WHERE customer_id = 'C-1'`);
  const found = await db.database.inOrganization(world.organization.id, (tx) =>
    loadStatement(tx, id, question, at('2026-12-01 12:00')),
  );
  if (!found) throw new Error('the customer is there');
  return found.statement;
}
const opens = ({ overdue, upcoming }: Statement) =>
  [...overdue, ...upcoming].map((item) => [item.invoice.invoiceId, item.dueOn, item.openMinor]);
const credit = ({ sums }: Statement) =>
  sums.map((sum) => [sum.currency, sum.openMinor, sum.creditMinor, sum.balanceMinor]);

describe('a statement that was printed', () => {
  test('is the same when it is printed again as of its moment, whatever was recorded since', async () => {
    expect([opens(printed), credit(printed)]).toEqual([[['B', '2026-11-30', 6000n]], [['EUR', 6000n, 2500n, 3500n]]]);
    expect(await statement(asked)).toEqual(printed);
  });

  test('includes what was recorded since with dates until its day, when it is printed as of now', async () => {
    const corrected = await statement({ on: '2026-11-20', knownAt: null });
    // LATE and P-3 count from their own days, and P-2 is reversed. The total and the due date of B were amended on the
    // 23rd only. The moved money keeps the day of its payment.
    expect(opens(corrected)).toEqual([
      ['A', '2026-11-01', 4000n],
      ['LATE', '2026-11-12', 7000n],
      ['B', '2026-11-30', 1000n],
    ]);
    expect(credit(corrected)).toEqual([['EUR', 12_000n, 0n, 12_000n]]);
  });

  test('shows an amended due date or total from the day on which the amendment was known', async () => {
    expect(opens(await statement({ on: '2026-11-14', knownAt: null })).find(([id]) => id === 'B')).toEqual([
      'B',
      '2026-11-10',
      2000n,
    ]);
    expect(opens(await statement({ on: '2026-11-23', knownAt: null })).find(([id]) => id === 'B')).toEqual([
      'B',
      '2026-11-16',
      500n,
    ]);
    expect(opens(await statement({ on: '2026-11-23', knownAt: at('2026-11-22 09:00') }))).toEqual([
      ['B', '2026-11-30', 6000n],
    ]);
  });

  test('without a day shows the day of its moment', async () => {
    expect((await statement({ on: null, knownAt: PRINTED })).on).toBe('2026-11-20');
    expect((await statement({ on: null, knownAt: null })).on).toBe('2026-12-01');
  });
});

describe('the open items of a day', () => {
  const open = async (asOf: string, knownAt: number | null) => {
    const { differences } = await db.database.inOrganization(world.organization.id, (tx) =>
      reconcile(tx, { items: [], credits: null }, { asOf, knownAt }),
    );
    return differences.map((each) => [each.invoiceId, each.here?.minor]).sort();
  };

  test('are reconciled as statements show them, as of now and as of earlier moments', async () => {
    for (const day of [
      '2026-09-30',
      '2026-10-01',
      '2026-11-02',
      '2026-11-04',
      '2026-11-05',
      '2026-11-17',
      '2026-11-18',
      '2026-11-22',
      '2026-11-23',
      '2026-11-26',
    ]) {
      for (const knownAt of [null, PRINTED, at('2026-11-23 12:00')]) {
        const shown = opens(await statement({ on: day, knownAt }))
          .map(([id, , minor]) => [id, minor])
          .sort();
        expect([day, knownAt, await open(day, knownAt)]).toEqual([day, knownAt, shown]);
      }
    }
  });
});

test('a report is pinned only to a moment whose records are final', () => {
  const now = at('2026-12-01 12:00');
  expect(readKnownAt(undefined, now, 1)).toEqual({ knownAt: null });
  expect(readKnownAt('2026-12-01T11:59:00+01:00', now, 1)).toEqual({ knownAt: now - FINAL_AFTER_MS });
  for (const text of ['2026-12-01T11:59:00.001+01:00', '2026-12-02T00:00:00Z'])
    expect(readKnownAt(text, now, 1)).toMatchObject({ path: 'knownAt' });
  expect(readKnownAt('2026-12-01T11:59:00+01:00', now, 60)).toMatchObject({ path: 'knownAt' });
});
