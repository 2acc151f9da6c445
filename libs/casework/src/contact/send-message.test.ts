import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { amended, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/test-database';
import { withClient } from '@puntual/testing/prepare-database';
import { at, CaseWorld, renderPlainly } from '../testing/case-world.ts';
import { openHold, releaseHold } from '../cases/holds.ts';
import { abandonMessage } from './abandon-message.ts';
import { takeDeliveryReport, type DeliveryState } from './take-delivery-report.ts';

jest.setTimeout(60_000);
let db: TestDatabase;
let world: CaseWorld;
beforeAll(async () => {
  db = await withTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

// Due on Tuesday 2026-12-01; the friendly reminder is due on the 2nd.
const NOW = at('2026-12-02 12:00');
const HOUR = 3_600_000;
const ana = { contactId: 'k1', name: 'Ana', email: 'ana@x.example', phone: '+34600111222', channels: ['email' as const, 'sms' as const] };
const luis = { contactId: 'k2', name: 'Luis', role: 'finance-director' as const, email: 'luis@x.example' };

async function friendlyAsked(options: { readonly invoiceIds?: readonly string[]; readonly contacts?: NonNullable<Parameters<typeof customer>[0]>['contacts']; readonly address?: boolean } = {}): Promise<void> {
  const ids = options.invoiceIds ?? ['INV-1'];
  await world.take([
    customer({ contacts: options.contacts ?? [ana], ...(options.address ? { address: { lines: ['Calle Mayor 1'], city: 'Bilbao', country: 'ES' } } : {}) }),
    ...ids.map((invoiceId) => issued({ invoiceId, total: '100.00' })),
  ]);
  for (const id of ids) await world.look(NOW, id);
}

/** A step that others have brought to `stage`; the next one of the standard policy is asked for at `when`. */
async function askedAfter(stage: 'friendly' | 'follow-up', when: number, options: { readonly contacts?: NonNullable<Parameters<typeof customer>[0]>['contacts']; readonly address?: boolean } = {}): Promise<void> {
  await world.take([
    customer({ contacts: options.contacts ?? [ana], ...(options.address ? { address: { lines: ['Calle Mayor 1'], city: 'Bilbao', country: 'ES' } } : {}) }),
    issued({ total: '100.00', alreadyReached: { stage, on: stage === 'friendly' ? '2026-12-02' : '2026-12-09' } }),
  ]);
  await world.look(when);
}

const payInvoice = (invoiceId = 'INV-1', paymentId = `P-${invoiceId}`) => paid({ paymentId, amount: '100.00', allocations: [{ invoiceId, amount: '100.00' }] });
const sent = (by: 'answer' | 'webhook' = 'answer') => ({ kind: 'sent' as const, providerId: 're-1', by });
const report = (messageId: string, state: DeliveryState, webhookId = `wh-${state}`, now = NOW) => takeDeliveryReport(db.database, { slug: world.organization.slug, messageId, webhookId, providerId: 're-1', state }, now);
const messages = () => world.query<{ id: string; state: string; channel: string; delivery_state: string | null; last_error: string | null; settled_by: string | null; tries: number }>('SELECT id, state, channel, delivery_state, last_error, settled_by, tries FROM message ORDER BY composed_at, id');

describe('the gate', () => {
  test('makes one message of twelve invoices, and only its yes makes their steps done', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `INV-${index + 1}`);
    await friendlyAsked({ invoiceIds: ids });
    const message = await world.reserve(NOW);
    for (const id of ids) expect(message.text).toContain(`F-2026/${id}=10000`);
    expect(message).toMatchObject({ channel: 'email', template: 'friendly', recipients: [{ contactId: 'k1', channel: 'email', address: 'ana@x.example' }] });
    expect(await world.invoice()).toMatchObject({ stage: 'not-due' });
    expect(await world.settle(message.messageId, sent(), NOW)).toEqual({ result: 'settled', more: false });
    expect(await world.query('SELECT DISTINCT state, changed_on::text AS on FROM step')).toEqual([{ state: 'sent', on: '2026-12-02' }]);
    expect(await world.query('SELECT DISTINCT stage FROM invoice')).toEqual([{ stage: 'friendly' }]);
    expect(await world.query('SELECT 1 FROM message')).toHaveLength(1);
    expect(await world.audit('message.sent')).toHaveLength(12);
    expect((await world.outbox('collections-event', 'puntual.contact.sent.v1')).map((row) => (row.payload.data?.steps as { invoiceId: string; stepId: string }[]).map((step) => `${step.invoiceId} ${step.stepId}`).sort())).toEqual([ids.map((id) => `${id} friendly`).sort()]);
    expect(await world.gate(NOW)).toEqual({ kind: 'nothing' });
  });

  test('lets nothing leave when the payment came a moment before, and thanks instead', async () => {
    await friendlyAsked();
    await world.take([payInvoice()], NOW);
    expect(await world.gate(NOW)).toEqual({ kind: 'nothing' });
    expect(await world.steps()).toMatchObject([{ step_id: 'friendly', state: 'dropped', reason: 'invoice-settled' }]);
    await world.look(NOW);
    expect(await world.reserve(NOW)).toMatchObject({ template: 'thank-you', text: 'overdue: ; upcoming: ; settled: F-2026/INV-1=0' });
  });

  test('drops the thanks for a payment that bounced, and thanks for the one that came after it', async () => {
    await world.take([customer(), issued({ total: '100.00' }), payInvoice()]);
    await world.look(NOW);
    await world.take([reversed({ paymentId: 'P-INV-1' })], NOW);
    expect(await world.gate(NOW)).toEqual({ kind: 'nothing' });
    await world.take([payInvoice('INV-1', 'P-2')], NOW);
    expect(await world.look(NOW + 60_000)).toEqual({ kind: 'closed', outcome: 'paid', did: ['requested thank-you'] });
    expect(await world.reserve(NOW + 120_000)).toMatchObject({ template: 'thank-you', text: 'overdue: ; upcoming: ; settled: F-2026/INV-1=0' });
  });

  test('thanks once for an invoice that was paid, taken back and paid again before the first thanks left', async () => {
    await world.take([customer(), issued({ total: '100.00' }), payInvoice()]);
    await world.look(NOW);
    await world.take([reversed({ paymentId: 'P-INV-1' })], NOW);
    await world.take([payInvoice('INV-1', 'P-2')], NOW);
    await world.look(NOW + 60_000);
    const message = await world.reserve(NOW + 120_000);
    expect(message).toMatchObject({ template: 'thank-you', text: 'overdue: ; upcoming: ; settled: F-2026/INV-1=0' });
    expect(await world.settle(message.messageId, sent(), NOW + 120_000)).toEqual({ result: 'settled', more: false });
  });

  test('leaves out a disputed invoice and adds up the others', async () => {
    await friendlyAsked({ invoiceIds: ['INV-1', 'INV-2'] });
    await openHold(db.database, world.actor, (await world.invoice('INV-2')).id, { kind: 'dispute', reason: 'mal precio', untilOn: null }, NOW);
    const message = await world.reserve(NOW);
    expect(message.text).toBe('overdue: F-2026/INV-1=10000; upcoming: ; settled: ');
    expect(await world.one('SELECT totals FROM message')).toEqual({ totals: [{ currency: 'EUR', openMinor: '10000' }] });
    expect(await world.steps('INV-2')).toMatchObject([{ state: 'dropped', reason: 'on-hold' }]);
  });

  test('drops what direct debit, credit or a moved due date took the reason from', async () => {
    await friendlyAsked({ invoiceIds: ['INV-1', 'INV-2'] });
    await world.take([amended({ revision: 1, dueDate: '2026-12-20' })], NOW);
    await world.take([paid({ amount: '250.00', reference: 'a cuenta' })], NOW);
    expect(await world.gate(NOW)).toEqual({ kind: 'nothing' });
    expect([...await world.steps('INV-1'), ...await world.steps('INV-2')].map((step) => [step.state, step.reason])).toEqual([['dropped', 'covered-by-credit'], ['dropped', 'covered-by-credit']]);
  });

  test('waits for the window to open, and writes nothing meanwhile', async () => {
    await friendlyAsked();
    const waiting = await world.gate(at('2026-12-02 20:00'));
    expect(waiting).toMatchObject({ kind: 'wait', reason: 'window-closed' });
    expect(waiting.kind === 'wait' && waiting.until).toBeGreaterThanOrEqual(at('2026-12-03 09:00'));
    expect(await messages()).toEqual([]);
  });

  test('keeps the distance to the last reminder in days, whatever the hour', async () => {
    await friendlyAsked();
    const first = await world.reserve(at('2026-12-02 17:00'));
    await world.settle(first.messageId, sent(), at('2026-12-02 17:00'));
    await world.take([issued({ invoiceId: 'INV-2', total: '50.00', dueDate: '2026-12-03' })], NOW);
    await world.query(`INSERT INTO step (id, organization_id, invoice_id, customer_id, step_id, "do", state, requested_at, changed_on) SELECT gen_random_uuid(), organization_id, id, customer_id, 'friendly', 'send', 'requested', now(), '2026-12-04' FROM invoice WHERE invoice_id = 'INV-2'`);
    const early = await world.gate(at('2026-12-04 12:00'));
    expect(early).toMatchObject({ kind: 'wait', reason: 'spacing' });
    // Four days after the 2nd is Sunday the 6th; Monday the 7th is the first open day, at nine although it was five in the afternoon before.
    expect(early.kind === 'wait' && new Date(early.until).toISOString().slice(0, 10)).toBe('2026-12-07');
    expect(await world.gate(at('2026-12-07 09:00'))).toMatchObject({ kind: 'reserved' });
  });

  test('merges steps of several stages in the tone of the furthest, and each invoice rises to its own step’s stage only', async () => {
    await world.take([customer(), issued({ total: '100.00' }), issued({ invoiceId: 'INV-2', total: '70.00', dueDate: '2026-11-24', alreadyReached: { stage: 'friendly', on: '2026-11-25' } })], at('2026-11-25 09:00'));
    await world.look(NOW, 'INV-1');
    await world.look(NOW, 'INV-2');
    const message = await world.send(NOW);
    expect(message).toMatchObject({ template: 'follow-up', text: 'overdue: F-2026/INV-2=7000 F-2026/INV-1=10000; upcoming: ; settled: ' });
    expect([await world.invoice('INV-1'), await world.invoice('INV-2')]).toMatchObject([{ stage: 'friendly' }, { stage: 'follow-up' }]);
    expect(await world.query('SELECT 1 FROM message')).toHaveLength(1);
  });

  test('takes requests of invoices beyond the most that a message lists, however many older ones are open', async () => {
    await world.take([customer()]);
    const many = Array.from({ length: 520 }, (_, index) => issued({ invoiceId: `OLD-${index}`, total: '10.00', dueDate: '2026-11-02', alreadyReached: { stage: 'agency', on: '2026-11-02' } }));
    await world.take(many.slice(0, 500));
    await world.take([...many.slice(500), issued({ total: '100.00' })]);
    await world.look(NOW);
    const message = await world.reserve(NOW);
    expect(message.text).toContain('F-2026/INV-1=10000');
    expect(await world.steps()).toMatchObject([{ state: 'requested', message_id: message.messageId }]);
  });

  test('has one message under way for a customer, also when asked by two at once', async () => {
    await friendlyAsked();
    const both = await Promise.all([world.reserve(NOW), world.reserve(NOW)]);
    expect(both[0].messageId).toBe(both[1].messageId);
    expect(await messages()).toMatchObject([{ state: 'reserved', tries: 2 }]);
    await expect(world.query(`INSERT INTO message SELECT gen_random_uuid(), organization_id, customer_id, template, stage, reminder, language, deadline_on, state, channel, recipients, subject, html, text, pdf, content_hash, totals, tries, composed_at FROM message`)).rejects.toThrow(/unique|message_one_reserved/i);
  });

  test('holds the customer while it composes: a payment and another gate wait for it', async () => {
    await friendlyAsked();
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let composing: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      composing = resolve;
    });
    const first = world.gate(NOW, { render: async (draft) => {
      composing();
      await released;
      return renderPlainly(draft);
    } });
    await begun;
    const finished: string[] = [];
    const second = world.gate(NOW).finally(() => finished.push('gate'));
    const payment = world.take([payInvoice()], NOW).finally(() => finished.push('payment'));
    const blocked = () => withClient(db.ownerUrl, async (client) => (await client.query(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).rows.length);
    while (finished.length === 0 && (await blocked()) < 2);
    expect(finished).toEqual([]);
    release();
    const reserved = await first;
    await Promise.all([second.catch(() => undefined), payment]);
    expect(reserved).toMatchObject({ kind: 'reserved' });
    expect(await messages()).toHaveLength(1);
  });

  test('stores nothing when rendering fails', async () => {
    await friendlyAsked();
    await expect(world.gate(NOW, { render: () => Promise.reject(new Error('no such template')) })).rejects.toThrow('no such template');
    expect(await messages()).toEqual([]);
    expect(await world.steps()).toMatchObject([{ state: 'requested', message_id: null }]);
  });
});

