import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureOrganization } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
});
afterAll(async () => {
  await api.close();
  await db.close();
});

interface Key {
  readonly id: string;
  readonly token: string;
  readonly name: string;
  readonly signInUrl: string | null;
  readonly expiresAt: string | null;
}
async function make(body: object): Promise<Key> {
  const answer = await api.post('/v1/keys', { kind: 'api-key', role: 'viewer', ...body });
  expect(answer.status).toBe(201);
  return answer.body as unknown as Key;
}
async function list(query = ''): Promise<Record<string, unknown>[]> {
  return (await api.get(`/v1/keys?limit=200${query}`)).body.items as Record<string, unknown>[];
}
const works = async (key: string) => (await api.get('/v1/session', { key })).status === 200;

describe('keys', () => {
  test('are made with a role and an end, listed without a token or hash, and revoked at once', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const key = await make({ name: 'ERP', role: 'viewer', expiresAt });
    expect(key).toMatchObject({ kind: 'api-key', role: 'viewer', name: 'ERP', expiresAt, signInUrl: null });
    expect(await works(key.token)).toBe(true);
    const listed = await list('&name=ERP');
    expect(listed).toEqual([expect.objectContaining({ id: key.id, name: 'ERP', expiresAt, revokedAt: null })]);
    expect(JSON.stringify(listed)).not.toMatch(/token|hash/);
    expect((await api.call('DELETE', `/v1/keys/${key.id}`)).status).toBe(204);
    expect(await works(key.token)).toBe(false);
    expect(await list('&name=ERP&valid=true')).toEqual([]);
    expect(await list('&name=ERP&valid=false')).toHaveLength(1);
    const again = await api.call('DELETE', `/v1/keys/${key.id}`);
    expect([again.status, again.body.code]).toEqual([409, 'already-ended']);
  });

  test('get another end, or none; one in the past ends them', async () => {
    const key = await make({ name: 'reports' });
    const setEnd = (expiresAt: string | null) => api.call('PATCH', `/v1/keys/${key.id}`, { body: { expiresAt } });
    expect((await setEnd('2030-01-01T00:00:00.000Z')).body.expiresAt).toBe('2030-01-01T00:00:00.000Z');
    expect((await setEnd(null)).body.expiresAt).toBeNull();
    expect((await setEnd('2020-01-01T00:00:00.000Z')).status).toBe(200);
    expect(await works(key.token)).toBe(false);
    // What has ended stays so.
    expect((await setEnd(null)).status).toBe(404);
  });

  test('may be restricted to some rights of their role, never widened by them', async () => {
    const reader = await make({ name: 'reader', role: 'manager', scopes: ['case.read', 'user.manage'] });
    const ask = async (path: string) => (await api.get(path, { key: reader.token })).status;
    expect([await ask('/v1/invoices'), await ask('/v1/payments'), await ask('/v1/users')]).toEqual([200, 403, 403]);
    expect((await api.get('/v1/session', { key: reader.token })).body.rights).toEqual(['case.read']);
    const [listed] = await list('&name=reader');
    expect(listed?.scopes).toEqual(['case.read', 'user.manage']);
    expect(Date.now() - Date.parse(String(listed?.lastUsedAt))).toBeLessThan(60_000);
    for (const scopes of [[], ['everything'], 'case.read'])
      expect((await api.post('/v1/keys', { kind: 'api-key', role: 'viewer', name: 'odd', scopes })).status).toBe(422);
  });

  test('are not made with rights that their maker lacks', async () => {
    const { token } = await make({ name: 'key maker', role: 'administrator', scopes: ['key.manage', 'case.read'] });
    const ask = (role: string, scopes?: string[]) =>
      api.post('/v1/keys', { kind: 'api-key', role, name: `made ${role}`, scopes }, { key: token });
    const beyond = await ask('viewer');
    expect([beyond.status, beyond.body.code]).toEqual([403, 'beyond-own-rights']);
    expect((await ask('administrator', ['money.write-off'])).body.code).toBe('beyond-own-rights');
    expect((await ask('viewer', ['case.read'])).status).toBe(201);
    const link = await api.post('/v1/keys', { kind: 'sign-in', role: 'administrator', name: 'me' }, { key: token });
    expect(link.body.code).toBe('beyond-own-rights');
    // To prolong a key is to give it.
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const strong = await make({ name: 'strong', role: 'manager', expiresAt });
    const prolonged = await api.call('PATCH', `/v1/keys/${strong.id}`, { key: token, body: { expiresAt: null } });
    expect([prolonged.status, prolonged.body.code]).toEqual([403, 'beyond-own-rights']);
  });

  test('of another organization are not there: neither listed, nor revoked, nor changed', async () => {
    const id = await ensureOrganization(db.ownerUrl, { slug: 'other' });
    const theirs = await api.issue({ id, slug: 'other' }, 'api-key', 'viewer', { name: 'ERP' });
    expect((await list()).map((key) => key.id)).not.toContain(theirs.id);
    expect((await api.call('DELETE', `/v1/keys/${theirs.id}`)).status).toBe(404);
    expect((await api.call('PATCH', `/v1/keys/${theirs.id}`, { body: { expiresAt: null } })).status).toBe(404);
    expect((await api.get('/v1/session', { key: theirs.token })).status).toBe(200);
    expect((await api.call('DELETE', '/v1/keys/no-id')).status).toBe(404);
  });

  test('have names that the history can tell apart', async () => {
    const wanted = { kind: 'api-key', role: 'viewer', name: 'bank feed' };
    const answers = await Promise.all([1, 2, 3].map(() => api.post('/v1/keys', wanted)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409]);
    expect(answers.find((answer) => answer.status === 409)?.body.code).toBe('key-name-in-use');
    expect((await api.post('/v1/keys', { ...wanted, kind: 'sign-in' })).status).toBe(409);
    const [held] = await list('&name=bank%20feed');
    await api.call('DELETE', `/v1/keys/${String(held?.id)}`);
    expect((await api.post('/v1/keys', wanted)).status).toBe(201);
    for (const name of ['puntual', 'Provider', 'erp:sap', ' ', 'x'.repeat(101)])
      expect((await api.post('/v1/keys', { ...wanted, name })).status).toBe(422);
  });

  test('are not kept with the answers of repeated requests, where their tokens could be read', async () => {
    const headers = { 'idempotency-key': 'make-a-key' };
    const made = await api.post('/v1/keys', { kind: 'api-key', role: 'viewer', name: 'kept' }, { headers });
    expect(made.status).toBe(201);
    const rows = await db.database.inOrganization(db.organization.id, (tx) => tx.idempotencyKey.findMany());
    expect(JSON.stringify(rows)).not.toContain(made.body.token);
  });

  test('lists go on where a page ended', async () => {
    const first = await api.get('/v1/keys?limit=2');
    const second = await api.get(`/v1/keys?limit=2&cursor=${String(first.body.nextCursor)}`);
    const ids = [first, second].flatMap((page) => (page.body.items as Key[]).map((key) => key.id));
    expect(new Set(ids).size).toBe(4);
  });
});

