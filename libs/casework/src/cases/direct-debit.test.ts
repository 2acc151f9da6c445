import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { openHold } from '../people/holds.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const debited = (invoiceId: string) =>
  paid({
    paymentId: `D-${invoiceId}`,
    amount: '100.00',
    method: 'direct-debit',
    receivedOn: '2026-12-01',
    allocations: [{ invoiceId, amount: '100.00' }],
  });
const NOW = at('2026-12-07 12:00');

describe('a customer who pays by direct debit', () => {
  beforeEach(() =>
    world.take([
      customer({ directDebit: true }),
      issued({ total: '100.00' }),
      issued({ invoiceId: 'INV-2', total: '100.00' }),
    ]),
  );

  test('gets no reminder, however late it is', async () => {
    // Until the 11th, ten days after the due date: then a person is asked.
    expect(await world.evaluate(NOW)).toMatchObject({ kind: 'sleep', until: expect.any(Number), did: [] });
    expect((await world.invoice()).next_action?.reasons).toEqual([{ code: 'direct-debit' }]);
  });

  test('is reminded of the invoice whose debit came back, at the stage it held, and of that one alone', async () => {
    await world.take([debited('INV-1')]);
    await world.take([reversed({ paymentId: 'D-INV-1', reversedOn: '2026-12-04' })]);
    expect(await world.evaluate(NOW)).toMatchObject({ did: ['requested friendly'] });
    expect(await world.evaluate(NOW, 'INV-2')).toMatchObject({ did: [] });
    expect(await world.send(NOW)).toMatchObject({ text: 'overdue: F-2026/INV-1=10000; upcoming: ; settled: ' });
  });

  test('is not reminded when it was a transfer that came back', async () => {
    await world.take([paid({ amount: '100.00', allocations: [{ invoiceId: 'INV-1', amount: '100.00' }] })]);
    await world.take([reversed()]);
    expect(await world.evaluate(NOW)).toMatchObject({ did: [] });
  });
});

describe('one direct debit under way, of a customer who pays otherwise', () => {
  beforeEach(async () => {
    await world.take([customer(), issued({ total: '100.00' })]);
    await openHold(
      db.database,
      world.actor,
      {
        invoiceRowId: (await world.invoice()).id,
        kind: 'direct-debit',
        reason: 'ordered on 3 December',
        untilOn: null,
      },
      at('2026-12-01 10:00'),
    );
  });

  test('sends no reminder of the invoice', async () => {
    expect(await world.evaluate(NOW)).toMatchObject({ did: [] });
    expect((await world.invoice()).next_action?.reasons).toEqual([
      { code: 'hold', kind: 'direct-debit', untilOn: null },
    ]);
  });

  test('that comes back releases the hold, and collection goes on', async () => {
    await world.take([debited('INV-1')]);
    await world.take([reversed({ paymentId: 'D-INV-1', reversedOn: '2026-12-04' })]);
    expect(await world.evaluate(NOW)).toMatchObject({ did: ['requested friendly'] });
  });
});
