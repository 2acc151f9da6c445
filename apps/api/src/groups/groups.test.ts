import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { callSheetSchema } from '@puntual/contracts/api/call-sheet';
import { customerDetailSchema } from '@puntual/contracts/api/customers';
import { groupDetailSchema, groupPageSchema } from '@puntual/contracts/api/groups';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1', {}),
    aCustomer('demo', 'C-2', {}),
    anInvoice('demo', 'A', 'C-1', '2026-11-01'),
    anInvoice('demo', 'B', 'C-2', '2026-11-01'),
  );
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const put = (path: string, body: unknown) => api.call('PUT', path, { body });
const groupOf = async () => groupDetailSchema.parse((await api.get('/v1/groups/G-1')).body);

test('a customer is put into a group, which lists its customers, what each owes, and who came when', async () => {
  const answer = await put('/v1/customers/C-1/group', { groupId: 'G-1', name: 'Grupo Norte', payer: 'C-2' });
  expect(answer.status).toBe(200);
  const group = groupDetailSchema.parse(answer.body);
  expect(group).toMatchObject({ groupId: 'G-1', name: 'Grupo Norte', payer: { customerId: 'C-2' }, customers: 2 });
  expect(group.members.map(({ customerId, openInvoices }) => [customerId, openInvoices])).toEqual([
    ['C-1', 1],
    ['C-2', 1],
  ]);
  // The sums of the customers add up to those of the group.
  expect(group.sums.map(({ open }) => Number(open))).toEqual([
    group.members.reduce((sum, { sums }) => sum + Number(sums[0]?.open), 0),
  ]);
  expect(group.history).toHaveLength(2);
  expect(groupPageSchema.parse((await api.get('/v1/groups')).body).items).toMatchObject([{ groupId: 'G-1' }]);
  expect(customerDetailSchema.parse((await api.get('/v1/customers/C-1')).body).group).toEqual({
    groupId: 'G-1',
    payer: 'C-2',
  });
});

test('the call sheet of the payer shows the invoices of all customers, with the claims separate', async () => {
  const sheet = callSheetSchema.parse((await api.get('/v1/customers/C-2/sheet')).body);
  expect(sheet.invoices.map(({ invoiceId, customerId }) => [invoiceId, customerId]).sort()).toEqual([
    ['A', 'C-1'],
    ['B', 'C-2'],
  ]);
  expect(sheet.claims.map(({ customerId }) => customerId).sort()).toEqual(['C-1', 'C-2']);
});

test('refuses a payer who is not known, with what to correct', async () => {
  const answer = await put('/v1/customers/C-1/group', { groupId: 'G-1', payer: 'C-9' });
  expect([answer.status, answer.body]).toMatchObject([422, { errors: [{ path: 'payer' }] }]);
});

test('the account manager is set and shown', async () => {
  expect((await put('/v1/customers/C-1/account-manager', { accountManager: 'marta' })).status).toBe(204);
  expect(customerDetailSchema.parse((await api.get('/v1/customers/C-1')).body).accountManager).toEqual({
    personId: 'marta',
    name: null,
  });
});

test('a customer is taken out of its group, whose history keeps it', async () => {
  expect((await api.call('DELETE', '/v1/customers/C-1/group')).status).toBe(204);
  const group = await groupOf();
  expect(group.members.map(({ customerId }) => customerId)).toEqual(['C-2']);
  expect(group.history.find(({ customerId }) => customerId === 'C-1')?.leftAt).not.toBeNull();
  expect((await api.get('/v1/groups/G-9')).status).toBe(404);
});
