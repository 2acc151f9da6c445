import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld, NOW, payInvoice, sent } from '@puntual/testing/worlds/contact-world';
import { noteSureTry } from './note-sure-try.ts';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

describe('another try of a message passes what its first try passed', () => {
  test('it waits for the window, and then leaves with the same bytes', async () => {
    await world.friendlyAsked();
    const first = await world.reserve(at('2026-12-02 17:20'), { wallMs: at('2026-12-02 17:20') });
    for (const night of ['2026-12-02 17:40', '2026-12-03 03:00'])
      expect(await world.gate(at(night), { wallMs: at(night) })).toMatchObject({
        kind: 'wait',
        reason: 'window-closed',
      });
    const morning = at('2026-12-03 09:30');
    expect(await world.gate(morning, { wallMs: morning })).toEqual({
      kind: 'reserved',
      message: { ...first, tries: 2 },
    });
    expect(await world.messages()).toHaveLength(1);
  });

  test('it waits for the payment feed', async () => {
    await world.friendlyAsked();
    await world.reserve(NOW);
    await world.query(
      `INSERT INTO feed_state (organization_id, feed, complete_until)
       VALUES ('${world.organization.id}', 'bank', '2026-11-20')`,
    );
    expect(await world.gate(NOW + 60_000)).toMatchObject({ kind: 'wait', reason: 'feed-stale' });
  });

  test('it does not wait for what another request would wait for', async () => {
    await world.friendlyAsked({ invoiceIds: ['INV-1', 'INV-2'] });
    await world.reserve(NOW);
    expect(await world.gate(NOW + 60_000)).toMatchObject({ kind: 'reserved' });
  });

  test('it waits for a holiday to pass, and a weekend ends its time: a person is asked', async () => {
    await world.friendlyAsked();
    const friday = at('2026-12-04 17:00');
    await world.reserve(friday, { wallMs: friday });
    const saturday = at('2026-12-05 12:00');
    expect(await world.gate(saturday, { wallMs: saturday - 1 })).toMatchObject({ kind: 'wait' });
    const wednesday = at('2026-12-09 10:00');
    expect(await world.gate(wednesday, { wallMs: wednesday })).toEqual({ kind: 'again' });
    expect(await world.messages()).toMatchObject([{ state: 'ambiguous' }]);
  });
});

describe('a message of which the provider surely accepted no try', () => {
  test('is composed anew when its time is over or its facts change; nobody is asked', async () => {
    await world.friendlyAsked();
    const friday = at('2026-12-04 17:00');
    const first = await world.reserve(friday, { wallMs: friday });
    await noteSureTry(db.database, await world.contactRef(), first.messageId);
    const wednesday = at('2026-12-09 10:00');
    expect(await world.gate(wednesday, { wallMs: wednesday })).toEqual({ kind: 'again' });
    const second = await world.reserve(wednesday, { wallMs: wednesday });
    expect(second.messageId).not.toBe(first.messageId);
    expect(await world.messages()).toMatchObject([{ state: 'failed' }, { state: 'reserved' }]);
    expect(await world.tasks()).toEqual([]);
  });

  test('is a matter for a person when one of its tries may have been accepted', async () => {
    await world.friendlyAsked();
    const first = await world.reserve(NOW, { wallMs: NOW });
    await world.reserve(NOW + 60_000, { wallMs: NOW + 60_000 });
    await noteSureTry(db.database, await world.contactRef(), first.messageId);
    const late = at('2026-12-03 12:00');
    expect(await world.gate(late, { wallMs: late })).toEqual({ kind: 'again' });
    expect(await world.messages()).toMatchObject([{ state: 'ambiguous' }]);
  });
});

describe('an ambiguous message', () => {
  test('keeps the distance to the next reminder, until a person finds that it did not leave', async () => {
    await world.friendlyAsked();
    const message = await world.reserve(NOW);
    await world.settle(message.messageId, { kind: 'ambiguous', error: 'no answer' }, NOW);
    const lastReminder = () => world.one('SELECT last_reminder_on::text AS on FROM customer');
    expect(await lastReminder()).toEqual({ on: '2026-12-02' });
    const [task] = await world.tasks('ambiguous-send');
    await world.complete(task?.id ?? '', { outcome: 'was-not-sent' }, NOW);
    expect(await lastReminder()).toEqual({ on: null });
  });
});

describe('a channel without a provider', () => {
  test('is passed over by the gate, and marks no address', async () => {
    const only = { ...ana, channels: ['sms' as const, 'email' as const] };
    await world.take([customer({ contacts: [only] })]);
    await world.friendlyAsked({ contacts: [only] });
    const message = await world.reserve(NOW);
    expect(await world.settle(message.messageId, { kind: 'no-channel', error: 'x' }, NOW)).toEqual({
      result: 'other-channel',
      more: true,
    });
    expect(await world.query('SELECT unreachable_reason FROM contact')).toEqual([{ unreachable_reason: null }]);
    expect(await world.steps()).toMatchObject([{ state: 'requested' }]);
  });
});

test('a refusal that does not say which of two addresses it means marks none, and a person is asked', async () => {
  const eva = { ...ana, contactId: 'k2', email: 'eva@x.example' };
  await world.friendlyAsked({ contacts: [ana, eva] });
  const message = await world.reserve(NOW);
  await world.settle(message.messageId, { kind: 'refused', error: 'validation_error' }, NOW);
  expect(await world.query('SELECT DISTINCT unreachable_reason FROM contact')).toEqual([{ unreachable_reason: null }]);
  expect(await world.tasks('fix-contact')).toHaveLength(1);
});

test('a number that is refused among others is marked alone, and the message is sent', async () => {
  const eva = { ...ana, contactId: 'k2', email: 'eva@x.example' };
  await world.friendlyAsked({ contacts: [ana, eva] });
  const message = await world.reserve(NOW);
  await world.settle(message.messageId, { ...sent(), refusedAddresses: ['eva@x.example'] }, NOW);
  expect(await world.query('SELECT contact_id, unreachable_reason FROM contact ORDER BY contact_id')).toEqual([
    { contact_id: 'k1', unreachable_reason: null },
    { contact_id: 'k2', unreachable_reason: 'email: refused' },
  ]);
});

test('a thank-you that reaches nobody asks nobody for contact data', async () => {
  await world.take([customer({ contacts: [] })]);
  await world.friendlyAsked({ contacts: [] });
  await world.gate(NOW);
  const before = await world.tasks('fix-contact');
  await world.take([payInvoice()], NOW);
  await world.evaluate(NOW);
  expect(await world.gate(NOW)).toEqual({ kind: 'again' });
  expect(await world.gate(NOW)).toEqual({ kind: 'nothing' });
  expect(await world.tasks('fix-contact')).toHaveLength(before.length);
  expect((await world.tasks('fix-contact')).filter(({ state }) => state !== 'done')).toEqual([]);
});
