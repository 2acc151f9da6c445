import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import {
  movePreviewSchema,
  policyDetailSchema,
  policyListSchema,
  policyMoveListSchema,
} from '@puntual/contracts/api/policies';
import { standardDocument } from '@puntual/domain/policy/standard';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { INVOICES_PLANNED_AT_ONCE } from '../http/limits.ts';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { HeavyWork } from '../threads/heavy-work.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1'),
    anInvoice('demo', 'A', 'C-1', '2026-12-10'),
    anInvoice('demo', 'B', 'C-1', '2026-12-11'),
  );
  // In the state in which their first evaluation leaves them.
  await db.database.inOrganization(db.organization.id, (tx) =>
    tx.invoice.updateMany({ data: { runsPolicyKey: 'standard', runsPolicyVersion: 1, policyRule: 'default' } }),
  );
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const put = (path: string, body: unknown) => api.call('PUT', path, { body });
const [courtesy, ...others] = standardDocument.steps;
const later = { ...standardDocument, steps: [{ ...courtesy, day: -3 }, ...others] };

test('a policy is saved, previewed, published with a move, and the move is stopped', async () => {
  const saved = await api.post('/v1/policies', later, { key: api.keys.manager });
  expect([saved.status, saved.body.key, saved.body.faults]).toEqual([200, 'standard', []]);
  const first = movePreviewSchema.parse((await api.post('/v1/policies/standard/preview', { limit: 1 })).body);
  expect(first).toMatchObject({
    items: [{ fromVersion: 1, change: 'later', before: { stepId: 'courtesy' } }],
    summary: { later: 2, total: 2, looked: 2 },
  });
  const second = movePreviewSchema.parse(
    (await api.post('/v1/policies/standard/preview', { limit: 1, cursor: first.nextCursor })).body,
  );
  expect(second).toMatchObject({ nextCursor: null, summary: null });
  expect([...first.items, ...second.items].map((item) => item.invoiceId).sort()).toEqual(['A', 'B']);

  const published = await api.post('/v1/policies/standard/publish', { mode: 'at-next-step' });
  expect([published.status, published.body.version]).toEqual([200, 2]);
  expect((await api.post('/v1/policies/standard/publish', { mode: 'now' })).status).toBe(404);
  await api.post('/v1/policies', standardDocument);
  expect((await api.post('/v1/policies/standard/publish', { mode: 'now' })).body.code).toBe('move-running');
  const stop = () => api.post(`/v1/policies/standard/moves/${String(published.body.moveId)}/stop`, {});
  expect(policyMoveListSchema.parse((await stop()).body).items).toMatchObject([
    { state: 'stopped', total: 2, moved: 0, workflowId: 'move/demo/standard/2', endedBy: 'administrator' },
  ]);
  expect([(await stop()).body.code, (await stop()).status]).toEqual(['move-ended', 409]);
  expect((await api.get('/v1/policies/standard/moves')).body.items).toHaveLength(1);
  const shown = policyDetailSchema.parse((await api.get('/v1/policies/standard', { key: api.keys.viewer })).body);
  expect(shown).toMatchObject({
    state: 'published',
    isDefault: true,
    versions: [{ version: 2 }, { version: 1, state: 'built-in', running: 2 }],
    document: { steps: [{ day: -3 }, {}, {}, {}, {}, {}, {}] },
    draftDocument: { key: 'standard' },
  });
});

