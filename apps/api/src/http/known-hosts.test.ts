import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let published: TestApi;
let local: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  const environment = { PUBLIC_URL: 'https://collections.example.com', ALLOWED_HOSTS: 'api, puntual.svc' };
  published = await withApi(db.database, db.organization, environment);
  local = await withApi(db.database, db.organization, { PUNTUAL_API_KEY: 'pk_local_only_change_me' });
});
afterAll(async () => {
  await published.close();
  await local.close();
  await db.close();
});

function statusFor(api: TestApi, host: string, path = '/v1/session', key = api.keys.viewer): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { host, authorization: `Bearer ${key}` };
    request(api.url + path, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test.each([
  ['collections.example.com', 200],
  ['Collections.Example.com:443', 200],
  ['collections.example.com.', 200],
  ['api:8080', 200],
  ['puntual.svc', 200],
  ['localhost:8080', 200],
  ['127.0.0.1:8080', 200],
  ['[::1]:8080', 200],
  ['evil.example', 421],
  ['collections.example.com.evil.example', 421],
  ['evil.example:8080', 421],
  ['127.0.0.1.evil.example', 421],
  ['203.0.113.7', 421],
  ['collections.example.com@evil.example', 421],
  ['evil example', 421],
])('with PUBLIC_URL, the Host "%s" answers %s', async (host, status) => {
  expect(await statusFor(published, host)).toBe(status);
});

test('pages and the sign-in are refused as well; probes, which call by a container’s address, are not', async () => {
  for (const path of ['/', '/docs', '/openapi.json', '/sign-in?token=pl_1', '/outbox'])
    expect([path, await statusFor(published, 'evil.example', path)]).toEqual([path, 421]);
  expect(await statusFor(published, '10.1.2.3:8080', '/healthz')).toBe(200);
  expect(await statusFor(published, '10.1.2.3:8080', '/readyz')).toBe(503);
});

test.each([
  ['192.168.1.20:8080', 200],
  ['[2001:db8::1]:8080', 200],
  ['evil.example', 421],
])('without PUBLIC_URL, the Host "%s" answers %s', async (host, status) => {
  expect(await statusFor(local, host)).toBe(status);
});

test('a published key that is still in the database opens nothing once others reach the services', async () => {
  const key = 'pk_local_only_change_me';
  await db.database.inOrganization(
    db.organization.id,
    (tx) => tx.$executeRaw`
      UPDATE credential SET hash = encode(sha256(convert_to(${key}, 'UTF8')), 'hex')
      WHERE id = (SELECT id FROM credential WHERE role = 'administrator' LIMIT 1)`,
  );
  expect(await statusFor(published, 'localhost', '/v1/session', key)).toBe(401);
  expect(await statusFor(local, 'localhost', '/v1/session', key)).toBe(200);
});
