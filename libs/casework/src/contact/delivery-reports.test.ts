import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld, HOUR, NOW } from '@puntual/testing/worlds/contact-world';
import type { DeliveryReport } from './take-delivery-report.ts';
import { takeDeliveryReport } from './take-delivery-report.ts';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

const eva = { ...ana, contactId: 'k2', name: 'Eva', email: 'eva@x.example', channels: ['email' as const] };
const onlyMail = { ...ana, channels: ['email' as const] };
let webhooks = 0;
const reports = (messageId: string, report: Partial<DeliveryReport> & Pick<DeliveryReport, 'state'>, now = NOW) =>
  takeDeliveryReport(
    db.database,
    { slug: world.organization.slug, messageId, webhookId: `wh-${++webhooks}`, providerId: 're-1', ...report },
    now,
  );
const marks = () => world.query('SELECT contact_id, unreachable_reason FROM contact ORDER BY contact_id');
const asked = () =>
  world.query(`SELECT contact_ids FROM task WHERE kind = 'fix-contact' AND state <> 'done' ORDER BY opened_at`);
const lastReminder = () => world.one('SELECT last_reminder_on::text AS on FROM customer');

describe('a bounce of one of two recipients', () => {
  test('marks that one alone; the message stays sent, and a person is asked about that contact', async () => {
    await world.friendlyAsked({ contacts: [onlyMail, eva] });
    const { messageId } = await world.send(NOW);
    await reports(messageId, {
      state: 'bounced',
      listed: ['ana@x.example', 'eva@x.example'],
      text: 'smtp; 550 5.1.1 <EVA@x.example>: user unknown',
    });
    expect(await marks()).toEqual([
      { contact_id: 'k1', unreachable_reason: null },
      { contact_id: 'k2', unreachable_reason: 'email: bounced' },
    ]);
    expect(await world.steps()).toMatchObject([{ state: 'sent' }]);
    expect(await lastReminder()).toEqual({ on: '2026-12-02' });
    expect(await world.messages()).toMatchObject([{ state: 'sent', delivery_state: 'sent' }]);
    expect(await asked()).toEqual([{ contact_ids: ['k2'] }]);
    expect(await world.evaluate(NOW + HOUR)).toMatchObject({ did: [] });
  });

  test('that is followed by a bounce of the other one takes the message back', async () => {
    await world.friendlyAsked({ contacts: [onlyMail, eva] });
    const { messageId } = await world.send(NOW);
    await reports(messageId, { state: 'bounced', listed: ['eva@x.example'] });
    await reports(messageId, { state: 'bounced', listed: ['Ana <ana@x.example>'] });
    expect(await world.steps()).toMatchObject([{ state: 'dropped', reason: 'bounced' }]);
    expect(await world.messages()).toMatchObject([{ delivery_state: 'bounced' }]);
    expect(await asked()).toEqual([{ contact_ids: ['k1', 'k2'] }]);
  });

  test.each(['bounced', 'complained', 'suppressed'] as const)(
    'that does not say which one (%s): a person is asked, and no address is marked',
    async (state) => {
      await world.friendlyAsked({ contacts: [onlyMail, eva] });
      const { messageId } = await world.send(NOW);
      await reports(messageId, { state, listed: ['ana@x.example', 'eva@x.example'], text: 'mailbox does not exist' });
      expect(await marks()).toMatchObject([{ unreachable_reason: null }, { unreachable_reason: null }]);
      expect(await world.steps()).toMatchObject([{ state: 'sent' }]);
      expect(await asked()).toEqual([{ contact_ids: ['k1', 'k2'] }]);
    },
  );
});

