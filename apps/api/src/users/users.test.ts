import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureOrganization } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { asPerson, aPerson, cookieOf, PASSWORD, send, signIn } from '../testing/people.ts';
import { withApi, type TestApi, type TestOrganization } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let other: TestOrganization;
let otherKey: string;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  other = { id: await ensureOrganization(db.ownerUrl, { slug: 'other', name: 'Otra S.A.' }), slug: 'other' };
  otherKey = (await api.issue(other, 'api-key', 'administrator')).token;
});
afterAll(async () => {
  await api.close();
  await db.close();
});

let invited = 0;
const invite = (body: object, key?: string) =>
  api.post(
    '/v1/users',
    { email: `new${++invited}@norte.example`, name: 'Nueva', role: 'collector', ...body },
    key ? { key } : {},
  );
const tokenOf = (link: unknown) => new URL(String(link)).searchParams.get('token') ?? '';
const page = (path: string) => api.get(path, { key: null, headers: { 'accept-language': 'es' } });

describe('an invitation', () => {
  test('is a link that shows who invites whom, takes a password once, and signs in', async () => {
    const made = await invite({ name: 'Marta Vidal', email: 'Marta@Norte.example', language: 'es' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      state: 'invited',
      role: 'collector',
      email: 'Marta@Norte.example',
      joinedAt: null,
    });
    const token = tokenOf(made.body.link);
    for (let opened = 0; opened < 2; opened++) {
      const shown = await page(`/sign-in/invitation?token=${token}`);
      expect(shown.status).toBe(200);
      expect(shown.text).toContain('Marta Vidal, le han invitado a Suministros del Norte S.A.');
    }
    expect(await signIn(api, 'marta@norte.example')).toBe('');
    const weak = await send(api, '/sign-in/invitation', { token, password: 'corta' });
    expect([weak.status, weak.text.includes('role="alert"')]).toEqual([422, true]);
    const accepted = await send(api, '/sign-in/invitation', { token, password: PASSWORD });
    expect([accepted.status, accepted.headers.get('location')]).toEqual([303, '/']);
    const session = await asPerson(api, cookieOf(accepted))('GET', '/v1/session');
    expect(session.body).toMatchObject({ actor: 'Marta Vidal', role: 'collector' });
    expect((await send(api, '/sign-in/invitation', { token, password: PASSWORD })).status).toBe(410);
    expect((await page(`/sign-in/invitation?token=${token}`)).status).toBe(410);
    expect((await invite({ email: 'MARTA@norte.example' })).body.code).toBe('already-member');
  });

  test('is replaced by a newer one, and ends with a suspension', async () => {
    const email = 'again@norte.example';
    const first = tokenOf((await invite({ email })).body.link);
    const second = await invite({ email });
    expect((await page(`/sign-in/invitation?token=${first}`)).status).toBe(410);
    expect((await page(`/sign-in/invitation?token=${tokenOf(second.body.link)}`)).status).toBe(200);
    await api.call('PATCH', `/v1/users/${String(second.body.id)}`, { body: { state: 'suspended' } });
    expect((await page(`/sign-in/invitation?token=${tokenOf(second.body.link)}`)).status).toBe(410);
    const back = await api.call('PATCH', `/v1/users/${String(second.body.id)}`, { body: { state: 'active' } });
    // Who never accepted does not become a member by it.
    expect(back.body.state).toBe('invited');
  });

  test('gives no role that is not there, and no rights that the inviter lacks', async () => {
    expect((await invite({ role: 'nobody' })).body.code).toBe('unknown-role');
    const { body: key } = await api.post('/v1/keys', {
      kind: 'api-key',
      role: 'administrator',
      name: 'inviter',
      scopes: ['user.manage', 'case.read'],
    });
    const beyond = await invite({ role: 'administrator' }, String(key.token));
    expect([beyond.status, beyond.body.code]).toEqual([403, 'beyond-own-rights']);
    for (const wrong of [{ email: 'no address' }, { name: 'puntual' }, { name: ' ' }, { language: 'xx' }])
      expect((await invite(wrong)).status).toBe(422);
  });

  test('of somebody with an account is accepted with its password, and never sets another', async () => {
    const person = await aPerson(db.database, db.organization);
    const made = await invite({ email: person.email, name: 'Other name', role: 'viewer' }, otherKey);
    // How other organizations know the person is not shown before they accept, to whoever has the link neither.
    const seen = async () => (await api.get(`/v1/users/${person.id}`, { key: otherKey })).body;
    const known = `Person ${person.email}`;
    for (const body of [made.body, await seen()]) expect(body).toMatchObject({ name: 'Other name', language: 'es' });
    expect((await api.get('/v1/users', { key: otherKey })).text).not.toContain(known);
    const token = tokenOf(made.body.link);
    expect((await page(`/sign-in/invitation?token=${token}`)).text).not.toContain(known);
    const wrong = await send(api, '/sign-in/invitation', { token, password: 'a password of the thief' });
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
    expect((await send(api, '/sign-in/invitation', { token, password: PASSWORD })).status).toBe(303);
    const call = asPerson(api, await signIn(api, person.email));
    expect(await seen()).toMatchObject({ name: known, language: 'en' });
    const me = (await call('GET', '/v1/me')).body as { organizations: { slug: string; role: string }[] };
    expect(me.organizations.map(({ slug, role }) => [slug, role])).toEqual([
      ['demo', 'collector'],
      ['other', 'viewer'],
    ]);
  });
});