describe('a try that was cut off', () => {
  test('is taken up again with the same bytes and key', async () => {
    await friendlyAsked();
    const first = await world.reserve(NOW);
    const renders = jest.fn(() => Promise.reject(new Error('must not be rendered again')));
    for (const tries of [2, 3, 4, 5, 6]) {
      const again = await world.gate(NOW + tries * 60_000, { render: renders });
      expect(again).toEqual({ kind: 'reserved', message: { ...first, tries } });
    }
    expect(renders).not.toHaveBeenCalled();
    expect(await messages()).toHaveLength(1);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a payment', () => world.take([paid({ amount: '10.00', allocations: [{ invoiceId: 'INV-1', amount: '10.00' }] })], NOW)],
    ['a hold', async () => openHold(db.database, world.actor, (await world.invoice()).id, { kind: 'manual', reason: 'x', untilOn: null }, NOW)],
    ['credit that covers it', () => world.take([paid({ amount: '500.00', reference: 'a cuenta' })], NOW)],
    ['direct debit', () => world.take([customer({ directDebit: true }, { time: '2026-12-02T09:00:00Z' })], NOW)],
  ])('is never repeated once %s has changed the facts: a person is asked', async (_what, change) => {
    await friendlyAsked();
    const message = await world.reserve(NOW);
    await change();
    expect(await world.gate(NOW + 60_000)).toEqual({ kind: 'again' });
    expect(await messages()).toMatchObject([{ state: 'ambiguous', last_error: 'facts-changed-while-sending' }]);
    expect(await world.tasks('ambiguous-send')).toHaveLength(1);
    expect(await world.steps()).toMatchObject([{ state: 'failed', reason: 'ambiguous', message_id: message.messageId }]);
    expect(await world.outbox('collections-event', 'puntual.task.opened.v1')).toMatchObject([{ payload: { data: { kind: 'ambiguous-send' } } }]);
    expect(await world.gate(NOW + 120_000)).toEqual({ kind: 'nothing' });
  });

  test('of a thank-you is not repeated when the payment bounced meanwhile', async () => {
    await world.take([customer(), issued({ total: '100.00' }), payInvoice()]);
    await world.look(NOW);
    await world.reserve(NOW);
    await world.take([reversed({ paymentId: 'P-INV-1' })], NOW);
    expect(await world.gate(NOW + 60_000)).toEqual({ kind: 'again' });
  });

  test('is not repeated when the provider may have forgotten its key', async () => {
    await friendlyAsked();
    await world.reserve(NOW, { wallMs: NOW });
    expect(await world.gate(NOW + HOUR, { wallMs: NOW + 20 * HOUR - 1 })).toMatchObject({ kind: 'reserved' });
    expect(await world.gate(NOW + HOUR, { wallMs: NOW + 20 * HOUR })).toEqual({ kind: 'again' });
    expect(await messages()).toMatchObject([{ state: 'ambiguous', last_error: 'too-old-to-repeat' }]);
  });

  test('whose retries are used up is a person’s to judge; without one there is nothing to give up', async () => {
    await friendlyAsked();
    await abandonMessage(db.database, await world.contactRef(), NOW);
    expect(await world.tasks()).toEqual([]);
    await world.reserve(NOW);
    await abandonMessage(db.database, await world.contactRef(), NOW);
    await abandonMessage(db.database, await world.contactRef(), NOW);
    expect(await world.tasks('ambiguous-send')).toHaveLength(1);
    expect(await messages()).toMatchObject([{ state: 'ambiguous', last_error: 'retries-used-up' }]);
  });
});

