import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ContactWorld, NOW, payInvoice } from '@puntual/testing/worlds/contact-world';
import { openHold, releaseHold } from './holds.ts';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

describe('a hold', () => {
  const hold = async (untilOn: string | null, now = NOW) =>
    openHold(
      db.database,
      world.actor,
      { invoiceRowId: (await world.invoice()).id, kind: 'manual', reason: 'a petición', untilOn },
      now,
    );

  test('pauses the case until its last day ends or a release, and wakes the case both times', async () => {
    await world.take([customer(), issued()]);
    const held = await hold('2026-12-04');
    expect(held).toMatchObject({ result: 'done' });
    expect(await world.evaluate(NOW)).toMatchObject({
      kind: 'sleep',
      did: [],
      waitingFor: expect.stringContaining('4 de diciembre de 2026'),
    });
    const holdId = held.result === 'done' ? held.holdId : '';
    const both = await Promise.all(
      [1, 2].map(async () =>
        releaseHold(db.database, world.actor, { invoiceRowId: (await world.invoice()).id, holdId }, NOW),
      ),
    );
    expect(both.map(({ result }) => result).sort()).toEqual(['already-ended', 'done']);
    expect((await world.outbox('wake-case')).map((row) => row.payload.signal)).toEqual(['hold', 'hold']);
    expect(await world.audit('hold.released')).toMatchObject([{ actor: 'Marta' }]);
    expect(await world.evaluate(NOW)).toMatchObject({ did: ['requested friendly'] });
  });

  test('in the past, of nothing, or of a settled invoice is refused', async () => {
    await world.take([customer(), issued({ total: '100.00' })]);
    expect(await hold('2026-12-01')).toMatchObject({ result: 'invalid', path: 'until' });
    expect(
      await openHold(
        db.database,
        world.actor,
        { invoiceRowId: '00000000-0000-7000-8000-000000000000', kind: 'manual', reason: 'x', untilOn: null },
        NOW,
      ),
    ).toEqual({ result: 'not-found' });
    expect(
      await releaseHold(
        db.database,
        world.actor,
        { invoiceRowId: (await world.invoice()).id, holdId: '00000000-0000-7000-8000-000000000000' },
        NOW,
      ),
    ).toEqual({ result: 'not-found' });
    await world.take([payInvoice()], NOW);
    expect(await hold(null)).toEqual({ result: 'settled' });
  });
});
