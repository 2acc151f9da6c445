import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { findOrganization } from '@puntual/casework/record/organization';
import { callSheetSchema } from '@puntual/contracts/api/call-sheet';
import { callPageSchema, callSchema } from '@puntual/contracts/api/calls';
import { confirmedContactSchema, contactListSchema } from '@puntual/contracts/api/contacts';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { seedMessage, seedTask } from '../testing/seed-message.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';
import { readSheet } from './read-sheet.ts';

let db: TestDatabase;
let api: TestApi;
let customerRowId: string;
let invoiceRowId: string;
let call: string;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1'),
    anInvoice('demo', 'A', 'C-1', '2026-11-10'),
    anInvoice('demo', 'B', 'C-1', '2026-11-25'),
    aCustomer('demo', 'C-2'),
  );
  [customerRowId, invoiceRowId] = await db.database.inOrganization(
    db.organization.id,
    async (tx) =>
      [
        (await tx.customer.findFirstOrThrow({ where: { customerId: 'C-1' } })).id,
        (await tx.invoice.findFirstOrThrow({ where: { invoiceId: 'A' } })).id,
      ] as const,
  );
});
afterAll(async () => {
  await api.close();
  await db.close();
});
beforeEach(async () => {
  await db.database.inOrganization(db.organization.id, async (tx) => {
    await tx.task.updateMany({ where: { state: { not: 'done' } }, data: { state: 'done', outcome: 'handled' } });
    await tx.hold.updateMany({ data: { releasedAt: new Date() } });
  });
  call = await seedTask(db.database, db.organization, customerRowId, [invoiceRowId], 'call', { dueOn: '2026-11-19' });
});

describe('the sheet of a call', () => {
  test('has all that a call needs in one answer, by task and by customer', async () => {
    await seedMessage(db.database, db.organization, customerRowId, [invoiceRowId]);
    const sheet = callSheetSchema.parse((await api.get(`/v1/tasks/${call}/sheet`)).body);
    expect(sheet).toMatchObject({
      customer: { customerId: 'C-1' },
      task: { id: call, round: 1, dueOn: '2026-11-19' },
      invoices: [
        { invoiceId: 'A', daysOverdue: 10, soon: false, asked: true, open: '121.00' },
        { invoiceId: 'B', daysOverdue: 0, soon: true, asked: false },
      ],
      totals: [{ currency: 'EUR', open: '242.00', overdue: '121.00', credit: '0.00' }],
      call: { allowed: true },
      moreInvoices: 0,
    });
    expect(sheet.messages[0]?.recipients.length).toBeGreaterThan(0);
    expect(sheet.contacts[0]).toMatchObject({ contactId: 'k1', reachable: true });
    expect(sheet.clock.customer).toMatch(/T\d\d:\d\d.*\+01:00$/);
    expect(sheet.script.collector.language).toBe('en');
    expect(sheet.script.collector.lines.join(' ')).toContain('1 invoice for €121.00; the oldest is 10 days late');
    const spanish = callSheetSchema.parse(
      (await api.get(`/v1/customers/C-1/sheet`, { headers: { 'accept-language': 'es' } })).body,
    );
    expect(spanish.script.collector.lines.join(' ')).toContain('la más antigua lleva 10 días de retraso');
    expect(spanish.task?.id).toBe(call);
    expect((await api.get('/v1/customers/nobody/sheet')).status).toBe(404);
  });

  test('is read in a fixed number of queries, however much the customer owes', async () => {
    const organization = await findOrganization(db.database, db.organization.slug);
    if (!organization) throw new Error('the organization of the test is missing');
    const reader = { organization, language: 'en' as const, name: 'Marta' };
    const count = (customerRow: string) =>
      db.database.inOrganization(db.organization.id, async (tx) => {
        let queries = 0;
        const sheet = await readSheet(
          counting(tx, () => (queries += 1)),
          { customerRowId: customerRow, taskId: null },
          reader,
          api.now(),
        );
        return { queries, invoices: sheet?.invoices.length };
      });
    const few = await count(customerRowId);
    await api.take(
      db.organization,
      ...Array.from({ length: 30 }, (_, index) => anInvoice('demo', `M${index}`, 'C-2', '2026-11-05')),
    );
    const other = await db.database.inOrganization(db.organization.id, (tx) =>
      tx.customer.findFirstOrThrow({ where: { customerId: 'C-2' } }),
    );
    const many = await count(other.id);
    expect(many.invoices).toBe(30);
    expect(many.queries).toBeLessThanOrEqual(few.queries);
    expect(few.queries).toBeLessThanOrEqual(16);
  });
});