describe('the settlement', () => {
  const settledOnce = async () => {
    expect(await messages()).toMatchObject([{ state: 'sent' }]);
    expect(await world.audit('message.sent')).toHaveLength(1);
    expect(await world.outbox('collections-event', 'puntual.contact.sent.v1')).toHaveLength(1);
    expect(await world.steps()).toMatchObject([{ state: 'sent' }]);
  };

  test('is one when answer and webhook both come, whichever is first', async () => {
    await friendlyAsked();
    const message = await world.reserve(NOW);
    expect(await world.settle(message.messageId, sent(), NOW)).toMatchObject({ result: 'settled' });
    expect(await report(message.messageId, 'delivered')).toBe('taken');
    await settledOnce();
    expect(await messages()).toMatchObject([{ settled_by: 'answer', delivery_state: 'delivered' }]);
  });

  test('by the webhook leaves nothing for the answer', async () => {
    await friendlyAsked();
    const message = await world.reserve(NOW);
    expect(await report(message.messageId, 'delivered')).toBe('taken');
    expect(await world.settle(message.messageId, sent(), NOW)).toMatchObject({ result: 'already' });
    await settledOnce();
    expect(await messages()).toMatchObject([{ settled_by: 'webhook', delivery_state: 'delivered' }]);
  });

  test('is one when they come at the same moment', async () => {
    await friendlyAsked();
    const message = await world.reserve(NOW);
    await Promise.all([world.settle(message.messageId, sent(), NOW), report(message.messageId, 'sent'), report(message.messageId, 'delivered'), world.settle(message.messageId, sent(), NOW)]);
    await settledOnce();
  });

  test('counts a webhook once, keeps the furthest word, and knows nothing of strangers', async () => {
    await friendlyAsked();
    const { messageId } = await world.send(NOW);
    expect(await report(messageId, 'delivered', 'wh-1')).toBe('taken');
    expect(await report(messageId, 'delivered', 'wh-1')).toBe('duplicate');
    expect(await report(messageId, 'sent', 'wh-2')).toBe('taken');
    expect(await messages()).toMatchObject([{ delivery_state: 'delivered' }]);
    expect(await report('00000000-0000-7000-8000-000000000000', 'delivered', 'wh-3')).toBe('unknown');
    expect(await takeDeliveryReport(db.database, { slug: 'nobody', messageId, webhookId: 'w', providerId: 'x', state: 'sent' }, NOW)).toBe('unknown');
  });

  test('counts the day on which the message was composed, not that of a late webhook', async () => {
    await friendlyAsked();
    const message = await world.reserve(NOW);
    await report(message.messageId, 'delivered', 'wh', at('2026-12-04 12:00'));
    expect(await world.steps()).toMatchObject([{ on: '2026-12-02' }]);
    expect(await world.one('SELECT last_reminder_on::text AS on FROM customer')).toEqual({ on: '2026-12-02' });
  });

  test.each(['sent', 'delivered'] as const)('of an ambiguous message comes with the word “%s” too, and ends the person’s task', async (word) => {
    await friendlyAsked();
    const message = await world.reserve(NOW);
    await world.settle(message.messageId, { kind: 'ambiguous', error: 'no answer' }, NOW);
    expect(await world.steps()).toMatchObject([{ state: 'failed', reason: 'ambiguous' }]);
    await report(message.messageId, word);
    await settledOnce();
    expect(await world.tasks('ambiguous-send')).toMatchObject([{ state: 'done', outcome: 'was-sent' }]);
  });

  test('by a person’s word holds like the provider’s, or has the step asked for again', async () => {
    await friendlyAsked();
    const first = await world.reserve(NOW);
    await world.settle(first.messageId, { kind: 'ambiguous', error: 'x' }, NOW);
    const [task] = await world.tasks('ambiguous-send');
    expect(await world.complete(task?.id ?? '', { outcome: 'was-not-sent' }, NOW)).toEqual({ result: 'done' });
    expect(await messages()).toMatchObject([{ state: 'failed', settled_by: 'person' }]);
    expect(await world.look(NOW)).toMatchObject({ did: ['requested friendly'] });
    const second = await world.reserve(NOW);
    await world.settle(second.messageId, { kind: 'ambiguous', error: 'x' }, NOW);
    const [, again] = await world.tasks('ambiguous-send');
    await world.complete(again?.id ?? '', { outcome: 'was-sent' }, NOW);
    expect(await world.steps()).toMatchObject([{ state: 'dropped', occurrence: 1 }, { state: 'sent', occurrence: 2 }]);
    expect(await report(first.messageId, 'delivered')).toBe('taken');
    expect(await world.outbox('collections-event', 'puntual.contact.sent.v1')).toHaveLength(1);
  });
});

