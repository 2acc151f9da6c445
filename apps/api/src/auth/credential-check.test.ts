import { afterEach, afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { revokeCredential } from '@puntual/casework/access/credentials';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { FAILURES_AT_ONCE } from '../http/limits.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';
import { clientNetwork } from './client-network.ts';
import { CredentialCheck } from './credential-check.ts';

let db: TestDatabase;
const apis: TestApi[] = [];
beforeAll(async () => {
  db = await withTestDatabase();
});
afterEach(async () => {
  for (const api of apis.splice(0)) await api.close();
});
afterAll(() => db.close());

/** An API whose limit of failed sign-ins gives nothing back meanwhile, however slow the machine is. */
async function anApi(environment: Record<string, string> = {}): Promise<TestApi> {
  const api = await withApi(db.database, db.organization, environment);
  apis.push(api);
  const stopped = performance.now();
  Object.defineProperty(api.app.get(CredentialCheck).failures, 'now', { value: () => stopped });
  return api;
}

const ask = async (api: TestApi, key: string, headers: Record<string, string> = {}) =>
  (await api.get('/v1/session', { key, headers })).status;

async function guess(api: TestApi, times: number, headers: Record<string, string> = {}): Promise<number[]> {
  const answers: number[] = [];
  for (let count = 0; count < times; count++) answers.push(await ask(api, `pk_wrong_${count}`, headers));
  return answers;
}

describe('wrong keys', () => {
  test(`${FAILURES_AT_ONCE} are answered 401, the next one 429 with the seconds to wait`, async () => {
    const api = await anApi();
    expect(new Set(await guess(api, FAILURES_AT_ONCE))).toEqual(new Set([401]));
    const refused = await api.get('/v1/session', { key: 'pk_one_more' });
    expect([refused.status, refused.body.code]).toEqual([429, 'too-many-requests']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('cache-control')).toBe('no-store');
  });

  test('past the limit a right guess does not get in, and who was in before stays in', async () => {
    const api = await anApi();
    expect(await ask(api, api.keys.viewer)).toBe(200);
    await guess(api, FAILURES_AT_ONCE);
    expect(await ask(api, api.keys.manager)).toBe(429);
    expect(await ask(api, api.keys.viewer)).toBe(200);
  });

  test('many at once are limited too', async () => {
    const api = await anApi();
    const answers = await Promise.all(Array.from({ length: 2 * FAILURES_AT_ONCE }, (_, n) => ask(api, `pk_${n}`)));
    expect(answers.filter((status) => status === 401)).toHaveLength(FAILURES_AT_ONCE);
    expect(answers.filter((status) => status === 429)).toHaveLength(FAILURES_AT_ONCE);
  });

  test('a right key at many requests at once is not limited, also where it was never seen before', async () => {
    const api = await anApi();
    const answers = await Promise.all(Array.from({ length: 2 * FAILURES_AT_ONCE }, () => ask(api, api.keys.viewer)));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(new Set(await guess(api, FAILURES_AT_ONCE))).toEqual(new Set([401]));
  });

  test('right keys give back what they took: they never use the limit up', async () => {
    const api = await anApi();
    for (let count = 0; count < FAILURES_AT_ONCE + 5; count++) {
      const { token } = await api.issue(db.organization, 'api-key', 'viewer');
      expect(await ask(api, token)).toBe(200);
    }
  });

  test('sign-in links and cookies count as well', async () => {
    const api = await anApi();
    for (let count = 0; count < FAILURES_AT_ONCE / 2; count++) {
      expect((await api.get(`/sign-in?token=pl_wrong_${count}`, { key: null })).status).toBe(410);
      const cookie = `puntual_session=ps_wrong_${count}`;
      expect((await api.get('/v1/session', { key: null, headers: { cookie } })).status).toBe(401);
    }
    expect((await api.get('/sign-in?token=pl_wrong', { key: null })).status).toBe(429);
    const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
    const { token } = await api.issue(db.organization, 'sign-in', 'viewer');
    expect((await api.post('/sign-in', `token=${token}`, { key: null, headers: form })).status).toBe(429);
  });

  test('a key that was right and is revoked counts as wrong again', async () => {
    const api = await anApi();
    const { id, token } = await api.issue(db.organization, 'api-key', 'viewer');
    expect(await ask(api, token)).toBe(200);
    await revokeCredential(db.database, { id, organizationId: db.organization.id }, Date.now());
    const answers = [];
    for (let count = 0; count < FAILURES_AT_ONCE + 1; count++) answers.push(await ask(api, token));
    expect([answers[0], answers.at(-1)]).toEqual([401, 429]);
  });

  test('a request without a key is no guess', async () => {
    const api = await anApi();
    for (let count = 0; count <= FAILURES_AT_ONCE; count++)
      expect((await api.get('/v1/session', { key: null })).status).toBe(401);
    expect(await ask(api, api.keys.viewer)).toBe(200);
  });
});

describe('behind a proxy', () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });

  test('each client has a limit of its own, once the proxy is named', async () => {
    const api = await anApi({ TRUSTED_PROXIES: 'loopback' });
    await guess(api, FAILURES_AT_ONCE, from('203.0.113.7'));
    expect(await ask(api, 'pk_wrong', from('203.0.113.7'))).toBe(429);
    expect(await ask(api, 'pk_wrong', from('203.0.113.8'))).toBe(401);
    // A client may write the header too; what the proxy adds stands last.
    expect(await ask(api, 'pk_wrong', from('198.51.100.1, 203.0.113.7'))).toBe(429);
  });

  test('the header of a client that is no proxy is not believed', async () => {
    const api = await anApi();
    const answers = [];
    for (let count = 0; count <= FAILURES_AT_ONCE; count++)
      answers.push(await ask(api, `pk_wrong_${count}`, from(`203.0.113.${count}`)));
    expect(answers.at(-1)).toBe(429);
  });

  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::203.0.113.7', '64:ff9b:0:0::/64'],
    ['x'.repeat(1000), 'x'.repeat(64)],
    [undefined, ''],
  ])('the network of %s is %s', (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });
});
