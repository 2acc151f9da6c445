import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Issuer from 'oidc-provider';
import { inviteUser } from '@puntual/casework/access/invitations';
import { RIGHTS } from '@puntual/domain/access/rights';
import { ensureOrganization } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { asPerson, aPerson, cookieOf, FORM, send, signIn } from '../testing/people.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let issuer: Server;
let issuerUrl = '';
const PUBLIC_URL = 'http://127.0.0.1:8080';
// The accounts of the issuer: by their e-mail address, and whether it is verified.
const verified = new Map<string, boolean>();

beforeAll(async () => {
  db = await withTestDatabase();
  issuer = createServer();
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  issuerUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
  const provider = new Issuer(issuerUrl, {
    clients: [
      {
        client_id: 'puntual',
        client_secret: 'a secret of this test',
        redirect_uris: [`${PUBLIC_URL}/sign-in/provider/callback`],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    cookies: { keys: ['a key of this test'] },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, email: id, email_verified: verified.get(id) ?? false }),
    }),
  });
  issuer.on('request', provider.callback());
  api = await withApi(db.database, db.organization, {
    PUBLIC_URL,
    OIDC_ISSUER: issuerUrl,
    OIDC_CLIENT_ID: 'puntual',
    OIDC_CLIENT_SECRET: 'a secret of this test',
    OIDC_NAME: 'Norte',
  });
});
afterAll(async () => {
  await api.close();
  await db.close();
  await new Promise((resolve) => issuer.close(resolve));
});

/** Signs in at the issuer as a browser would, and returns the address that it leads back to. */
async function atIssuer(start: string, account: string): Promise<string> {
  const jar = new Map<string, string>();
  let url = start;
  let form: string | null = null;
  for (let hop = 0; hop < 20; hop++) {
    const answer = await fetch(url, {
      redirect: 'manual',
      method: form === null ? 'GET' : 'POST',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === null ? {} : { body: form }),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    form = null;
    const location = answer.headers.get('location');
    if (location) {
      url = new URL(location, url).href;
      if (url.startsWith(PUBLIC_URL)) return url;
      continue;
    }
    const page = await answer.text();
    url = new URL(/action="([^"]+)"/.exec(page)?.[1] ?? '', url).href;
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? '';
    form = new URLSearchParams({ prompt, login: account, password: 'x' }).toString();
  }
  throw new Error('the issuer did not lead back');
}

async function begin(): Promise<{ url: string; cookie: string }> {
  const begun = await send(api, '/sign-in/provider', {});
  expect(begun.status).toBe(200);
  const url = (/<a href="([^"]+)"/.exec(begun.text)?.[1] ?? '').replaceAll('&amp;', '&');
  return { url, cookie: cookieOf(begun) };
}
const comeBack = (address: string, cookie: string) =>
  api.get(address.slice(PUBLIC_URL.length), { key: null, headers: cookie ? { cookie } : {} });
const sessionOf = (setCookies: string[]) =>
  setCookies.find((each) => each.startsWith('puntual_session='))?.split(';')[0] ?? '';

async function signInAs(account: string) {
  const { url, cookie } = await begin();
  const back = await comeBack(await atIssuer(url, account), cookie);
  return { status: back.status, text: back.text, session: sessionOf(back.headers.getSetCookie()) };
}

test('is offered by name, and asks for a code with PKCE, state and nonce', async () => {
  expect((await api.get('/sign-in', { key: null })).text).toContain('Sign in with Norte');
  const { url } = await begin();
  const asked = new URL(url).searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    scope: 'openid email',
  });
  for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)?.length).toBeGreaterThan(20);
});

test('signs in who has joined, by their verified address', async () => {
  const person = await aPerson(db.database, db.organization, 'manager', 'paula@norte.example');
  verified.set('PAULA@norte.example', true);
  const entered = await signInAs('PAULA@norte.example');
  expect(entered.status).toBe(303);
  const session = (await asPerson(api, entered.session)('GET', '/v1/session')).body;
  expect(session).toMatchObject({ actorId: `user:${person.id}`, role: 'manager' });
});