describe('a refusal', () => {
  const refused = { kind: 'refused' as const, error: '550 no such mailbox' };

  test('an invoice that came before its customer: once the ERP tells how to reach them, the failed step is asked for again and nobody need mend contact data', async () => {
    await world.take([issued({ dueDate: '2026-11-02', issueDate: '2026-10-02' })], at('2026-11-02 10:00'));
    const when = at('2026-11-04 13:00');
    expect(await world.look(when)).toMatchObject({ did: ['requested friendly'] });
    expect(await world.gate(when)).toEqual({ kind: 'again' });
    expect(await world.steps()).toMatchObject([{ state: 'failed', reason: 'no-way-to-reach' }]);
    expect(await world.tasks('fix-contact')).toMatchObject([{ state: 'open' }]);

    await world.take([customer({ contacts: [{ contactId: 'k1', name: 'Ana', email: 'ana@x.example' }] })], when);
    expect(await world.tasks('fix-contact')).toMatchObject([{ state: 'done', outcome: 'fixed' }]);
    expect(await world.look(when)).toMatchObject({ did: ['requested friendly'] });
    expect(await world.reserve(when)).toMatchObject({ recipients: [{ address: 'ana@x.example' }] });
  });

  test('marks the address, tries the next channel, then asks for contact data, and mended data have the step asked for again', async () => {
    const when = at('2026-12-09 12:00');
    await askedAfter('friendly', when);
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
    expect(await world.look(when)).toMatchObject({ did: ['requested follow-up'] });
    expect(await world.reserve(when)).toMatchObject({ channel: 'email' });
    expect(await world.one('SELECT last_reminder_on FROM customer')).toEqual({ last_reminder_on: null });
  });

  test('goes to the customer’s other contact first', async () => {
    await friendlyAsked({ contacts: [ana, luis] });
    const first = await world.reserve(NOW);
    expect(first.recipients).toMatchObject([{ contactId: 'k1' }]);
    await world.settle(first.messageId, refused, NOW);
    expect((await world.reserve(NOW)).recipients).toMatchObject([{ contactId: 'k2' }]);
  });

  test('of a letter ends the search, even when the customer can be reached in ways that the step does not use', async () => {
    const when = at('2026-12-22 12:00');
    await askedAfter('follow-up', when, { contacts: [{ ...ana, email: undefined, channels: ['sms'] }], address: true });
    const letter = await world.reserve(when);
    expect(letter).toMatchObject({ channel: 'letter', template: 'demand' });
    expect(await world.settle(letter.messageId, refused, when)).toEqual({ result: 'settled', more: false });
    expect(await world.steps()).toMatchObject([{ state: 'failed', reason: 'no-way-to-reach' }]);
    expect(await world.tasks('fix-contact')).toHaveLength(1);
  });

  test('does not count as sent, and is written down', async () => {
    await friendlyAsked();
    const message = await world.reserve(NOW);
    await world.settle(message.messageId, refused, NOW);
    expect(await messages()).toMatchObject([{ state: 'failed', last_error: '550 no such mailbox' }]);
    expect(await world.audit('message.failed')).toHaveLength(1);
    expect(await world.audit('message.sent')).toEqual([]);
    expect(await world.settle(message.messageId, sent(), NOW)).toMatchObject({ result: 'already' });
  });

  test('a customer without any contact leads to a task, and one task is enough', async () => {
    await friendlyAsked({ contacts: [], invoiceIds: ['INV-1', 'INV-2'] });
    expect(await world.gate(NOW)).toEqual({ kind: 'again' });
    expect(await world.tasks('fix-contact')).toHaveLength(1);
    expect(await world.steps()).toMatchObject([{ state: 'failed', reason: 'no-way-to-reach' }]);
    await world.take([issued({ invoiceId: 'INV-3', total: '5.00' })]);
    await world.look(NOW, 'INV-3');
    await world.gate(NOW);
    expect(await world.tasks('fix-contact')).toHaveLength(1);
    expect(await world.query('SELECT 1 FROM task_invoice')).toHaveLength(3);
  });
});