describe('a person of several organizations', () => {
  test('switches between them: a new session takes the place of the one before, with the role there', async () => {
    const person = await aPerson(db.database, db.organization, 'manager');
    const made = await invite({ email: person.email, role: 'viewer' }, otherKey);
    const cookie = await signIn(api, person.email);
    const call = asPerson(api, cookie);
    expect((await call('POST', '/v1/me/switch-organization', { organization: 'other' })).status).toBe(404);
    const token = tokenOf(made.body.link);
    expect((await call('POST', '/v1/me/join-organization', { token })).status).toBe(204);
    expect((await call('POST', '/v1/me/join-organization', { token })).status).toBe(404);
    const switched = await call('POST', '/v1/me/switch-organization', { organization: 'other' });
    expect(switched.status).toBe(200);
    const there = asPerson(api, cookieOf(switched));
    expect((await there('GET', '/v1/session')).body).toMatchObject({
      role: 'viewer',
      organization: { slug: 'other' },
      actorId: `user:${person.id}`,
    });
    expect((await call('GET', '/v1/session')).status).toBe(401);
    expect((await there('POST', '/v1/invoices/A/write-off', { reason: 'x' })).body.code).toBe('forbidden');
    expect((await there('POST', '/v1/me/switch-organization', { organization: 'nobody' })).status).toBe(404);
  });

  test('is not taken over by an administrator of one of them', async () => {
    const person = await aPerson(db.database, db.organization);
    const made = await invite({ email: person.email, role: 'viewer' }, otherKey);
    const theirs = `/v1/users/${String(made.body.id)}`;
    expect((await api.post(`${theirs}/reset-link`, {}, { key: otherKey })).body.code).toBe('not-joined');
    await send(api, '/sign-in/invitation', { token: tokenOf(made.body.link), password: PASSWORD });
    for (const key of [otherKey, api.keys.administrator])
      for (const what of ['reset-link', 'remove-second-factor'])
        expect((await api.post(`${theirs}/${what}`, {}, { key })).body.code).toBe('belongs-elsewhere');
  });

  test('is not joined by whoever registered the address first: that takes the invitation’s link', async () => {
    // Their administrator invites the address of somebody else and sets the password.
    const victim = 'victim@norte.example';
    const taken = tokenOf((await invite({ email: victim, role: 'viewer' }, otherKey)).body.link);
    const thief = asPerson(api, cookieOf(await send(api, '/sign-in/invitation', { token: taken, password: PASSWORD })));
    expect((await thief('GET', '/v1/session')).body.organization).toMatchObject({ slug: 'other' });
    await invite({ email: victim, role: 'administrator' });
    // The address is not proved to be theirs: who else invited it is not shown.
    const { organizations } = (await thief('GET', '/v1/me')).body as { organizations: { slug: string }[] };
    expect(organizations.map(({ slug }) => slug)).toEqual(['other']);
    const foreign = tokenOf((await invite({ email: 'somebody@norte.example' })).body.link);
    for (const body of [{ organization: 'demo' }, { token: foreign }, { token: taken }, { token: 'demo' }])
      expect((await thief('POST', '/v1/me/join-organization', body)).status).toBeGreaterThanOrEqual(404);
    expect((await thief('POST', '/v1/me/switch-organization', { organization: 'demo' })).status).toBe(404);
  });

  test('keeps the password when a link of one organization is used after the other was joined', async () => {
    const person = await aPerson(db.database, db.organization);
    const reset = tokenOf((await api.post(`/v1/users/${person.id}/reset-link`, {})).body.link);
    const made = await invite({ email: person.email, role: 'viewer' }, otherKey);
    await send(api, '/sign-in/invitation', { token: tokenOf(made.body.link), password: PASSWORD });
    const stolen = await send(api, '/sign-in/reset', { token: reset, password: 'a phrase of a thief' });
    expect(stolen.status).toBe(410);
    expect(await signIn(api, person.email)).not.toBe('');
  });

  test('who is suspended in one still works for the other', async () => {
    const person = await aPerson(db.database, db.organization);
    const made = await invite({ email: person.email, role: 'viewer' }, otherKey);
    await send(api, '/sign-in/invitation', { token: tokenOf(made.body.link), password: PASSWORD });
    const call = asPerson(api, await signIn(api, person.email));
    await api.call('PATCH', `/v1/users/${person.id}`, { body: { state: 'suspended' } });
    expect((await call('GET', '/v1/session')).status).toBe(401);
    const again = asPerson(api, await signIn(api, person.email));
    expect((await again('GET', '/v1/session')).body.organization).toMatchObject({ slug: 'other' });
  });
});

