import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { changeSettings } from '../people/change-settings.ts';
import { at, renderPlainly } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld, HOUR, NOW } from '@puntual/testing/worlds/contact-world';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

const limit = (maxMessagesPerDay: number | null) =>
  changeSettings(db.database, world.actor, { maxMessagesPerDay }, NOW);
const counted = () => world.query('SELECT message_on::text AS on, reserved FROM message_day ORDER BY message_on');

async function requested(...customerIds: readonly string[]): Promise<void> {
  for (const customerId of customerIds) {
    await world.take([
      customer({ customerId, contacts: [ana] }),
      issued({ invoiceId: `INV-${customerId}`, customerId, total: '100.00' }),
    ]);
    await world.evaluate(NOW, `INV-${customerId}`);
  }
}

describe('an organization’s daily limit of messages', () => {
  test('with one place left, reserves one of two concurrent messages; the other waits for the next day', async () => {
    await requested('C-1', 'C-2');
    await limit(1);
    // Both messages are rendered before either of them takes the last place of the day.
    let rendered = 0;
    let bothRendered: () => void = () => undefined;
    const both = new Promise<void>((resolve) => {
      bothRendered = resolve;
    });
    const render: typeof renderPlainly = async (draft) => {
      if (++rendered === 2) bothRendered();
      await both;
      return renderPlainly(draft);
    };
    const results = await Promise.all(['C-1', 'C-2'].map((customerId) => world.gate(NOW, { customerId, render })));
    expect(results.map((result) => result.kind).sort()).toEqual(['reserved', 'wait']);
    expect(await world.messages()).toHaveLength(1);
    expect(await counted()).toEqual([{ on: '2026-12-02', reserved: 1 }]);
    const late = results[0]?.kind === 'wait' ? 'C-1' : 'C-2';
    const again = await world.gate(NOW + HOUR, { customerId: late });
    expect(again).toMatchObject({ kind: 'wait', reason: 'daily-limit' });
    expect(again.kind === 'wait' && new Date(again.until).toISOString().slice(0, 10)).toBe('2026-12-03');
    expect(await world.gate(at('2026-12-03 12:00'), { customerId: late })).toMatchObject({ kind: 'reserved' });
  });

  test('counts a message once when its sending is tried twice', async () => {
    await requested('C-1');
    await limit(1);
    await world.reserve(NOW);
    expect(await world.reserve(NOW + 60_000)).toMatchObject({ tries: 2 });
    expect(await counted()).toEqual([{ on: '2026-12-02', reserved: 1 }]);
  });

  test('does not count a message whose rendering fails', async () => {
    await requested('C-1');
    await limit(1);
    await expect(world.gate(NOW, { render: () => Promise.reject(new Error('no such template')) })).rejects.toThrow(
      'no such template',
    );
    expect(await world.gate(NOW)).toMatchObject({ kind: 'reserved' });
  });

  test('that is raised wakes the contacts that wait for it', async () => {
    await requested('C-1', 'C-2');
    await limit(1);
    await world.reserve(NOW);
    expect(await world.gate(NOW, { customerId: 'C-2' })).toMatchObject({ reason: 'daily-limit' });
    const before = (await world.outbox('poke-contact')).length;
    await limit(2);
    expect((await world.outbox('poke-contact')).length).toBeGreaterThan(before);
    expect(await world.gate(NOW, { customerId: 'C-2' })).toMatchObject({ kind: 'reserved' });
  });

  test('of none counts no messages', async () => {
    await requested('C-1');
    await world.reserve(NOW);
    expect(await counted()).toEqual([]);
  });
});
