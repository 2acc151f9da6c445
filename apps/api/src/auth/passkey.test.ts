import { Script } from 'node:vm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { asPerson, aPerson, cookieOf, PASSWORD, signIn, type Person } from '../testing/people.ts';
import { SoftwareAuthenticator, type Mischief } from '../testing/software-authenticator.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

const ORIGIN = 'http://localhost:8080';
let db: TestDatabase;
let api: TestApi;
let person: Person;
let call: ReturnType<typeof asPerson>;
let authenticator: SoftwareAuthenticator;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  person = await aPerson(db.database, db.organization, 'manager');
  call = asPerson(api, await signIn(api, person.email));
  authenticator = new SoftwareAuthenticator(ORIGIN);
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const own = { 'sec-fetch-site': 'same-origin' };
const post = (path: string, body: object, headers: Record<string, string> = own) =>
  api.post(path, body, { key: null, headers });
const ask = async () =>
  (await post('/sign-in/passkey/options', {})).body as { token: string; options: Record<string, unknown> };
async function enter(mischief: Mischief = {}, by = authenticator) {
  const { token, options } = await ask();
  return post('/sign-in/passkey', { token, response: by.get(options, mischief) });
}
const beginAdding = async () =>
  (await call('POST', '/v1/me/passkeys/options', { password: PASSWORD })).body as {
    token: string;
    options: { challenge: string; rp: { id: string } };
  };

test('is added with the password, and a challenge that works once', async () => {
  expect((await call('POST', '/v1/me/passkeys/options', { password: 'a guess' })).body.code).toBe('wrong-password');
  const { token, options } = await beginAdding();
  expect(options).toMatchObject({ rp: { id: 'localhost' }, authenticatorSelection: { userVerification: 'required' } });
  const response = authenticator.create(options);
  const added = await call('POST', '/v1/me/passkeys', { token, name: 'Laptop', response });
  expect([added.status, (added.body.items as { name: string }[]).map(({ name }) => name)]).toEqual([200, ['Laptop']]);
  const again = await call('POST', '/v1/me/passkeys', { token, name: 'Again', response });
  expect([again.status, again.body.code]).toEqual([422, 'passkey-refused']);
});

test.each<[string, Mischief]>([
  ['another origin', { origin: 'https://evil.example' }],
  ['another host', { rpId: 'evil.example' }],
  ['another challenge', { challenge: 'AAAA' }],
  ['nobody verified', { isUnverified: true }],
])('is not added for %s', async (_what, mischief) => {
  const { token, options } = await beginAdding();
  const response = new SoftwareAuthenticator(ORIGIN).create(options, mischief);
  expect((await call('POST', '/v1/me/passkeys', { token, name: 'x', response })).body.code).toBe('passkey-refused');
});

test('is not added for another person than the one who began', async () => {
  const other = await aPerson(db.database, db.organization);
  const { token, options } = await beginAdding();
  const response = new SoftwareAuthenticator(ORIGIN).create(options);
  const theirs = asPerson(api, await signIn(api, other.email));
  expect((await theirs('POST', '/v1/me/passkeys', { token, name: 'x', response })).body.code).toBe('passkey-refused');
});

test('signs its person in, with the rights of now', async () => {
  const entered = await enter();
  expect(entered.status).toBe(204);
  const session = (await asPerson(api, cookieOf(entered))('GET', '/v1/session')).body;
  expect(session).toMatchObject({ actorId: `user:${person.id}`, role: 'manager' });
});

test('an answer works once, also when it comes twice at once', async () => {
  const { token, options } = await ask();
  const response = authenticator.get(options);
  const answers = await Promise.all([1, 2].map(() => post('/sign-in/passkey', { token, response })));
  expect(answers.map((answer) => answer.status).sort()).toEqual([204, 401]);
});

test.each<[string, Mischief]>([
  ['another origin', { origin: 'https://evil.example' }],
  ['another host', { rpId: 'evil.example' }],
  ['another challenge', { challenge: 'AAAA' }],
  ['nobody verified', { isUnverified: true }],
])('signs nobody in for %s', async (_what, mischief) => {
  const refused = await enter(mischief);
  expect([refused.status, refused.body.code, refused.headers.get('set-cookie')]).toEqual([
    401,
    'passkey-refused',
    null,
  ]);
});

test('a copy of the passkey, which does not know that the other was used, signs nobody in', async () => {
  expect((await enter()).status).toBe(204);
  expect((await enter({ isCopy: true })).status).toBe(401);
  expect((await enter()).status).toBe(204);
});

test('an unknown passkey, a made-up token, another site and nonsense sign nobody in', async () => {
  expect((await enter({}, new SoftwareAuthenticator(ORIGIN))).status).toBe(401);
  const { options } = await ask();
  expect((await post('/sign-in/passkey', { token: 'pf_x', response: authenticator.get(options) })).status).toBe(401);
  const site = { 'sec-fetch-site': 'cross-site' };
  expect((await post('/sign-in/passkey/options', {}, site)).status).toBe(403);
  expect((await post('/sign-in/passkey', {}, site)).status).toBe(403);
  for (const body of [{}, { token: 1 }, { token: 'x', response: { id: '../..' } }])
    expect((await post('/sign-in/passkey', body)).status).toBe(401);
});

test('goes when its person removes it, and when they are suspended', async () => {
  await api.call('PATCH', `/v1/users/${person.id}`, { body: { state: 'suspended' } });
  expect((await enter()).status).toBe(401);
  await api.call('PATCH', `/v1/users/${person.id}`, { body: { state: 'active' } });
  const entered = await enter();
  expect(entered.status).toBe(204);
  const mine = asPerson(api, cookieOf(entered));
  const id = authenticator.id.toString('base64url');
  expect((await mine('DELETE', `/v1/me/passkeys/${id}`)).status).toBe(204);
  expect((await mine('DELETE', `/v1/me/passkeys/${id}`)).status).toBe(404);
  expect((await enter()).status).toBe(401);
});

test('the page offers it by a script of its own', async () => {
  expect((await api.get('/sign-in', { key: null })).text).toContain('<script src="/sign-in/passkey.js" defer>');
  const script = await api.get('/sign-in/passkey.js', { key: null });
  expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  expect(() => new Script(script.text)).not.toThrow();
});

test('is not for people who reach Puntual under an address', async () => {
  const bare = await withApi(db.database, db.organization, { PUBLIC_URL: 'http://127.0.0.1:9999' });
  try {
    const refused = await bare.post('/sign-in/passkey/options', {}, { key: null, headers: own });
    expect([refused.status, refused.body.code]).toEqual([409, 'no-passkeys']);
  } finally {
    await bare.close();
  }
});
