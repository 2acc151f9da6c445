import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generate } from 'otplib';
import { inUser } from '@puntual/casework/access/acting-user';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { asPerson, aPerson, cookieOf, PASSWORD, send, signIn, type Person } from '../testing/people.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization, { PUNTUAL_SECRETS_KEY: 'a key of this test that is long enough' });
});
afterAll(async () => {
  await api.close();
  await db.close();
});

interface Enrolled {
  readonly person: Person;
  readonly secret: string;
  readonly recoveryCodes: string[];
  readonly call: ReturnType<typeof asPerson>;
}

async function enrol(): Promise<Enrolled> {
  const person = await aPerson(db.database, db.organization);
  const call = asPerson(api, await signIn(api, person.email));
  const secret = String((await call('POST', '/v1/me/second-factor', {})).body.secret);
  const confirmed = await call('POST', '/v1/me/second-factor/confirm', { code: await generate({ secret }) });
  expect(confirmed.status).toBe(200);
  await forgetStep(person);
  return { person, secret, recoveryCodes: confirmed.body.recoveryCodes as string[], call };
}
// As if half a minute had passed: the code of this half minute may be used again.
const forgetStep = (person: Person) =>
  inUser(db.database, person.id, (tx) =>
    tx.userSecret.update({ where: { userId: person.id }, data: { totpStep: null } }),
  );
const begin = async (person: Person) => {
  const asked = await send(api, '/sign-in/password', { email: person.email, password: PASSWORD });
  expect([asked.status, asked.headers.get('set-cookie')]).toEqual([200, null]);
  return /name="token" value="([^"]+)"/.exec(asked.text)?.[1] ?? '';
};
const finish = (token: string, code: string) => send(api, '/sign-in/code', { token, code });

test('is on once a first code was right, and then asked for after the password', async () => {
  const person = await aPerson(db.database, db.organization);
  const call = asPerson(api, await signIn(api, person.email));
  const begun = await call('POST', '/v1/me/second-factor', {});
  expect(begun.body.uri).toMatch(/^otpauth:\/\/totp\/.*issuer=Puntual/);
  expect((await call('POST', '/v1/me/second-factor/confirm', { code: '000000' })).body.code).toBe('wrong-code');
  // Until then the password alone signs in.
  expect(await signIn(api, person.email)).not.toBe('');
  const code = await generate({ secret: String(begun.body.secret) });
  const confirmed = await call('POST', '/v1/me/second-factor/confirm', { code });
  expect(confirmed.body.recoveryCodes).toHaveLength(10);
  expect((await call('POST', '/v1/me/second-factor', {})).body.code).toBe('second-factor-on');
  await forgetStep(person);
  const entered = await finish(await begin(person), code);
  expect([entered.status, cookieOf(entered) === '']).toEqual([303, false]);
  expect((await asPerson(api, cookieOf(entered))('GET', '/v1/me')).body).toMatchObject({
    hasSecondFactor: true,
    recoveryCodesLeft: 10,
  });
});

test('takes no code twice: not in another sign-in, nor one of several at once', async () => {
  const { person, secret } = await enrol();
  const code = await generate({ secret });
  const tokens = [await begin(person), await begin(person)];
  const answers = await Promise.all(tokens.map((token) => finish(token, code)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([303, 401]);
  expect((await finish(await begin(person), code)).status).toBe(401);
});

test('takes a recovery code in its place, once', async () => {
  const { person, recoveryCodes } = await enrol();
  const [code = ''] = recoveryCodes;
  expect((await finish(await begin(person), ` ${code.toUpperCase()} `)).status).toBe(303);
  expect((await finish(await begin(person), code)).status).toBe(401);
  const stored = await inUser(db.database, person.id, (tx) =>
    tx.userSecret.findUniqueOrThrow({ where: { userId: person.id } }),
  );
  expect(stored.recoveryHashes).toHaveLength(9);
  for (const each of recoveryCodes)
    expect(JSON.stringify(stored.recoveryHashes)).not.toContain(each.replaceAll('-', ''));
});

test('wrong codes lock the account, also when the password is right in between', async () => {
  const { person, secret } = await enrol();
  for (let guess = 0; guess < 4; guess++) await finish(await begin(person), `00000${guess}`);
  await finish(await begin(person), '000009');
  const locked = await send(api, '/sign-in/password', { email: person.email, password: PASSWORD });
  expect(locked.status).toBe(401);
  expect((await api.post(`/v1/users/${person.id}/unlock`, {})).status).toBe(204);
  expect((await finish(await begin(person), await generate({ secret }))).status).toBe(303);
});

test('a sign-in that has begun ends once, and not with a made-up token', async () => {
  const { person, secret, recoveryCodes } = await enrol();
  const token = await begin(person);
  expect((await finish(token, await generate({ secret }))).status).toBe(303);
  expect((await finish(token, recoveryCodes[0] ?? '')).status).toBe(410);
  expect((await finish('pf_made-up', recoveryCodes[1] ?? '')).status).toBe(410);
});

test('a sign-in that has begun with the old password is over when the password changes', async () => {
  const { person, secret, recoveryCodes, call } = await enrol();
  const token = await begin(person);
  const changed = await call('POST', '/v1/me/password', { current: PASSWORD, password: 'a phrase that is new' });
  expect(changed.status).toBe(204);
  for (const code of [await generate({ secret }), recoveryCodes[0] ?? ''])
    expect((await finish(token, code)).status).toBe(410);
});

test('is taken off by its person with the password, and by an administrator', async () => {
  const { person, call } = await enrol();
  expect((await call('POST', '/v1/me/second-factor/remove', { password: 'a guess' })).body.code).toBe('wrong-password');
  expect((await call('POST', '/v1/me/second-factor/remove', { password: PASSWORD })).status).toBe(204);
  expect(await signIn(api, person.email)).not.toBe('');
  const lost = await enrol();
  expect((await api.post(`/v1/users/${lost.person.id}/remove-second-factor`, {})).status).toBe(204);
  expect(await signIn(api, lost.person.email)).not.toBe('');
});

test('its secret is stored sealed, and is of no use under another key', async () => {
  const { person, secret } = await enrol();
  const stored = await inUser(db.database, person.id, (tx) =>
    tx.userSecret.findUniqueOrThrow({ where: { userId: person.id } }),
  );
  expect(stored.totpSealed).not.toContain(secret);
  const changed = await withApi(db.database, db.organization, {
    PUNTUAL_SECRETS_KEY: 'another key that is long enough too',
  });
  try {
    const token = await begin(person);
    const refused = await send(changed, '/sign-in/code', { token, code: await generate({ secret }) });
    expect(refused.status).toBe(401);
  } finally {
    await changed.close();
  }
});

test('needs the setting with which secrets are sealed', async () => {
  const bare = await withApi(db.database, db.organization);
  try {
    const person = await aPerson(db.database, db.organization);
    const call = asPerson(bare, await signIn(bare, person.email));
    expect((await call('POST', '/v1/me/second-factor', {})).body.code).toBe('no-secrets-key');
  } finally {
    await bare.close();
  }
});