describe('a bounce', () => {
  test('takes the step back and has it asked for again by another way, with no distance kept to what reached nobody', async () => {
    await friendlyAsked({ contacts: [ana, luis] });
    const first = await world.send(NOW);
    expect(await report(first.messageId, 'bounced')).toBe('taken');
    expect(await world.steps()).toMatchObject([{ state: 'dropped', reason: 'bounced' }]);
    expect(await world.one('SELECT last_reminder_on FROM customer')).toEqual({ last_reminder_on: null });
    expect(await world.outbox('wake-case')).toMatchObject([{ payload: { signal: 'contact' } }]);
    expect(await world.look(NOW + HOUR)).toMatchObject({ did: ['requested friendly'] });
    expect((await world.reserve(NOW + HOUR)).recipients).toMatchObject([{ contactId: 'k2' }]);
    expect(await world.steps()).toMatchObject([{ occurrence: 1 }, { occurrence: 2, state: 'requested' }]);
  });

  test('is told by a webhook that comes before the answer, too', async () => {
    await friendlyAsked({ contacts: [ana, luis] });
    const message = await world.reserve(NOW);
    await report(message.messageId, 'bounced');
    expect(await world.settle(message.messageId, sent(), NOW)).toMatchObject({ result: 'already' });
    expect(await messages()).toMatchObject([{ state: 'sent', delivery_state: 'bounced' }]);
    expect(await world.steps()).toMatchObject([{ state: 'dropped', reason: 'bounced' }]);
  });

  test('that comes when the case has gone further does not send it back: no reminder after the call', async () => {
    await friendlyAsked();
    const message = await world.send(NOW);
    await world.query(`INSERT INTO step (id, organization_id, invoice_id, customer_id, step_id, "do", state, requested_at, changed_on) SELECT gen_random_uuid(), organization_id, id, customer_id, 'call', 'task', 'done', now(), '2026-12-02' FROM invoice`);
    await report(message.messageId, 'bounced');
    expect(await world.look(NOW + HOUR)).toMatchObject({ kind: 'sleep', did: [] });
    expect(await world.gate(NOW + HOUR)).toEqual({ kind: 'nothing' });
  });

  test('a complaint leaves the step sent, and that address alone, also after a person says that the data are fixed', async () => {
    await friendlyAsked();
    const message = await world.send(NOW);
    await report(message.messageId, 'complained');
    expect(await world.steps()).toMatchObject([{ state: 'sent' }]);
    await world.query(`INSERT INTO task (id, organization_id, kind, customer_id, opened_at) SELECT gen_random_uuid(), organization_id, 'fix-contact', id, now() FROM customer`);
    const [task] = await world.tasks('fix-contact');
    await world.complete(task?.id ?? '', { outcome: 'fixed' }, NOW);
    expect(await world.one('SELECT unreachable_reason FROM contact')).toEqual({ unreachable_reason: 'email: complained' });
    const when = at('2026-12-09 12:00');
    await world.look(when);
    expect(await world.reserve(when)).toMatchObject({ channel: 'sms' });
  });
});

