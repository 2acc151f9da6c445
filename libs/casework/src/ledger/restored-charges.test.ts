import { beforeEach, describe, expect, test } from '@jest/globals';
import { amended, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { takeDeliveryReport } from '../contact/take-delivery-report.ts';
import { placePayment } from '../people/place-payment.ts';
import { ChargeWorld, noon } from '@puntual/testing/worlds/charge-world';
import { reverseWriteOff, writeOffInvoice } from '../people/write-off-invoice.ts';

const db = useTestDatabase();
let world: ChargeWorld;
beforeEach(async () => {
  world = new ChargeWorld(db.database, await freshOrganization(db));
});

const bounces = (more: object = {}) =>
  world.take([reversed({ reversedOn: '2026-03-01', ...more })], noon('2026-03-01'));
const announced = async (type: 'waived' | 'restored') =>
  (await world.outbox('collections-event', `puntual.charge.${type}.v1`)).map(({ payload }) => [
    payload.data?.charge,
    payload.data?.amount,
    payload.data?.reason,
    payload.data?.on,
  ]);
const OWED = { open: 100_000n, charges: 1748n, status: 'open' };
const PAID = { open: 0n, charges: 0n, status: 'paid' };

describe('charges that were waived because the invoice was paid', () => {
  test('are restored when the payment is reversed: one more entry each with its cause, announced once', async () => {
    await world.owesWithCharges('waive');
    await world.pays('1000.00');
    expect(await world.balance()).toEqual(PAID);
    await bounces();
    expect(await world.balance()).toEqual(OWED);
    expect((await world.ledger()).slice(-3).sort()).toEqual([
      '2026-03-01 reversal 100000',
      '2026-03-01 waiver 1200 of fee',
      '2026-03-01 waiver 548 of interest',
    ]);
    const [fee] = await world.charges();
    expect(
      await world.query(
        `SELECT amount_minor, cause FROM entry WHERE charge_id = $1::uuid AND kind = 'waiver' ORDER BY id`,
        fee?.id,
      ),
    ).toEqual([
      { amount_minor: -1200n, cause: `principal-paid:${fee?.id}` },
      { amount_minor: 1200n, cause: `principal-paid:${fee?.id}` },
    ]);
    expect(await announced('restored')).toEqual([
      ['fee', '12.00', 'principal-paid', '2026-03-01'],
      ['interest', '5.48', 'principal-paid', '2026-03-01'],
    ]);
    expect(await world.audit('charge.restored')).toMatchObject([
      { data: { charge: 'fee', amount: '12.00', reason: 'principal-paid', cause: expect.stringMatching(/^event:/) } },
      { data: { charge: 'interest' } },
    ]);
    expect((await world.charges()).map((charge) => [charge.state, charge.open_minor])).toEqual([
      ['charged', 1200n],
      ['charged', 548n],
    ]);
    await bounces();
    expect(await world.balance()).toEqual(OWED);
    expect(await announced('restored')).toHaveLength(2);
  });

  test('are waived and restored again with each further payment and its reversal', async () => {
    await world.owesWithCharges('waive');
    for (const paymentId of ['P-1', 'P-2', 'P-3']) {
      await world.pays('1000.00', { paymentId });
      expect(await world.balance()).toEqual(PAID);
      await bounces({ paymentId });
      expect(await world.balance()).toEqual(OWED);
    }
    await world.pays('1017.48', { paymentId: 'P-4' });
    expect(await world.balance()).toEqual(PAID);
    expect((await announced('waived')).length).toBe((await announced('restored')).length);
  });

  test('stay as they are when the reversal arrives before its payment', async () => {
    await world.owesWithCharges('waive');
    await bounces({ paymentId: 'P-9' });
    await world.pays('1000.00', { paymentId: 'P-9' });
    expect(await world.balance()).toEqual(OWED);
  });

  test('are not restored when a person waived them', async () => {
    await world.owesWithCharges('waive');
    const [fee] = await world.charges();
    await world.waive(fee?.id ?? '', '2026-02-22', 'principal-paid');
    await world.pays('1000.00');
    await bounces();
    expect(await world.balance()).toEqual({ open: 100_000n, charges: 548n, status: 'open' });
  });

  test('are paid by another payment for the invoice that is enough for both', async () => {
    await world.owesWithCharges('waive');
    await world.pays('1000.00');
    await world.pays('1017.48', { paymentId: 'P-2' });
    await bounces();
    expect(await world.balance()).toEqual(PAID);
    expect(await world.one('SELECT sum(unallocated_minor)::bigint AS left FROM payment')).toEqual({ left: 0n });
    expect((await announced('waived')).length).toBe(2);
  });

  test('stay waived while another payment pays the invoice', async () => {
    await world.owesWithCharges('waive');
    await world.pays('1000.00');
    await world.pays('1000.00', { paymentId: 'P-2' });
    await bounces();
    expect(await world.balance()).toEqual(PAID);
    expect([(await announced('waived')).length, (await announced('restored')).length]).toEqual([4, 2]);
  });

  test('are restored when a person removes the payment, or the invoice is raised', async () => {
    await world.owesWithCharges('waive');
    await world.pays('1000.00');
    const { id } = await world.one<{ id: string }>('SELECT id FROM payment');
    await placePayment(
      db.database,
      world.actor,
      {
        paymentRowId: id,
        takeBack: [{ invoiceId: 'INV-1', amount: '300.00' }],
        allocations: [],
        reason: 'wrong invoice',
      },
      noon('2026-02-26'),
    );
    expect(await world.balance()).toEqual({ open: 30_000n, charges: 1748n, status: 'open' });
    expect(await world.audit('charge.restored')).toMatchObject([
      { actor: 'Marta', data: { cause: expect.stringMatching(/^placing:/) } },
      {},
    ]);
    await world.take([amended({ revision: 1, total: '700.00' })], noon('2026-02-27'));
    expect(await world.balance()).toEqual(PAID);
    await world.take([amended({ revision: 2, total: '800.00' })], noon('2026-02-28'));
    expect(await world.balance()).toEqual({ open: 10_000n, charges: 1748n, status: 'open' });
  });

  test('are not restored when the message that announced them bounced', async () => {
    const message = await world.owesWithCharges('waive');
    await world.pays('1000.00');
    await takeDeliveryReport(
      db.database,
      {
        slug: world.organization.slug,
        messageId: message.messageId,
        webhookId: 'wh-1',
        providerId: 're-1',
        state: 'bounced',
      },
      noon('2026-02-26'),
    );
    await bounces();
    expect(await world.balance()).toEqual({ open: 100_000n, charges: 0n, status: 'open' });
    expect((await world.charges()).map((charge) => charge.state)).toEqual(['taken-back', 'taken-back']);
  });
});

describe('charges that were waived as a small rest, or with a written-off invoice', () => {
  test('are restored as a whole when the payment that left the rest is reversed', async () => {
    await world.owesWithCharges('demand', { writeOffBelow: { EUR: '5.00' } });
    await world.pays('1015.00');
    await world.evaluate(noon('2026-02-26'));
    expect(await world.balance()).toEqual(PAID);
    await bounces();
    expect(await world.balance()).toEqual(OWED);
    expect(await announced('restored')).toEqual([['interest', '2.48', 'small-balance', '2026-03-01']]);
  });

  test('are restored when the payment of the charges alone is reversed', async () => {
    await world.owesWithCharges('demand', { writeOffBelow: { EUR: '5.00' } });
    await world.pays('1000.00');
    await world.pays('15.00', { paymentId: 'P-2' });
    await world.evaluate(noon('2026-02-26'));
    expect(await world.balance()).toEqual(PAID);
    await bounces({ paymentId: 'P-2' });
    expect(await world.balance()).toEqual({ open: 0n, charges: 1748n, status: 'open' });
  });

  test('are restored when the write-off is reversed', async () => {
    await world.owesWithCharges('demand');
    const { id } = await world.invoice();
    await writeOffInvoice(
      db.database,
      world.actor,
      { invoiceRowId: id, reason: 'insolvent', amount: null },
      noon('2026-02-26'),
    );
    expect(await world.balance()).toEqual({ open: 0n, charges: 0n, status: 'written-off' });
    await reverseWriteOff(
      db.database,
      world.actor,
      { invoiceRowId: id, reason: 'there is money after all' },
      noon('2026-02-27'),
    );
    expect(await world.balance()).toEqual(OWED);
  });
});
