import { beforeEach, describe, expect, test } from '@jest/globals';
import { resultInWords } from '@puntual/testing/worlds/in-words';
import { cancelled, issued, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { placePayment } from '../people/place-payment.ts';
import { ChargeWorld, noon } from '@puntual/testing/worlds/charge-world';

const db = useTestDatabase();
let world: ChargeWorld;
beforeEach(async () => {
  world = new ChargeWorld(db.database, await freshOrganization(db));
});

const left = () =>
  world
    .one<{ minor: bigint }>('SELECT coalesce(sum(unallocated_minor), 0)::bigint AS minor FROM payment')
    .then((row) => row.minor);

describe('when the principal is paid', () => {
  test('its charges are waived, if the policy says so', async () => {
    await world.owesWithCharges('waive');
    await world.pays('1000.00');
    expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'paid' });
    expect(await world.ledger()).toEqual(
      expect.arrayContaining(['2026-02-25 waiver -1200 of fee', '2026-02-25 waiver -548 of interest']),
    );
    expect(
      (await world.outbox('collections-event', 'puntual.charge.waived.v1')).map(({ payload }) => [
        payload.data?.charge,
        payload.data?.reason,
      ]),
    ).toEqual([
      ['fee', 'principal-paid'],
      ['interest', 'principal-paid'],
    ]);
  });

  test('the case goes on until its charges are paid too, if the policy demands them', async () => {
    await world.owesWithCharges('demand');
    await world.pays('1000.00');
    expect(await world.balance()).toEqual({ open: 0n, charges: 1748n, status: 'open' });
    expect((await world.demand('2026-03-13')).text).toContain('F-2026/INV-1=0+fee:1200+interest:548;');
    expect(await world.balance()).toEqual({ open: 0n, charges: 1748n, status: 'open' });
    await world.pays('17.48', { paymentId: 'P-2' });
    expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'paid' });
    expect(await world.evaluate(noon('2026-03-14'))).toMatchObject({ kind: 'closed', outcome: 'paid' });
  });

  test('the invoice is settled when a person waives its last charge', async () => {
    await world.owesWithCharges('demand');
    await world.pays('1000.00');
    for (const charge of await world.charges()) await world.waive(charge.id, '2026-02-26');
    expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'paid' });
    expect(await world.evaluate(noon('2026-02-26'))).toMatchObject({ kind: 'closed', outcome: 'paid' });
  });
});

describe('a payment of invoice and charges', () => {
  test.each([
    ['names the invoice', {}],
    ['has remittance detail', { reference: '', allocations: [{ invoiceId: 'INV-1', amount: '1017.48' }] }],
    ['has the sum of both and no reference', { reference: '' }],
  ])('that %s pays the invoice first and its charges with the rest', async (_, more) => {
    await world.owesWithCharges('waive');
    await world.pays('1017.48', more);
    expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'paid' });
    expect(await world.ledger()).toEqual(
      expect.arrayContaining([
        '2026-02-25 payment -100000',
        '2026-02-25 payment -1200 of fee',
        '2026-02-25 payment -548 of interest',
      ]),
    );
    expect(await left()).toBe(0n);
  });

  test('leaves credit when it is more than both, and pays no charge when it is less than the invoice', async () => {
    await world.owesWithCharges('demand');
    await world.pays('999.00');
    expect(await world.balance()).toEqual({ open: 100n, charges: 1748n, status: 'open' });
    await world.pays('30.00', { paymentId: 'P-2' });
    expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'paid' });
    expect(await left()).toBe(3000n - 100n - 1748n);
  });

  test('opens both again when it is reversed', async () => {
    await world.owesWithCharges('demand');
    await world.pays('1017.48');
    await world.take([reversed({ reversedOn: '2026-03-01' })], noon('2026-03-01'));
    expect(await world.balance()).toEqual({ open: 100_000n, charges: 1748n, status: 'open' });
    await world.pays('1017.48', { paymentId: 'P-2' });
    expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'paid' });
  });

  test('is removed from both by a person, and allocated to both again', async () => {
    await world.owesWithCharges('demand');
    await world.pays('1017.48');
    await world.take([issued({ invoiceId: 'INV-2', total: '2000.00' })], noon('2026-02-26'));
    const { id } = await world.one<{ id: string }>('SELECT id FROM payment');
    const place = (takeBack: string[], allocations: string[]) =>
      placePayment(
        db.database,
        world.actor,
        {
          paymentRowId: id,
          takeBack: takeBack.map((text) => ({ invoiceId: text.split(' ')[0] ?? '', amount: text.split(' ')[1] ?? '' })),
          allocations: allocations.map((text) => ({
            invoiceId: text.split(' ')[0] ?? '',
            amount: text.split(' ')[1] ?? '',
          })),
          reason: 'wrong invoice',
        },
        noon('2026-02-26'),
      );
    expect(await place(['INV-1 1017.48'], ['INV-2 1017.48'])).toEqual({ result: 'done' });
    expect([await world.balance(), await world.balance('INV-2')]).toEqual([
      { open: 100_000n, charges: 1748n, status: 'open' },
      { open: 98_252n, charges: 0n, status: 'open' },
    ]);
    expect(resultInWords(await place(['INV-2 1017.48'], ['INV-1 1017.49']))).toMatchObject({
      result: 'invalid',
      message: 'only €1,017.48 is open on invoice INV-1: give at most that',
    });
    expect(await place(['INV-2 1017.48'], ['INV-1 1017.48'])).toEqual({ result: 'done' });
    expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'paid' });
    expect(await left()).toBe(0n);
  });

  test('has the rest of the charges waived when the rest is below the policy’s write-off limit', async () => {
    await world.owesWithCharges('demand', { writeOffBelow: { EUR: '5.00' } });
    await world.pays('1015.00');
    expect(await world.balance()).toEqual({ open: 0n, charges: 248n, status: 'open' });
    expect(await world.evaluate(noon('2026-02-26'))).toMatchObject({ kind: 'closed', outcome: 'paid' });
    expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'paid' });
  });

  test('becomes credit as a whole when the invoice is cancelled', async () => {
    await world.owesWithCharges('demand');
    await world.pays('1017.48');
    await world.take([cancelled()], noon('2026-03-01'));
    expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'cancelled' });
    expect(await left()).toBe(101_748n);
  });
});
