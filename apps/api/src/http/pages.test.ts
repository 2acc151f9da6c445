import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBeat, type Health } from '@puntual/platform/service-health';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { untilReachable } from '@puntual/testing/until';
import { withApi, type TestApi } from '../testing/with-api.ts';
import { languageOf } from './language.ts';

let db: TestDatabase;
let api: TestApi;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'puntual-web-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Puntual</title>');
  writeFileSync(join(folder, 'assets', 'main-1234.js'), 'export {};');
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization, {}, folder);
});
afterAll(async () => {
  await api.close();
  await db.close();
  rmSync(folder, { recursive: true });
});

const asPerson = { key: null, headers: { accept: 'text/html,application/xhtml+xml' } };

describe('the web UI', () => {
  test.each(['/', '/invoices', '/invoices/INV-1', '/tasks'])(
    '%s is the page of the web UI, for everybody',
    async (path) => {
      const answer = await api.get(path, asPerson);
      expect([answer.status, answer.text]).toEqual([200, '<!doctype html><title>Puntual</title>']);
      const policy = answer.headers.get('content-security-policy') ?? '';
      for (const part of [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "frame-ancestors 'self'",
      ])
        expect(policy).toContain(part);
      expect(answer.headers.get('x-powered-by')).toBeNull();
      expect(answer.headers.get('strict-transport-security')).toBeNull();
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  test('browsers keep its files for ever, and a missing file is 404', async () => {
    const file = await api.get('/assets/main-1234.js', asPerson);
    expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect((await api.get('/assets/main-9999.js', asPerson)).status).toBe(404);
    expect((await api.get('/assets/..%2f..%2fetc/passwd', asPerson)).status).toBe(404);
  });

  test('a page says how to build it while it is not built', async () => {
    const without = await withApi(db.database, db.organization, {}, join(folder, 'nothing'));
    try {
      const page = await without.get('/', { ...asPerson, headers: { ...asPerson.headers, 'accept-language': 'es' } });
      expect([page.status, page.text.includes('npm run build'), page.text.includes('aún no está construida')]).toEqual([
        503,
        true,
        true,
      ]);
    } finally {
      await without.close();
    }
  });
});

describe('an unknown address', () => {
  test.each(['/v1/nothing', '/v1', '/nothing', '/docs/nothing', '/outbox/nothing', '/webhooks/stripe'])(
    '%s is a problem',
    async (path) => {
      const answer = await api.get(path);
      expect([answer.status, answer.body.code, answer.body.title, answer.headers.get('content-type')]).toEqual([
        404,
        'not-found',
        'Not Found',
        'application/problem+json; charset=utf-8',
      ]);
      expect(answer.text).not.toContain('node_modules');
    },
  );

  test('a method that a route does not have is answered as a problem too', async () => {
    expect((await api.call('PUT', '/v1/invoices')).status).toBe(404);
    expect((await api.call('POST', '/v1/invoices', { body: {} })).status).toBe(404);
  });

  test('problems are in the reader’s language', async () => {
    expect((await api.get('/v1/nothing', { headers: { 'accept-language': 'es-ES' } })).body.detail).toBe(
      'No hay nada en esta dirección: compruébela, y los identificadores que contiene.',
    );
  });
});

test('over https, the answer has the headers and the cookie attributes of https', async () => {
  const secure = await withApi(db.database, db.organization, { PUBLIC_URL: 'https://collections.example.com' }, folder);
  try {
    const { token } = await api.issue(db.organization, 'sign-in', 'viewer', {
      expiresAt: new Date(Date.now() + 600_000),
    });
    const answer = await secure.call('POST', '/sign-in', {
      key: null,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://collections.example.com',
      },
      body: `token=${token}`,
    });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(
      /^__Host-puntual_session=ps_[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(answer.headers.get('strict-transport-security')).toContain('max-age=31536000');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  } finally {
    await secure.close();
  }
});

describe('health', () => {
  test('healthz answers while the process runs', async () => {
    expect((await api.get('/healthz', { key: null })).body).toEqual({ status: 'ok' });
  });

  test('readyz names every dependency, and the clock', async () => {
    api.setNow('2027-01-01T00:00:00.000Z');
    const { status, body } = await api.get('/readyz', { key: null });
    expect(status).toBe(503);
    expect(body).toMatchObject({
      status: 'not-ready',
      now: '2027-01-01T00:00:00.000Z',
      checks: {
        database: 'ok',
        ingest: 'no sign of life',
        kafka: 'no sign of life',
        temporalRelay: 'no sign of life',
        kafkaRelay: 'no sign of life',
        worker: 'no sign of life',
      },
    });
    expect((body.checks as Record<string, string>).temporal).not.toBe('ok');
    expect(JSON.stringify(body.checks)).not.toContain('127.0.0.1');
  });

  test('a service counts as running by its heartbeat, which names its parts', async () => {
    const health = (checks: Record<string, string>): Health => ({
      registry: undefined as never,
      runChecks: () => Promise.resolve({ ready: Object.values(checks).every((check) => check === 'ok'), checks }),
    });
    const fresh = await withApi(db.database, db.organization);
    const beats = [
      startBeat(
        db.database.shared,
        'ingest',
        health({
          kafka: 'connecting to Kafka',
          temporalRelay: 'ok',
          kafkaRelay: 'ok',
          cases: 'cases cannot be checked',
        }),
      ),
      startBeat(db.database.shared, 'worker', health({ database: 'ok' })),
    ];
    try {
      await expectSoon(async () =>
        expect((await fresh.get('/readyz', { key: null })).body.checks).toMatchObject({
          ingest: 'ok',
          kafka: 'connecting to Kafka',
          temporalRelay: 'ok',
          kafkaRelay: 'ok',
          worker: 'ok',
          cases: 'cases cannot be checked',
        }),
      );
    } finally {
      for (const beat of beats) await beat.stop();
      await fresh.close();
    }
  });

  test('metrics count requests by route pattern, without ids', async () => {
    await api.get('/v1/invoices/SECRET-ID');
    const metrics = await api.metrics();
    expect(metrics).toContain('puntual_http_requests_total{route="GET /v1/invoices/:id",status="404"}');
    expect(metrics).not.toContain('SECRET-ID');
  });

  test('metrics name organizations: the port of the API does not serve them to anybody', async () => {
    for (const call of [{ key: null }, {}, asPerson]) expect((await api.get('/metrics', call)).status).toBe(404);
  });
});

test.each([
  [undefined, 'en'],
  ['es', 'es'],
  ['es-CL,es;q=0.9,en;q=0.8', 'es'],
  ['fr, es;q=0.3, en;q=0.7', 'en'],
  ['fr', 'en'],
  ['*', 'en'],
  ['en;q=0, es;q=0.1', 'es'],
  ['x'.repeat(10_000), 'en'],
])('Accept-Language %s is read as %s', (header, language) => {
  expect(languageOf({ headers: header === undefined ? {} : { 'accept-language': header } })).toBe(language);
});

/** Waits until `check` passes, for work that ends by itself. */
async function expectSoon(check: () => Promise<void>): Promise<void> {
  await untilReachable('the check passes', () => check().then(() => true));
}