// Counts the statements that go through the transaction.
function counting(tx: Tx, count: () => void): Tx {
  const counted = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (object, name) => {
        const value: unknown = Reflect.get(object, name);
        if (typeof value === 'function')
          return (...given: unknown[]): unknown => {
            count();
            return (value as (...all: unknown[]) => unknown).apply(object, given);
          };
        return typeof value === 'object' && value !== null ? counted(value) : value;
      },
    });
  return counted(tx);
}

describe('the call log', () => {
  test('knows the person, the hour and the duration, and ends the call task with its outcome', async () => {
    const started = callSchema.parse(
      (await api.post('/v1/customers/C-1/calls', { contactId: 'k1', phone: '600 111 222' })).body,
    );
    expect(started).toMatchObject({ direction: 'out', taskId: call, phone: '+34600111222', endedAt: null });
    const before = Date.parse(started.startedAt);
    const ended = callSchema.parse(
      (
        await api.post(`/v1/customers/C-1/calls/${started.id}/end`, {
          outcome: 'promised',
          promise: { date: '2026-11-25' },
        })
      ).body,
    );
    expect(ended).toMatchObject({ outcome: 'promised', by: started.by });
    expect(ended.seconds).toBe(Math.floor((Date.parse(ended.endedAt ?? '') - before) / 1000));
    expect((await api.get(`/v1/tasks/${call}`)).body).toMatchObject({ state: 'done', outcome: 'promised' });
    expect((await api.post(`/v1/customers/C-1/calls/${started.id}/end`, { outcome: 'voicemail' })).body.code).toBe(
      'call-ended',
    );
  });

  test('a correction supersedes the entry, which stays, and the plan follows', async () => {
    const { id } = callSchema.parse((await api.post('/v1/customers/C-1/calls', {})).body);
    await api.post(`/v1/customers/C-1/calls/${id}/end`, { outcome: 'promised', promise: { date: '2026-11-25' } });
    const corrected = callSchema.parse(
      (await api.post(`/v1/customers/C-1/calls/${id}/correct`, { outcome: 'no-answer' })).body,
    );
    expect(corrected).toMatchObject({ outcome: 'no-answer', supersedes: id });
    expect((await api.get(`/v1/tasks/${call}`)).body).toMatchObject({ state: 'done', outcome: 'no-answer' });
    const open = await db.database.inOrganization(db.organization.id, (tx) =>
      tx.hold.count({ where: { releasedAt: null } }),
    );
    expect(open).toBe(0);
    const { items } = callPageSchema.parse((await api.get('/v1/customers/C-1/calls?limit=2')).body);
    expect(items.map((item) => [item.id, item.supersededAt !== null])).toEqual([
      [corrected.id, false],
      [id, true],
    ]);
    expect((await api.post(`/v1/customers/C-1/calls/${id}/correct`, { outcome: 'refuses' })).body.code).toBe(
      'call-superseded',
    );
  });

  test('a call by the customer without a task is noted, too, and does not use up the calls of the week', async () => {
    await db.database.inOrganization(db.organization.id, (tx) =>
      tx.task.updateMany({ where: { state: { not: 'done' } }, data: { state: 'done', outcome: 'handled' } }),
    );
    const contacts = () => api.get('/v1/customers/C-1/sheet').then(({ body }) => callSheetSchema.parse(body).call);
    const before = await contacts();
    for (let round = 0; round < 4; round++) {
      const { id } = callSchema.parse((await api.post('/v1/customers/C-1/calls', { direction: 'in' })).body);
      const ended = await api.post(`/v1/customers/C-1/calls/${id}/end`, { outcome: 'paid-already' });
      expect(callSchema.parse(ended.body)).toMatchObject({ direction: 'in', outcome: 'paid-already' });
    }
    expect(await contacts()).toEqual(before);
  });

  test('refuses a number that is none and a contact that is not the customer’s', async () => {
    expect((await api.post('/v1/customers/C-1/calls', { phone: '12' })).status).toBe(422);
    expect((await api.post('/v1/customers/C-1/calls', { contactId: 'k9' })).status).toBe(422);
  });
});