describe('a bounce whose cause may pass', () => {
  const full = { state: 'bounced', transient: true, reason: 'Transient/MailboxFull' } as const;

  test('leaves the address usable and opens no task; the step is tried again on the next day', async () => {
    await world.friendlyAsked({ contacts: [onlyMail] });
    const { messageId } = await world.send(NOW);
    await reports(messageId, full);
    expect(await marks()).toEqual([{ contact_id: 'k1', unreachable_reason: null }]);
    expect(await asked()).toEqual([]);
    expect(await world.steps()).toMatchObject([{ state: 'dropped', reason: 'bounced' }]);
    expect((await world.audit('message.bounced'))[0]).toMatchObject({ data: { reason: 'Transient/MailboxFull' } });
    await world.evaluate(NOW + HOUR);
    expect(await world.gate(NOW + HOUR)).toMatchObject({ kind: 'wait', reason: 'address-resting' });
    expect(await world.reserve(at('2026-12-03 12:00'))).toMatchObject({ recipients: [{ contactId: 'k1' }] });
  });

  test('keeps the step from no other address that comes, and from no person who mends the data', async () => {
    await world.friendlyAsked({ contacts: [onlyMail] });
    const { messageId } = await world.send(NOW);
    await reports(messageId, full);
    await world.evaluate(NOW + HOUR);
    const woken = async () => (await world.outbox('poke-contact')).length;
    const before = await woken();
    const later = { time: '2026-12-02T13:00:00Z' };
    await world.take([customer({ contacts: [{ ...onlyMail, email: 'otra@x.example' }] }, later)], NOW + HOUR);
    expect(await woken()).toBe(before + 1);
    expect(await world.reserve(NOW + HOUR)).toMatchObject({ recipients: [{ address: 'otra@x.example' }] });
    const task = await world.one<{ id: string }>(
      `INSERT INTO task (id, organization_id, kind, customer_id, opened_at)
      SELECT gen_random_uuid(), organization_id, 'fix-contact', id, now() FROM customer RETURNING id`,
    );
    expect(await world.complete(task.id, { outcome: 'fixed' }, NOW + HOUR)).toEqual({ result: 'done' });
    expect(await woken()).toBe(before + 2);
  });

  test('goes by the next channel at once when there is one', async () => {
    await world.take([customer({ contacts: [ana] })]);
    await world.askedAfter('friendly', at('2026-12-09 12:00'), { contacts: [ana] });
    const { messageId } = await world.send(at('2026-12-09 12:00'));
    await reports(messageId, full, at('2026-12-09 12:10'));
    await world.evaluate(at('2026-12-09 12:20'));
    expect(await world.reserve(at('2026-12-09 12:20'))).toMatchObject({ channel: 'sms' });
  });

  test('counts as final when it happens three times in a row', async () => {
    await world.friendlyAsked({ contacts: [onlyMail] });
    for (const day of ['2026-12-02', '2026-12-03', '2026-12-09']) {
      const when = at(`${day} 12:00`);
      await world.evaluate(when);
      const { messageId } = await world.send(when);
      await reports(messageId, full, when);
    }
    expect(await marks()).toEqual([{ contact_id: 'k1', unreachable_reason: 'email: bounced' }]);
    expect(await asked()).toEqual([{ contact_ids: ['k1'] }]);
  });

  test('is forgotten once a message arrives', async () => {
    await world.friendlyAsked({ contacts: [onlyMail] });
    const first = await world.send(NOW);
    await reports(first.messageId, full);
    const when = at('2026-12-03 12:00');
    await world.evaluate(when);
    const second = await world.send(when);
    await reports(second.messageId, { state: 'delivered' }, when);
    expect(await world.query('SELECT 1 FROM unreached_address')).toEqual([]);
  });
});

test.each([
  ['suppressed', 'email: bounced'],
  ['failed', null],
] as const)('a mail that the provider %s does not count as sent; its address is %s', async (state, reason) => {
  await world.friendlyAsked({ contacts: [onlyMail] });
  const { messageId } = await world.send(NOW);
  await reports(messageId, { state, reason: 'x' });
  expect(await world.messages()).toMatchObject([{ state: 'sent', delivery_state: state }]);
  expect(await world.steps()).toMatchObject([{ state: 'dropped', reason: 'bounced' }]);
  expect(await lastReminder()).toEqual({ on: null });
  expect(await marks()).toEqual([{ contact_id: 'k1', unreachable_reason: reason }]);
});

describe('an address that died', () => {
  const upsert = (contacts: readonly object[], time: string) =>
    world.take([customer({ contacts: contacts as never }, { time })], Date.parse(time));

  test('stays dead in other letters, and when its contact is gone and back; another one opens it', async () => {
    await world.friendlyAsked({ contacts: [ana] });
    const { messageId } = await world.send(NOW);
    await reports(messageId, { state: 'complained' });
    const dead = [{ contact_id: 'k1', unreachable_reason: 'email: complained' }];
    await upsert([ana], '2026-12-03T01:00:00Z');
    expect(await marks()).toEqual(dead);
    await upsert([{ ...ana, email: 'ANA@X.example' }], '2026-12-04T01:00:00Z');
    expect(await marks()).toEqual(dead);
    await upsert([], '2026-12-05T01:00:00Z');
    await upsert([ana], '2026-12-06T01:00:00Z');
    expect(await marks()).toEqual(dead);
    await upsert([{ ...ana, contactId: 'k9' }], '2026-12-07T01:00:00Z');
    expect(await marks()).toEqual([{ contact_id: 'k9', unreachable_reason: 'email: complained' }]);
    await upsert([{ ...ana, email: 'otra@x.example' }], '2026-12-08T01:00:00Z');
    expect(await marks()).toEqual([{ contact_id: 'k1', unreachable_reason: null }]);
  });
});
