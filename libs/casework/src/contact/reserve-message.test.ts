import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { amended, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { untilBlocked } from '@puntual/testing/database/until-blocked';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { openHold } from '../people/holds.ts';
import { at, renderPlainly } from '@puntual/testing/worlds/case-world';
import { ContactWorld, HOUR, NOW, payInvoice, sent } from '@puntual/testing/worlds/contact-world';
import { abandonMessage } from './abandon-message.ts';
import { findContact } from './find-contact.ts';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

describe('the gate', () => {
  test('composes one message for twelve invoices; only the provider’s acceptance makes their steps done', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `INV-${index + 1}`);
    await world.friendlyAsked({ invoiceIds: ids });
    const message = await world.reserve(NOW);
    for (const id of ids) expect(message.text).toContain(`F-2026/${id}=10000`);
    expect(message).toMatchObject({
      channel: 'email',
      template: 'friendly',
      recipients: [{ contactId: 'k1', channel: 'email', address: 'ana@x.example' }],
    });
    expect(await world.invoice()).toMatchObject({ stage: 'not-due' });
    expect(await world.settle(message.messageId, sent(), NOW)).toEqual({ result: 'settled', more: false });
    expect(await world.query('SELECT DISTINCT state, changed_on::text AS on FROM step')).toEqual([
      { state: 'sent', on: '2026-12-02' },
    ]);
    expect(await world.query('SELECT DISTINCT stage FROM invoice')).toEqual([{ stage: 'friendly' }]);
    expect(await world.query('SELECT 1 FROM message')).toHaveLength(1);
    expect(await world.audit('message.sent')).toHaveLength(12);
    expect(
      (await world.outbox('collections-event', 'puntual.contact.sent.v1')).map((row) =>
        (row.payload.data?.steps as { invoiceId: string; stepId: string }[])
          .map((step) => `${step.invoiceId} ${step.stepId}`)
          .sort(),
      ),
    ).toEqual([ids.map((id) => `${id} friendly`).sort()]);
    expect(await world.gate(NOW)).toEqual({ kind: 'nothing' });
  });

  test('sends no reminder when the payment came a moment before, and thanks instead', async () => {
    await world.friendlyAsked();
    await world.take([payInvoice()], NOW);
    expect(await world.gate(NOW)).toEqual({ kind: 'nothing' });
    expect(await world.steps()).toMatchObject([{ step_id: 'friendly', state: 'dropped', reason: 'invoice-settled' }]);
    await world.evaluate(NOW);
    expect(await world.reserve(NOW)).toMatchObject({
      template: 'thank-you',
      text: 'overdue: ; upcoming: ; settled: F-2026/INV-1=0',
    });
  });

  test('drops the thank-you for a payment that was reversed, and thanks for the payment after it', async () => {
    await world.take([customer(), issued({ total: '100.00' }), payInvoice()]);
    await world.evaluate(NOW);
    await world.take([reversed({ paymentId: 'P-INV-1', reversedOn: '2026-12-02' })], NOW);
    expect(await world.gate(NOW)).toEqual({ kind: 'nothing' });
    await world.take([payInvoice('INV-1', 'P-2')], NOW);
    expect(await world.evaluate(NOW + 60_000)).toEqual({
      kind: 'closed',
      outcome: 'paid',
      did: ['requested thank-you'],
    });
    expect(await world.reserve(NOW + 120_000)).toMatchObject({
      template: 'thank-you',
      text: 'overdue: ; upcoming: ; settled: F-2026/INV-1=0',
    });
  });

  test('thanks once for an invoice that was paid, reversed and paid again before a thank-you was sent', async () => {
    await world.take([customer(), issued({ total: '100.00' }), payInvoice()]);
    await world.evaluate(NOW);
    await world.take([reversed({ paymentId: 'P-INV-1', reversedOn: '2026-12-02' })], NOW);
    await world.take([payInvoice('INV-1', 'P-2')], NOW);
    await world.evaluate(NOW + 60_000);
    const message = await world.reserve(NOW + 120_000);
    expect(message).toMatchObject({ template: 'thank-you', text: 'overdue: ; upcoming: ; settled: F-2026/INV-1=0' });
    expect(await world.settle(message.messageId, sent(), NOW + 120_000)).toEqual({ result: 'settled', more: false });
  });

  test('wakes the case of a reminder that it dropped because the due date moved', async () => {
    await world.friendlyAsked();
    await world.take([amended({ revision: 1, dueDate: '2026-12-10' })], NOW);
    // The case is evaluated before the gate runs, and finds its reminder requested.
    await world.evaluate(NOW);
    expect((await world.invoice()).next_action).toMatchObject({ stepId: 'follow-up' });
    const woken = (await world.outbox('wake-case')).length;
    expect(await world.gate(NOW)).toEqual({ kind: 'nothing' });
    expect(
      (await world.outbox('wake-case')).slice(woken).map(({ payload }) => [payload.subject?.invoiceId, payload.signal]),
    ).toEqual([['INV-1', 'contact']]);
    await world.evaluate(NOW + 60_000);
    expect((await world.invoice()).next_action).toMatchObject({ stepId: 'courtesy' });
  });

  test('wakes no case whose request was dropped three times before, so that case and gate cannot loop', async () => {
    await world.friendlyAsked();
    await world.query('UPDATE step SET occurrence = 4');
    await world.take([amended({ revision: 1, dueDate: '2026-12-10' })], NOW);
    const woken = (await world.outbox('wake-case')).length;
    expect(await world.gate(NOW)).toEqual({ kind: 'nothing' });
    expect(await world.outbox('wake-case')).toHaveLength(woken);
  });

  test('leaves out a disputed invoice and adds up the others', async () => {
    await world.friendlyAsked({ invoiceIds: ['INV-1', 'INV-2'] });
    await openHold(
      db.database,
      world.actor,
      { invoiceRowId: (await world.invoice('INV-2')).id, kind: 'dispute', reason: 'mal precio', untilOn: null },
      NOW,
    );
    const message = await world.reserve(NOW);
    expect(message.text).toBe('overdue: F-2026/INV-1=10000; upcoming: ; settled: ');
    expect(await world.one('SELECT totals FROM message')).toEqual({
      totals: [{ currency: 'EUR', openMinor: '10000', creditMinor: '0', toPayMinor: '10000' }],
    });
    expect(await world.steps('INV-2')).toMatchObject([{ state: 'dropped', reason: 'on-hold' }]);
  });

  test('drops requests that direct debit, credit or a moved due date made needless', async () => {
    await world.friendlyAsked({ invoiceIds: ['INV-1', 'INV-2'] });
    await world.take([amended({ revision: 1, dueDate: '2026-12-20' })], NOW);
    await world.take([paid({ amount: '250.00', reference: 'a cuenta', receivedOn: '2026-12-02' })], NOW);
    expect(await world.gate(NOW)).toEqual({ kind: 'nothing' });
    expect(
      [...(await world.steps('INV-1')), ...(await world.steps('INV-2'))].map((step) => [step.state, step.reason]),
    ).toEqual([
      ['dropped', 'covered-by-credit'],
      ['dropped', 'covered-by-credit'],
    ]);
  });

  test('waits for the send window to open, and stores no message before', async () => {
    await world.friendlyAsked();
    const waiting = await world.gate(at('2026-12-02 20:00'));
    expect(waiting).toMatchObject({ kind: 'wait', reason: 'window-closed' });
    expect(waiting.kind === 'wait' && waiting.until).toBeGreaterThanOrEqual(at('2026-12-03 09:00'));
    expect(await world.messages()).toEqual([]);
  });

  test('counts the distance to the last reminder in days, whatever the hour', async () => {
    await world.friendlyAsked();
    const first = await world.reserve(at('2026-12-02 17:00'));
    await world.settle(first.messageId, sent(), at('2026-12-02 17:00'));
    await world.take([issued({ invoiceId: 'INV-2', total: '50.00', dueDate: '2026-12-03' })], NOW);
    await world.query(
      `INSERT INTO step (id, organization_id, invoice_id, customer_id, step_id, "do", state, requested_at, changed_on)
         SELECT gen_random_uuid(), organization_id, id, customer_id, 'friendly', 'send', 'requested', now(),
                '2026-12-04'
         FROM invoice
         WHERE invoice_id = 'INV-2'`,
    );
    const early = await world.gate(at('2026-12-04 12:00'));
    expect(early).toMatchObject({ kind: 'wait', reason: 'spacing' });
    // Four days after the 2nd is Sunday the 6th; Monday the 7th is the first open day, at nine although it was five in
    // the afternoon before.
    expect(early.kind === 'wait' && new Date(early.until).toISOString().slice(0, 10)).toBe('2026-12-07');
    expect(await world.gate(at('2026-12-07 09:00'))).toMatchObject({ kind: 'reserved' });
  });

  test('merges steps in the most advanced tone; each invoice rises to the stage of its own step', async () => {
    await world.take(
      [
        customer(),
        issued({ total: '100.00' }),
        issued({
          invoiceId: 'INV-2',
          total: '70.00',
          dueDate: '2026-11-24',
          alreadyReached: { stage: 'friendly', on: '2026-11-25' },
        }),
      ],
      at('2026-11-25 09:00'),
    );
    await world.evaluate(NOW, 'INV-1');
    await world.evaluate(NOW, 'INV-2');
    const message = await world.send(NOW);
    expect(message).toMatchObject({
      template: 'follow-up',
      text: 'overdue: F-2026/INV-2=7000 F-2026/INV-1=10000; upcoming: ; settled: ',
    });
    expect([await world.invoice('INV-1'), await world.invoice('INV-2')]).toMatchObject([
      { stage: 'friendly' },
      { stage: 'follow-up' },
    ]);
    expect(await world.query('SELECT 1 FROM message')).toHaveLength(1);
  });

  test('finds requests of invoices beyond the number that a message lists, behind many older open ones', async () => {
    await world.take([customer()]);
    const many = Array.from({ length: 520 }, (_, index) =>
      issued({
        invoiceId: `OLD-${index}`,
        total: '10.00',
        dueDate: '2026-11-02',
        alreadyReached: { stage: 'agency', on: '2026-11-02' },
      }),
    );
    await world.take(many.slice(0, 500));
    await world.take([...many.slice(500), issued({ total: '100.00' })]);
    await world.evaluate(NOW);
    const message = await world.reserve(NOW);
    expect(message.text).toContain('F-2026/INV-1=10000');
    expect(await world.steps()).toMatchObject([{ state: 'requested', message_id: message.messageId }]);
  });

  test('reserves one message for a customer, also when two runs of the gate start at once', async () => {
    await world.friendlyAsked();
    const both = await Promise.all([world.reserve(NOW), world.reserve(NOW)]);
    expect(both[0].messageId).toBe(both[1].messageId);
    expect(await world.messages()).toMatchObject([{ state: 'reserved', tries: 2 }]);
    await expect(
      world.query(
        `INSERT INTO message
           SELECT gen_random_uuid(), organization_id, customer_id, template, stage, reminder, language, deadline_on,
                  state, channel, recipients, subject, html, text, pdf, content_hash, totals, tries, composed_at
           FROM message`,
      ),
    ).rejects.toThrow(/unique|message_one_reserved/i);
  });

  test('holds the customer’s lock while it composes: a payment and another run of the gate wait', async () => {
    await world.friendlyAsked();
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let composing: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      composing = resolve;
    });
    const first = world.gate(NOW, {
      render: async (draft) => {
        composing();
        await released;
        return renderPlainly(draft);
      },
    });
    await begun;
    const finished: string[] = [];
    const second = world.gate(NOW).finally(() => finished.push('gate'));
    const payment = world.take([payInvoice()], NOW).finally(() => finished.push('payment'));
    await untilBlocked(db.ownerUrl, 2);
    expect(finished).toEqual([]);
    release();
    const reserved = await first;
    await Promise.all([second.catch(() => undefined), payment]);
    expect(reserved).toMatchObject({ kind: 'reserved' });
    expect(await world.messages()).toHaveLength(1);
  });

  test('stores nothing when rendering fails', async () => {
    await world.friendlyAsked();
    await expect(world.gate(NOW, { render: () => Promise.reject(new Error('no such template')) })).rejects.toThrow(
      'no such template',
    );
    expect(await world.messages()).toEqual([]);
    expect(await world.steps()).toMatchObject([{ state: 'requested', message_id: null }]);
  });
});