describe('contacts', () => {
  test('that a person confirmed are not overwritten by the ERP: the conflict is shown, one side chosen', async () => {
    const changed = confirmedContactSchema.parse(
      (
        await api.call('PATCH', '/v1/customers/C-2/contacts/k1', {
          body: { email: 'nueva@c2.example', source: 'phone', consents: ['email'], language: 'en' },
        })
      ).body,
    );
    expect(changed).toMatchObject({ email: 'nueva@c2.example', language: 'en', conflicts: [] });
    expect(changed.confirmed.map(({ field }) => field).sort()).toEqual(['email', 'language']);
    expect(changed.consents).toMatchObject([{ channel: 'email', source: 'phone' }]);
    await api.take(db.organization, { ...aCustomer('demo', 'C-2'), id: newId() });
    const list = async () => contactListSchema.parse((await api.get('/v1/customers/C-2/contacts')).body).items;
    const [contact] = await list();
    expect(contact).toMatchObject({ email: 'nueva@c2.example', conflicts: [{ field: 'email' }] });
    const settled = await api.post('/v1/customers/C-2/contacts/k1/conflicts', { field: 'email', keep: 'erp' });
    expect(settled.status).toBe(200);
    const [after] = await list();
    expect(after?.email).toBe(contact?.conflicts[0]?.erp);
    expect(after?.conflicts).toEqual([]);
    expect((await api.post('/v1/customers/C-2/contacts/k1/conflicts', { field: 'email', keep: 'erp' })).status).toBe(
      404,
    );
  });

  test('that a person added stay, and of two who change one the second is told', async () => {
    const added = confirmedContactSchema.parse(
      (
        await api.post('/v1/customers/C-2/contacts', {
          name: 'Luis',
          role: 'finance-director',
          phone: '600 333 444',
          source: 'in-writing',
        })
      ).body,
    );
    expect(added).toMatchObject({ phone: '+34600333444', channels: ['sms'] });
    await api.take(db.organization, { ...aCustomer('demo', 'C-2'), id: newId() });
    const path = `/v1/customers/C-2/contacts/${added.contactId}`;
    const body = { name: 'Luis Gil', source: 'phone', version: added.version };
    const both = await Promise.all([api.call('PATCH', path, { body }), api.call('PATCH', path, { body })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await api.call('PATCH', path, { body: { email: 'x', source: 'phone' } })).status).toBe(422);
  });
});

test('a statement is sent at once to an address that is read back, and to no unconfirmed one', async () => {
  const send = (body: object) => api.post('/v1/customers/C-1/messages', body);
  const unconfirmed = await send({ what: 'statement', contactId: 'k1' });
  expect([unconfirmed.status, unconfirmed.text.includes('"path":"address"')]).toEqual([422, true]);
  const asked = await send({ what: 'statement', contactId: 'k1', address: 'pagos@c1.example' });
  expect(asked.status).toBe(202);
  const steps = await db.database.inOrganization(db.organization.id, (tx) =>
    tx.step.findMany({ where: { askedId: String(asked.body.askedId) } }),
  );
  expect(steps.map(({ stepId, state }) => [stepId, state])).toEqual([
    ['asked:statement', 'requested'],
    ['asked:statement', 'requested'],
  ]);
  expect((await send({ what: 'invoices', contactId: 'k1', invoiceIds: ['B'] })).status).toBe(202);
  expect((await send({ what: 'invoices', contactId: 'k1', invoiceIds: ['none'] })).status).toBe(422);
});
