import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { optOutSchema } from '@puntual/contracts/api/opt-outs';
import { customerDetailSchema, customerPageSchema } from '@puntual/contracts/api/customers';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anEvent, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1', { name: 'Beta', taxId: 'B1', tags: ['key-account'] }),
    aCustomer('demo', 'C-2', { name: 'Alfa' }),
    aCustomer('demo', 'C-3', { name: 'Alfa' }),
    anInvoice('demo', 'A', 'C-1', '2026-11-10'),
    anInvoice('demo', 'B', 'C-1', '2026-11-20'),
    anInvoice('demo', 'K', 'C-1', '2026-11-10', { currency: 'KWD', total: '3.250' }),
    anEvent('demo', 'P-1', 'puntual.payment.received.v1', {
      paymentId: 'P-1',
      customerId: 'C-2',
      amount: '50.00',
      currency: 'EUR',
      receivedOn: '2026-11-19',
      reference: 'no idea',
    }),
  );
});
afterAll(async () => {
  await api.close();
  await db.close();
});

test('customers are listed by name, with what they owe in each currency', async () => {
  const { items, nextCursor } = customerPageSchema.parse((await api.get('/v1/customers')).body);
  expect(nextCursor).toBeNull();
  expect(items.map((item) => item.customerId)).toEqual(['C-2', 'C-3', 'C-1']);
  expect(items[2]).toMatchObject({
    openInvoices: 3,
    open: [
      { currency: 'EUR', open: '242.00', overdue: '121.00', credit: '0.00' },
      { currency: 'KWD', open: '3.250', overdue: '3.250', credit: '0.000' },
    ],
    tags: ['key-account'],
  });
  expect(items[0]).toMatchObject({
    openInvoices: 0,
    open: [{ currency: 'EUR', open: '0.00', overdue: '0.00', credit: '50.00' }],
  });
});

test('customers with equal names are paged by id', async () => {
  const first = customerPageSchema.parse((await api.get('/v1/customers?limit=1&q=alfa')).body);
  const second = customerPageSchema.parse(
    (await api.get(`/v1/customers?limit=1&q=alfa&cursor=${first.nextCursor}`)).body,
  );
  expect([first.items[0]?.customerId, second.items[0]?.customerId, second.nextCursor]).toEqual(['C-2', 'C-3', null]);
});

test('one customer has contacts, and is found by the ERP’s id and by its own', async () => {
  const one = customerDetailSchema.parse((await api.get('/v1/customers/C-1')).body);
  expect(one).toMatchObject({
    taxId: 'B1',
    workflowId: 'contact/demo/C-1',
    contacts: [
      {
        contactId: 'k1',
        name: 'Ana Núñez',
        role: 'accounts-payable',
        email: 'c-1@example.com',
        phone: null,
        channels: ['email'],
        reachable: true,
        optOuts: [],
      },
    ],
  });
  expect((await api.get(`/v1/customers/${one.id}`)).body).toEqual(one);
  expect((await api.get('/v1/customers/C-9')).status).toBe(404);
});

test('a contact opts out of a channel, and a manager lifts the opt-out', async () => {
  const contact = async () => customerDetailSchema.parse((await api.get('/v1/customers/C-2')).body).contacts[0];
  const path = '/v1/customers/C-2/contacts/k1/opt-outs';
  const collector = (await api.issue(db.organization, 'api-key', 'collector')).token;
  const noted = await api.call('POST', path, { body: { channel: 'email' }, key: collector });
  expect([noted.status, optOutSchema.parse(noted.body)]).toEqual([
    201,
    { contactId: 'k1', channel: 'email', since: new Date(api.now()).toISOString() },
  ]);
  expect(await contact()).toMatchObject({ channels: ['email'], reachable: false, optOuts: ['email'] });
  expect((await api.call('DELETE', `${path}/email`, { key: collector })).status).toBe(403);
  expect((await api.call('DELETE', `${path}/email`)).status).toBe(204);
  expect(await contact()).toMatchObject({ reachable: true, optOuts: [] });
  expect((await api.call('POST', path, { body: { channel: 'letter' } })).status).toBe(422);
  expect(
    (await api.call('POST', '/v1/customers/C-2/contacts/nobody/opt-outs', { body: { channel: 'sms' } })).status,
  ).toBe(404);
});

test('a customer is merged into another by a manager, and both ids lead to the one who stays', async () => {
  await api.take(
    db.organization,
    aCustomer('demo', 'M-1', { name: 'Merged' }),
    aCustomer('demo', 'M-2', { name: 'Staying' }),
    anInvoice('demo', 'M-INV', 'M-1', '2026-11-10'),
  );
  const path = '/v1/customers/M-1/merge';
  expect((await api.post(path, { into: 'M-2' }, { key: api.keys.collector })).status).toBe(403);
  expect((await api.post(path, { into: 'M-9' })).body.errors).toMatchObject([{ path: 'into' }]);
  expect((await api.post(path, { into: 'M-1' })).body.errors).toMatchObject([{ path: 'into' }]);
  expect((await api.post('/v1/customers/M-9/merge', { into: 'M-2' })).status).toBe(404);
  for (const time of ['first', 'again']) {
    const answer = await api.post(path, { into: 'M-2' });
    expect([time, answer.status, answer.body.customerId, answer.body.openInvoices]).toEqual([time, 200, 'M-2', 1]);
  }
  expect((await api.get('/v1/customers/M-1')).body).toMatchObject({ customerId: 'M-2', name: 'Staying' });
  const { items } = customerPageSchema.parse((await api.get('/v1/customers?q=M-')).body);
  expect(items.map((item) => item.customerId)).toEqual(['M-2']);
  expect((await api.post('/v1/customers/M-2/merge', { into: 'M-1' })).status).toBe(422);
});