test('faults name step and field in the reader’s language', async () => {
  const answer = await api.post(
    '/v1/policies',
    { ...standardDocument, steps: [{ ...courtesy, day: 'soon' }] },
    { headers: { 'accept-language': 'es' } },
  );
  expect([answer.status, answer.body.errors]).toEqual([
    422,
    [{ path: 'steps.0.day', message: 'paso «courtesy», campo «day»: debe ser un número' }],
  ]);
  expect((await api.post('/v1/policies', [])).status).toBe(422);
  const hold = { id: 'hold', day: 70, stage: 'agency', do: 'supply-hold' };
  const saved = await api.post('/v1/policies', { ...standardDocument, key: 'mine', steps: [hold] });
  expect([saved.status, saved.body.faults]).toMatchObject([200, [{ path: 'steps.0.do', step: 'hold', field: 'do' }]]);
  const refused = await api.post('/v1/policies/mine/publish', { mode: 'new-only' });
  expect([refused.status, refused.body.errors]).toMatchObject([422, [{ path: 'steps.0.do' }]]);
  const other = await api.post('/v1/policies/standard/preview', { document: { ...standardDocument, key: 'mine' } });
  expect([other.status, other.body.errors]).toMatchObject([
    422,
    [{ path: 'document.key', message: expect.stringContaining('must be the key in the address') }],
  ]);
  expect((await api.post('/v1/policies/standard/preview', { document: {} })).status).toBe(422);
});

test('policies are given to customers and invoices, made the default, and retired', async () => {
  expect((await put('/v1/customers/C-1/policy', { key: 'gentle' })).body).toEqual({ moved: 2 });
  expect((await put('/v1/invoices/A/policy', { key: 'strict' })).body).toEqual({ moved: 1 });
  expect((await put('/v1/invoices/A/policy', { key: 'nothing' })).body.code).toBe('unknown-policy');
  expect([
    (await put('/v1/invoices/Z/policy', { key: null })).status,
    (await put('/v1/customers/Z/policy', { key: null })).status,
  ]).toEqual([404, 404]);
  await api.post('/v1/policies', { ...standardDocument, key: 'own' });
  expect((await api.post('/v1/policies/own/publish', { mode: 'new-only' })).body).toEqual({ version: 1, moveId: null });
  expect((await put('/v1/settings/default-policy', { key: 'own' })).body).toEqual({ moved: 0 });
  expect((await api.post('/v1/policies/own/retire', {})).body.code).toBe('policy-is-default');
  expect((await put('/v1/settings/default-policy', { key: 'standard' })).status).toBe(200);
  expect((await api.post('/v1/policies/own/retire', {})).body).toEqual({ version: 1 });
  expect((await api.post('/v1/policies/own/retire', {})).body.code).toBe('already-ended');
  const list = policyListSchema.parse((await api.get('/v1/policies', { key: api.keys.collector })).body);
  expect(list.items.map((item) => [item.key, item.state])).toEqual([
    ['gentle', 'built-in'],
    ['mine', 'draft'],
    ['own', 'retired'],
    ['standard', 'published'],
    ['strict', 'built-in'],
  ]);
});

test('a preview of many cases is worked out in a thread, and of few it is not', async () => {
  const inThread = jest.spyOn(api.app.get(HeavyWork), 'simulate');
  const preview = async () =>
    movePreviewSchema.parse((await api.post('/v1/policies/standard/preview', { document: later, limit: 1 })).body);
  await preview();
  expect(inThread).toHaveBeenCalledTimes(0);
  const ids = Array.from({ length: INVOICES_PLANNED_AT_ONCE + 1 }, (_, index) => `MANY-${index}`);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-MANY'),
    ...ids.map((id) => anInvoice('demo', id, 'C-MANY', '2026-12-10')),
  );
  await db.database.inOrganization(db.organization.id, (tx) =>
    tx.invoice.updateMany({
      where: { invoiceId: { in: ids } },
      data: { runsPolicyKey: 'standard', runsPolicyVersion: 1, policyRule: 'default' },
    }),
  );
  const { items, nextCursor, summary } = await preview();
  expect(items).toHaveLength(1);
  expect(nextCursor).not.toBeNull();
  expect(summary?.looked).toBe(summary?.total);
  expect(summary?.total).toBeGreaterThan(INVOICES_PLANNED_AT_ONCE);
  expect(inThread).toHaveBeenCalledTimes(1);
  inThread.mockRestore();
});
