import { beforeEach, describe, expect, test } from '@jest/globals';
import { standardDocument } from '@puntual/domain/policy/standard';
import { customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { openHold } from '../people/holds.ts';
import { changeSettings } from '../people/change-settings.ts';
import { publishPolicy } from '../policies/publish-policy.ts';
import { saveDraft } from '../policies/save-draft.ts';
import { stopContact } from '../people/stop-contact.ts';
import { at } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld, HOUR, luis, NOW } from '@puntual/testing/worlds/contact-world';
import { runDiary, type DiaryMessage } from '@puntual/testing/worlds/run-diary';
import { planCustomer, type CustomerPlan } from './plan-customer.ts';
import { lockCustomer } from '../record/lock-customer.ts';
import { TEMPLATES, type Channel } from '@puntual/domain/policy/vocabulary';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

const MADRID = 'Europe/Madrid';

async function planAt(
  now: number,
  { mostMessages = 20, gatherMs = 0, unavailable = new Set<Channel>() } = {},
): Promise<CustomerPlan> {
  const { customerRowId } = await world.contactRef();
  const plan = await db.database.inOrganization(world.organization.id, (tx) =>
    planCustomer(
      tx,
      { id: world.organization.id, timeZone: MADRID },
      { customerRowId, mostMessages, gatherMs, unavailable },
      now,
    ),
  );
  if (!plan) throw new Error('no such customer');
  return plan;
}

/** The planned messages in the form that `runDiary` returns. */
function asDiary({ plan, cases }: CustomerPlan): DiaryMessage[] {
  const names = (ids: readonly string[]) => ids.map((id) => cases.get(id)?.invoiceId ?? id);
  return plan.messages.map((message) => ({
    at: new Date(message.at).toISOString(),
    template: message.template,
    channel: message.channels[0]?.[0]?.channel ?? '',
    overdue: names(message.overdue),
    upcoming: names(message.upcoming),
  }));
}

/** Three invoices in two currencies, one of them paused, over a Christmas with closed days. */
async function aWinter(): Promise<readonly string[]> {
  await world.take([
    customer({ contacts: [ana, luis], address: { lines: ['Calle Mayor 1'], city: 'Bilbao', country: 'ES' } }),
    issued({ invoiceId: 'A', total: '100.00' }),
    issued({ invoiceId: 'B', total: '40.00', dueDate: '2026-12-17' }),
    issued({ invoiceId: 'C', total: '900', currency: 'JPY', dueDate: '2026-12-04' }),
  ]);
  const { id } = await world.invoice('C');
  await openHold(
    db.database,
    world.actor,
    { invoiceRowId: id, kind: 'manual', reason: 'on leave', untilOn: '2026-12-22' },
    NOW,
  );
  return ['A', 'B', 'C'];
}

