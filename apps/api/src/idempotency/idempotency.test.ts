import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureOrganization } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { ANSWER_CHARACTERS_KEPT } from '../http/limits.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(db.organization, aCustomer('demo', 'C-1'), anInvoice('demo', 'A', 'C-1', '2026-12-01'));
});
afterAll(async () => {
  await api.close();
  await db.close();
});

// A pause that lasts no longer than another one is refused, so that each key asks for a longer one.
const KEYS = ['k-1', 'k-2', 'k-many', 'k-3', 'k-4'];
const wait = (key: string) => ({ reason: 'wait', until: `2026-12-1${KEYS.indexOf(key)}` });
const hold = (key: string, body: unknown = wait(key), extra: { key?: string } = {}) =>
  api.post('/v1/invoices/A/holds', body, { headers: { 'idempotency-key': key }, ...extra });
const holds = () => db.database.inOrganization(db.organization.id, (tx) => tx.hold.count());

test('the same request with the same key is done once and gets the same answer', async () => {
  const before = await holds();
  const first = await hold('k-1');
  const second = await hold('k-1');
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body).toEqual(first.body);
  expect([first.headers.get('idempotency-replayed'), second.headers.get('idempotency-replayed')]).toEqual([
    null,
    'true',
  ]);
  expect(await holds()).toBe(before + 1);
});

test('a key that another request or another person has used is refused', async () => {
  await hold('k-2');
  for (const other of [
    await hold('k-2', { reason: 'other' }),
    await hold('k-2', undefined, { key: api.keys.manager }),
    await api.post('/v1/invoices/A/disputes', { reason: 'wait' }, { headers: { 'idempotency-key': 'k-2' } }),
  ]) {
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reuse']);
  }
});

test('a repeat of a request in progress gets 409, and of many at once one is done', async () => {
  await db.database.inOrganization(
    db.organization.id,
    (tx) => tx.$executeRaw`UPDATE idempotency_key SET status = NULL, body = NULL WHERE key = 'k-2'`,
  );
  const waiting = await hold('k-2');
  expect([waiting.status, waiting.body.code]).toEqual([409, 'idempotency-key-in-progress']);
  const before = await holds();
  const answers = await Promise.all(Array.from({ length: 8 }, () => hold('k-many')));
  expect(answers.every((answer) => answer.status === 201 || answer.status === 409)).toBe(true);
  expect(await holds()).toBe(before + 1);
});

test('a failed write is not stored, so the same key may be tried again', async () => {
  expect((await hold('k-3', { reason: '' })).status).toBe(422);
  expect((await hold('k-3')).status).toBe(201);
});

test('an empty answer and an array are repeated unchanged', async () => {
  const { id } = (await hold('k-4')).body;
  const remove = () =>
    api.call('DELETE', `/v1/invoices/A/holds/${String(id)}`, { headers: { 'idempotency-key': 'k-5' } });
  expect([(await remove()).status, (await remove()).status, (await remove()).text]).toEqual([204, 204, '']);
  const send = () =>
    api.post('/v1/events', [anInvoice('demo', 'B', 'C-1', '2026-12-01')], { headers: { 'idempotency-key': 'k-6' } });
  expect((await send()).body).toEqual((await send()).body);
});

test('a key is valid for a day, and only in its organization', async () => {
  await hold('k-7');
  await db.database.inOrganization(
    db.organization.id,
    (tx) => tx.$executeRaw`UPDATE idempotency_key SET created_at = now() - interval '25 hours' WHERE key = 'k-7'`,
  );
  expect((await hold('k-7', { reason: 'another' })).status).toBe(201);
  const other = { id: await ensureOrganization(db.ownerUrl, { slug: 'other' }), slug: 'other' };
  const { token } = await api.issue(other, 'api-key', 'administrator');
  expect((await hold('k-7', { reason: 'another' }, { key: token })).status).toBe(404);
});

test('a deeply nested body is refused without an internal error', async () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  for (const path of ['/v1/events', '/v1/invoices/A/holds'])
    expect([202, 422]).toContain(
      (await api.post(path, deep, { headers: { 'idempotency-key': `deep-${path}` } })).status,
    );
});

test('an answer that is too large to be kept is not: the repeat says that the request was done', async () => {
  const events = Array.from({ length: 500 }, () => ({ type: 'puntual.invoice.issued.v1', data: {} }));
  const send = () => api.post('/v1/events', events, { headers: { 'idempotency-key': 'k-large' } });
  const first = await send();
  expect([first.status, first.text.length > ANSWER_CHARACTERS_KEPT]).toEqual([202, true]);
  const again = await send();
  expect([again.status, again.body.code]).toEqual([409, 'idempotency-answer-not-kept']);
  const kept = await db.database.inOrganization(db.organization.id, (tx) =>
    tx.idempotencyKey.findFirst({ where: { key: 'k-large' } }),
  );
  expect(JSON.stringify(kept?.body).length).toBeLessThan(100);
});

test('a malformed key is refused', async () => {
  expect((await hold('a key')).status).toBe(422);
  expect((await hold('x'.repeat(201))).status).toBe(422);
});
