import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { inUser } from '@puntual/casework/access/acting-user';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { asPerson, aPerson, cookieOf, FORM, PASSWORD, send, signIn, type Person } from '../testing/people.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';
import { RateLimit } from './rate-limit.ts';
import { EndSignIn } from './end-sign-in.ts';

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
// All tests come from one network.
afterEach(() => {
  Object.assign(api.app.get(EndSignIn), { tries: new RateLimit(1000, 1) });
});

const secretsOf = (person: Person) =>
  inUser(db.database, person.id, (tx) => tx.userSecret.findUniqueOrThrow({ where: { userId: person.id } }));
const tryIn = (email: string, password: string) => send(api, '/sign-in/password', { email, password });

describe('signing in with a password', () => {
  test('opens a session of the person, in whichever case the address is written', async () => {
    const person = await aPerson(db.database, db.organization);
    expect((await api.get('/sign-in', { key: null })).text).toContain('action="/sign-in/password"');
    const answer = await tryIn(` ${person.email.toUpperCase()} `, PASSWORD);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^puntual_session=ps_[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/i,
    );
    const call = asPerson(api, cookieOf(answer));
    const session = await call('GET', '/v1/session');
    expect(session.body).toMatchObject({ role: 'collector', actorId: `user:${person.id}` });
    expect((await call('GET', '/v1/me')).body).toMatchObject({
      id: person.id,
      email: person.email,
      hasPassword: true,
      hasSecondFactor: false,
      organizations: [{ slug: 'demo', current: true, role: 'collector', state: 'active' }],
    });
    // Whoever is signed in does not see the form again.
    expect((await api.get('/sign-in', { key: null, headers: { cookie: cookieOf(answer) } })).status).toBe(303);
  });

  test('is refused in the same words for a wrong password, an unknown address and a locked account', async () => {
    const person = await aPerson(db.database, db.organization);
    const wrong = await tryIn(person.email, 'not the right password');
    const unknown = await tryIn('nobody@norte.example', PASSWORD);
    for (let failure = 0; failure < 5; failure++) await tryIn(person.email, 'not the right password');
    const locked = await tryIn(person.email, PASSWORD);
    expect([wrong.status, unknown.status, locked.status]).toEqual([401, 401, 401]);
    expect([unknown.text, locked.text]).toEqual([wrong.text, wrong.text]);
    expect(locked.headers.get('set-cookie')).toBeNull();
  });

  test('costs as much for an unknown address as for a known one', async () => {
    const person = await aPerson(db.database, db.organization);
    const measure = async (email: string) => {
      const times: number[] = [];
      for (let round = 0; round < 4; round++) {
        const begun = performance.now();
        await tryIn(email, 'not the right password');
        times.push(performance.now() - begun);
      }
      return Math.min(...times);
    };
    const [known, unknown] = [await measure(person.email), await measure('nobody@norte.example')];
    // Without the hash an answer takes a few milliseconds, with it some tens at least.
    expect(unknown).toBeGreaterThan(known / 3);
  });

  test('a session in the browser ends when another begins', async () => {
    const person = await aPerson(db.database, db.organization);
    const first = await signIn(api, person.email);
    const second = cookieOf(
      await send(api, '/sign-in/password', { email: person.email, password: PASSWORD }, { cookie: first }),
    );
    expect(second).not.toBe(first);
    expect((await asPerson(api, first)('GET', '/v1/session')).status).toBe(401);
    expect((await asPerson(api, second)('GET', '/v1/session')).status).toBe(200);
  });

  test('takes forms of Puntual’s own pages only', async () => {
    const person = await aPerson(db.database, db.organization);
    const fields = { email: person.email, password: PASSWORD };
    expect((await send(api, '/sign-in/password', fields, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const json = { ...FORM, 'content-type': 'application/json' };
    expect((await api.post('/sign-in/password', fields, { key: null, headers: json })).status).toBe(415);
    const large = { email: person.email, password: 'x'.repeat(20_000) };
    expect((await send(api, '/sign-in/password', large)).status).toBe(413);
  });

  test('stores the password as a scrypt hash with its parameters, and nothing of it elsewhere', async () => {
    const person = await aPerson(db.database, db.organization);
    const secrets = await secretsOf(person);
    expect(secrets.passwordHash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w-]{22}\$[\w-]{43}$/);
    const audit = await db.database.inOrganization(db.organization.id, (tx) => tx.auditEvent.findMany());
    expect(JSON.stringify(audit)).not.toContain(PASSWORD);
    expect(JSON.stringify(audit)).not.toContain(person.email);
  });
});

describe('lock-out', () => {
  test('of many guesses at once no more than five are looked at, and then the account is locked', async () => {
    const person = await aPerson(db.database, db.organization);
    await Promise.all(Array.from({ length: 12 }, (_, guess) => tryIn(person.email, `guess number ${guess} of many`)));
    const secrets = await secretsOf(person);
    expect(secrets.failures).toBe(5);
    expect(secrets.lockedUntil?.getTime()).toBeGreaterThan(Date.now());
    expect((await tryIn(person.email, PASSWORD)).status).toBe(401);
    expect((await secretsOf(person)).failures).toBe(5);
  });

  test('ends by time, and a right password forgets the failures', async () => {
    const person = await aPerson(db.database, db.organization);
    for (let failure = 0; failure < 5; failure++) await tryIn(person.email, 'not the right password');
    expect((await tryIn(person.email, PASSWORD)).status).toBe(401);
    await inUser(db.database, person.id, (tx) =>
      tx.userSecret.update({ where: { userId: person.id }, data: { lockedUntil: new Date(Date.now() - 1) } }),
    );
    expect((await tryIn(person.email, PASSWORD)).status).toBe(303);
    expect(await secretsOf(person)).toMatchObject({ failures: 0, lockedUntil: null });
  });

  test('ends by an administrator', async () => {
    const person = await aPerson(db.database, db.organization);
    for (let failure = 0; failure < 5; failure++) await tryIn(person.email, 'not the right password');
    expect((await api.post(`/v1/users/${person.id}/unlock`, {})).status).toBe(204);
    expect((await tryIn(person.email, PASSWORD)).status).toBe(303);
  });

  test('does not end the sessions of a person whose account somebody else guesses at', async () => {
    const person = await aPerson(db.database, db.organization);
    const cookie = await signIn(api, person.email);
    for (let failure = 0; failure < 6; failure++) await tryIn(person.email, 'not the right password');
    expect((await asPerson(api, cookie)('GET', '/v1/session')).status).toBe(200);
  });

  test('limits each client network: after many tries even right ones wait, whatever the account', async () => {
    Object.assign(api.app.get(EndSignIn), { tries: new RateLimit(3, 0.001) });
    const person = await aPerson(db.database, db.organization);
    for (let count = 0; count < 3; count++) await tryIn(`somebody${count}@norte.example`, 'guess');
    const limited = await tryIn(person.email, PASSWORD);
    expect([limited.status, Number(limited.headers.get('retry-after')) > 0]).toEqual([429, true]);
  });
});

describe('sessions', () => {
  test('end when they lie idle, and at their end however busy', async () => {
    const person = await aPerson(db.database, db.organization);
    const call = asPerson(api, await signIn(api, person.email));
    expect((await call('GET', '/v1/session')).status).toBe(200);
    const age = (data: object) =>
      db.database.inOrganization(db.organization.id, (tx) =>
        tx.credential.updateMany({ where: { userId: person.id, kind: 'session' }, data }),
      );
    await age({ lastUsedAt: new Date(Date.now() - 2 * 3_600_000 - 1000) });
    expect((await call('GET', '/v1/session')).status).toBe(401);
    await age({ lastUsedAt: new Date() });
    expect((await call('GET', '/v1/session')).status).toBe(200);
    await age({ expiresAt: new Date(Date.now() - 1) });
    expect((await call('GET', '/v1/session')).status).toBe(401);
  });

  test('are listed and ended one by one, or all at once, by their person', async () => {
    const person = await aPerson(db.database, db.organization);
    const cookies = [await signIn(api, person.email), await signIn(api, person.email), await signIn(api, person.email)];
    const [first, second, third] = cookies.map((cookie) => asPerson(api, cookie));
    const listed = (await first?.('GET', '/v1/me/sessions'))?.body.items as { id: string; isThisOne: boolean }[];
    expect(listed.map((session) => session.isThisOne).sort()).toEqual([false, false, true]);
    const oldest = (await third?.('GET', '/v1/me/sessions'))?.body.items as { id: string; isThisOne: boolean }[];
    expect((await third?.('DELETE', `/v1/me/sessions/${oldest.at(-1)?.id ?? ''}`))?.status).toBe(204);
    expect((await first?.('GET', '/v1/session'))?.status).toBe(401);
    const other = await aPerson(db.database, db.organization);
    const stranger = asPerson(api, await signIn(api, other.email));
    expect((await stranger('DELETE', `/v1/me/sessions/${oldest[0]?.id ?? ''}`)).status).toBe(404);
    expect((await second?.('POST', '/v1/me/sign-out-everywhere', {}))?.status).toBe(204);
    expect((await third?.('GET', '/v1/session'))?.status).toBe(401);
    expect((await stranger('GET', '/v1/session')).status).toBe(200);
  });

  test('end for an administrator, who sees them', async () => {
    const person = await aPerson(db.database, db.organization);
    const call = asPerson(api, await signIn(api, person.email));
    const seen = await api.get(`/v1/users/${person.id}/sessions`);
    expect(seen.body.items).toHaveLength(1);
    expect((await api.post(`/v1/users/${person.id}/sign-out`, {})).status).toBe(204);
    expect((await call('GET', '/v1/session')).status).toBe(401);
  });

  test('are for their own person: a key has no account', async () => {
    expect((await api.get('/v1/me')).body.code).toBe('not-a-person');
    const link = await api.issue(db.organization, 'session', 'collector');
    expect((await api.get('/v1/me', { key: link.token })).body.code).toBe('not-a-person');
  });
});

describe('changing the password', () => {
  test('needs the old one, ends the other sessions, and is audited without it', async () => {
    const person = await aPerson(db.database, db.organization);
    const [mine, other] = [await signIn(api, person.email), await signIn(api, person.email)];
    const call = asPerson(api, mine);
    const change = (current: string, password: string) => call('POST', '/v1/me/password', { current, password });
    expect((await change('not the right password', 'an entirely new phrase')).body.code).toBe('wrong-password');
    expect((await change(PASSWORD, 'short')).body.code).toBe('weak-password');
    expect((await change(PASSWORD, 'an entirely new phrase')).status).toBe(204);
    expect((await call('GET', '/v1/session')).status).toBe(200);
    expect((await asPerson(api, other)('GET', '/v1/session')).status).toBe(401);
    expect(await signIn(api, person.email)).toBe('');
    expect(await signIn(api, person.email, 'an entirely new phrase')).not.toBe('');
    const [event] = await db.database.inOrganization(db.organization.id, (tx) =>
      tx.auditEvent.findMany({ where: { kind: 'user.access-changed' }, orderBy: { id: 'desc' }, take: 1 }),
    );
    expect([event?.actor, event?.data]).toEqual([`user:${person.id}`, { userId: person.id, what: 'password' }]);
  });

  test('leaves no hash of a password with the answers of repeated requests', async () => {
    const person = await aPerson(db.database, db.organization);
    const cookie = await signIn(api, person.email);
    const headers = { cookie, 'sec-fetch-site': 'same-origin', 'idempotency-key': 'new password' };
    const body = { current: PASSWORD, password: 'an entirely new phrase' };
    expect((await api.post('/v1/me/password', body, { key: null, headers })).status).toBe(204);
    const kept = await db.database.inOrganization(db.organization.id, (tx) => tx.idempotencyKey.findMany());
    expect(kept).toEqual([]);
  });

  test('counts wrong guesses from a stolen session as failed sign-ins', async () => {
    const person = await aPerson(db.database, db.organization);
    const call = asPerson(api, await signIn(api, person.email));
    for (let guess = 0; guess < 5; guess++)
      await call('POST', '/v1/me/password', { current: `guess ${guess}`, password: 'an entirely new phrase' });
    const locked = await call('POST', '/v1/me/password', { current: PASSWORD, password: 'an entirely new phrase' });
    expect(locked.body.code).toBe('wrong-password');
  });
});
