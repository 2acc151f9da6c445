import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ContactWorld, NOW } from '@puntual/testing/worlds/contact-world';
import { changeSettings } from '../people/change-settings.ts';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

const CALL_DAY = at('2026-12-07 12:00');

/** An open call about these invoices of one customer. */
async function openCall(invoiceIds: readonly string[] = ['INV-1']): Promise<string> {
  const reached = {
    issueDate: '2026-10-01',
    dueDate: '2026-11-02',
    alreadyReached: { stage: 'demand' as const, on: '2026-11-20' },
  };
  await world.take(
    [customer(), ...invoiceIds.map((invoiceId) => issued({ ...reached, invoiceId }))],
    at('2026-11-20 10:00'),
  );
  for (const invoiceId of invoiceIds) await world.evaluate(CALL_DAY, invoiceId);
  return (await world.tasks('call'))[0]?.id ?? '';
}

const announced = async (type: 'opened' | 'completed') =>
  (await world.outbox('collections-event', `puntual.task.${type}.v1`)).map((row) => row.payload.data);
const invoicesOf = (kind: string) =>
  world.query(
    `
    SELECT i.invoice_id
    FROM task t JOIN task_invoice ti ON ti.task_id = t.id JOIN invoice i ON i.id = ti.invoice_id
    WHERE t.kind = $1
    ORDER BY 1`,
    kind,
  );

describe('a task that ends by itself is announced and stands in the audit', () => {
  test('when its invoice is settled', async () => {
    const taskId = await openCall();
    await world.take([paid({ allocations: [{ invoiceId: 'INV-1', amount: '1210.00' }] })], CALL_DAY);
    await world.evaluate(CALL_DAY + 1000);
    const end = { taskId, kind: 'call', outcome: 'settled' };
    expect(await announced('completed')).toEqual([{ ...end, customerId: 'C-1' }]);
    expect(await world.audit('task.completed')).toEqual([
      { actor: 'puntual', data: end },
      { actor: 'puntual', data: end },
    ]);
  });

  test('when the ERP sends new contact data', async () => {
    await world.take([issued({ dueDate: '2026-11-02', issueDate: '2026-10-02' })], at('2026-11-02 10:00'));
    const when = at('2026-11-04 13:00');
    await world.evaluate(when);
    await world.gate(when);
    const [task] = await world.tasks('fix-contact');
    await world.take([customer({ contacts: [{ contactId: 'k1', name: 'Ana', email: 'ana@x.example' }] })], when);
    const end = { taskId: task?.id, kind: 'fix-contact', outcome: 'fixed' };
    expect(await announced('completed')).toEqual([{ ...end, customerId: 'C-1' }]);
    expect(await world.audit('task.completed')).toEqual([{ actor: 'puntual', data: end }]);
  });

  test('when the provider says that the message was sent', async () => {
    await world.friendlyAsked();
    const { messageId } = await world.reserve(NOW);
    await world.settle(messageId, { kind: 'ambiguous', error: 'no answer' }, NOW);
    const [task] = await world.tasks('ambiguous-send');
    await world.report(messageId, 'delivered');
    const end = { taskId: task?.id, kind: 'ambiguous-send', outcome: 'was-sent' };
    expect(await announced('completed')).toEqual([{ ...end, customerId: 'C-1' }]);
    expect(await world.audit('task.completed')).toEqual([{ actor: 'puntual', data: end }]);
  });
});

describe('a task to correct contact data', () => {
  test('is one for the customer: after a call to the wrong person its invoices join the open one', async () => {
    const call = await openCall(['INV-1', 'INV-2']);
    await world.query(
      `
      INSERT INTO task (id, organization_id, kind, customer_id, opened_at)
      SELECT gen_random_uuid(), organization_id, 'fix-contact', id, now() FROM customer`,
    );
    await world.complete(call, { outcome: 'wrong-contact' }, CALL_DAY);
    expect(await world.tasks('fix-contact')).toHaveLength(1);
    expect(await invoicesOf('fix-contact')).toEqual([{ invoice_id: 'INV-1' }, { invoice_id: 'INV-2' }]);
    expect(await announced('opened')).toMatchObject([{ kind: 'call' }]);
    expect((await world.audit('task.opened')).map(({ data }) => [data.kind, data.joined])).toEqual([
      ['call', false],
      ['call', true],
      ['fix-contact', true],
      ['fix-contact', true],
    ]);
  });
});

describe('a payment that the customer says was made', () => {
  test('has five open days without the organization’s closing days', async () => {
    const call = await openCall();
    await changeSettings(db.database, world.actor, { closingDays: { days: ['2026-12-10'], ranges: [] } }, CALL_DAY);
    await world.complete(call, { outcome: 'paid-already' }, CALL_DAY);
    // 9th, 11th, 14th, 15th, 16th: the 8th is a holiday, and on the 10th the organization is closed.
    expect(await world.query('SELECT until_on::text AS until FROM hold')).toEqual([{ until: '2026-12-16' }]);
  });

  test('has five open days by the holidays of the customer’s region', async () => {
    const call = await openCall();
    await world.query(`UPDATE customer SET region = 'ES-AR'`);
    await world.complete(call, { outcome: 'paid-already' }, at('2027-04-19 12:00'));
    // 20th, 21st, 22nd, 26th, 27th: the 23rd is the day of Aragón.
    expect(await world.query('SELECT until_on::text AS until FROM hold')).toEqual([{ until: '2027-04-27' }]);
  });
});
