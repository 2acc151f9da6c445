import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { amended, cancelled, customer, issued, merged, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import {
  moneyFaults,
  type AccountedEntry,
  type AccountedInvoice,
  type AccountedPayment,
} from '@puntual/testing/oracles/money-faults';
import { CaseWorld, at } from '@puntual/testing/worlds/case-world';
import { reconcile } from '../ledger/reconcile.ts';
import { placePayment } from '../people/place-payment.ts';
import { reverseByPerson } from '../people/money-acts.ts';
import { setGroup } from '../people/set-group.ts';
import { suggestForPayment } from '../people/suggest-for-payment.ts';
import { loadStatement } from '../statements/load-statement.ts';

const db = useTestDatabase();
const NOW = at('2026-12-05 12:00');
const G = { groupId: 'G-1', payer: 'P-1' };
let world: CaseWorld;
let events = 0;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
  events = 0;
});

/** A customer in a group, or in none. */
const inGroup = (customerId: string, group: object | null): PuntualEvent => {
  events += 1;
  return {
    ...customer({ customerId, name: customerId, group: group as never }),
    time: new Date(Date.UTC(2026, 10, 3, 10, 0, events)).toISOString(),
  };
};
const bill = (customerId: string, invoiceId: string, total: string) =>
  issued({ customerId, invoiceId, number: `F-2026/${invoiceId}`, total, dueDate: '2026-11-20' });
const pays = (paymentId: string, amount: string, more: Parameters<typeof paid>[0] = {}) =>
  paid({
    paymentId,
    customerId: 'P-1',
    amount,
    reference: 'gracias',
    allocations: [],
    receivedOn: '2026-12-01',
    ...more,
  });

/** P-1 pays for M-1 and M-2; each owes one invoice. */
async function groupOfThree(): Promise<void> {
  await world.take([inGroup('M-1', G), inGroup('M-2', G), inGroup('P-1', G)], NOW);
  await world.take([bill('M-1', 'I-1', '100.00'), bill('M-2', 'I-2', '200.00'), bill('P-1', 'I-3', '300.00')], NOW);
}
const openOf = async () =>
  Object.fromEntries(
    (
      await world.query<{ id: string; open: string }>(
        `SELECT invoice_id AS id, (open_minor / 100)::text AS open FROM invoice ORDER BY 1`,
      )
    ).map(({ id, open }) => [id, open]),
  ) as Record<string, string>;
const leftOf = async (paymentId: string) => (await world.payment(paymentId)).unallocated_minor;
const rowOf = async (table: 'payment' | 'customer', id: string) =>
  (await world.one<{ id: string }>(`SELECT id FROM ${table} WHERE ${table}_id = $1`, id)).id;
const historyOf = (customerId: string, kind: string) =>
  world.query<{ data: object }>(
    `SELECT a.data FROM audit_event a JOIN customer c ON c.id = a.customer_id
     WHERE c.customer_id = $1 AND a.kind = $2 ORDER BY a.id`,
    customerId,
    kind,
  );
async function statementOf(customerId: string) {
  const id = await rowOf('customer', customerId);
  const found = await db.database.inOrganization(world.organization.id, (tx) =>
    loadStatement(tx, id, { on: null, knownAt: null }, NOW),
  );
  return found?.statement.sums.map(({ openMinor, creditMinor }) => [openMinor, creditMinor]);
}

async function faults(): Promise<string[]> {
  return moneyFaults({
    invoices: await world.query<AccountedInvoice>(
      `SELECT id, currency, total_minor AS "totalMinor", open_minor AS "openMinor", status FROM invoice`,
    ),
    payments: await world.query<AccountedPayment>(
      `SELECT id, currency, amount_minor AS "amountMinor", unallocated_minor AS "unallocatedMinor",
         reversed_minor AS "reversedMinor", refunded_minor AS "refundedMinor", status FROM payment`,
    ),
    entries: await world.query<AccountedEntry>(
      `SELECT id, invoice_id AS "invoiceId", charge_id AS "chargeId", kind, amount_minor AS "amountMinor",
         entry_on::text AS "on", payment_id AS "paymentId", cause FROM entry ORDER BY id`,
    ),
  });
}