describe('the plan of a customer comes true', () => {
  test('over a winter with a pause, holidays and two currencies, planned before the first request', async () => {
    const invoiceIds = await aWinter();
    const planned = asDiary(await planAt(NOW));
    const happened = await runDiary(world, { invoiceIds, from: NOW, to: at('2027-01-25 12:00') });
    expect(happened.map((message) => message.template)).toEqual(
      expect.arrayContaining(['friendly', 'follow-up', 'demand']),
    );
    expect(planned).toEqual(happened);
  });

  test('with requests that are being gathered at the time of the plan', async () => {
    const invoiceIds = await aWinter();
    const middle = at('2026-12-20 10:00');
    await runDiary(world, { invoiceIds, from: NOW, to: middle, gatherMs: HOUR / 4 });
    const planned = asDiary(await planAt(middle, { gatherMs: HOUR / 4 }));
    expect(planned).toEqual(
      await runDiary(world, { invoiceIds, from: middle, to: at('2027-01-25 12:00'), gatherMs: HOUR / 4 }),
    );
    expect(planned.length).toBeGreaterThan(2);
  });

  test('with a due-date note requested after the contact hours of its day, which then lapses', async () => {
    await world.take([customer({ contacts: [ana] }), issued({ total: '100.00' })]);
    const evening = at('2026-12-01 18:00');
    await world.evaluate(evening);
    expect(await world.steps()).toMatchObject([{ step_id: 'due-today', state: 'requested' }]);
    const planned = asDiary(await planAt(evening));
    const happened = await runDiary(world, { invoiceIds: ['INV-1'], from: evening, to: at('2027-01-25 12:00') });
    expect(happened.map(({ at: when, template }) => `${when.slice(0, 10)} ${template}`)).toEqual([
      '2026-12-02 friendly',
      '2026-12-09 follow-up',
      '2026-12-22 demand',
    ]);
    expect(planned).toEqual(happened);
  });

  test('with a demand that names a deadline: its overdue and its upcoming invoices wait for that day', async () => {
    // The demand of Tuesday 22 December names the 29th as the deadline; the second invoice is due on the 28th. After
    // it no message about INV-1 is milder than a demand, and the note on the due date of B does not list it.
    await world.take([
      customer({ contacts: [ana] }),
      issued({ total: '100.00' }),
      issued({ invoiceId: 'B', total: '40.00', dueDate: '2026-12-28' }),
    ]);
    const planned = asDiary(await planAt(NOW));
    const happened = await runDiary(world, { invoiceIds: ['INV-1', 'B'], from: NOW, to: at('2027-01-05 12:00') });
    expect(
      happened
        .slice(2)
        .map(({ at: when, template, overdue, upcoming }) => [
          when.slice(0, 10),
          template,
          overdue.join('+'),
          upcoming.join('+'),
        ]),
    ).toEqual([
      ['2026-12-21', 'courtesy', '', 'B'],
      ['2026-12-22', 'demand', 'INV-1', 'B'],
      ['2026-12-28', 'due-today', '', 'B'],
      ['2026-12-30', 'demand', 'INV-1+B', ''],
    ]);
    expect(planned.slice(0, happened.length)).toEqual(happened);
  });

  test('with credit that covers first all of the open amount and later a part, and steps with a minimum', async () => {
    const reminder = (id: string, day: number, more: object = {}) => ({
      id,
      day,
      stage: 'friendly',
      do: 'send',
      template: 'friendly',
      channels: ['email'],
      ...more,
    });
    await saveDraft(
      db.database,
      world.actor,
      {
        ...standardDocument,
        key: 'minimum',
        steps: [reminder('first', 1), reminder('large', 8, { when: { openAtLeast: '50.00' } }), reminder('last', 20)],
      },
      at('2026-11-01 10:00'),
    );
    await publishPolicy(
      db.database,
      world.actor,
      { key: 'minimum', mode: 'new-only', templates: { en: TEMPLATES, es: TEMPLATES } },
      at('2026-11-01 10:00'),
    );
    const policy = 'minimum';
    await world.take([
      customer({ contacts: [ana] }),
      issued({ invoiceId: 'A', total: '100.00', policy }),
      issued({ invoiceId: 'B', total: '40.00', dueDate: '2026-12-17', policy }),
      issued({ invoiceId: 'C', total: '900', currency: 'JPY', dueDate: '2026-12-04', policy }),
    ]);
    await world.take([paid({ amount: '110.00', reference: 'a cuenta', receivedOn: '2026-12-02' })], NOW);
    const planned = asDiary(await planAt(NOW));
    const happened = await runDiary(world, { invoiceIds: ['A', 'B', 'C'], from: NOW, to: at('2027-02-25 12:00') });
    expect(planned).toEqual(happened);
    // The credit covers A until B falls due on the 17th; it does not cover the yen. Of 140.00 only 30.00 are then left
    // to collect, too little for the second reminder.
    expect(happened.map((message) => [message.at.slice(0, 10), message.overdue])).toEqual([
      ['2026-12-07', ['C']],
      ['2026-12-14', ['C']],
      ['2026-12-18', ['A', 'C', 'B']],
      ['2026-12-24', ['A', 'C', 'B']],
      ['2027-01-07', ['A', 'C', 'B']],
    ]);
    const sums = await world.query<{ totals: readonly { currency: string; toPayMinor: string }[] }>(
      'SELECT totals FROM message ORDER BY composed_at',
    );
    expect(sums.map(({ totals }) => totals.map((total) => `${total.currency} ${total.toPayMinor}`))).toEqual([
      ['JPY 900'],
      ['JPY 900'],
      ['EUR 3000', 'JPY 900'],
      ['EUR 3000', 'JPY 900'],
      ['EUR 3000', 'JPY 900'],
    ]);
  });

  test('while the daily limit is reached: the message waits for the next day, and the plan says so', async () => {
    await world.friendlyAsked();
    await changeSettings(db.database, world.actor, { maxMessagesPerDay: 1 }, NOW);
    await world.query(
      `INSERT INTO message_day (organization_id, message_on, reserved) VALUES ($1::uuid, '2026-12-02', 1)`,
      world.organization.id,
    );
    const { plan, dayFull } = await planAt(NOW, { mostMessages: 1 });
    expect(dayFull).toBe(true);
    expect(plan.messages[0]?.keptBack).toMatchObject([{ reason: 'daily-limit', from: NOW }]);
    const [first] = await runDiary(world, { invoiceIds: ['INV-1'], from: NOW, to: at('2026-12-05 12:00') });
    expect(new Date(plan.messages[0]?.at ?? 0).toISOString()).toBe(first?.at);
  });
});

