import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { API_PARTS, type ApiParts } from './http/api-parts.ts';
import { aCustomer, anInvoice } from './testing/sample-events.ts';
import { withApi, type TestApi } from './testing/with-api.ts';

/** What identifies a person, and nobody but Postgres and the answers to the organization may hold. */
const CANARIES = ['Canaria', 'canary@secret.example', '600999111', 'Calle del Canario', 'ES9121000418450200051332'];
const [NAME = '', EMAIL = '', PHONE = '', STREET = '', IBAN = ''] = CANARIES;
const SAID = `${NAME} ${EMAIL} +34${PHONE} ${STREET} ${IBAN}`;

let db: TestDatabase;
let api: TestApi;
const lines: string[] = [];

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization, { PUNTUAL_SECRETS_KEY: Buffer.alloc(32, 7).toString('base64') });
  // Every line at every level, before the log cuts out anything.
  const { log } = api.app.get<ApiParts>(API_PARTS);
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    log[level] = (...said: unknown[]) => void lines.push(JSON.stringify(said));
  const customer = aCustomer('demo', 'C-1');
  await api.take(
    db.organization,
    {
      ...customer,
      data: {
        ...customer.data,
        name: `Talleres ${NAME}`,
        address: { lines: [STREET], city: 'Bilbao', country: 'ES' },
        contacts: [{ contactId: 'k1', name: NAME, email: EMAIL, phone: `+34${PHONE}`, channels: ['email', 'sms'] }],
      },
    } as typeof customer,
    ...['A', 'B', 'D'].map((id) => anInvoice('demo', id, 'C-1', '2026-11-10')),
  );
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const SENT: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['GET', `/v1/customers?q=${NAME}`],
  ['GET', '/v1/customers/C-1/sheet'],
  ['POST', '/v1/customers/C-1/notes', { body: SAID }],
  ['POST', '/v1/customers/C-1/calls', {}],
  ['POST', '/v1/customers/C-1/contacts', { name: NAME, email: `other.${EMAIL}`, source: 'call' }],
  ['POST', '/v1/customers/C-1/pauses', { until: '2026-11-27', reason: SAID }],
  ['POST', '/v1/invoices/A/holds', { reason: SAID }],
  ['POST', '/v1/invoices/B/disputes', { reason: SAID }],
  ['POST', '/v1/invoices/D/promises', { date: '2026-12-01' }],
  ['POST', '/v1/users', { email: EMAIL, name: NAME, role: 'collector' }],
  ['POST', '/v1/customers/C-1/messages', { kind: 'statement', to: EMAIL }],
  [
    'PUT',
    '/v1/agencies/cobra',
    { name: NAME, adapter: 'email', address: EMAIL, revision: null, position: 1, state: 'active' },
  ],
  ['POST', '/v1/events', { specversion: '1.0', id: SAID, source: EMAIL, org: NAME, data: { name: NAME } }],
  ['POST', '/v1/imports?kind=customers', `id;name\n${SAID}`],
  ['POST', '/v1/invoices/A/write-off', { reason: SAID, amount: NAME }],
  ['POST', `/v1/invoices/${encodeURIComponent(NAME)}/holds`, { reason: SAID }],
  ['POST', '/v1/invoices/A/holds', `{"reason": "${SAID}`],
  ['POST', `/webhooks/agencies/demo/${encodeURIComponent(NAME)}`, { reportId: SAID }],
];

test('no log line and nothing in the outbox says who a customer or a colleague is, whatever is sent', async () => {
  const answers: number[] = [];
  for (const [method, path, body] of SENT) {
    const answer = await api.call(method, path, body === undefined ? {} : { body });
    answers.push(answer.status);
  }
  expect(answers.filter((status) => status < 300).length).toBeGreaterThan(8);
  expect(answers.filter((status) => status >= 500)).toEqual([]);
  const rows = await db.database.inOrganization(
    db.organization.id,
    (tx) => tx.$queryRaw<{ row: string }[]>`SELECT to_jsonb(o)::text AS row FROM outbox o`,
  );
  expect(rows.length).toBeGreaterThan(5);
  const failure = new Error(
    `duplicate key: Key (email, phone)=(${EMAIL}, ${NAME}) already exists; ${EMAIL} +34${PHONE}`,
  );
  api.app.get<ApiParts>(API_PARTS).database.inOrganization = () => Promise.reject(failure);
  expect((await api.get('/v1/customers')).status).toBe(500);
  expect(lines.length).toBeGreaterThan(SENT.length);
  for (const canary of CANARIES) {
    expect(lines.filter((line) => line.includes(canary))).toEqual([]);
    expect(rows.filter(({ row }) => row.includes(canary))).toEqual([]);
  }
});
