import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ensureApiKey,
  findCredential,
  issueCredential,
  revokeCredential,
  type Role,
} from '@puntual/casework/access/credentials';
import { BUILT_IN_ROLES, RIGHTS, roleRights, type Right } from '@puntual/domain/access/rights';
import { ensureOrganization } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { withApi, type TestApi } from '../testing/with-api.ts';
import { REQUESTS_AT_ONCE } from '../http/limits.ts';
import { AuthGuard } from './auth.guard.ts';
import { rights } from './roles.ts';

const NO_ID = '0192a000-0000-7000-8000-000000000000';
const routes = Object.entries(rights).map(([route, allowed]) => {
  const [method = '', pattern = ''] = route.split(' ');
  return { route, method, path: pattern.replace(/:number/g, '0').replace(/:\w+/g, NO_ID), allowed };
});

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

/** The routes that the server has registered. */
function served(): string[] {
  const { stack } = (
    api.app.getHttpAdapter().getInstance() as {
      router: { stack: { route?: { path: string; methods: Record<string, boolean> } }[] };
    }
  ).router;
  return stack.flatMap(({ route }) =>
    route && !/^\/(docs|openapi)/.test(route.path)
      ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`)
      : [],
  );
}

describe('rights', () => {
  test('the table of rights lists exactly the routes that exist', () => {
    expect(served().sort()).toEqual(Object.keys(rights).sort());
  });

  test.each(routes.filter((each) => each.allowed !== 'everybody'))(
    '$route answers 401 without a key',
    async ({ method, path }) => {
      const answer = await api.call(method, path, { key: null });
      expect(answer.status).toBe(401);
      expect(answer.body.code).toBe('not-signed-in');
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    },
  );

  test.each(routes.filter((each) => each.allowed === 'everybody'))(
    '$route answers without a key',
    async ({ method, path }) => {
      expect((await api.call(method, path, { key: null })).status).not.toBe(401);
    },
  );

  const matrix = routes.flatMap(({ allowed, ...each }) =>
    allowed === 'everybody' || each.route.endsWith('sign-out')
      ? []
      : BUILT_IN_ROLES.map((role) => ({
          ...each,
          role,
          may: allowed === 'signed-in' || roleRights[role].includes(allowed),
        })),
  );
  test.each(matrix)('$route as $role: $may', async ({ method, path, role, may }) => {
    const answer = await api.call(method, path, { key: api.keys[role], ...(method === 'POST' ? { body: {} } : {}) });
    // 415: the route accepts a file instead of JSON. 409: it is for people, not for keys.
    if (may) expect([200, 201, 202, 204, 404, 409, 415, 422]).toContain(answer.status);
    else expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  });

  const cells = routes.flatMap(({ allowed, ...each }) =>
    allowed === 'everybody' || allowed === 'signed-in' ? [] : [{ ...each, right: allowed }],
  );
  test.each(cells)('$route opens with the one right $right, and with all others stays shut', async (cell) => {
    const { method, path, right } = cell;
    const others = RIGHTS.filter((each) => each !== right);
    const ask = async (scopes: readonly Right[]) => {
      const { token } = await issueCredential(db.database, {
        organizationId: db.organization.id,
        kind: 'api-key',
        role: 'administrator',
        name: 'scoped',
        scopes,
      });
      const answer = await api.call(method, path, { key: token, ...(method === 'POST' ? { body: {} } : {}) });
      return answer.body.code;
    };
    expect([await ask([right]), await ask(others)]).toEqual([expect.not.stringMatching(/^forbidden$/), 'forbidden']);
  });

  test('every right opens a route, or is named in code', () => {
    const used = new Set<string>(Object.values(rights));
    expect(RIGHTS.filter((right) => !used.has(right))).toEqual(['portfolio.all']);
  });
});

describe('credentials', () => {
  test('a wrong key, a revoked key, an expired key and a sign-in link are all refused', async () => {
    const revoked = await api.issue(db.organization, 'api-key', 'administrator');
    await revokeCredential(db.database, { id: revoked.id, organizationId: db.organization.id }, Date.now());
    const expired = await api.issue(db.organization, 'api-key', 'administrator', {
      expiresAt: new Date(Date.now() - 1000),
    });
    const link = await api.issue(db.organization, 'sign-in', 'administrator');
    for (const key of ['pk_nonsense', 'x'.repeat(1000), revoked.token, expired.token, link.token]) {
      expect((await api.get('/v1/session', { key })).status).toBe(401);
    }
    expect((await api.get('/v1/session', { key: null, headers: { authorization: 'Basic abc' } })).status).toBe(401);
  });

  test('only hashes of tokens are stored', async () => {
    const { token } = await api.issue(db.organization, 'api-key', 'viewer');
    expect(token).toMatch(/^pk_[\w-]{43}$/);
    const rows = await db.database.inOrganization(db.organization.id, (tx) => tx.credential.findMany());
    expect(JSON.stringify(rows)).not.toContain(token);
    expect((await findCredential(db.database, token))?.role).toBe('viewer');
  });

  test('the session names the caller, the organization and the virtual time', async () => {
    api.setNow('2027-02-03T04:05:06.000Z');
    const { status, body } = await api.get('/v1/session');
    expect(status).toBe(200);
    expect(body).toEqual({
      organization: { slug: 'demo', name: 'Suministros del Norte S.A.', language: 'es', timeZone: 'Europe/Madrid' },
      role: 'administrator',
      rights: [...RIGHTS],
      actor: 'administrator',
      actorId: expect.stringMatching(/^key:[0-9a-f-]{36}$/),
      now: '2027-02-03T04:05:06.000Z',
      temporalUi: 'http://127.0.0.1:8233',
      outboxUrl: null,
    });
  });

  test('an API key is not a session: it cannot sign out, and it is refused as a cookie', async () => {
    expect((await api.post('/v1/session/sign-out', {})).body.code).toBe('not-a-session');
    expect(
      (await api.get('/v1/session', { key: null, headers: { cookie: `puntual_session=${api.keys.administrator}` } }))
        .status,
    ).toBe(401);
  });
});

describe('the key that the operator sets (PUNTUAL_API_KEY)', () => {
  test('replaces the one that was set before, and no other key', async () => {
    const works = async (key: string) => (await api.get('/v1/session', { key })).status === 200;
    const [first, second] = ['the-first-key-of-three', 'the-second-key-of-three'];
    await ensureApiKey(db.database, 'demo', first);
    expect(await works(first)).toBe(true);
    expect(await ensureApiKey(db.database, 'demo', second)).toBe('made');
    expect([await works(first), await works(second), await works(api.keys.manager)]).toEqual([false, true, true]);
    expect(await works(api.keys.administrator)).toBe(true);
    // A process that starts late with the old setting does not bring it back, nor takes the new one away.
    expect(await ensureApiKey(db.database, 'demo', first)).toBe('revoked');
    expect([await works(first), await works(second)]).toEqual([false, true]);
  });

  test('is made once, as administrator of its organization, however many start at once', async () => {
    const key = 'an-operator-chose-this-key';
    const states = await Promise.all([1, 2, 3].map(() => ensureApiKey(db.database, 'demo', key)));
    expect(states).toContain('made');
    expect(states.filter((state) => state === 'made')).toHaveLength(1);
    expect(await ensureApiKey(db.database, 'demo', key)).toBe('there');
    expect((await api.get('/v1/session', { key })).body.role).toBe('administrator');
  });

  test('waits for its organization, is refused when another organization has it, and stays revoked', async () => {
    expect(await ensureApiKey(db.database, 'nobody', 'a-key-for-nobody-at-all')).toBe('no-organization');
    await ensureOrganization(db.ownerUrl, { slug: 'other' });
    expect(await ensureApiKey(db.database, 'other', api.keys.administrator)).toBe('other-organization');
    const { id, token } = await api.issue(db.organization, 'api-key', 'administrator');
    await revokeCredential(db.database, { id, organizationId: db.organization.id }, Date.now());
    expect(await ensureApiKey(db.database, 'demo', token)).toBe('revoked');
  });
});

test('a caller above the limit gets 429 with the seconds to wait', async () => {
  const { id, token } = await api.issue(db.organization, 'api-key', 'viewer');
  const { requests } = api.app.get(AuthGuard);
  // The limit's clock stands still, so that no tokens are refilled while a slow machine runs the test.
  const stopped = performance.now();
  Object.defineProperty(requests, 'now', { value: () => stopped, configurable: true });
  for (let count = 0; count < REQUESTS_AT_ONCE; count++) requests.take(id);
  const answers = await Promise.all(Array.from({ length: 3 }, () => api.get('/v1/session', { key: token })));
  Object.defineProperty(requests, 'now', { value: () => performance.now() });
  const refused = answers.filter((answer) => answer.status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.body.code).toBe('too-many-requests');
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await api.get('/v1/session')).status).toBe(200);
});

describe('sessions', () => {
  const cookieOf = (setCookie: string | null) => setCookie?.split(';')[0] ?? '';
  const aLink = async (role: Role = 'collector', lastsMs = 600_000, name = 'Ana Núñez') =>
    (await api.issue(db.organization, 'sign-in', role, { name, expiresAt: new Date(Date.now() + lastsMs) })).token;
  const open = (token: string, headers: Record<string, string> = {}) =>
    api.get(`/sign-in?token=${token}`, { key: null, headers });
  const press = (token: string, headers: Record<string, string> = {}) =>
    api.post('/sign-in', new URLSearchParams({ token }).toString(), {
      key: null,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
    });
  async function signIn(): Promise<string> {
    return cookieOf((await press(await aLink())).headers.get('set-cookie'));
  }

  test('opening a link, however often and by whatever program, shows a button and uses nothing up', async () => {
    const token = await aLink();
    expect((await api.call('HEAD', `/sign-in?token=${token}`, { key: null })).status).toBe(405);
    for (let scan = 0; scan < 3; scan++) {
      const shown = await open(token);
      expect([shown.status, shown.headers.get('set-cookie')]).toEqual([200, null]);
      expect(shown.text).toContain('<form method="post" action="/sign-in">');
      expect(shown.text).toContain('Suministros del Norte S.A.');
      expect(shown.text).toContain('Ana Núñez');
      expect(shown.headers.get('cache-control')).toBe('no-store');
      expect(shown.headers.get('referrer-policy')).toBe('same-origin');
      expect(shown.text).toContain('<meta name="referrer" content="same-origin">');
    }
    expect((await press(token)).status).toBe(303);
  });

  test('the page speaks the reader’s language', async () => {
    expect((await open(await aLink(), { 'accept-language': 'es' })).text).toContain('Iniciar sesión');
  });

  test('the button signs in once, by a cookie that scripts and other sites do not get', async () => {
    const token = await aLink();
    const first = await press(token);
    expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
    const setCookie = first.headers.get('set-cookie') ?? '';
    expect(setCookie).toMatch(/^puntual_session=ps_[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/i);
    const cookie = cookieOf(setCookie);
    expect((await api.get('/v1/session', { key: null, headers: { cookie } })).body.role).toBe('collector');

    for (const again of [await press(token), await open(token)]) {
      expect(again.status).toBe(410);
      expect(again.text).toContain('npm start');
      expect(again.text).toContain('Este enlace de acceso');
    }
    expect((await press(token, { cookie })).status).toBe(303);
    expect((await open(token, { cookie })).status).toBe(303);
  });

  test('a used link with a revoked session is no sign-in: 410', async () => {
    const token = await aLink();
    const cookie = cookieOf((await press(token)).headers.get('set-cookie'));
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    expect((await api.post('/v1/session/sign-out', {}, { key: null, headers })).status).toBe(204);
    expect((await open(token, { cookie })).status).toBe(410);
    expect((await press(token, { cookie })).status).toBe(410);
  });

  test('a form of another site signs nobody in, and leaves the link as it is', async () => {
    const token = await aLink();
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ]) {
      const refused = await press(token, headers);
      expect([refused.status, refused.headers.get('set-cookie')]).toEqual([403, null]);
    }
    const noOrigin = await api.post('/sign-in', `token=${token}`, {
      key: null,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' },
    });
    expect(noOrigin.status).toBe(403);
    expect((await press(token)).status).toBe(303);
  });

  test('a link of another organization says which session it ends', async () => {
    const id = await ensureOrganization(db.ownerUrl, { slug: 'neighbour' });
    const other = await api.issue({ id, slug: 'neighbour' }, 'sign-in', 'viewer', {
      expiresAt: new Date(Date.now() + 600_000),
    });
    const cookie = await signIn();
    expect((await open(other.token, { cookie })).text).toContain('signed in to Suministros del Norte S.A.');
    expect((await open(await aLink(), { cookie })).text).not.toContain('This browser is signed in');
  });

  test('of several that press the button at once, one is in', async () => {
    const token = await aLink('viewer');
    const statuses = (await Promise.all([1, 2, 3].map(() => press(token)))).map((answer) => answer.status);
    expect(statuses.sort()).toEqual([303, 410, 410]);
  });

  test('an old link, an API key, a session and nonsense sign nobody in', async () => {
    const session = (await api.issue(db.organization, 'session', 'viewer')).token;
    for (const bad of [await aLink('viewer', -1), api.keys.administrator, session, 'pl_nonsense', '']) {
      expect((await open(bad)).status).toBe(410);
      expect((await press(bad)).status).toBe(410);
    }
  });

  test('a sign-in is a small form and nothing else', async () => {
    const json = { 'content-type': 'application/json' };
    expect((await press(await aLink(), json)).status).toBe(415);
    expect((await press('x'.repeat(2000))).status).toBe(413);
  });

  test("a write with a cookie is accepted from Puntual's own pages only", async () => {
    const cookie = await signIn();
    const path = `/v1/tasks/${NO_ID}/claim`;
    const as = (headers: Record<string, string>) => api.post(path, {}, { key: null, headers: { cookie, ...headers } });
    expect((await as({})).body.code).toBe('cross-site');
    expect((await as({ 'sec-fetch-site': 'cross-site' })).body.code).toBe('cross-site');
    expect((await as({ 'sec-fetch-site': 'same-site' })).body.code).toBe('cross-site');
    expect((await as({ origin: 'https://evil.example' })).body.code).toBe('cross-site');
    expect((await as({ 'sec-fetch-site': 'same-origin' })).status).toBe(404);
    expect((await as({ origin: api.url })).status).toBe(404);
    const form = await as({ 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' });
    expect([form.status, form.body.code]).toEqual([415, 'not-json']);
  });

  test('with PUBLIC_URL set, another origin still writes nothing', async () => {
    const own = 'https://collections.example.com';
    const secure = await withApi(db.database, db.organization, { PUBLIC_URL: own });
    try {
      const { token } = await secure.issue(db.organization, 'session', 'collector');
      const write = async (headers: Record<string, string>) => {
        const cookie = `__Host-puntual_session=${token}`;
        const call = { key: null, headers: { cookie, ...headers } };
        return (await secure.post(`/v1/tasks/${NO_ID}/claim`, {}, call)).status;
      };
      expect(await write({ origin: own })).toBe(404);
      for (const origin of ['https://evil.example', 'https://collections.example.com.evil.example', 'null'])
        expect(await write({ origin })).toBe(403);
      expect(await write({})).toBe(403);
      // The name that neighbouring hosts can set is not read.
      const cookie = `puntual_session=${token}`;
      expect((await secure.get('/v1/session', { key: null, headers: { cookie } })).status).toBe(401);
    } finally {
      await secure.close();
    }
  });

  test('another kind of Authorization beside a good cookie is not signed in', async () => {
    const cookie = await signIn();
    const ask = async (headers: Record<string, string>) =>
      (await api.get('/v1/session', { key: null, headers: { cookie, ...headers } })).status;
    expect([await ask({}), await ask({ authorization: 'Basic abc' })]).toEqual([200, 401]);
  });

  test('every answer to a caller says no-store, refusals too', async () => {
    for (const call of [{}, { key: null }, { key: 'pk_wrong' }, { key: api.keys.integration }])
      expect((await api.get('/v1/invoices', call)).headers.get('cache-control')).toBe('no-store');
  });

  test('signing out ends the session', async () => {
    const cookie = await signIn();
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    const out = await api.post('/v1/session/sign-out', {}, { key: null, headers });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await api.get('/v1/session', { key: null, headers })).status).toBe(401);
  });
});
