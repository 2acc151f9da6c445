import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld, luis, NOW, sent } from '@puntual/testing/worlds/contact-world';
import { takeDeliveryReport } from './take-delivery-report.ts';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

describe('the settlement', () => {
  const settledOnce = async () => {
    expect(await world.messages()).toMatchObject([{ state: 'sent' }]);
    expect(await world.audit('message.sent')).toHaveLength(1);
    expect(await world.outbox('collections-event', 'puntual.contact.sent.v1')).toHaveLength(1);
    expect(await world.steps()).toMatchObject([{ state: 'sent' }]);
  };

  test('happens once when answer and webhook both arrive, whichever is first', async () => {
    await world.friendlyAsked();
    const message = await world.reserve(NOW);
    expect(await world.settle(message.messageId, sent(), NOW)).toMatchObject({ result: 'settled' });
    expect(await world.report(message.messageId, 'delivered')).toBe('taken');
    await settledOnce();
    expect(await world.messages()).toMatchObject([{ settled_by: 'answer', delivery_state: 'delivered' }]);
  });

  test('by the webhook leaves nothing to settle for the answer', async () => {
    await world.friendlyAsked();
    const message = await world.reserve(NOW);
    expect(await world.report(message.messageId, 'delivered')).toBe('taken');
    expect(await world.settle(message.messageId, sent(), NOW)).toMatchObject({ result: 'already' });
    await settledOnce();
    expect(await world.messages()).toMatchObject([{ settled_by: 'webhook', delivery_state: 'delivered' }]);
  });

  test('happens once when answer and webhook arrive at the same moment', async () => {
    await world.friendlyAsked();
    const message = await world.reserve(NOW);
    await Promise.all([
      world.settle(message.messageId, sent(), NOW),
      world.report(message.messageId, 'sent'),
      world.report(message.messageId, 'delivered'),
      world.settle(message.messageId, sent(), NOW),
    ]);
    await settledOnce();
  });

  test('counts a webhook once, keeps the highest delivery state, and knows no message of strangers', async () => {
    await world.friendlyAsked();
    const { messageId } = await world.send(NOW);
    expect(await world.report(messageId, 'delivered', 'wh-1')).toBe('taken');
    expect(await world.report(messageId, 'delivered', 'wh-1')).toBe('duplicate');
    expect(await world.report(messageId, 'sent', 'wh-2')).toBe('taken');
    expect(await world.messages()).toMatchObject([{ delivery_state: 'delivered' }]);
    expect(await world.report('00000000-0000-7000-8000-000000000000', 'delivered', 'wh-3')).toBe('unknown');
    expect(
      await takeDeliveryReport(
        db.database,
        { slug: 'nobody', messageId, webhookId: 'w', providerId: 'x', state: 'sent' },
        NOW,
      ),
    ).toBe('unknown');
  });

  test('counts the day on which the message was composed, not that of a late webhook', async () => {
    await world.friendlyAsked();
    const message = await world.reserve(NOW);
    await world.report(message.messageId, 'delivered', 'wh', at('2026-12-04 12:00'));
    expect(await world.steps()).toMatchObject([{ on: '2026-12-02' }]);
    expect(await world.one('SELECT last_reminder_on::text AS on FROM customer')).toEqual({ on: '2026-12-02' });
  });

  test.each(['sent', 'delivered'] as const)(
    'of an ambiguous message comes with the word “%s” too, and ends the person’s task',
    async (word) => {
      await world.friendlyAsked();
      const message = await world.reserve(NOW);
      await world.settle(message.messageId, { kind: 'ambiguous', error: 'no answer' }, NOW);
      expect(await world.steps()).toMatchObject([{ state: 'failed', reason: 'ambiguous' }]);
      await world.report(message.messageId, word);
      await settledOnce();
      expect(await world.tasks('ambiguous-send')).toMatchObject([{ state: 'done', outcome: 'was-sent' }]);
    },
  );

  test('by a person counts like one by the provider; without it the step is requested again', async () => {
    await world.friendlyAsked();
    const first = await world.reserve(NOW);
    await world.settle(first.messageId, { kind: 'ambiguous', error: 'x' }, NOW);
    const [task] = await world.tasks('ambiguous-send');
    expect(await world.complete(task?.id ?? '', { outcome: 'was-not-sent' }, NOW)).toEqual({ result: 'done' });
    expect(await world.messages()).toMatchObject([{ state: 'failed', settled_by: 'person' }]);
    expect(await world.evaluate(NOW)).toMatchObject({ did: ['requested friendly'] });
    const second = await world.reserve(NOW);
    await world.settle(second.messageId, { kind: 'ambiguous', error: 'x' }, NOW);
    const [, again] = await world.tasks('ambiguous-send');
    await world.complete(again?.id ?? '', { outcome: 'was-sent' }, NOW);
    expect(await world.steps()).toMatchObject([
      { state: 'dropped', occurrence: 1 },
      { state: 'sent', occurrence: 2 },
    ]);
    expect(await world.report(first.messageId, 'delivered')).toBe('taken');
    expect(await world.outbox('collections-event', 'puntual.contact.sent.v1')).toHaveLength(1);
  });
});

