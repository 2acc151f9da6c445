import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { amended, cancelled, creditNote, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ChargeWorld, noon } from '@puntual/testing/worlds/charge-world';

const db = useTestDatabase();
let world: ChargeWorld;
beforeEach(async () => {
  world = new ChargeWorld(db.database, await freshOrganization(db));
});

/** An invoice of 1,000.00 with two per cent discount within ten days: 980.00 until 11 November. */
const offered = (more: object = {}) =>
  issued({
    total: '1000.00',
    issueDate: '2026-11-01',
    dueDate: '2026-12-01',
    terms: { earlyPayment: { percent: '2', days: 10 } },
    ...more,
  });
const pays = (receivedOn: string, amount = '980.00', more: object = {}) =>
  paid({ amount, receivedOn, reference: 'F-2026/INV-1', ...more });
const credit = () =>
  world
    .one<{ minor: bigint }>('SELECT coalesce(sum(unallocated_minor), 0)::bigint AS minor FROM payment')
    .then((row) => row.minor);

describe('an early-payment discount', () => {
  test('is offered in messages with its last day and its amount, and no more after that day', async () => {
    await world.policy({}, [20], '2026-10-20', {
      steps: [
        { id: 'courtesy', day: -22, stage: 'courtesy', do: 'send', template: 'courtesy', channels: ['email'] },
        { id: 'due-today', day: 0, stage: 'courtesy', do: 'send', template: 'due-today', channels: ['email'] },
      ],
    });
    await world.take([customer(), offered()], noon('2026-11-02'));
    await world.evaluate(noon('2026-11-09'));
    expect((await world.send(noon('2026-11-09'))).text).toContain('F-2026/INV-1=100000 or 98000 until 2026-11-11');
    await world.evaluate(noon('2026-12-01'));
    expect((await world.send(noon('2026-12-01'))).text).toContain('upcoming: F-2026/INV-1=100000;');
  });

  test.each([
    ['names the invoice', {}],
    ['has remittance detail', { reference: '', allocations: [{ invoiceId: 'INV-1', amount: '980.00' }] }],
    ['has the discounted amount and no reference', { reference: '' }],
  ])('is taken by a payment in time that %s, as a separate entry, and announced to the ERP', async (_, more) => {
    await world.take([customer(), offered(), pays('2026-11-11', '980.00', more)]);
    expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'paid' });
    expect((await world.ledger()).sort()).toEqual([
      '2026-11-01 invoice 100000',
      '2026-11-11 discount -2000',
      '2026-11-11 payment -98000',
    ]);
    expect(
      (await world.outbox('collections-event', 'puntual.discount.taken.v1')).map(({ payload }) => payload.data),
    ).toMatchObject([{ amount: '20.00', invoiceId: 'INV-1' }]);
  });

  test('is not taken by a payment one day late: the rest stays open, and the audit says why', async () => {
    await world.take([customer(), offered()]);
    await world.take([pays('2026-11-12')]);
    expect(await world.balance()).toEqual({ open: 2000n, charges: 0n, status: 'open' });
    expect(await world.audit('discount.late')).toMatchObject([{ data: { amount: '20.00' } }]);
  });

  test('is given to a late payment when the policy accepts that', async () => {
    await world.policy({ earlyPayment: { shortButLate: 'accept' } }, [20], '2026-10-20');
    await world.take([customer(), offered()], noon('2026-11-02'));
    await world.evaluate(noon('2026-11-02'));
    await world.take([pays('2026-11-14')], noon('2026-11-14'));
    expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'paid' });
    expect(await world.audit('discount.taken')).toMatchObject([{ data: { amount: '20.00', lateDays: 3 } }]);
  });

  test('is given to a late payment that arrived before the case had its policy, at the next evaluation', async () => {
    await world.policy({ earlyPayment: { shortButLate: 'accept' } }, [20], '2026-10-20');
    await world.take([customer(), offered(), pays('2026-11-14')], noon('2026-11-14'));
    expect(await world.balance()).toEqual({ open: 2000n, charges: 0n, status: 'open' });
    expect(await world.evaluate(noon('2026-11-15'))).toMatchObject({
      kind: 'closed',
      outcome: 'paid',
      did: ['gave a discount late', 'requested thank-you'],
    });
    expect((await world.ledger()).sort()).toEqual([
      '2026-11-01 invoice 100000',
      '2026-11-14 discount -2000',
      '2026-11-14 payment -98000',
    ]);
    expect(
      (await world.outbox('collections-event', 'puntual.discount.taken.v1')).map(({ payload }) => payload.data),
    ).toMatchObject([{ amount: '20.00', lateDays: 3, on: '2026-11-14' }]);
    expect(await world.evaluate(noon('2026-11-16'))).toMatchObject({ kind: 'closed', did: [] });
  });

  test('is taken back when its payment is reversed, its invoice is raised, or its invoice is cancelled', async () => {
    await world.take([customer(), offered(), pays('2026-11-05')]);
    await world.take([reversed({ reversedOn: '2026-11-08' })]);
    expect(await world.balance()).toEqual({ open: 100_000n, charges: 0n, status: 'open' });
    await world.take([pays('2026-11-10', '980.00', { paymentId: 'P-2' })]);
    expect(await world.balance()).toMatchObject({ open: 0n, status: 'paid' });
    await world.take([amended({ revision: 1, total: '1100.00' })]);
    expect(await world.balance()).toMatchObject({ open: 12_000n, status: 'open' });
    await world.take([cancelled()]);
    expect(await world.balance()).toMatchObject({ open: 0n, status: 'cancelled' });
    expect(await credit()).toBe(98_000n);
  });

  test('is the same in any order of the events, with part payments and a credit note among them', async () => {
    const events = () => [
      offered({ total: '1000.00' }),
      pays('2026-11-03', '500.00', { paymentId: 'P-1' }),
      pays('2026-11-09', '380.00', { paymentId: 'P-2' }),
      creditNote({
        amount: '100.00',
        issueDate: '2026-11-04',
        allocations: [{ invoiceId: 'INV-1', amount: '100.00' }],
      }),
    ];
    const orders = [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 0, 3, 2],
      [2, 3, 0, 1],
      [0, 2, 3, 1],
    ];
    const ends: unknown[] = [];
    for (const order of orders) {
      world = new ChargeWorld(db.database, await freshOrganization(db));
      const all = events();
      for (const index of order) await world.take([customer(), all[index] as ReturnType<typeof issued>]);
      ends.push([
        await world.balance(),
        await credit(),
        (await world.ledger()).filter((line) => line.includes('discount')).map((line) => line.slice(11)),
      ]);
    }
    for (const end of ends) expect(end).toEqual([{ open: 0n, charges: 0n, status: 'paid' }, 0n, ['discount -2000']]);
  });

  const note = (amount: string, issueDate: string) =>
    creditNote({ amount, issueDate, allocations: [{ invoiceId: 'INV-1', amount }] });
  const line = (amount: string) => ({ reference: '', allocations: [{ invoiceId: 'INV-1', amount }] });
  test.each<[string, () => PuntualEvent[], { credit: bigint; discount: bigint }]>([
    [
      'a second payment of exactly the discount, a later day',
      () => [pays('2026-11-05'), pays('2026-11-09', '20.00', { paymentId: 'P-2' })],
      { credit: 2000n, discount: -2000n },
    ],
    [
      'a second payment of exactly the discount, an earlier day',
      () => [pays('2026-11-05'), pays('2026-11-02', '20.00', { paymentId: 'P-2' })],
      { credit: 2000n, discount: -2000n },
    ],
    [
      'a second payment of more than the discount, both with remittance detail',
      () => [
        pays('2026-11-05', '980.00', line('980.00')),
        pays('2026-11-09', '30.00', { paymentId: 'P-2', ...line('30.00') }),
      ],
      { credit: 3000n, discount: -2000n },
    ],
    [
      'a credit note besides the payment',
      () => [pays('2026-11-05'), note('100.00', '2026-11-06')],
      { credit: 10_000n, discount: -2000n },
    ],
    [
      'two payments that together are the full amount, none of them the discounted one',
      () => [pays('2026-11-05', '990.00'), pays('2026-11-09', '10.00', { paymentId: 'P-2' })],
      { credit: 0n, discount: 0n },
    ],
    [
      'a second payment of exactly the discount, and a reversal of the first payment',
      () => [
        pays('2026-11-05'),
        pays('2026-11-09', '20.00', { paymentId: 'P-2' }),
        reversed({ reversedOn: '2026-11-20' }),
        pays('2026-11-21', '980.00', { paymentId: 'P-3' }),
      ],
      { credit: 0n, discount: 0n },
    ],
  ])('is the same in any order of the events: %s', async (_, made, { credit: left, discount }) => {
    const events = [offered(), ...made()];
    const orders = [
      events,
      [...events].reverse(),
      [...events.slice(2), ...events.slice(0, 2)],
      [events[0], ...events.slice(1).reverse()],
    ];
    for (const order of orders) {
      world = new ChargeWorld(db.database, await freshOrganization(db));
      await world.take([customer()]);
      for (const event of order) if (event) await world.take([event]);
      const given = (
        await world.one<{ minor: bigint }>(
          `SELECT coalesce(sum(amount_minor), 0)::bigint AS minor FROM entry WHERE kind = 'discount'`,
        )
      ).minor;
      expect([await world.balance(), await credit(), given]).toEqual([
        { open: 0n, charges: 0n, status: 'paid' },
        left,
        discount,
      ]);
      expect(
        await world.query(
          `SELECT p.payment_id
           FROM payment p LEFT JOIN entry e ON e.payment_id = p.id
           WHERE p.status = 'received'
           GROUP BY p.id
           HAVING p.amount_minor <> p.unallocated_minor - coalesce(sum(e.amount_minor), 0)`,
        ),
      ).toEqual([]);
    }
  });
});
