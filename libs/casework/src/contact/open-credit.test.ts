import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { openHold } from '../people/holds.ts';
import { placePayment } from '../people/place-payment.ts';
import { renderPlainly } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld, HOUR, NOW } from '@puntual/testing/worlds/contact-world';
import type { MessageDraft } from './message-draft.ts';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

/** Money on account: it says nothing of any invoice. */
const onAccount = (amount: string, more: object = {}) =>
  world.take([paid({ amount, reference: 'a cuenta', ...more, receivedOn: '2026-12-02' })], NOW);
const totals = () => world.one<{ totals: unknown }>('SELECT totals FROM message').then((row) => row.totals);

describe('credit that is smaller than what is open', () => {
  test('is netted in its own currency, in the text of the message and in its stored totals', async () => {
    await world.take([
      customer({ contacts: [ana] }),
      issued({ total: '100.00' }),
      issued({ invoiceId: 'INV-2', total: '70.00' }),
      issued({ invoiceId: 'INV-3', total: '50.00', currency: 'USD' }),
    ]);
    for (const id of ['INV-1', 'INV-2', 'INV-3']) await world.evaluate(NOW, id);
    await onAccount('30.00');
    let drafted: MessageDraft | null = null;
    await world.gate(NOW, {
      render: (draft) => {
        drafted = draft;
        return renderPlainly(draft);
      },
    });
    expect(drafted).toMatchObject({ creditMinor: { EUR: 3000n } });
    expect(await totals()).toEqual([
      { currency: 'EUR', openMinor: '17000', creditMinor: '3000', toPayMinor: '14000' },
      { currency: 'USD', openMinor: '5000', creditMinor: '0', toPayMinor: '5000' },
    ]);
  });

  test('counts what a person left unallocated: credit that is put on an invoice is not counted again', async () => {
    await world.friendlyAsked({ invoiceIds: ['INV-1', 'INV-2'] });
    await onAccount('30.00');
    const { id } = await world.one<{ id: string }>('SELECT id FROM payment');
    await placePayment(
      db.database,
      world.actor,
      {
        paymentRowId: id,
        takeBack: [],
        allocations: [{ invoiceId: 'INV-1', amount: '20.00' }],
        reason: 'by telephone',
      },
      NOW,
    );
    await world.reserve(NOW);
    expect(await totals()).toEqual([{ currency: 'EUR', openMinor: '18000', creditMinor: '1000', toPayMinor: '17000' }]);
  });

  test('that came after the message was composed keeps that from being repeated with the old sum', async () => {
    await world.friendlyAsked();
    const first = await world.reserve(NOW);
    expect(await world.reserve(NOW + HOUR)).toMatchObject({ messageId: first.messageId, tries: 2 });
    await onAccount('30.00');
    expect(await world.gate(NOW + 2 * HOUR)).toEqual({ kind: 'again' });
    expect(await world.messages()).toMatchObject([{ state: 'ambiguous' }]);
  });
});

describe('credit that covers everything that a message would demand', () => {
  test('holds the message back while the other open invoice is disputed, until it is put on that one', async () => {
    await world.friendlyAsked({ invoiceIds: ['INV-1', 'INV-2'] });
    await onAccount('100.00', { allocations: [{ invoiceId: 'INV-9', amount: '100.00' }] });
    await openHold(
      db.database,
      world.actor,
      { invoiceRowId: (await world.invoice('INV-2')).id, kind: 'dispute', reason: 'wrong price', untilOn: null },
      NOW,
    );
    // The gate drops the disputed invoice and runs again for the others.
    expect(await world.gate(NOW)).toEqual({ kind: 'again' });
    expect(await world.gate(NOW)).toMatchObject({ kind: 'wait', reason: 'covered-by-credit' });
    expect(await world.messages()).toEqual([]);
    expect(await world.steps('INV-1')).toMatchObject([{ state: 'requested' }]);
    const { id } = await world.one<{ id: string }>('SELECT id FROM payment');
    await placePayment(
      db.database,
      world.actor,
      {
        paymentRowId: id,
        takeBack: [],
        allocations: [{ invoiceId: 'INV-2', amount: '100.00' }],
        reason: 'by telephone',
      },
      NOW,
    );
    expect((await world.reserve(NOW)).text).toBe('overdue: F-2026/INV-1=10000; upcoming: ; settled: ');
    expect(await totals()).toEqual([{ currency: 'EUR', openMinor: '10000', creditMinor: '0', toPayMinor: '10000' }]);
  });

  test('holds the message back while the other open invoice is not due yet', async () => {
    await world.friendlyAsked();
    await world.take([issued({ invoiceId: 'INV-2', total: '500.00', dueDate: '2027-01-20' })], NOW);
    await onAccount('120.00');
    expect(await world.gate(NOW)).toMatchObject({ kind: 'wait', reason: 'covered-by-credit' });
  });
});

test('cases that slept because of credit are evaluated again when another invoice uses it up', async () => {
  await world.take([customer({ contacts: [ana] }), issued({ total: '100.00' })]);
  await onAccount('100.00', { allocations: [{ invoiceId: 'INV-2', amount: '100.00' }] });
  expect(await world.evaluate(NOW)).toMatchObject({ kind: 'sleep', did: [] });
  const before = (await world.outbox('wake-case')).length;
  await world.take([issued({ invoiceId: 'INV-2', total: '100.00' })], NOW);
  expect((await world.outbox('wake-case')).slice(before).map((row) => row.payload.subject?.invoiceId)).toEqual([
    'INV-1',
  ]);
  expect(await world.evaluate(NOW)).toMatchObject({ did: ['requested friendly'] });
});