describe('people', () => {
  const press = (token: string) =>
    api.post('/sign-in', `token=${token}`, {
      key: null,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    });

  test('get a link that ends soon whatever is asked for; revoking it ends its session, and nobody else’s', async () => {
    const ana = { kind: 'sign-in', role: 'collector', name: 'Ana' };
    const link = await make({ ...ana, expiresAt: '2099-01-01T00:00:00.000Z' });
    expect(link.signInUrl).toMatch(/\/sign-in\?token=pl_[\w-]{43}$/);
    expect(Date.parse(link.expiresAt ?? '')).toBeLessThan(Date.now() + 16 * 60_000);
    const other = await make(ana);
    const [cookie = '', otherCookie = ''] = await Promise.all(
      [link, other].map(async ({ token }) => (await press(token)).headers.get('set-cookie')?.split(';')[0] ?? ''),
    );
    const signedIn = async (held: string) =>
      (await api.get('/v1/session', { key: null, headers: { cookie: held } })).status === 200;
    expect([await signedIn(cookie), await signedIn(otherCookie)]).toEqual([true, true]);
    await api.call('DELETE', `/v1/keys/${link.id}`);
    expect([await signedIn(cookie), await signedIn(otherCookie)]).toEqual([false, true]);
    expect((await list('&name=Ana&kind=session&valid=true')).length).toBe(1);
  });
});

describe('the audit', () => {
  test('has the id of the key that did something, and none for what Puntual did by itself', async () => {
    const [first, second] = await Promise.all(
      ['first', 'second'].map(() => api.issue(db.organization, 'api-key', 'collector', { name: 'Luis' })),
    );
    await api.take(db.organization, aCustomer('demo', 'C-1'), anInvoice('demo', 'A', 'C-1', '2026-12-10'));
    for (const [key, until] of [
      [first, '2026-11-27'],
      [second, '2026-11-30'],
    ] as const)
      expect(
        (await api.post('/v1/invoices/A/holds', { reason: 'asked', until }, { key: key?.token ?? '' })).status,
      ).toBe(201);
    const history = (await api.get('/v1/invoices/A/history')).body.items as {
      kind: string;
      actor: string;
      actorId: string;
      credentialId: string | null;
    }[];
    const holds = history.filter((event) => event.kind === 'hold.opened');
    expect(holds.map((event) => [event.actor, event.credentialId])).toEqual([
      ['Luis', second?.id],
      ['Luis', first?.id],
    ]);
    // The names are those that people read; what is stored tells two of one name apart.
    expect(holds.map((event) => event.actorId)).toEqual([`key:${second?.id}`, `key:${first?.id}`]);
    const issued = history.find((event) => event.kind === 'invoice.issued');
    expect([issued?.credentialId, issued?.actorId]).toEqual([null, issued?.actor]);
  });

  test('notes who made, changed and revoked a key', async () => {
    const key = await make({ name: 'audited' });
    await api.call('PATCH', `/v1/keys/${key.id}`, { body: { expiresAt: '2030-01-01T00:00:00.000Z' } });
    await api.call('DELETE', `/v1/keys/${key.id}`);
    await api.call('DELETE', `/v1/keys/${key.id}`);
    const rows = await db.database.inOrganization(db.organization.id, (tx) =>
      tx.auditEvent.findMany({ where: { kind: { startsWith: 'key.' } }, orderBy: { id: 'asc' } }),
    );
    const ofKey = rows.filter((row) => (row.data as { keyId?: string }).keyId === key.id);
    const { actorId } = (await api.get('/v1/session')).body;
    expect(actorId).toMatch(/^key:/);
    expect(ofKey.map((row) => [row.kind, row.actor])).toEqual([
      ['key.issued', actorId],
      ['key.changed', actorId],
      ['key.revoked', actorId],
    ]);
    expect(JSON.stringify(rows)).not.toContain(key.token);
  });
});
