import { beforeEach, describe, expect, test } from '@jest/globals';
import { resultInWords } from '@puntual/testing/worlds/in-words';
import { amended, cancelled, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { placePayment, type Placing } from './place-payment.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const NOW = at('2026-12-05 10:00');
const part = (invoiceId: string, amount: string) => ({ invoiceId, amount });
const place = async (placing: Partial<Placing>, paymentId = 'P-1') => {
  const { id } = await world.one<{ id: string }>('SELECT id FROM payment WHERE payment_id = $1', paymentId);
  return placePayment(
    db.database,
    world.actor,
    { paymentRowId: id, takeBack: [], allocations: [], reason: 'the customer said so by telephone', ...placing },
    NOW,
  );
};
const entries = (invoiceId: string) =>
  world.query(
    `
    SELECT e.kind, e.amount_minor, e.entry_on::text AS on
    FROM entry e JOIN invoice i ON i.id = e.invoice_id
    WHERE i.invoice_id = $1
    ORDER BY e.id`,
    invoiceId,
  );
const twoOpen = () => [
  customer(),
  issued({ total: '100.00' }),
  issued({ invoiceId: 'INV-2', total: '60.00', dueDate: '2026-12-10' }),
];

describe('a person', () => {
  test('who pays an invoice short, with a reason that the payer wrote, is asked about a deduction', async () => {
    const reference = 'menos mercancía dañada';
    await world.take([customer(), issued({ total: '1000.00' }), paid({ amount: '980.00', reference })]);
    expect(await world.tasks('deduction')).toEqual([]);
    expect(await place({ allocations: [part('INV-1', '980.00')] })).toEqual({ result: 'done' });
    expect(await world.tasks('deduction')).toMatchObject([{ state: 'open' }]);
    await place({ takeBack: [part('INV-1', '980.00')] });
    expect(await world.tasks('deduction')).toHaveLength(1);
  });

  test('puts unallocated money on invoices: they settle, the task ends, their cases are woken', async () => {
    await world.take([...twoOpen(), paid({ amount: '120.00' })]);
    const woken = (await world.outbox('wake-case')).length;
    expect(await place({ allocations: [part('INV-2', '60.00'), part('INV-1', '60.00')] })).toEqual({ result: 'done' });
    expect([await world.open('INV-1'), await world.open('INV-2')]).toEqual([4000n, 0n]);
    expect(await world.invoice('INV-2')).toMatchObject({ status: 'paid' });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 0n });
    expect((await world.tasks('unapplied-cash')).map((task) => task.outcome)).toEqual(['placed']);
    expect(
      (await world.outbox('wake-case')).slice(woken).map((row) => [row.payload.subject?.invoiceId, row.payload.signal]),
    ).toEqual([
      ['INV-2', 'payment'],
      ['INV-1', 'payment'],
    ]);
    expect(await world.audit('payment.placed')).toMatchObject([
      {
        actor: 'Marta',
        data: {
          paymentId: 'P-1',
          amount: '60.00',
          currency: 'EUR',
          open: { amount: '0.00' },
          reason: 'the customer said so by telephone',
        },
      },
      { actor: 'Marta' },
    ]);
  });

  test('moves money as two more entries, and nothing that was there changes', async () => {
    await world.take([...twoOpen(), paid({ amount: '60.00', allocations: [part('INV-1', '60.00')] })]);
    const before = await entries('INV-1');
    expect(await place({ takeBack: [part('INV-1', '60.00')], allocations: [part('INV-2', '60.00')] })).toEqual({
      result: 'done',
    });
    expect(await entries('INV-1')).toEqual([...before, { kind: 'payment', amount_minor: 6000n, on: '2026-12-03' }]);
    expect((await entries('INV-2')).slice(1)).toEqual([{ kind: 'payment', amount_minor: -6000n, on: '2026-12-03' }]);
    expect([await world.open('INV-1'), await world.open('INV-2')]).toEqual([10000n, 0n]);
    expect(await world.audit('payment.moved-off')).toMatchObject([{ actor: 'Marta', data: { amount: '60.00' } }]);
  });

  test('opens again what was paid, at the stage it held and in the next run of its case', async () => {
    await world.take([customer(), issued({ total: '100.00' })]);
    await world.evaluate(at('2026-12-02 12:00'));
    await world.send(at('2026-12-02 12:00'));
    await world.take([paid({ amount: '100.00', reference: 'F-2026/INV-1' })]);
    await world.evaluate(at('2026-12-03 12:00'));
    expect(await world.invoice()).toMatchObject({ status: 'paid', case_state: 'closed' });
    await place({ takeBack: [part('INV-1', '100.00')] });
    expect(await world.invoice()).toMatchObject({
      status: 'open',
      stage: 'friendly',
      open_minor: 10000n,
      case_state: 'running',
      case_run: 2,
    });
    expect((await world.outbox('start-case')).map((row) => row.payload.subject?.run)).toEqual([1, 2]);
  });

  test('is not overruled: no rule puts back what a person removed, not even when the invoice grows', async () => {
    await world.take([...twoOpen(), paid({ amount: '100.00', reference: 'F-2026/INV-1' })]);
    await place({ takeBack: [part('INV-1', '100.00')] });
    await world.take([amended({ revision: 1, total: '150.00' }), issued({ invoiceId: 'INV-3', total: '100.00' })]);
    expect([await world.open('INV-1'), await world.open('INV-3')]).toEqual([15000n, 10000n]);
    expect(await world.payment()).toMatchObject({ unallocated_minor: 10000n });
  });

  test('leaves the invoice to other money that waited for it', async () => {
    await world.take([
      ...twoOpen(),
      paid({ amount: '100.00', reference: 'F-2026/INV-1' }),
      paid({ paymentId: 'P-2', amount: '100.00', allocations: [part('INV-1', '100.00')] }),
    ]);
    await place({ takeBack: [part('INV-1', '100.00')], allocations: [part('INV-2', '60.00')] });
    expect(await world.invoice()).toMatchObject({ status: 'paid', open_minor: 0n });
    expect(await world.payment('P-2')).toMatchObject({ unallocated_minor: 0n });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 4000n });
  });

  test('and another one at the same time place no money twice', async () => {
    await world.take([...twoOpen(), paid({ amount: '55.00' })]);
    const answers = await Promise.all([
      place({ allocations: [part('INV-2', '55.00')] }),
      place({ allocations: [part('INV-1', '55.00')] }),
    ]);
    expect(answers.map((answer) => answer.result).sort()).toEqual(['done', 'invalid']);
    expect((await world.open('INV-1')) + (await world.open('INV-2'))).toBe(10500n);
  });

  test('wakes the customer’s other cases, which the credit covered before', async () => {
    await world.take([
      customer(),
      issued({ total: '100.00' }),
      issued({ invoiceId: 'INV-2', total: '60.00', dueDate: '2026-12-10' }),
      paid({ amount: '170.00' }),
    ]);
    expect(await world.evaluate(NOW, 'INV-1')).toMatchObject({ kind: 'sleep', did: [] });
    await place({ allocations: [part('INV-2', '60.00')] });
    expect((await world.outbox('wake-case')).map((row) => row.payload.subject?.invoiceId)).toContain('INV-1');
  });
});

