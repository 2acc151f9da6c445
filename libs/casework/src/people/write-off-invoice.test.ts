import { beforeEach, describe, expect, test } from '@jest/globals';
import { resultInWords } from '@puntual/testing/worlds/in-words';
import { amended, cancelled, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { reverseWriteOff, writeOffInvoice } from './write-off-invoice.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const NOW = at('2026-12-05 10:00');
const giveUp = async (amount: string | null = null, invoiceId = 'INV-1') =>
  writeOffInvoice(
    db.database,
    world.actor,
    { invoiceRowId: (await world.invoice(invoiceId)).id, reason: 'insolvent', amount },
    NOW,
  );
const takeUp = async (invoiceId = 'INV-1') =>
  reverseWriteOff(
    db.database,
    world.actor,
    { invoiceRowId: (await world.invoice(invoiceId)).id, reason: 'there is money after all' },
    NOW,
  );
const remitted = (amount: string) => [{ invoiceId: 'INV-1', amount }];

describe('a write-off', () => {
  test('gives up all that is open: the case ends as written off, and nobody is thanked', async () => {
    await world.take([
      customer(),
      issued({ total: '100.00' }),
      paid({ amount: '10.00', allocations: remitted('10.00') }),
    ]);
    expect(await giveUp()).toEqual({ result: 'done' });
    expect(await world.invoice()).toMatchObject({ status: 'written-off', open_minor: 0n });
    expect(await world.audit('invoice.written-off')).toMatchObject([
      { actor: 'Marta', data: { amount: '90.00', currency: 'EUR', because: 'given-up', reason: 'insolvent' } },
    ]);
    expect(await world.evaluate(NOW)).toMatchObject({ kind: 'closed', outcome: 'written-off', did: [] });
    expect(await world.outbox('collections-event', 'puntual.invoice.settled.v1')).toMatchObject([
      { payload: { data: { outcome: 'written-off' } } },
    ]);
  });

  test('of a part leaves the rest open, which is chased', async () => {
    await world.take([customer(), issued({ total: '100.00' })]);
    await giveUp('30.00');
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 7000n });
    expect((await world.outbox('wake-case')).at(-1)).toMatchObject({
      payload: { signal: 'amendment', detail: { writtenOff: '30.00', open: '70.00' } },
    });
  });

  test('of more than is open, of nothing, or of what is settled is refused', async () => {
    await world.take([issued({ total: '100.00' })]);
    expect(resultInWords(await giveUp('100.01'))).toEqual({
      result: 'invalid',
      path: 'amount',
      message: 'only €100.00 is open on invoice INV-1: give at most that',
    });
    expect(resultInWords(await giveUp('0'))).toEqual({
      result: 'invalid',
      path: 'amount',
      message: 'must be more than zero',
    });
    await world.take([paid({ amount: '100.00', allocations: remitted('100.00') })]);
    expect(await giveUp()).toEqual({ result: 'settled' });
  });

  test('is reversed first when the invoice shrinks or is cancelled; only then is money given back', async () => {
    await world.take([issued({ total: '100.00' }), paid({ amount: '60.00', allocations: remitted('60.00') })]);
    await giveUp();
    await world.take([amended({ revision: 1, total: '70.00' })]);
    expect(await world.invoice()).toMatchObject({ status: 'written-off', open_minor: 0n });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 0n });
    expect(await world.one(`SELECT sum(amount_minor)::bigint AS sum FROM entry WHERE kind = 'write-off'`)).toEqual({
      sum: -1000n,
    });
    await world.take([cancelled()]);
    expect(await world.one(`SELECT sum(amount_minor)::bigint AS sum FROM entry WHERE kind = 'write-off'`)).toEqual({
      sum: 0n,
    });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 6000n });
  });

  test('stays when a payment of the same invoice bounces', async () => {
    await world.take([issued({ total: '100.00' }), paid({ amount: '60.00', allocations: remitted('60.00') })]);
    await giveUp();
    await world.take([reversed()]);
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 6000n });
  });
});

describe('a write-off that is reversed', () => {
  test('opens the invoice again at the stage it held, in the next run of its case', async () => {
    await world.take([customer(), issued({ total: '100.00', alreadyReached: { stage: 'demand', on: '2026-12-02' } })]);
    await giveUp();
    await world.evaluate(NOW);
    expect(await takeUp()).toEqual({ result: 'done' });
    expect(await world.invoice()).toMatchObject({
      status: 'open',
      stage: 'demand',
      open_minor: 10000n,
      case_state: 'running',
      case_run: 2,
    });
    expect(await takeUp()).toEqual({ result: 'nothing-written-off' });
    expect(await world.audit('invoice.write-off-reversed')).toMatchObject([
      { data: { amount: '100.00', reason: 'there is money after all' } },
    ]);
  });

  test('lets the money that came meanwhile settle the invoice, which is paid then', async () => {
    await world.take([issued({ total: '100.00' })]);
    await giveUp();
    await world.take([paid({ amount: '100.00', reference: 'F-2026/INV-1' })]);
    expect(await world.payment()).toMatchObject({ unallocated_minor: 10000n });
    await takeUp();
    expect(await world.invoice()).toMatchObject({ status: 'paid', open_minor: 0n });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 0n });
  });
});