describe('a reserved message without a recorded outcome', () => {
  test('is tried again with the same bytes and key', async () => {
    await world.friendlyAsked();
    const first = await world.reserve(NOW);
    const renders = jest.fn(() => Promise.reject(new Error('must not be rendered again')));
    for (const tries of [2, 3, 4, 5, 6]) {
      const again = await world.gate(NOW + tries * 60_000, { render: renders });
      expect(again).toEqual({ kind: 'reserved', message: { ...first, tries } });
    }
    expect(renders).not.toHaveBeenCalled();
    expect(await world.messages()).toHaveLength(1);
  });

  test.each<[string, () => Promise<unknown>]>([
    [
      'a payment',
      () =>
        world.take(
          [paid({ amount: '10.00', allocations: [{ invoiceId: 'INV-1', amount: '10.00' }], receivedOn: '2026-12-02' })],
          NOW,
        ),
    ],
    [
      'a hold',
      async () =>
        openHold(
          db.database,
          world.actor,
          { invoiceRowId: (await world.invoice()).id, kind: 'manual', reason: 'x', untilOn: null },
          NOW,
        ),
    ],
    [
      'credit that covers it',
      () => world.take([paid({ amount: '500.00', reference: 'a cuenta', receivedOn: '2026-12-02' })], NOW),
    ],
    ['direct debit', () => world.take([customer({ directDebit: true }, { time: '2026-12-02T09:00:00Z' })], NOW)],
  ])('is never repeated once %s has changed the facts: a person is asked', async (_what, change) => {
    await world.friendlyAsked();
    const message = await world.reserve(NOW);
    await change();
    expect(await world.gate(NOW + 60_000)).toEqual({ kind: 'again' });
    expect(await world.messages()).toMatchObject([{ state: 'ambiguous', last_error: 'facts-changed-while-sending' }]);
    expect(await world.tasks('ambiguous-send')).toHaveLength(1);
    expect(await world.steps()).toMatchObject([
      { state: 'failed', reason: 'ambiguous', message_id: message.messageId },
    ]);
    expect(
      (await world.outbox('collections-event', 'puntual.task.opened.v1'))
        .map((row) => row.payload.data?.kind)
        .filter((kind) => kind !== 'unapplied-cash'),
    ).toEqual(['ambiguous-send']);
    expect(await world.gate(NOW + 120_000)).toEqual({ kind: 'nothing' });
  });

  test('is not repeated when it is a thank-you and the payment was reversed meanwhile', async () => {
    await world.take([customer(), issued({ total: '100.00' }), payInvoice()]);
    await world.evaluate(NOW);
    await world.reserve(NOW);
    await world.take([reversed({ paymentId: 'P-INV-1', reversedOn: '2026-12-02' })], NOW);
    expect(await world.gate(NOW + 60_000)).toEqual({ kind: 'again' });
  });

  test('is not repeated when the provider may have forgotten its key', async () => {
    await world.friendlyAsked();
    await world.reserve(NOW, { wallMs: NOW });
    expect(await world.gate(NOW + HOUR, { wallMs: NOW + 20 * HOUR - 1 })).toMatchObject({ kind: 'reserved' });
    expect(await world.gate(NOW + HOUR, { wallMs: NOW + 20 * HOUR })).toEqual({ kind: 'again' });
    expect(await world.messages()).toMatchObject([{ state: 'ambiguous', last_error: 'too-old-to-repeat' }]);
  });

  test('becomes a person’s task when its retries are used up; without a reserved message nothing changes', async () => {
    await world.friendlyAsked();
    await abandonMessage(db.database, await world.contactRef(), NOW);
    expect(await world.tasks()).toEqual([]);
    await world.reserve(NOW);
    await abandonMessage(db.database, await world.contactRef(), NOW);
    await abandonMessage(db.database, await world.contactRef(), NOW);
    expect(await world.tasks('ambiguous-send')).toHaveLength(1);
    expect(await world.messages()).toMatchObject([{ state: 'ambiguous', last_error: 'retries-used-up' }]);
  });
});

describe('findContact', () => {
  test("finds the customer by the ERP's id, in the named organization and in no other", async () => {
    await world.friendlyAsked();
    const other = new ContactWorld(db.database, await freshOrganization(db));
    await other.friendlyAsked();
    expect(await findContact(db.database, world.organization.slug, 'C-1')).toEqual(await world.contactRef());
    expect(await findContact(db.database, other.organization.slug, 'C-1')).toEqual(await other.contactRef());
    expect(await findContact(db.database, world.organization.slug, 'C-2')).toBeNull();
    await expect(findContact(db.database, 'nobody', 'C-1')).rejects.toThrow('there is no organization nobody');
  });
});