describe('an impossible placing is refused as a whole, with the path of the fault', () => {
  beforeEach(() =>
    world.take([
      ...twoOpen(),
      paid({ amount: '60.00', allocations: [part('INV-1', '60.00')] }),
      issued({ invoiceId: 'INV-USD', currency: 'USD', total: '10.00' }),
      issued({ invoiceId: 'INV-C2', customerId: 'C-2', total: '10.00' }),
      issued({ invoiceId: 'INV-X' }),
      cancelled({ invoiceId: 'INV-X' }),
    ]),
  );

  test.each<[string, Partial<Placing>, string, string]>([
    [
      'more than is left',
      { allocations: [part('INV-2', '10.00')] },
      'allocations.0.amount',
      'only €0.00 of the payment is left to place: give at most that',
    ],
    [
      'more than is open',
      { takeBack: [part('INV-1', '60.00')], allocations: [part('INV-2', '10.00'), part('INV-2', '50.01')] },
      'allocations.1.amount',
      'only €50.00 is open on invoice INV-2: give at most that',
    ],
    [
      'more than is there',
      { takeBack: [part('INV-1', '60.01')] },
      'takeBack.0.amount',
      'only €60.00 of the payment is on invoice INV-1: take back at most that',
    ],
    [
      'what it never paid',
      { takeBack: [part('INV-2', '1.00')] },
      'takeBack.0.amount',
      'only €0.00 of the payment is on invoice INV-2: take back at most that',
    ],
    [
      'another customer’s invoice',
      { allocations: [part('INV-C2', '1.00')] },
      'allocations.0.invoiceId',
      'the customer has no invoice INV-C2: check its id',
    ],
    [
      'an invoice that nobody knows',
      { allocations: [part('INV-9', '1.00')] },
      'allocations.0.invoiceId',
      'the customer has no invoice INV-9: check its id',
    ],
    [
      'another currency',
      { allocations: [part('INV-USD', '1.00')] },
      'allocations.0.invoiceId',
      'invoice INV-USD is in USD, and the payment in EUR: choose an invoice in EUR',
    ],
    [
      'a cancelled invoice',
      { takeBack: [part('INV-1', '1.00')], allocations: [part('INV-X', '1.00')] },
      'allocations.0.invoiceId',
      'invoice INV-X is cancelled: choose another one',
    ],
    ['nothing', { allocations: [part('INV-2', '0.00')] }, 'allocations.0.amount', 'must be more than zero'],
    [
      'too many decimals',
      { allocations: [part('INV-2', '0.001')] },
      'allocations.0.amount',
      '"0.001" has 3 decimals, and EUR has 2',
    ],
  ])('%s', async (_what, placing, path, message) => {
    const count = () => world.one('SELECT count(*)::int AS entries FROM entry');
    const before = await count();
    expect(resultInWords(await place(placing))).toEqual({ result: 'invalid', path, message });
    expect(await count()).toEqual(before);
  });

  test('a payment that was taken back', async () => {
    await world.take([reversed()]);
    expect(await place({ allocations: [part('INV-1', '1.00')] })).toEqual({ result: 'reversed' });
  });
});
