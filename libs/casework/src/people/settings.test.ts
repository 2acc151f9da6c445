import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { untilBlocked } from '@puntual/testing/database/until-blocked';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, renderPlainly } from '@puntual/testing/worlds/case-world';
import { ContactWorld, HOUR, NOW, payInvoice } from '@puntual/testing/worlds/contact-world';
import { changeSettings } from './change-settings.ts';
import { resumeContact } from './resume-contact.ts';
import { holdContactOpen, readSettings } from '../settings/settings.ts';
import { stopContact } from './stop-contact.ts';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

const settings = () =>
  world.database.inOrganization(world.organization.id, (tx) => readSettings(tx, world.organization.id));

describe('the stop-all switch', () => {
  test('stops requests of cases and messages of the gate, and the plan says why', async () => {
    await world.friendlyAsked();
    await world.take([
      customer({ customerId: 'C-2' }),
      issued({ invoiceId: 'INV-2', customerId: 'C-2', total: '50.00' }),
    ]);
    await stopContact(db.database, world.actor, 'a wrong price list went out', NOW);
    expect(await world.gate(NOW)).toMatchObject({ kind: 'wait', reason: 'all-stopped' });
    expect(await world.evaluate(NOW, 'INV-2')).toMatchObject({ kind: 'sleep', did: [] });
    expect((await world.invoice('INV-2')).next_action?.reasons).toEqual([{ code: 'all-stopped' }]);
    expect(await world.audit('contact.stopped')).toMatchObject([
      { actor: 'Marta', data: { reason: 'a wrong price list went out' } },
    ]);
  });

  test('keeps the actor and the reason of the first stop when it is set again', async () => {
    await stopContact(db.database, world.actor, null, NOW);
    await stopContact(db.database, { ...world.actor, name: 'Pedro' }, null, NOW + HOUR);
    expect(await settings()).toMatchObject({ contactStoppedAt: new Date(NOW), contactStoppedBy: 'Marta' });
    expect(await world.audit('contact.stopped')).toHaveLength(1);
  });

  test('wakes only the cases and contacts that wait for it when it is lifted', async () => {
    await world.friendlyAsked();
    await world.take([
      customer({ customerId: 'C-2' }),
      issued({ invoiceId: 'INV-2', customerId: 'C-2', total: '50.00' }),
      customer({ customerId: 'C-3' }),
      issued({ invoiceId: 'INV-3', customerId: 'C-3', total: '50.00', dueDate: '2027-03-01' }),
    ]);
    await stopContact(db.database, world.actor, null, NOW);
    await world.evaluate(NOW, 'INV-2');
    await world.evaluate(NOW, 'INV-3');
    const poked = (await world.outbox('poke-contact')).length;
    await resumeContact(db.database, world.actor, NOW + HOUR);
    expect(
      (await world.outbox('wake-case')).map((row) => [row.payload.subject?.invoiceId, row.payload.signal]),
    ).toEqual([['INV-2', 'hold']]);
    expect((await world.outbox('poke-contact')).slice(poked).map((row) => row.key)).toEqual([
      `contact/${world.organization.slug}/C-1`,
    ]);
    expect(await world.gate(NOW + HOUR)).toMatchObject({ kind: 'reserved' });
    expect(await world.evaluate(NOW + HOUR, 'INV-2')).toMatchObject({ did: ['requested friendly'] });
    await resumeContact(db.database, world.actor, NOW + 2 * HOUR);
    expect(await world.audit('contact.resumed')).toHaveLength(1);
  });

  test('does not request contact afterwards about what was paid meanwhile', async () => {
    await world.friendlyAsked();
    await stopContact(db.database, world.actor, null, NOW);
    await world.take([payInvoice()], NOW);
    await resumeContact(db.database, world.actor, NOW + HOUR);
    expect(await world.gate(NOW + HOUR)).toEqual({ kind: 'nothing' });
  });

  test('stops a message that is being composed, also when it was never set before', async () => {
    await world.friendlyAsked();
    const render: typeof renderPlainly = async (draft) => {
      await stopContact(db.database, world.actor, null, NOW);
      return renderPlainly(draft);
    };
    expect(await world.gate(NOW, { render })).toMatchObject({ kind: 'wait', reason: 'all-stopped' });
    expect(await world.messages()).toEqual([]);
    await resumeContact(db.database, world.actor, NOW + HOUR);
    expect(await world.gate(NOW + HOUR)).toMatchObject({ kind: 'reserved', message: { tries: 1 } });
  });

  test('waits for a message that is being stored, and stops its repeats', async () => {
    await changeSettings(db.database, world.actor, { maxMessagesPerDay: 5 }, NOW);
    await world.friendlyAsked();
    await world.reserve(NOW);
    let done = false;
    const { stopped } = await db.database.inOrganization(world.organization.id, async (tx) => {
      expect(await holdContactOpen(tx, world.organization.id)).toBe('open');
      const stopped = stopContact(db.database, world.actor, null, NOW).then(() => {
        done = true;
      });
      // The stop's transaction now waits for the lock of the row.
      await untilBlocked(db.ownerUrl, 1);
      expect(done).toBe(false);
      return { stopped };
    });
    await stopped;
    expect(await world.gate(NOW + 60_000)).toMatchObject({ kind: 'wait', reason: 'all-stopped' });
  });

  test('stops the repeats of a message that was cut off', async () => {
    await world.friendlyAsked();
    await world.reserve(NOW);
    await stopContact(db.database, world.actor, null, NOW);
    expect(await world.gate(NOW + 60_000)).toMatchObject({ kind: 'wait', reason: 'all-stopped' });
    expect(await world.messages()).toMatchObject([{ state: 'reserved', tries: 1 }]);
    await resumeContact(db.database, world.actor, NOW + HOUR);
    expect(await world.gate(NOW + HOUR)).toMatchObject({ kind: 'reserved', message: { tries: 2 } });
  });
});

describe('the settings', () => {
  test('change what is given, keep the rest, and say what changed', async () => {
    expect(await settings()).toMatchObject({ maxMessagesPerDay: null, closingDays: { days: [], ranges: [] } });
    await changeSettings(db.database, world.actor, { maxMessagesPerDay: 200 }, NOW);
    await changeSettings(db.database, world.actor, { closingDays: { days: ['2026-12-02'], ranges: [] } }, NOW);
    await changeSettings(db.database, world.actor, {}, NOW);
    expect(await settings()).toMatchObject({
      maxMessagesPerDay: 200,
      closingDays: { days: ['2026-12-02'], ranges: [] },
    });
    expect(await world.audit('settings.changed')).toMatchObject([
      { data: { from: { maxMessagesPerDay: null }, to: { maxMessagesPerDay: 200 } } },
      { data: { to: { closingDays: { days: ['2026-12-02'] } } } },
    ]);
  });

  test('close a day for the gate that was open before', async () => {
    await world.friendlyAsked();
    await changeSettings(db.database, world.actor, { closingDays: { days: ['2026-12-02'], ranges: [] } }, NOW);
    expect(await world.gate(NOW)).toMatchObject({ kind: 'wait', reason: 'window-closed' });
    expect(await world.gate(at('2026-12-03 12:00'))).toMatchObject({ kind: 'reserved' });
  });
});
