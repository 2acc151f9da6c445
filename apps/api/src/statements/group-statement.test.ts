import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { takeEvents } from '@puntual/casework/intake/take-events';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
const G = { groupId: 'G-1', payer: 'P-1' };

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  const of = (customerId: string, name: string, more: object = {}) => customer({ customerId, name, group: G, ...more });
  const verdicts = await takeEvents(
    db.database,
    db.organization.slug,
    [
      of('M-1', 'Tienda Norte'),
      of('M-2', 'Almacén Sur'),
      of('P-1', 'Central S.A.', { language: 'es' }),
      issued({ customerId: 'M-1', invoiceId: 'I-1', number: 'F-1', total: '100.00', dueDate: '2026-11-20' }),
      issued({ customerId: 'M-2', invoiceId: 'I-2', number: 'F-2', total: '200.00', dueDate: '2026-11-20' }),
      paid({
        customerId: 'P-1',
        paymentId: 'P',
        receivedOn: '2026-11-15',
        amount: '150.00',
        allocations: [{ invoiceId: 'I-1', amount: '40.00' }],
      }),
    ],
    new Date('2026-11-20T11:00:00Z'),
  );
  expect(verdicts.filter(({ verdict }) => verdict !== 'accepted')).toEqual([]);
});
afterAll(async () => {
  await api.close();
  await db.close();
});

test('a group has one statement with a section for each customer, and a total', async () => {
  const { status, body } = await api.get('/v1/groups/G-1/statement');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    groupId: 'G-1',
    payer: { customerId: 'P-1', name: 'Central S.A.' },
    members: [{ customerId: 'P-1' }, { customerId: 'M-2' }, { customerId: 'M-1', sums: [{ open: '60.00' }] }],
    // The payer's credit is not taken off what the others owe until its payment names their invoices.
    sums: [{ currency: 'EUR', open: '260.00', credit: '110.00', balance: '150.00', toPay: '260.00' }],
  });
});

test.each(['', '?language=en'])('the statement of a group is a PDF%s', async (query) => {
  const { headers, text } = await api.get(`/v1/groups/G-1/statement.pdf${query}`);
  expect(headers.get('content-type')).toMatch(/application\/pdf/);
  expect(text.slice(0, 5)).toBe('%PDF-');
});

test('a group that nobody knows has no statement', async () => {
  expect((await api.get('/v1/groups/G-9/statement')).status).toBe(404);
});