describe('a refusal', () => {
  const refused = { kind: 'refused' as const, error: '550 no such mailbox' };

  test('for want of contact data ends when the ERP delivers the customer: the step is requested again', async () => {
    await world.take([issued({ dueDate: '2026-11-02', issueDate: '2026-10-02' })], at('2026-11-02 10:00'));
    const when = at('2026-11-04 13:00');
    expect(await world.evaluate(when)).toMatchObject({ did: ['requested friendly'] });
    expect(await world.gate(when)).toEqual({ kind: 'again' });
    expect(await world.steps()).toMatchObject([{ state: 'failed', reason: 'no-way-to-reach' }]);
    expect(await world.tasks('fix-contact')).toMatchObject([{ state: 'open' }]);

    await world.take([customer({ contacts: [{ contactId: 'k1', name: 'Ana', email: 'ana@x.example' }] })], when);
    expect(await world.tasks('fix-contact')).toMatchObject([{ state: 'done', outcome: 'fixed' }]);
    expect(await world.evaluate(when)).toMatchObject({ did: ['requested friendly'] });
    expect(await world.reserve(when)).toMatchObject({ recipients: [{ address: 'ana@x.example' }] });
  });

  test('marks the address, tries the next channel, then asks for contact data, until that is corrected', async () => {
    const when = at('2026-12-09 12:00');
    await world.askedAfter('friendly', when);
    const mail = await world.reserve(when);
    expect(mail).toMatchObject({ channel: 'email', template: 'follow-up' });
    expect(await world.settle(mail.messageId, refused, when)).toEqual({ result: 'other-channel', more: true });
    expect(await world.one('SELECT unreachable_reason FROM contact')).toEqual({ unreachable_reason: 'email: refused' });
    expect(await world.steps()).toMatchObject([{ state: 'requested' }]);
    expect(await world.invoice()).toMatchObject({ stage: 'friendly' });

    const sms = await world.reserve(when);
    expect(sms).toMatchObject({ channel: 'sms', recipients: [{ address: '+34600111222' }] });
    expect(sms.messageId).not.toBe(mail.messageId);
    expect(await world.settle(sms.messageId, refused, when)).toMatchObject({ more: true });
    expect(await world.gate(when)).toEqual({ kind: 'again' });
    expect(await world.gate(when)).toEqual({ kind: 'nothing' });
    expect(await world.steps()).toMatchObject([{ state: 'failed', reason: 'no-way-to-reach' }]);
    const [task] = await world.tasks('fix-contact');
    expect(task).toMatchObject({ state: 'open' });

    await world.complete(task?.id ?? '', { outcome: 'fixed' }, when);
    expect(await world.evaluate(when)).toMatchObject({ did: ['requested follow-up'] });
    expect(await world.reserve(when)).toMatchObject({ channel: 'email' });
    expect(await world.one('SELECT last_reminder_on FROM customer')).toEqual({ last_reminder_on: null });
  });

  test('goes to the customer’s other contact first', async () => {
    await world.friendlyAsked({ contacts: [ana, luis] });
    const first = await world.reserve(NOW);
    expect(first.recipients).toMatchObject([{ contactId: 'k1' }]);
    await world.settle(first.messageId, refused, NOW);
    expect((await world.reserve(NOW)).recipients).toMatchObject([{ contactId: 'k2' }]);
  });

  test('of a letter asks for contact data, even when a channel that the step does not use is left', async () => {
    const when = at('2026-12-22 12:00');
    await world.askedAfter('follow-up', when, {
      contacts: [{ ...ana, email: undefined, channels: ['sms'] }],
      address: true,
    });
    const letter = await world.reserve(when);
    expect(letter).toMatchObject({ channel: 'letter', template: 'demand' });
    expect(await world.settle(letter.messageId, refused, when)).toEqual({ result: 'settled', more: false });
    expect(await world.steps()).toMatchObject([{ state: 'failed', reason: 'no-way-to-reach' }]);
    expect(await world.tasks('fix-contact')).toHaveLength(1);
  });

  test('does not count as sent, and is audited', async () => {
    await world.friendlyAsked();
    const message = await world.reserve(NOW);
    await world.settle(message.messageId, refused, NOW);
    expect(await world.messages()).toMatchObject([{ state: 'failed', last_error: '550 no such mailbox' }]);
    expect(await world.audit('message.failed')).toHaveLength(1);
    expect(await world.audit('message.sent')).toEqual([]);
    expect(await world.settle(message.messageId, sent(), NOW)).toMatchObject({ result: 'already' });
  });

  test('a customer without any contact leads to a task, and one task is enough', async () => {
    await world.friendlyAsked({ contacts: [], invoiceIds: ['INV-1', 'INV-2'] });
    expect(await world.gate(NOW)).toEqual({ kind: 'again' });
    expect(await world.tasks('fix-contact')).toHaveLength(1);
    expect(await world.steps()).toMatchObject([{ state: 'failed', reason: 'no-way-to-reach' }]);
    await world.take([issued({ invoiceId: 'INV-3', total: '5.00' })]);
    await world.evaluate(NOW, 'INV-3');
    await world.gate(NOW);
    expect(await world.tasks('fix-contact')).toHaveLength(1);
    expect(await world.query('SELECT 1 FROM task_invoice')).toHaveLength(3);
  });
});