describe('a changed role', () => {
  test('holds for the sessions that are open', async () => {
    const person = await aPerson(db.database, db.organization, 'viewer');
    const call = asPerson(api, await signIn(api, person.email));
    expect((await call('PATCH', '/v1/settings', {})).body.code).toBe('forbidden');
    await api.call('PATCH', `/v1/users/${person.id}`, { body: { role: 'manager' } });
    expect((await call('PATCH', '/v1/settings', {})).status).toBe(200);
    const [event] = await db.database.inOrganization(db.organization.id, (tx) =>
      tx.auditEvent.findMany({ where: { kind: 'user.changed' }, orderBy: { id: 'desc' }, take: 1 }),
    );
    expect(event?.data).toMatchObject({ userId: person.id, from: { role: 'viewer' }, to: { role: 'manager' } });
  });

  test('leaves the organization an administrator, however many leave at once', async () => {
    const id = await ensureOrganization(db.ownerUrl, { slug: 'small' });
    const small = { id, slug: 'small' };
    const [one, two] = [
      await aPerson(db.database, small, 'administrator'),
      await aPerson(db.database, small, 'administrator'),
    ];
    const { token } = await api.issue(small, 'api-key', 'administrator');
    const answers = await Promise.all(
      [one, two].map(({ id: user }) =>
        api.call('PATCH', `/v1/users/${user}`, { key: token, body: { state: 'suspended' } }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect(answers.find((answer) => answer.status === 409)?.body.code).toBe('last-administrator');
  });
});

describe('a key that outlives the rights of the person who made it', () => {
  const keyOf = async (call: ReturnType<typeof asPerson>, name: string) =>
    String((await call('POST', '/v1/keys', { kind: 'api-key', role: 'administrator', name })).body.token);

  test.each([
    ['left', { state: 'suspended' }],
    ['has a lesser role', { role: 'viewer' }],
  ])('goes on, and governs nobody, when its maker %s', async (_why, change) => {
    await aPerson(db.database, db.organization, 'administrator');
    const maker = await aPerson(db.database, db.organization, 'administrator');
    const call = asPerson(api, await signIn(api, maker.email));
    const key = await keyOf(call, `key of ${maker.email}`);
    expect((await api.get('/v1/users', { key })).status).toBe(200);
    expect((await api.call('PATCH', `/v1/users/${maker.id}`, { body: change })).status).toBe(200);
    expect((await api.get('/v1/invoices', { key })).status).toBe(200);
    const back = { role: 'administrator', state: 'active' };
    const refused = [
      await api.call('PATCH', `/v1/users/${maker.id}`, { key, body: back }),
      await api.post('/v1/users', { email: 'x@norte.example', name: 'X', role: 'administrator' }, { key }),
      await api.post('/v1/keys', { kind: 'sign-in', role: 'administrator', name: 'again' }, { key }),
      await api.call('PUT', '/v1/roles/strong', { key, body: { name: 'x', rights: ['user.manage'] } }),
    ];
    expect(refused.map((answer) => answer.body.code)).toEqual(['forbidden', 'forbidden', 'forbidden', 'forbidden']);
  });

  test.each([
    ['left', { state: 'suspended' }],
    ['has a lesser role', { role: 'viewer' }],
  ])('is no link either, nor the session of one, when its maker %s', async (_why, change) => {
    await aPerson(db.database, db.organization, 'administrator');
    const maker = await aPerson(db.database, db.organization, 'administrator');
    const call = asPerson(api, await signIn(api, maker.email));
    const link = async (name: string) => {
      const made = await call('POST', '/v1/keys', { kind: 'sign-in', role: 'administrator', name });
      return String(made.body.token);
    };
    const [used, kept] = [await link('first'), await link('second')];
    const session = asPerson(api, cookieOf(await send(api, '/sign-in', { token: used })));
    expect((await session('GET', '/v1/users')).status).toBe(200);
    expect((await api.call('PATCH', `/v1/users/${maker.id}`, { body: change })).status).toBe(200);
    expect((await session('GET', '/v1/session')).status).toBe(401);
    expect((await send(api, '/sign-in', { token: kept })).status).toBe(410);
  });

  test('asks for no second person in the name of somebody who left', async () => {
    const maker = await aPerson(db.database, db.organization, 'administrator');
    const key = await keyOf(asPerson(api, await signIn(api, maker.email)), `key of ${maker.email}`);
    const change = { state: 'suspended' };
    expect((await api.call('PATCH', `/v1/users/${maker.id}`, { body: change })).status).toBe(200);
    const asked = await api.post('/v1/approvals', { kind: 'bank-details', accounts: [] }, { key });
    expect([asked.status, asked.body.code]).toEqual([403, 'approval-by-person']);
  });
});

describe('own roles', () => {
  const save = (key: string, rights: string[], as?: string) =>
    api.call('PUT', `/v1/roles/${key}`, { body: { name: 'Turno', rights }, ...(as ? { key: as } : {}) });

  test('are sets of rights that people have at once, and go when nobody has them', async () => {
    expect((await save('night-shift', ['case.read', 'case.hold'])).status).toBe(200);
    const person = await aPerson(db.database, db.organization, 'night-shift');
    const call = asPerson(api, await signIn(api, person.email));
    expect((await call('GET', '/v1/session')).body).toMatchObject({
      role: 'night-shift',
      rights: ['case.hold', 'case.read'],
    });
    expect((await call('GET', '/v1/payments')).body.code).toBe('forbidden');
    await save('night-shift', ['case.read', 'money.read']);
    expect((await call('GET', '/v1/payments')).status).toBe(200);
    expect((await api.call('DELETE', '/v1/roles/night-shift')).body.code).toBe('role-in-use');
    await api.call('PATCH', `/v1/users/${person.id}`, { body: { role: 'viewer' } });
    expect((await api.call('DELETE', '/v1/roles/night-shift')).status).toBe(204);
    expect((await api.call('DELETE', '/v1/roles/night-shift')).status).toBe(404);
  });

  test('neither replace a built-in role nor have rights that do not exist', async () => {
    expect((await save('viewer', ['case.read'])).status).toBe(404);
    expect((await save('odd', ['everything'])).status).toBe(422);
    expect((await save('Odd Key', ['case.read'])).status).toBe(422);
    expect((await api.call('DELETE', '/v1/roles/administrator')).status).toBe(404);
  });

  test('do not lift whoever manages people: not their role, nor their own, nor somebody stronger', async () => {
    await save('front-desk', ['case.read', 'user.manage', 'role.manage']);
    const desk = await aPerson(db.database, db.organization, 'front-desk');
    const call = asPerson(api, await signIn(api, desk.email));
    const boss = await aPerson(db.database, db.organization, 'administrator');
    const beyond = async (method: string, path: string, body: object) =>
      expect([path, (await call(method, path, body)).body.code]).toEqual([path, 'beyond-own-rights']);
    await beyond('PATCH', `/v1/users/${desk.id}`, { role: 'administrator' });
    await beyond('PUT', '/v1/roles/front-desk', { name: 'x', rights: ['money.write-off'] });
    await beyond('PATCH', `/v1/users/${boss.id}`, { state: 'suspended' });
    for (const what of ['reset-link', 'remove-second-factor', 'sign-out', 'unlock'])
      await beyond('POST', `/v1/users/${boss.id}/${what}`, {});
    expect((await call('GET', '/v1/users')).status).toBe(200);
  });
});

describe('a link for a new password', () => {
  test('works once, ends all sessions, and signs nobody in', async () => {
    const person = await aPerson(db.database, db.organization);
    const call = asPerson(api, await signIn(api, person.email));
    const made = await api.post(`/v1/users/${person.id}/reset-link`, {});
    const token = tokenOf(made.body.link);
    expect((await page(`/sign-in/reset?token=${token}`)).status).toBe(200);
    expect((await call('GET', '/v1/session')).status).toBe(200);
    expect((await send(api, '/sign-in/reset', { token, password: 'short' })).status).toBe(422);
    const set = await send(api, '/sign-in/reset', { token, password: 'a phrase that is new' });
    expect([set.status, set.headers.get('set-cookie')]).toEqual([200, null]);
    expect((await call('GET', '/v1/session')).status).toBe(401);
    expect((await send(api, '/sign-in/reset', { token, password: 'a phrase of a thief' })).status).toBe(410);
    expect(await signIn(api, person.email)).toBe('');
    expect(await signIn(api, person.email, 'a phrase that is new')).not.toBe('');
  });

  test('is of no use for another page, after a newer one, or from another site', async () => {
    const person = await aPerson(db.database, db.organization);
    const ask = async () => tokenOf((await api.post(`/v1/users/${person.id}/reset-link`, {})).body.link);
    const [first, second] = [await ask(), await ask()];
    expect((await page(`/sign-in/reset?token=${first}`)).status).toBe(410);
    expect((await page(`/sign-in/invitation?token=${second}`)).status).toBe(410);
    const fields = { token: second, password: 'a phrase that is new' };
    expect((await send(api, '/sign-in/reset', fields, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await page(`/sign-in/reset?token=${second}`)).status).toBe(200);
  });
});

test('people are listed page by page, by state', async () => {
  const first = await api.get('/v1/users?limit=2');
  const second = await api.get(`/v1/users?limit=2&cursor=${String(first.body.nextCursor)}`);
  const ids = [first, second].flatMap((each) => (each.body.items as { id: string }[]).map((user) => user.id));
  expect(new Set(ids).size).toBe(4);
  const suspended = (await api.get('/v1/users?state=suspended')).body.items as { state: string }[];
  expect(new Set(suspended.map((user) => user.state))).toEqual(new Set(['suspended']));
  expect((await api.get('/v1/roles')).body.items).toHaveLength(6);
});
