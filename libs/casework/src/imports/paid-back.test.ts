import { beforeEach, describe, expect, test } from '@jest/globals';
import { camtFile, type SampleEntry } from '@puntual/testing/builders/camt-file';
import { paid, refunded } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ImportWorld, nowMs } from '@puntual/testing/worlds/import-world';
import { takeEvents } from '../intake/take-events.ts';
import { completeTask } from '../people/complete-task.ts';

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

  describe('when the credit of several customers fits', () => {
    const toNorte = () => payout('60.00', 'Grupo Norte SL', { ref: 'OUT-300' });
    const tasks = () =>
      world.inside(async (tx) => (await tx.task.findMany()).map(({ kind, state, outcome }) => [kind, state, outcome]));
    const asked = (state: string, outcome: string | null) =>
      expect.arrayContaining([['untied-refund', state, outcome]]);
    const ended = () =>
      world.inside(async (tx) =>
        (await tx.auditEvent.findMany({ where: { kind: { endsWith: '.closed' } } })).map(({ kind }) => kind),
      );
    const askedAgain = async () => (await tasks()).filter(([kind]) => kind === 'untied-refund').length;

    beforeEach(async () => {
      await world.imported('customers', 'customerId;name\nC-3;Grupo Norte SL\nC-4;Grupo Norte S.L.\n');
      const reference = 'a cuenta';
      await take(
        paid({ paymentId: 'P-3', customerId: 'C-3', amount: '60.00', receivedOn: '2026-11-02', reference }),
        paid({ paymentId: 'P-4', customerId: 'C-4', amount: '60.00', receivedOn: '2026-11-03', reference }),
      );
    });

    test('a person is asked, once however often files tell it, and no credit is taken', async () => {
      expect(await world.imported('bank', toNorte(), {}, true)).toMatchObject({ unidentified: 1, faulty: 0 });
      expect(await world.imported('bank', toNorte())).toMatchObject({ unidentified: 1, faulty: 0 });
      expect(await world.imported('bank', toNorte())).toMatchObject({ unidentified: 0, duplicates: 1 });
      expect(await tasks()).toEqual(asked('open', null));
      expect(await askedAgain()).toBe(1);
      expect((await left()).credit).toEqual([10_000n, 6_000n, 6_000n, 6_000n]);
    });

    test('the task ends by itself when the refund was entered and the file comes again', async () => {
      await world.imported('bank', toNorte());
      await take(refunded({ refundId: 'R-9', customerId: 'C-4', amount: '60.00', refundedOn: '2026-11-19' }));
      await world.imported('bank', toNorte());
      expect(await tasks()).toEqual(asked('done', 'tied'));
      expect(await ended()).toEqual(['refund.closed']);
      expect(await left()).toEqual({ refunds: [['refund', 6_000n]], credit: [10_000n, 6_000n, 6_000n, 0n] });
    });

    test('a person ends the task, once', async () => {
      await world.imported('bank', toNorte());
      const { id: taskId } = await world.inside((tx) => tx.task.findFirstOrThrow({ where: { kind: 'untied-refund' } }));
      const end = () => completeTask(world.database, world.actor, { taskId, input: { outcome: 'handled' } }, nowMs);
      expect([await end(), await end()]).toEqual([{ result: 'done' }, { result: 'already-done' }]);
      await world.imported('bank', toNorte());
      expect(await tasks()).toEqual(asked('done', 'handled'));
      expect(await ended()).toEqual(['refund.closed']);
      expect(await askedAgain()).toBe(1);
    });
  });
});