describe('money of the payer of a group', () => {
  test('pays the invoices that its remittance names, stops their cases, and is in both histories', async () => {
    await groupOfThree();
    const woken = (await world.outbox('wake-case')).length;
    await world.take(
      [
        pays('P', '350.00', {
          allocations: [
            { invoiceId: 'I-1', amount: '100.00' },
            { invoiceId: 'I-2', amount: '200.00' },
          ],
        }),
      ],
      NOW,
    );
    expect(await openOf()).toEqual({ 'I-1': '0', 'I-2': '0', 'I-3': '300' });
    expect(await leftOf('P')).toBe(5000n);
    const now = (await world.outbox('wake-case')).slice(woken);
    expect(new Set(now.map(({ payload }) => payload.subject?.invoiceId))).toEqual(new Set(['I-1', 'I-2', 'I-3']));
    expect(await world.evaluate(NOW, 'I-1')).toMatchObject({ kind: 'closed' });
    expect(await historyOf('M-1', 'payment.allocated')).toHaveLength(1);
    expect((await historyOf('P-1', 'payment.used-for-member')).map(({ data }) => data)).toMatchObject([
      { paymentId: 'P', amount: '100.00', invoiceId: 'I-1', customerId: 'M-1' },
      { paymentId: 'P', amount: '200.00', invoiceId: 'I-2', customerId: 'M-2' },
    ]);
    expect(await statementOf('P-1')).toEqual([[30_000n, 5_000n]]);
    expect(await statementOf('M-1')).toEqual([]);
    const compared = await db.database.inOrganization(world.organization.id, (tx) =>
      reconcile(tx, { items: [], credits: [] }, { asOf: '2026-12-05', knownAt: null }),
    );
    expect(compared.differences.map((each) => each.here?.minor).sort()).toEqual([30_000n, 5_000n].sort());
    expect(await faults()).toEqual([]);
  });

  test('finds invoices by their numbers and by the only sum, and leaves what is not clear to a person', async () => {
    await groupOfThree();
    await world.take([pays('P', '100.00', { reference: 'factura F-2026/I-1' }), pays('Q', '200.00')], NOW);
    expect(await openOf()).toEqual({ 'I-1': '0', 'I-2': '0', 'I-3': '300' });
    await world.take([bill('M-1', 'I-4', '70.00'), bill('M-2', 'I-5', '70.00'), pays('R', '70.00')], NOW);
    expect(await openOf()).toMatchObject({ 'I-4': '70', 'I-5': '70' });
    expect(await world.tasks('unapplied-cash')).toHaveLength(1);
    const row = await rowOf('payment', 'R');
    const suggestions = await db.database.inOrganization(world.organization.id, (tx) =>
      suggestForPayment(tx, world.organization.id, row),
    );
    expect(suggestions.flatMap(({ invoices }) => invoices.map(({ invoiceId }) => invoiceId)).sort()).toEqual(
      expect.arrayContaining(['I-4', 'I-5']),
    );
    const placed = await placePayment(
      db.database,
      world.actor,
      { paymentRowId: row, takeBack: [], allocations: [{ invoiceId: 'I-5', amount: '70.00' }], reason: 'x' },
      NOW,
    );
    expect(placed).toEqual({ result: 'done' });
    expect(await openOf()).toMatchObject({ 'I-4': '70', 'I-5': '0' });
    expect(await world.tasks('unapplied-cash')).toMatchObject([{ state: 'done', outcome: 'placed' }]);
  });

  test('is taken back from all invoices by a reversal, also when a customer has left the group since', async () => {
    await groupOfThree();
    const lines = [
      { invoiceId: 'I-1', amount: '100.00' },
      { invoiceId: 'I-3', amount: '300.00' },
    ];
    await world.take([pays('P', '400.00', { allocations: lines })], NOW);
    await world.take([inGroup('M-1', null)], NOW);
    expect(await openOf()).toEqual({ 'I-1': '0', 'I-2': '200', 'I-3': '0' });
    // Money that comes later is for the group as it is then.
    await world.take([bill('M-1', 'I-4', '70.00'), pays('Q', '70.00')], NOW);
    expect(await openOf()).toMatchObject({ 'I-4': '70' });
    await world.take([reversed({ paymentId: 'P', customerId: 'P-1', reversedOn: '2026-12-03' })], NOW);
    expect(await openOf()).toEqual({ 'I-1': '100', 'I-2': '200', 'I-3': '300', 'I-4': '70' });
    expect(await historyOf('P-1', 'payment.back-from-member')).toHaveLength(1);
    expect(await faults()).toEqual([]);
  });

  test('goes back to the payer when the invoice of a customer that left is lowered', async () => {
    await groupOfThree();
    await world.take([pays('P', '100.00', { allocations: [{ invoiceId: 'I-1', amount: '100.00' }] })], NOW);
    await world.take([inGroup('M-1', null)], NOW);
    await world.take([amended({ invoiceId: 'I-1', customerId: 'M-1', revision: 1, total: '40.00' })], NOW);
    expect(await leftOf('P')).toBe(6000n);
    expect(await statementOf('M-1')).toEqual([]);
    expect(await statementOf('P-1')).toEqual([[30_000n, 6_000n]]);
    expect(await faults()).toEqual([]);
  });

  test('waits for who joins the group, and places itself then', async () => {
    await world.take([inGroup('P-1', G), bill('M-1', 'I-1', '100.00')], NOW);
    await world.take([pays('P', '100.00', { reference: 'factura F-2026/I-1' })], NOW);
    expect(await openOf()).toEqual({ 'I-1': '100' });
    const customerRowId = await rowOf('customer', 'M-1');
    expect(await setGroup(db.database, world.actor, { customerRowId, group: { groupId: 'G-1' } }, NOW)).toEqual({
      result: 'done',
    });
    expect([await openOf(), await leftOf('P')]).toEqual([{ 'I-1': '0' }, 0n]);
    expect(await faults()).toEqual([]);
  });

  test('counts for who joins in the same batch of events', async () => {
    await world.take(
      [inGroup('P-1', G), bill('M-1', 'I-1', '100.00'), inGroup('M-1', G), pays('P', '100.00', { reference: '' })],
      NOW,
    );
    expect(await openOf()).toEqual({ 'I-1': '0' });
  });

  test('is taken back when customers of the group were merged since', async () => {
    await groupOfThree();
    await world.take([pays('P', '100.00'), pays('Q', '200.00')], NOW);
    await world.take([merged({ from: 'M-1', into: 'M-2' })], NOW);
    await world.take([merged({ from: 'M-2', into: 'P-1' })], NOW);
    await world.take([reversed({ paymentId: 'P', customerId: 'P-1', reversedOn: '2026-12-03' })], NOW);
    expect(await openOf()).toEqual({ 'I-1': '100', 'I-2': '0', 'I-3': '300' });
    expect(await statementOf('P-1')).toEqual([[40_000n, 0n]]);
    expect(await faults()).toEqual([]);
  });

  test('is reversed by a person, and cancelled invoices give it back', async () => {
    await groupOfThree();
    await world.take([pays('P', '100.00'), pays('Q', '200.00')], NOW);
    await world.take([cancelled({ invoiceId: 'I-1', customerId: 'M-1' })], NOW);
    expect(await leftOf('P')).toBe(10_000n);
    const row = await rowOf('payment', 'Q');
    const result = await reverseByPerson(
      db.database,
      world.actor,
      { paymentRowId: row, on: '2026-12-04', amount: null, reason: 'returned' },
      NOW,
    );
    expect(result).toMatchObject({ result: 'done' });
    expect(await openOf()).toEqual({ 'I-1': '0', 'I-2': '200', 'I-3': '300' });
    expect(await faults()).toEqual([]);
  });
});