test('accepts the invitation of somebody new', async () => {
  const giver = {
    actor: { organizationId: db.organization.id, slug: 'demo', name: 'test' },
    rights: new Set(RIGHTS),
  };
  const invitation = {
    email: 'nuevo@norte.example',
    name: 'Nuevo',
    language: 'es',
    role: 'viewer',
    teams: [],
  } as const;
  await inviteUser(db.database, giver, invitation, { now: Date.now(), wallMs: Date.now() });
  verified.set('nuevo@norte.example', true);
  const entered = await signInAs('nuevo@norte.example');
  expect((await asPerson(api, entered.session)('GET', '/v1/session')).body.role).toBe('viewer');
});

test('ends what opened the account before, when proving the address accepts an invitation', async () => {
  // Somebody else had the address invited to their organization first, and chose the password.
  const other = { id: await ensureOrganization(db.ownerUrl, { slug: 'other' }), slug: 'other' };
  const email = 'taken@norte.example';
  const person = await aPerson(db.database, other, 'administrator', email);
  const thief = await signIn(api, email);
  const administrator = {
    actor: { organizationId: db.organization.id, slug: 'demo', name: 'test' },
    rights: new Set(RIGHTS),
  };
  const instants = { now: Date.now(), wallMs: Date.now() };
  const invitation = { email, name: 'Real', language: 'es', role: 'manager', teams: [] } as const;
  await inviteUser(db.database, administrator, invitation, instants);
  verified.set(email, true);
  const entered = await signInAs(email);
  const me = (await asPerson(api, entered.session)('GET', '/v1/me')).body;
  expect(me).toMatchObject({ id: person.id, organizations: [{ slug: 'other' }, { slug: 'demo' }] });
  expect((await asPerson(api, thief)('GET', '/v1/session')).status).toBe(401);
  expect(await signIn(api, email)).toBe('');
  // The next sign-in accepts nothing, and ends nothing.
  await signInAs(email);
  expect((await asPerson(api, entered.session)('GET', '/v1/session')).status).toBe(200);
});

test('lets in nobody whose address is not verified, or who was not invited', async () => {
  await aPerson(db.database, db.organization, 'manager', 'victim@norte.example');
  for (const account of ['victim@norte.example', 'stranger@norte.example']) {
    verified.set('stranger@norte.example', true);
    const refused = await signInAs(account);
    expect([refused.status, refused.session]).toEqual([403, '']);
    expect(refused.text).toContain('not known here');
  }
});

test('lets in nobody whose address only looks like that of a person to the database', async () => {
  await aPerson(db.database, db.organization, 'manager', 'kim@norte.example');
  // The Kelvin sign: PostgreSQL's lower() makes a "k" of it.
  const account = '\u212aim@norte.example';
  verified.set(account, true);
  const refused = await signInAs(account);
  expect([refused.status, refused.session]).toEqual([403, '']);
  verified.set('KIM@norte.example', true);
  expect((await signInAs('KIM@norte.example')).session).not.toBe('');
});

test('an answer works once, in the browser that began, with its own state', async () => {
  await aPerson(db.database, db.organization, 'viewer', 'once@norte.example');
  verified.set('once@norte.example', true);
  const { url, cookie } = await begin();
  const address = await atIssuer(url, 'once@norte.example');
  expect((await comeBack(address, '')).status).toBe(410);
  const other = await begin();
  expect((await comeBack(address, other.cookie)).status).toBe(401);
  const forged = address.replace(/state=[^&]+/, 'state=forged');
  expect((await comeBack(forged, (await begin()).cookie)).status).toBe(401);
  expect((await comeBack(address, cookie)).status).toBe(303);
  expect((await comeBack(address, cookie)).status).toBe(410);
});

test('takes forms of its own pages only, and is not there without an issuer', async () => {
  expect((await send(api, '/sign-in/provider', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  const bare = await withApi(db.database, db.organization);
  try {
    expect((await bare.post('/sign-in/provider', '', { key: null, headers: FORM })).status).toBe(404);
  } finally {
    await bare.close();
  }
});

test('says so when the issuer is away', async () => {
  const away = await withApi(db.database, db.organization, {
    PUBLIC_URL,
    OIDC_ISSUER: 'http://127.0.0.1:9',
    OIDC_CLIENT_ID: 'puntual',
    OIDC_CLIENT_SECRET: 'x',
  });
  try {
    expect((await send(away, '/sign-in/provider', {})).status).toBe(502);
  } finally {
    await away.close();
  }
});
