import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import type { CompleteTask } from '@puntual/contracts/api/tasks';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const NOW = at('2026-12-09 12:00'); // a Wednesday
const SEND: NonNullable<CompleteTask['send']> = {
  what: 'invoices',
  contactId: 'k1',
  channel: 'email',
  address: 'pagos@nunez.example',
};

/** An open call about two invoices that are late. */
async function openCall(): Promise<string> {
  const reached = {
    issueDate: '2026-10-01',
    dueDate: '2026-11-02',
    alreadyReached: { stage: 'demand' as const, on: '2026-11-20' },
  };
  await world.take([customer(), issued(reached), issued({ ...reached, invoiceId: 'INV-2' })], at('2026-11-20 10:00'));
  await world.evaluate(NOW, 'INV-1');
  await world.evaluate(NOW, 'INV-2');
  return (await world.tasks('call'))[0]?.id ?? '';
}

const holds = () =>
  world.query(
    `SELECT i.invoice_id, h.kind, h.until_on::text AS until, h.released_at IS NOT NULL AS released
     FROM hold h JOIN invoice i ON i.id = h.invoice_id ORDER BY h.kind, 1`,
  );

describe('a customer who is paying now', () => {
  test('is left alone for an open day, and is called again when the money has not come', async () => {
    const id = await openCall();
    expect(await world.complete(id, { outcome: 'paying-now' }, NOW)).toEqual({ result: 'done' });
    expect(await holds()).toMatchObject([
      { kind: 'paying-now', until: '2026-12-10' },
      { kind: 'paying-now', until: '2026-12-10' },
    ]);
    expect(await world.evaluate(NOW)).toMatchObject({ kind: 'sleep', did: [] });
    expect(await world.steps()).not.toContainEqual(expect.objectContaining({ step_id: 'asked:payment-link' }));
    await world.evaluate(at('2026-12-11 12:00'));
    expect(await world.tasks('call')).toMatchObject([
      { state: 'done', outcome: 'paying-now' },
      { state: 'open', round: 2 },
    ]);
  });

  test('gets the way to pay at once where they ask for it, in spite of the hold, and alone', async () => {
    const id = await openCall();
    await world.complete(id, { outcome: 'paying-now', send: { ...SEND, what: 'payment-link' } }, NOW);
    const message = await world.send(NOW);
    expect(message).toMatchObject({
      template: 'statement',
      channel: 'email',
      recipients: [{ contactId: 'k1', address: 'pagos@nunez.example' }],
    });
    expect(await world.steps()).toContainEqual(
      expect.objectContaining({ step_id: 'asked:payment-link', state: 'sent', message_id: message.messageId }),
    );
    expect((await world.gate(NOW)).kind).toBe('nothing');
  });

  test('whose payment comes gets nothing more: what was not sent yet is dropped', async () => {
    const id = await openCall();
    await world.complete(id, { outcome: 'paying-now', send: { ...SEND, what: 'payment-link' } }, NOW);
    await world.take(
      [
        paid({
          amount: '2420.00',
          allocations: [
            { invoiceId: 'INV-1', amount: '1210.00' },
            { invoiceId: 'INV-2', amount: '1210.00' },
          ],
        }),
      ],
      NOW,
    );
    expect(await world.gate(NOW)).toEqual({ kind: 'nothing' });
  });
});