const cents = fc.integer({ min: 1, max: 60 });
const invoice = fc.nat(3);
const payment = fc.nat(2);
const amount = (value: number) => (value / 100).toFixed(2);
const ownerOf = (index: number) => ['M-1', 'M-2', 'P-1', 'M-1'][index] ?? '';
const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pay' as const), payment, cents, invoice, by: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reverse' as const), payment, part: fc.option(cents) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('amend' as const), invoice, cents, revision: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), invoice }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), who: fc.constantFrom('M-1', 'M-2') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('join' as const), who: fc.constantFrom('M-1', 'M-2') }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

function eventsOf(each: Happening): PuntualEvent[] {
  switch (each.do) {
    case 'pay': {
      const lines = [{ invoiceId: `I-${each.invoice}`, amount: amount(each.cents) }];
      const reference = each.by === 0 ? `F-2026/I-${each.invoice}` : 'gracias';
      return [pays(`P${each.payment}`, amount(each.cents), { reference, allocations: each.by === 1 ? lines : [] })];
    }
    case 'reverse':
      return [
        reversed({
          paymentId: `P${each.payment}`,
          customerId: 'P-1',
          reversedOn: '2026-12-03',
          ...(each.part === null ? {} : { amount: amount(each.part) }),
        }),
      ];
    case 'amend':
      return [
        amended({
          invoiceId: `I-${each.invoice}`,
          customerId: ownerOf(each.invoice),
          revision: each.revision + 1,
          total: amount(each.cents),
        }),
      ];
    case 'cancel':
      return [cancelled({ invoiceId: `I-${each.invoice}`, customerId: ownerOf(each.invoice) })];
    case 'leave':
      return [inGroup(each.who, null)];
    case 'join':
      return [inGroup(each.who, { groupId: 'G-1' })];
  }
}

test('no cent is lost or made in a group, whoever pays, takes back, leaves and joins', async () => {
  let shared = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 6, maxLength: 14 }), async (all) => {
      world = new CaseWorld(db.database, await freshOrganization(db));
      await world.take([inGroup('M-1', G), inGroup('M-2', G), inGroup('P-1', G)], NOW);
      await world.take(
        [0, 1, 2, 3].map((index) => bill(ownerOf(index), `I-${index}`, amount(20 + index))),
        NOW,
      );
      for (const each of all) {
        await world.take(eventsOf(each), NOW);
        expect(await faults()).toEqual([]);
      }
      shared += (await world.query('SELECT 1 FROM entry WHERE of_payer')).length;
      const known = await world.query(`
        SELECT e.id FROM entry e JOIN payment p ON p.id = e.payment_id JOIN invoice i ON i.id = e.invoice_id
        WHERE e.of_payer <> (p.customer_id <> i.customer_id)`);
      expect(known).toEqual([]);
    }),
    { numRuns: Number(process.env.PUNTUAL_TEST_RUNS ?? 15) },
  );
  expect(shared).toBeGreaterThan(10);
});
