import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld } from '@puntual/testing/worlds/contact-world';
import { openHold } from '../people/holds.ts';
import { loadStatement } from '../statements/load-statement.ts';

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

describe('R26: a debit that was ordered and never comes', () => {
  const debit = { kind: 'direct-debit' as const, reason: 'ordered on 3 November', untilOn: null };
  beforeEach(async () => {
    await world.take(
      [customer({ contacts: [ana] }), issued({ total: '100.00', issueDate: '2026-10-01', dueDate: '2026-11-02' })],
      at('2026-10-20 10:00'),
    );
    const invoiceRowId = (await world.invoice()).id;
    await openHold(db.database, world.actor, { invoiceRowId, ...debit }, at('2026-11-03 09:00'));
  });

  test('is silent until the payment comes', async () => {
    expect((await world.evaluate(at('2026-11-03 12:00'))).did).toEqual([]);
    await world.take([paid({ amount: '100.00', receivedOn: '2026-11-10', reference: 'F-2026/INV-1' })]);
    expect(await world.invoice()).toMatchObject({ status: 'paid' });
  });

  test('asks a person after ten days, and the case has an instant at which it wakes until then', async () => {
    const step = await world.evaluate(at('2026-11-03 12:00'));
    expect(step.kind === 'sleep' && step.until !== null && step.until <= at('2026-11-14 18:00')).toBe(true);
    await world.evaluate(at('2026-11-13 12:00'));
    expect(await world.tasks()).toMatchObject([{ kind: 'review-case', state: 'open' }]);
  });
});

describe('R29: what is asked for and who is asked come from the same sums', () => {
  test('credit that covers what is late keeps a customer silent, and money without an invoice asks', async () => {
    await world.take(
      [
        customer({ contacts: [ana] }),
        issued({ total: '500.00', issueDate: '2026-09-01', dueDate: '2026-10-01' }),
        issued({ invoiceId: 'INV-2', total: '200.00', issueDate: '2026-09-01', dueDate: '2026-12-31' }),
      ],
      at('2026-09-01 10:00'),
    );
    const settled = issued({ invoiceId: 'INV-0', total: '50.00', issueDate: '2026-08-01', dueDate: '2026-08-31' });
    await world.take([settled], at('2026-09-01 10:00'));
    const first = { paymentId: 'P-0', amount: '50.00', receivedOn: '2026-09-02', reference: 'F-2026/INV-0' };
    await world.take([paid(first)]);
    await world.take([paid({ amount: '500.00', receivedOn: '2026-10-02', reference: 'F-2026/INV-0' })]);
    expect(await world.tasks('unapplied-cash')).toMatchObject([{ state: 'open' }]);
    for (const day of ['2026-10-05', '2026-10-12', '2026-10-26', '2026-11-09']) {
      await world.evaluate(at(`${day} 12:00`));
      await world.evaluate(at(`${day} 12:00`), 'INV-2');
      expect((await world.gate(at(`${day} 12:30`))).kind).toBe('wait');
    }
    expect(await world.messages()).toEqual([]);
  });

  test('one cent beyond the credit is asked for as one cent, never as nothing', async () => {
    await world.take(
      [customer({ contacts: [ana] }), issued({ total: '300.00', issueDate: '2026-09-01', dueDate: '2026-10-01' })],
      at('2026-09-01 10:00'),
    );
    await world.take([paid({ amount: '299.99', receivedOn: '2026-10-02', reference: 'a cuenta' })]);
    await world.evaluate(at('2026-10-05 12:00'));
    await world.reserve(at('2026-10-05 12:30'));
    expect(await world.one('SELECT totals FROM message')).toEqual({
      totals: [{ currency: 'EUR', openMinor: '30000', creditMinor: '29999', toPayMinor: '1' }],
    });
  });
});

test('R30: a statement has every currency on every day, and what is due on the day is not late', async () => {
  await world.take(
    [
      customer(),
      issued({ invoiceId: 'INV-K', currency: 'KES', total: '1500.00', issueDate: '2026-11-02', dueDate: '2026-11-02' }),
      issued({ invoiceId: 'INV-E', total: '10.00', issueDate: '2026-11-02', dueDate: '2026-11-02' }),
    ],
    at('2026-11-02 10:00'),
  );
  const { customerRowId } = await world.contactRef();
  const days = ['2026-11-02', '2026-11-03', '2026-12-02'].map(async (on) => {
    const asked = { on, knownAt: null };
    const loaded = await db.database.inOrganization(world.organization.id, (tx) =>
      loadStatement(tx, customerRowId, asked, at('2026-12-02 12:00')),
    );
    return loaded?.statement;
  });
  const seen = (await Promise.all(days)).map((statement) => [
    statement?.sums.map((sum) => [sum.currency, sum.openMinor, sum.overdueMinor]),
    statement?.overdue.map((item) => [item.invoice.invoiceId, item.daysLate]),
  ]);
  const both = (overdue: (minor: bigint) => bigint) => [
    ['EUR', 1000n, overdue(1000n)],
    ['KES', 150_000n, overdue(150_000n)],
  ];
  const late = (days: number) => [
    ['INV-E', days],
    ['INV-K', days],
  ];
  expect(seen).toEqual([
    [both(() => 0n), []],
    [both((minor) => minor), late(1)],
    [both((minor) => minor), late(30)],
  ]);
});
