import { beforeEach, describe, expect, test } from '@jest/globals';
import { camtFile, type SampleEntry } from '@puntual/testing/builders/camt-file';
import { paid, refunded } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ImportWorld, nowMs } from '@puntual/testing/worlds/import-world';
import { takeEvents } from '../intake/take-events.ts';

const db = useTestDatabase({ connections: 4 });
let world: ImportWorld;

const take = (...events: Parameters<typeof takeEvents>[2]) =>
  takeEvents(db.database, world.organization.slug, events, new Date(nowMs));
const payout = (amount: string, payer = 'Bar Sol SL', more: Partial<SampleEntry> = {}) =>
  camtFile(
    [{ amount, on: '2026-11-19', side: 'DBIT', ref: 'OUT-100', transactions: [{ payer, text: 'abono' }], ...more }],
    {
      version: 8,
    },
  );
const left = () =>
  world.inside(async (tx) => {
    const out = await tx.moneyOut.findMany({ orderBy: { id: 'asc' } });
    const credit = await tx.payment.findMany({ orderBy: { paymentId: 'asc' } });
    return {
      refunds: out.map((row) => [row.kind, row.amountMinor]),
      credit: credit.map((row) => row.unallocatedMinor),
    };
  });

beforeEach(async () => {
  world = new ImportWorld(db.database, await freshOrganization(db));
  await world.imported('customers', 'customerId;name\nC-1;Bar Sol SL\nC-2;Casa Luna\n');
  await take(
    paid({ paymentId: 'P-1', amount: '100.00', receivedOn: '2026-11-02', reference: 'a cuenta' }),
    paid({ paymentId: 'P-2', amount: '60.00', receivedOn: '2026-11-05', reference: 'a cuenta' }),
  );
});

describe('money that goes out of the account to a customer with credit', () => {
  test.each([
    ['one payment', '60.00', [10_000n, 0n]],
    ['all of the credit', '160.00', [0n, 0n]],
  ])('is the refund of %s when the sum agrees, once', async (_what, amount, credit) => {
    expect(await world.imported('bank', payout(amount))).toMatchObject({ accepted: 1, faulty: 0 });
    expect((await left()).credit).toEqual(credit);
    expect(await world.imported('bank', payout(amount))).toMatchObject({ accepted: 0, duplicates: 1 });
    expect((await left()).credit).toEqual(credit);
  });

  test.each([
    ['of another sum', payout('50.00')],
    ['to somebody else', payout('60.00', 'Proveedor SA')],
    ['to a customer without credit', payout('60.00', 'Casa Luna')],
    ['that is not booked', payout('60.00', 'Bar Sol SL', { status: 'PDNG' })],
    ['in another currency', payout('60.00', 'Bar Sol SL', { currency: 'USD' })],
  ])('is none when it is a payment %s', async (_which, file) => {
    expect(await world.imported('bank', file)).toMatchObject({ accepted: 0, faulty: 0, skipped: 1 });
    expect(await left()).toEqual({ refunds: [], credit: [10_000n, 6_000n] });
  });

  test('is known when the ERP has told the refund, whichever comes first', async () => {
    const told = refunded({ refundId: 'R-1', amount: '60.00', refundedOn: '2026-11-17', paymentId: 'P-2' });
    await take(told);
    expect(await world.imported('bank', payout('60.00'))).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await left()).toEqual({ refunds: [['refund', 6_000n]], credit: [10_000n, 0n] });
    await world.imported('bank', payout('100.00', 'Bar Sol SL', { ref: 'OUT-200' }));
    const again = refunded({ refundId: 'R-2', amount: '100.00', refundedOn: '2026-11-20' });
    await take(paid({ paymentId: 'P-3', amount: '100.00', receivedOn: '2026-11-19', reference: 'a cuenta' }));
    expect(await take(again)).toMatchObject([{ verdict: 'rejected', refusal: { code: 'refunded-by-another-source' } }]);
    expect((await left()).credit).toEqual([0n, 0n, 10_000n]);
  });
});