describe('the plan of a customer', () => {
  test('changes nothing and does not wait for the customer’s lock', async () => {
    await world.friendlyAsked();
    const { customerRowId } = await world.contactRef();
    await db.database.inOrganization(world.organization.id, async (tx) => {
      await lockCustomer(tx, customerRowId);
      expect(asDiary(await planAt(NOW, { mostMessages: 1 }))).toMatchObject([
        { template: 'friendly', overdue: ['INV-1'] },
      ]);
    });
    expect((await world.steps()).map((step) => step.state)).toEqual(['requested']);
    expect(await world.messages()).toEqual([]);
  });

  test('while contact is stopped shows the messages that would leave now, marked as blocked', async () => {
    await world.friendlyAsked();
    await stopContact(db.database, world.actor, null, NOW);
    const { plan } = await planAt(NOW, { mostMessages: 1 });
    expect(plan).toMatchObject({
      gate: { code: 'all-stopped' },
      messages: [{ template: 'friendly', blocked: true, at: NOW }],
    });
  });

  test('names the steps for which the customer has no address', async () => {
    await world.friendlyAsked({ contacts: [] });
    const { plan } = await planAt(NOW, { mostMessages: 1 });
    expect(plan.unreachable[0]?.carries).toMatchObject([{ stepId: 'friendly' }]);
  });

  test('lists only the invoices that the gate lists: those whose debit failed (rules 21)', async () => {
    await world.take([
      customer({ contacts: [ana], directDebit: true }),
      issued({ invoiceId: 'A', total: '100.00' }),
      issued({ invoiceId: 'B', total: '200.00' }),
      paid({
        amount: '100.00',
        receivedOn: '2026-12-01',
        method: 'direct-debit',
        allocations: [{ invoiceId: 'A', amount: '100.00' }],
      }),
      reversed({ reversedOn: '2026-12-02' }),
    ]);
    const planned = asDiary(await planAt(NOW));
    const happened = await runDiary(world, { invoiceIds: ['A', 'B'], from: NOW, to: at('2027-01-25 12:00') });
    expect(planned.length).toBeGreaterThan(0);
    expect(planned.flatMap(({ overdue, upcoming }) => [...overdue, ...upcoming])).not.toContain('B');
    expect(planned).toEqual(happened);
  });

  test('counts on no channel that has no provider in this installation', async () => {
    const { phone, channels: _channels, email: _email, ...person } = ana;
    await world.take([
      customer({
        contacts: [{ ...person, phone, channels: ['sms'] }],
        address: { lines: ['Calle Mayor 1'], city: 'Bilbao', country: 'ES' },
      }),
      issued({ total: '100.00' }),
    ]);
    const channelsOf = async (unavailable: ReadonlySet<Channel>) => {
      const { plan } = await planAt(NOW, { unavailable: new Set(unavailable) });
      return {
        planned: [...new Set(plan.messages.map((message) => message.channels[0]?.[0]?.channel))].sort(),
        unreachable: plan.unreachable.length > 0,
      };
    };
    expect((await channelsOf(new Set())).planned).toEqual(['letter', 'sms']);
    expect(await channelsOf(new Set(['letter']))).toMatchObject({ planned: ['sms'] });
    expect(await channelsOf(new Set(['letter', 'sms']))).toEqual({ planned: [], unreachable: true });
  });

  test('names the message that is being sent', async () => {
    await world.friendlyAsked();
    const { messageId } = await world.reserve(NOW);
    expect((await planAt(NOW)).underWay).toEqual({ messageId, composedAt: new Date(NOW) });
  });
});
