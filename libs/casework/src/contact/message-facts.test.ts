import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, renderPlainly } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld, NOW, sent } from '@puntual/testing/worlds/contact-world';
import { changeSettings } from '../people/change-settings.ts';
import { optOut } from '../people/opt-outs.ts';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

const eva = { contactId: 'k3', name: 'Eva', email: 'eva@x.example', channels: ['email' as const] };

describe('the recipients of a message', () => {
  test('are all contacts of the role, each at its e-mail address, though the customer has a postal one', async () => {
    await world.friendlyAsked({ contacts: [ana, eva], address: true });
    const message = await world.reserve(NOW);
    expect(message.channel).toBe('email');
    expect(message.recipients).toEqual([
      { contactId: 'k1', channel: 'email', address: 'ana@x.example' },
      { contactId: 'k3', channel: 'email', address: 'eva@x.example' },
    ]);
  });

  test('of a letter are one: the lines of the envelope, and no contact', async () => {
    const when = at('2026-12-22 12:00');
    await world.askedAfter('follow-up', when, {
      contacts: [{ ...ana, email: undefined, channels: ['sms'] }],
      address: true,
    });
    const letter = await world.reserve(when);
    expect(letter.recipients).toEqual([
      { contactId: null, channel: 'letter', address: 'Talleres Núñez S.L.\nCalle Mayor 1\nBilbao\nES' },
    ]);
  });
});

test('a message links to no host that the organization has not allowed, whatever its invoices say', async () => {
  await world.take([
    customer({ contacts: [ana] }),
    issued({ paymentUrl: 'https://pay.example.com/1', documentUrl: 'https://evil.example/1.pdf' }),
    issued({ invoiceId: 'INV-2', total: '70.00', paymentUrl: 'https://evil.example/2' }),
  ]);
  await world.evaluate(NOW, 'INV-1');
  await world.evaluate(NOW, 'INV-2');
  await changeSettings(db.database, world.actor, { linkHosts: ['pay.example.com'] }, NOW);
  const links: (string | null)[] = [];
  await world.gate(NOW, {
    render: (draft) => {
      for (const { paymentUrl, documentUrl } of draft.overdue) links.push(paymentUrl, documentUrl);
      return renderPlainly(draft);
    },
  });
  expect(links.sort()).toEqual(['https://pay.example.com/1', null, null, null]);
});

describe('a reserved message is not repeated', () => {
  const isUnclear = async () => {
    expect(await world.gate(NOW + 60_000)).toEqual({ kind: 'again' });
    expect(await world.messages()).toMatchObject([{ state: 'ambiguous', last_error: 'facts-changed-while-sending' }]);
  };

  test.each(['k1', 'k3'])('once one of its two recipients has opted out: %s', async (contactId) => {
    await world.friendlyAsked({ contacts: [ana, eva] });
    await world.reserve(NOW);
    const { customerRowId } = await world.contactRef();
    await optOut(db.database, world.actor, { customerRowId, contactId, channel: 'email' }, NOW);
    await isUnclear();
  });

  test('but it is when a recipient opted out of another channel', async () => {
    await world.friendlyAsked({ contacts: [ana, eva] });
    const message = await world.reserve(NOW);
    const { customerRowId } = await world.contactRef();
    await optOut(db.database, world.actor, { customerRowId, contactId: 'k1', channel: 'sms' }, NOW);
    expect(await world.gate(NOW + 60_000)).toMatchObject({ message: { messageId: message.messageId, tries: 2 } });
  });

  test.each(['EUR', 'USD'])('once the credit in one of its two currencies is another: %s', async (currency) => {
    await world.take([
      customer({ contacts: [ana] }),
      issued({ total: '100.00' }),
      issued({ invoiceId: 'INV-2', total: '70.00', currency: 'USD' }),
    ]);
    await world.evaluate(NOW, 'INV-1');
    await world.evaluate(NOW, 'INV-2');
    expect((await world.reserve(NOW)).text).toContain('F-2026/INV-2=7000');
    await world.take([paid({ amount: '10.00', currency, reference: 'a cuenta', receivedOn: '2026-12-02' })], NOW);
    await isUnclear();
  });
});

describe('a message whose sending is in doubt', () => {
  const inDoubt = { kind: 'ambiguous' as const, error: 'the connection was cut' };

  test('opens one task, about all invoices that it lists', async () => {
    await world.friendlyAsked({ invoiceIds: ['INV-1', 'INV-2'] });
    const message = await world.reserve(NOW);
    await world.settle(message.messageId, inDoubt, NOW);
    expect(
      await world.query(
        `SELECT t.kind, t.message_id, i.invoice_id
         FROM task t
         JOIN task_invoice ti ON ti.task_id = t.id
         JOIN invoice i ON i.id = ti.invoice_id
         ORDER BY i.invoice_id`,
      ),
    ).toEqual(
      ['INV-1', 'INV-2'].map((invoice_id) => ({ kind: 'ambiguous-send', message_id: message.messageId, invoice_id })),
    );
  });

  test('stays in doubt when the provider refuses it later, and is settled when the provider accepted it', async () => {
    await world.friendlyAsked();
    const { messageId } = await world.reserve(NOW);
    await world.settle(messageId, inDoubt, NOW);
    expect(await world.settle(messageId, { kind: 'refused', error: '550' }, NOW)).toMatchObject({ result: 'already' });
    expect(await world.settle(messageId, inDoubt, NOW)).toMatchObject({ result: 'already' });
    expect(await world.messages()).toMatchObject([{ state: 'ambiguous', last_error: 'the connection was cut' }]);
    expect(await world.settle(messageId, sent(), NOW)).toMatchObject({ result: 'settled' });
    expect(await world.messages()).toMatchObject([{ state: 'sent' }]);
  });
});

test('a message is settled by its own customer alone: the lock of another one does not protect it', async () => {
  await world.friendlyAsked();
  const { messageId } = await world.reserve(NOW);
  await world.take([customer({ customerId: 'C-2' })], NOW);
  expect(await world.settle(messageId, sent(), NOW, 'C-2')).toMatchObject({ result: 'already' });
  expect(await world.messages()).toMatchObject([{ state: 'reserved' }]);
});