describe('a hold', () => {
  const hold = async (untilOn: string | null, now = NOW) => openHold(db.database, world.actor, (await world.invoice()).id, { kind: 'manual', reason: 'a petición', untilOn }, now);

  test('keeps the case silent to the end of its day, or until it is lifted, and wakes it both times', async () => {
    await world.take([customer(), issued()]);
    const held = await hold('2026-12-04');
    expect(held).toMatchObject({ result: 'done' });
    expect(await world.look(NOW)).toMatchObject({ kind: 'sleep', did: [], waitingFor: expect.stringContaining('2026-12-04') });
    const holdId = held.result === 'done' ? held.holdId : '';
    const both = await Promise.all([1, 2].map(async () => releaseHold(db.database, world.actor, (await world.invoice()).id, holdId, NOW)));
    expect(both).toEqual([{ result: 'done', holdId }, { result: 'done', holdId }]);
    expect((await world.outbox('wake-case')).map((row) => row.payload.signal)).toEqual(['hold', 'hold']);
    expect(await world.audit('hold.released')).toMatchObject([{ actor: 'Marta' }]);
    expect(await world.look(NOW)).toMatchObject({ did: ['requested friendly'] });
  });

  test('in the past, of nothing, or of a settled invoice is refused', async () => {
    await world.take([customer(), issued({ total: '100.00' })]);
    expect(await hold('2026-12-01')).toMatchObject({ result: 'invalid', path: 'until' });
    expect(await openHold(db.database, world.actor, '00000000-0000-7000-8000-000000000000', { kind: 'manual', reason: 'x', untilOn: null }, NOW)).toEqual({ result: 'not-found' });
    expect(await releaseHold(db.database, world.actor, (await world.invoice()).id, '00000000-0000-7000-8000-000000000000', NOW)).toEqual({ result: 'not-found' });
    await world.take([payInvoice()], NOW);
    expect(await hold(null)).toEqual({ result: 'settled' });
  });
});