describe('a customer who has not received the documents', () => {
  test('gets them at the address read back on the phone, which the ERP does not overwrite', async () => {
    const id = await openCall();
    expect(await world.complete(id, { outcome: 'not-received', send: SEND }, NOW)).toEqual({ result: 'done' });
    // The standard policy keeps four days between two messages.
    expect(await holds()).toMatchObject([{ kind: 'documents-sent', until: '2026-12-12' }, { until: '2026-12-12' }]);
    const message = await world.send(NOW);
    expect(message).toMatchObject({ recipients: [{ address: 'pagos@nunez.example' }], template: 'statement' });
    expect(message.text).toContain('overdue: F-2026/INV-1=121000 F-2026/INV-2=121000');
    await world.take([customer()], NOW + 1000);
    expect(await world.one('SELECT email, conflicts FROM contact')).toMatchObject({
      email: 'pagos@nunez.example',
      conflicts: { email: { erp: 'ana@nunez.example' } },
    });
  });

  test.each<[string, Partial<CompleteTask>, string]>([
    ['without saying what', {}, 'nothing-chosen-to-send'],
    ['to nobody known', { send: { ...SEND, contactId: 'k9' } }, 'contact-not-known'],
    ['to what is no address', { send: { ...SEND, address: 'pagos' } }, 'address-unreadable'],
    [
      'to an address that nobody confirmed',
      { send: { what: 'invoices', contactId: 'k1', channel: 'email' } },
      'address-not-confirmed',
    ],
  ])('is refused %s, and nothing is changed', async (_what, input, code) => {
    const id = await openCall();
    expect(await world.complete(id, { outcome: 'not-received', ...input }, NOW)).toMatchObject({
      result: 'invalid',
      code,
    });
    expect(await holds()).toEqual([]);
    expect(await world.one('SELECT email, confirmed FROM contact')).toMatchObject({ confirmed: {} });
  });

  test('who opted out of the channel is asked for another one', async () => {
    const id = await openCall();
    await world.query(
      `INSERT INTO opt_out (organization_id, customer_id, contact_id, channel, opted_out_at, opted_out_by)
       SELECT organization_id, id, 'k1', 'email', now(), 'Marta' FROM customer`,
    );
    expect(await world.complete(id, { outcome: 'not-received', send: SEND }, NOW)).toMatchObject({
      code: 'contact-opted-out',
      path: 'send.channel',
    });
    expect(await world.one('SELECT confirmed FROM contact')).toEqual({ confirmed: {} });
  });
});

describe('a customer who wants a call later', () => {
  const later = (date: string, time: string): CompleteTask => ({ outcome: 'call-back', callBack: { date, time } });

  test('is called at that hour of theirs by the person who agreed it, and left alone until then', async () => {
    const id = await openCall();
    expect(await world.complete(id, later('2026-12-11', '15:30'), NOW)).toEqual({ result: 'done' });
    const calls = await world.query(
      `SELECT state, outcome, round, due_on::text AS due, due_at, claimed_by FROM task WHERE kind = 'call' ORDER BY id`,
    );
    expect(calls).toMatchObject([
      { state: 'done', outcome: 'call-back' },
      { state: 'claimed', round: 1, due: '2026-12-11', due_at: new Date(at('2026-12-11 15:30')), claimed_by: 'Marta' },
    ]);
    expect(await holds()).toMatchObject([{ kind: 'call-back', until: '2026-12-11' }, {}]);
    expect(await world.evaluate(NOW)).toMatchObject({ kind: 'sleep', did: [] });
    // Nobody called: the case goes on by itself.
    await world.evaluate(at('2026-12-14 12:00'));
    expect(await world.query(`SELECT 1 AS x FROM task WHERE overdue_noted_at IS NOT NULL`)).toHaveLength(1);
  });

  test('whose call is made is no longer kept for it', async () => {
    const id = await openCall();
    await world.complete(id, later('2026-12-11', '15:30'), NOW);
    const next = (await world.tasks('call')).find((task) => task.state !== 'done')?.id ?? '';
    await world.complete(next, { outcome: 'refuses' }, at('2026-12-11 15:31'));
    expect(await holds()).toMatchObject([{ kind: 'call-back', released: true }, { released: true }]);
    expect(await world.evaluate(at('2026-12-11 15:32'))).toMatchObject({ did: ['agency hand-off proposed'] });
  });

  test.each<[string, CompleteTask, string]>([
    ['without an hour', { outcome: 'call-back' }, 'call-back-without-time'],
    ['in the past', later('2026-12-09', '11:59'), 'call-back-in-past'],
    ['in the far future', later('2027-03-09', '12:00'), 'call-back-too-far'],
    ['at night', later('2026-12-10', '22:00'), 'call-back-quiet-hours'],
    ['on a Sunday', later('2026-12-13', '12:00'), 'call-back-quiet-hours'],
  ])('%s is told why not', async (_when, input, code) => {
    const id = await openCall();
    expect(await world.complete(id, input, NOW)).toMatchObject({ result: 'invalid', code, path: 'callBack' });
    expect(await world.tasks('call')).toMatchObject([{ state: 'open' }]);
  });

  test('is refused when the calls of seven days are used up, this one included', async () => {
    let id = await openCall();
    for (const day of ['10', '11']) {
      await world.complete(
        id,
        later(`2026-12-${day}`, '12:30'),
        at(`2026-12-${String(Number(day) - 1).padStart(2, '0')} 12:00`),
      );
      id = (await world.tasks('call')).find((task) => task.state !== 'done')?.id ?? '';
    }
    expect(await world.complete(id, later('2026-12-14', '12:30'), at('2026-12-11 12:40'))).toMatchObject({
      code: 'call-back-over-limit',
      values: { from: '2026-12-16' },
    });
  });
});
