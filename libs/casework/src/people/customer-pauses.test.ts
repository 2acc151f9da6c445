import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld, NOW } from '@puntual/testing/worlds/contact-world';
import { endPause, pauseCustomer } from './customer-pauses.ts';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

const pause = async (untilOn: string, channel: 'email' | 'sms' | null = null, now = NOW) => {
  const { customerRowId } = await world.contactRef();
  const result = await pauseCustomer(
    db.database,
    world.actor,
    { customerRowId, channel, untilOn, reason: 'their office moves' },
    now,
  );
  return result.result === 'done' ? result.pauseId : result;
};

describe('a pause of the whole customer', () => {
  test('holds what was requested, all cases and later invoices, until its last day', async () => {
    await world.friendlyAsked({ contacts: [ana], invoiceIds: ['INV-1', 'INV-2'] });
    await pause('2026-12-10');
    expect((await world.gate(NOW)).kind).not.toBe('reserved');
    await world.take([issued({ invoiceId: 'INV-3', total: '100.00' })], NOW);
    for (const id of ['INV-1', 'INV-2', 'INV-3']) {
      await world.evaluate(NOW, id);
      const { next_action } = await world.invoice(id);
      expect(next_action).toMatchObject({
        reasons: [{ code: 'hold', kind: 'manual', untilOn: '2026-12-10' }],
      });
    }
    const after = at('2026-12-11 12:00');
    for (const id of ['INV-1', 'INV-2', 'INV-3']) await world.evaluate(after, id);
    expect((await world.gate(after)).kind).toBe('reserved');
  });

  test('that is ended lets the cases go on at once', async () => {
    await world.friendlyAsked({ contacts: [ana] });
    const pauseId = await pause('2026-12-20');
    await world.evaluate(NOW);
    const { customerRowId } = await world.contactRef();
    const ended = { customerRowId, pauseId: pauseId as string };
    expect(await endPause(db.database, world.actor, ended, NOW)).toMatchObject({ result: 'done' });
    expect(await endPause(db.database, world.actor, ended, NOW)).toEqual({ result: 'already-ended' });
    expect((await world.audit('hold.released')).length).toBe(1);
    await world.evaluate(NOW);
    expect((await world.gate(NOW)).kind).toBe('reserved');
  });

  test.each(['2026-12-01', '2027-12-03'])('until %s is refused', async (untilOn) => {
    await world.take([customer()], NOW);
    expect(await pause(untilOn)).toMatchObject({ result: 'invalid', refusal: { path: 'until' } });
  });
});

test('a pause of one channel lets messages take another, or wait', async () => {
  await world.friendlyAsked({ contacts: [{ ...ana, channels: ['email'] }] });
  await pause('2026-12-03', 'email');
  expect((await world.gate(NOW)).kind).not.toBe('reserved');
  expect(await world.tasks('fix-contact')).toEqual([]);
  const after = at('2026-12-04 12:00');
  await world.evaluate(after);
  expect((await world.gate(after)).kind).toBe('reserved');
});
