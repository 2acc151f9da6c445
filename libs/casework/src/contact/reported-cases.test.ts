import { beforeEach, expect, test } from '@jest/globals';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld } from '@puntual/testing/worlds/contact-world';

// Cases that people reported of other software, by their numbers in docs/cases-found.md.

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

test('R40: a message in tries is neither sent twice nor changed when it is read or its address changes', async () => {
  const asked = at('2026-12-22 12:00');
  await world.askedAfter('follow-up', asked, { contacts: [ana] });
  const first = await world.reserve(asked, { wallMs: asked });
  // A person opens the letter, and the ERP mends the address meanwhile.
  await world.query('SELECT pdf, text FROM message');
  const mended = { ...ana, email: 'ana.nueva@x.example' };
  await world.take([customer({ contacts: [mended] }, { time: '2026-12-22T11:00:00Z' })], asked + 60_000);
  const again = asked + 30 * 60_000;
  const gate = await world.gate(again, { wallMs: again });
  expect(gate).toEqual({ kind: 'reserved', message: { ...first, tries: 2 } });
  await world.settle(first.messageId, { kind: 'sent', providerId: 're-1', by: 'answer' }, again);
  expect(await world.messages()).toMatchObject([{ id: first.messageId, state: 'sent' }]);
  expect(await world.steps()).toMatchObject([{ state: 'sent', message_id: first.messageId }]);
  expect(await world.invoice()).toMatchObject({ stage: 'demand' });
  await world.evaluate(again);
  expect(await world.gate(again)).toEqual({ kind: 'nothing' });
});

test('R48: an invoice that is paid in part is reminded of what is open, and keeps its history', async () => {
  const whole = issued({ total: '1000.00', issueDate: '2026-10-01', dueDate: '2026-11-02' });
  await world.take([customer({ contacts: [ana] }), whole], at('2026-10-20 10:00'));
  await world.evaluate(at('2026-11-03 12:00'));
  await world.send(at('2026-11-03 12:30'));
  const part = paid({ amount: '400.00', receivedOn: '2026-11-05', reference: 'F-2026/INV-1' });
  await world.take([part], at('2026-11-05 12:00'));
  expect(await world.evaluate(at('2026-11-10 12:00'))).toMatchObject({ did: ['requested follow-up'] });
  await world.reserve(at('2026-11-10 12:30'));
  expect(await world.query('SELECT template, totals FROM message ORDER BY composed_at')).toMatchObject([
    { template: 'friendly', totals: [{ openMinor: '100000' }] },
    { template: 'follow-up', totals: [{ openMinor: '60000' }] },
  ]);
  expect(await world.steps()).toMatchObject([{ step_id: 'friendly', state: 'sent' }, { step_id: 'follow-up' }]);
});

test('R24: a message carries its organization’s name and address for answers, also in another try', async () => {
  const { name, email } = await world.one<{ name: string; email: string | null }>(
    'SELECT name, email FROM organization WHERE id = $1::uuid',
    world.organization.id,
  );
  const asked = at('2026-12-22 12:00');
  await world.askedAfter('follow-up', asked, { contacts: [ana] });
  expect((await world.reserve(asked, { wallMs: asked })).sender).toEqual({ name, replyTo: email });
  expect((await world.reserve(asked + 60_000, { wallMs: asked + 60_000 })).sender).toEqual({ name, replyTo: email });
});
